"""Relationships: from ``ForeignKey(User)`` or an object of options to a declaration."""

from __future__ import annotations

from erdgen.compiler.frontends.json_source import Node
from erdgen.compiler.frontends.reading import MAX_NAME, Context, Values, read_options
from erdgen.compiler.frontends.type_expressions import Expression, parse_expression
from erdgen.compiler.frontends.vocabulary import LINK_OPTIONS, LINK_WORDS, LINKS, TYPE_WORDS, normalise_word
from erdgen.compiler.spec.declarations import LinkDecl, NameRef
from erdgen.compiler.spec.project import OnDelete, RelationKind, Relationship
from erdgen.compiler.spec.texts import clean_text, quote

_SPELLINGS = tuple(spellings[0] for spellings in LINKS.values())
_MANY_ONLY = ("through", "through_fields", "symmetrical")
_SINGLE_ONLY = ("on_delete", "unique", "primary_key", "index", "db_column")


def decode_link(context: Context, name: str, node: Node) -> LinkDecl | None:
    """The declaration of relationship ``name``; None, and findings, when it cannot be used."""
    if isinstance(node.value, str):
        values, type_node = Values(), node
    elif isinstance(node.value, dict):
        values = read_options(context, node.value, LINK_OPTIONS, "a relationship")
        if "type" not in values:
            if not any(key.lower() == "type" for key in node.value):
                hint = 'write "type": "ForeignKey(…)"'
                context.report.error(
                    "erd.E012", context.at(node), f"the relationship {quote(name)} has no type", hint
                )
            return None
        type_node = values.nodes["type"]
    else:
        context.wrong_type(node, "a type or an object of options", 'write "ForeignKey(User)"')
        return None
    return _decode(context, name, node, type_node, values)


def _decode(context: Context, name: str, node: Node, type_node: Node, values: Values) -> LinkDecl | None:
    found = _read_type(context, type_node)
    if found is None:
        return None
    kind, expression = found
    _merge_type_options(context, values, type_node, expression)
    target = _read_target(context, type_node, values, expression)
    _check_options(context, values, kind)
    if target is None:
        return None
    optional = values.get("on_delete") is OnDelete.SET_NULL
    link = Relationship(
        source=clean_text(name, MAX_NAME),
        name="",
        kind=kind,
        target=target.text,
        label=values.get("label", ""),
        required=values.get("required", not optional and kind is not RelationKind.MANY_TO_MANY),
        unique=values.get("unique", False),
        index=values.get("index", True),
        primary_key=values.get("primary_key", False),
        on_delete=values.get("on_delete", OnDelete.CASCADE),
        help=values.get("help", ""),
        read_only=values.get("read_only", False),
        write_only=values.get("write_only", False),
        renamed_from=clean_text(values.get("renamed_from", NameRef("")).text, MAX_NAME),
        location=context.at_key(node),
    )
    return LinkDecl(
        name,
        link,
        target,
        through=values.get("through"),
        through_fields=values.get("through_fields", ()),
        related_name=values.get("related_name"),
        symmetrical=values.get("symmetrical"),
        column=values.get("db_column"),
    )


def _read_type(context: Context, node: Node) -> tuple[RelationKind, Expression] | None:
    assert isinstance(node.value, str)
    expression = parse_expression(node.value)
    kind = LINK_WORDS.get(normalise_word(expression.word)) if expression else None
    if expression and kind:
        return kind, expression
    if expression is None:
        hint = "the parentheses or quotes do not match"
    elif normalise_word(expression.word) in TYPE_WORDS:
        hint = "move it to 'fields'"
    elif normalise_word(expression.word) in ("onetomany", "hasmany"):
        hint = "write a ForeignKey on the other entity; the way back comes by itself"
    else:
        hint = context.report.suggest(expression.word, _SPELLINGS, f"known are {', '.join(_SPELLINGS)}")
    context.report.error("erd.E040", context.at(node), f"unknown relationship type {quote(node.value)}", hint)
    return None


def _merge_type_options(context: Context, values: Values, node: Node, expression: Expression) -> None:
    """Options in the parentheses, as in ``ManyToMany(Tag, through=Tagging)``, join those of the object."""
    if not expression.options:
        return
    members: dict[str, Node] = {}
    for key, text in expression.options:
        flag = text.lower() == "true" if text in ("True", "False", "true", "false") else None
        members[key] = Node(text.removeprefix("models.") if flag is None else flag, node.offset, node, key)
    inner = read_options(context, members, LINK_OPTIONS, "a relationship")
    for name, value in inner.found.items():
        if name not in values and name != "type":
            values.found[name] = value
            values.nodes[name] = inner.nodes[name]


def _read_target(context: Context, node: Node, values: Values, expression: Expression) -> NameRef | None:
    arguments = expression.arguments
    if len(arguments) == 2 and arguments[1].removeprefix("models.") in OnDelete.__members__:
        arguments = arguments[:1]
    if len(arguments) == 1 and arguments[0] and "to" not in values:
        return NameRef(arguments[0], context.at(node))
    if not arguments and "to" in values:
        found: NameRef = values.get("to")
        return found
    if arguments and "to" in values:
        message = "the entity stands both in parentheses and in 'to'"
        context.report.error("erd.E013", context.at(node), message, "keep one of them")
    elif not arguments:
        hint = 'write the entity in parentheses, such as "ForeignKey(User)"'
        context.report.error("erd.E012", context.at(node), "the relationship names no entity", hint)
    else:
        hint = "write one entity; options have names, such as through=Membership"
        context.report.error("erd.E031", context.at(node), "a relationship points to one entity", hint)
    return None


def _check_options(context: Context, values: Values, kind: RelationKind) -> None:
    many = kind is RelationKind.MANY_TO_MANY
    for option in _SINGLE_ONLY if many else _MANY_ONLY:
        if option in values and values.get(option) not in (False, ()):
            node = values.nodes[option]
            message = f"a {kind} cannot have {quote(str(node.key))}"
            hint = (
                f"only a ManyToMany has {option!r}" if not many else "a ManyToMany has no column of its own"
            )
            context.report.error("erd.E044", context.at_key(node), message, hint)
    if "through_fields" in values and "through" not in values:
        message = "'through_fields' without 'through'"
        context.report.error(
            "erd.E044", context.at_key(values.nodes["through_fields"]), message, "add 'through'"
        )
    _check_on_delete(context, values)
    if values.get("read_only") and values.get("write_only"):
        message = "'read_only' and 'write_only' exclude each other"
        context.report.error(
            "erd.E037", context.at_key(values.nodes["write_only"]), message, "keep one of them"
        )


def _check_on_delete(context: Context, values: Values) -> None:
    wanted = values.get("on_delete")
    if wanted is OnDelete.SET_NULL and (values.get("required") or values.get("primary_key")):
        message = "on_delete SET_NULL empties the link, but the link is required"
        hint = 'write "required": false, or another on_delete'
        context.report.error("erd.E037", context.at(values.nodes["on_delete"]), message, hint)
    if wanted is OnDelete.SET_DEFAULT:
        message = "on_delete SET_DEFAULT needs a default, which relationships do not have"
        context.report.error(
            "erd.E037", context.at(values.nodes["on_delete"]), message, "write SET_NULL or PROTECT"
        )
