"""Entities: their options, fields and relationships."""

from __future__ import annotations

from erdgen.compiler.frontends.decode_fields import decode_field
from erdgen.compiler.frontends.decode_links import decode_link
from erdgen.compiler.frontends.json_source import Node
from erdgen.compiler.frontends.reading import MAX_NAME, Context, Values, named_members, read_object
from erdgen.compiler.frontends.vocabulary import ENTITY_OPTIONS
from erdgen.compiler.spec.declarations import EntityDecl, FieldDecl, LinkDecl, NameRef
from erdgen.compiler.spec.texts import clean_text, quote


def decode_entities(context: Context, node: Node) -> tuple[EntityDecl, ...]:
    """All entities below ``erd.entities``; those that cannot be read are reported and left out."""
    assert isinstance(node.value, dict)
    names = frozenset(name.lower() for name in node.value)
    decls: list[EntityDecl] = []
    for name, child in named_members(context, node):
        values = read_object(context, child, ENTITY_OPTIONS, "an entity")
        # An entity that is no object stays known, so that references to it are not reported as well.
        decls.append(_decode_entity(context, name, child, values or Values(), names))
    if not node.value:
        hint = 'add one, such as "Job": {"fields": {"title": "str"}}'
        context.report.error("erd.E015", context.at(node), "the ERD has no entities", hint)
    return tuple(decls)


def _decode_entity(
    context: Context, name: str, node: Node, values: Values, names: frozenset[str]
) -> EntityDecl:
    fields = _decode_fields(context, values, names)
    links = _decode_links(context, values)
    decoded = {decl.written for decl in fields} | {decl.written for decl in links}
    return EntityDecl(
        written=name,
        source=clean_text(name, MAX_NAME),
        fields=fields,
        links=links,
        broken=frozenset(_member_names(values) - decoded),
        label=values.get("label", ""),
        plural=values.get("plural", ""),
        help=values.get("help", ""),
        ordering=values.get("ordering", ()),
        unique_together=values.get("unique_together", ()),
        indexes=values.get("indexes", ()),
        primary_key=values.get("primary_key", ()),
        display=values.get("display"),
        abstract=values.get("abstract", False),
        bases=values.get("bases", ()),
        soft_delete=values.get("soft_delete", False),
        timestamps=values.get("timestamps", False),
        owner=values.get("owner"),
        renamed_from=clean_text(values.get("renamed_from", NameRef("")).text, MAX_NAME),
        db_table=values.get("db_table"),
        location=context.at_key(node),
    )


def _member_names(values: Values) -> set[str]:
    names: set[str] = set()
    for option in ("fields", "relationships"):
        node = values.nodes.get(option)
        if node is not None and isinstance(node.value, dict):
            names |= set(node.value)
    return names


def _decode_fields(context: Context, values: Values, names: frozenset[str]) -> tuple[FieldDecl, ...]:
    if "fields" not in values:
        return ()
    members = named_members(context, values.nodes["fields"])
    decoded = [decode_field(context, name, child, names) for name, child in members]
    return tuple(decl for decl in decoded if decl is not None)


def _decode_links(context: Context, values: Values) -> tuple[LinkDecl, ...]:
    if "relationships" not in values:
        return ()
    fields = values.nodes["fields"].value if "fields" in values else {}
    assert isinstance(fields, dict)
    links: list[LinkDecl] = []
    for name, child in named_members(context, values.nodes["relationships"]):
        if name in fields:
            message = f"{quote(name)} is both a field and a relationship"
            context.report.error(
                "erd.E021", context.at_key(child), message, "keep one of them, or rename one"
            )
            continue
        link = decode_link(context, name, child)
        if link is not None:
            links.append(link)
    return tuple(links)
