"""What the template of ``backend/tests.py`` shows: every table as printable rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from erdgen.compiler.codegen.access_view import is_listed
from erdgen.compiler.codegen.api_view import sortable
from erdgen.compiler.codegen.children_view import find_children
from erdgen.compiler.codegen.factory_rows import find_valid_row, is_kept
from erdgen.compiler.codegen.limit_cases import build_limit_rows
from erdgen.compiler.codegen.parents_view import find_deletable_parents
from erdgen.compiler.codegen.python import Imports, literal, text_literal
from erdgen.compiler.contributions import AddTest
from erdgen.compiler.design import Design, EntityDesign
from erdgen.compiler.rules.forms import Computed, KeepWhile, NoOverlap, Unique
from erdgen.compiler.rules.walk import members_in
from erdgen.compiler.spec.project import ACTIONS, Field, Kind, OnDelete

#: How many rows a query count is compared with, unless fewer can exist.
MANY_ROWS = 5

#: Texts longer than this are printed as a product.
LONG_TEXT = 20


def build_tests_context(design: Design) -> dict[str, Any]:
    """Tables of the generated test module, with its imports."""
    entities = design.entities
    context: dict[str, Any] = {
        "resources": [{"route": e.entity.route, "model": e.name} for e in entities],
        "roles": literal([role.source for role in design.project.auth.roles]),
        "roles_declared": bool(design.project.auth.roles),
        "sign_up_roles": literal(
            [r.source for r in design.project.auth.roles if not design.roles.get(r.source, True)]
        ),
        "access": [
            (e.entity.route, [(a, text_set(e.access.get(a, ()))) for a in ACTIONS])
            for e in entities
            if is_listed(e)
        ],
        "owners": literal({e.entity.route: _owner_path(e) for e in entities if e.owner is not None}),
        "owner_named_by": [
            (e.entity.route, f"({literal(e.owner.path)}, {text_set(e.owner.named_by)})")
            for e in entities
            if e.owner is not None and e.named_owner
        ],
        "from_request": literal({e.entity.route: list(e.set_by_sender) for e in entities if e.set_by_sender}),
        "links": literal({e.entity.route: found for e in entities if (found := _needed_links(design, e))}),
        "field_access": [(e.entity.route, _field_rows(e)) for e in entities if e.restrictions],
        "required": [
            (t.entity_route, text_set((*t.test.fields, *_brought(design, t.test.entity))))
            for t in _rows(design, "required")
            if t.test.fields
        ],
        "children": [
            (e.name, literal({each.relation: each.link for each in find_children(design, e)}))
            for e in entities
            if find_children(design, e)
        ],
        "invalid": [
            (e.entity.route, [_invalid_row(t) for t in e.tests if t.test == "invalid"])
            for e in entities
            if any(t.test == "invalid" for t in e.tests)
        ],
        "unique": [
            literal((t.entity_route, list(t.test.fields)))
            for t in _rows(design, "unique")
            if not _is_left_empty(design, t.test)
        ],
        # Computed of its own row, which may lack what it is computed from.
        "computed": any(
            isinstance(added.rule, Computed) and not added.rule.relation
            for made in design.entities
            for added in made.rules
        ),
        "server_set": [(r, text_set(names)) for r, names in _server_set(design)],
        "filters": _filter_rows(design),
        "searches": _search_rows(design),
        "orderings": [
            (e.entity.route, literal(list(sortable(e, design))))
            for e in entities
            if sortable(e, design) and design.project.api.ordering
        ],
        "few_rows": literal(
            {e.entity.route: e.capacity for e in entities if e.capacity and e.capacity < MANY_ROWS}
        ),
        "many_rows": MANY_ROWS,
        "guarded": any(isinstance(r.rule, KeepWhile) for e in entities for r in e.rules),
        "kept": text_set(kept) if (kept := [e.entity.route for e in entities if is_kept(design, e)]) else "",
        "own_parents": literal({e.entity.route: own for e in entities if (own := _own_parents(e))}),
        "full_resource": _full_resource(design),
        "own_pages": _own_pages(design),
        "uploads": text_set(e.entity.route for e in entities if any(f.kind.is_file for f in e.entity.fields)),
        "binary": any(f.kind is Kind.BINARY for e in entities for f in e.entity.fields),
        "shown_parents": literal(_shown_parents(design)),
        "soft": literal([e.entity.route for e in entities if e.entity.soft_delete]),
        "protected": literal(held) if (held := _protecting_links(design)) else "",
        "user_resource": design.project.user is not None,
        "user_route": design.project.user.route if design.project.user else "",
        "page_size": design.project.api.page_size,
        "pagination": design.project.api.pagination,
        "hidden_links": literal(_closed_links(design)),
        "hidden_filters": literal(_closed_filters(design)),
        "limits": [row for e in entities for row in build_limit_rows(e)],
        "mandatory": [(e.entity.route, literal(names)) for e in entities if (names := _mandatory_links(e))],
        "decimals": any(f.kind is Kind.DECIMAL for e in entities for f in e.entity.fields),
        "paginated": design.project.api.pagination != "none",
        "anonymous_status": 401 if "jwt" in design.project.auth.methods else 403,
    }
    if context["uploads"] == "set()":
        context["uploads"] = ""
    user = design.project.user
    context["user_uploads"] = user is not None and any(f.kind.is_file for f in user.fields)
    context["imports"] = _imports(design, context)
    return context


def _full_resource(design: Design) -> str:
    """The resource whose rows fill more than a page in the test of pages; empty without pages."""
    api = design.project.api
    roomy = (e.entity.route for e in design.entities if e.page_size is None and _fills(e, api.page_size))
    return "" if api.pagination == "none" else next(roomy, "")


def _own_pages(design: Design) -> list[tuple[str, int]]:
    """Resources with pages of their own size, after one that has the usual one; empty where all have that."""
    own = [
        (made.entity.route, size)
        for made in design.entities
        if (size := made.page_size) is not None and _fills(made, size)
    ]
    usual = _full_resource(design)
    return [*([(usual, design.project.api.page_size)] if usual else []), *own] if own else []


def _fills(made: EntityDesign, size: int) -> bool:
    """Whether there can be more rows than fit on a page."""
    return made.capacity is None or made.capacity > size


def _brought(design: Design, name: str) -> list[str]:
    return [each.relation for each in find_children(design, design.by_name[name])]


class _Row:
    """A test contribution with the route of its entity."""

    def __init__(self, entity_route: str, test: AddTest) -> None:
        self.entity_route = entity_route
        self.test = test


def _rows(design: Design, kind: str) -> list[_Row]:
    return [_Row(e.entity.route, t) for e in design.entities for t in e.tests if t.test == kind]


def text_set(texts: Iterable[str]) -> str:
    """A set display in a stable order; ``set()`` when empty."""
    items = sorted(set(texts))
    return "{" + ", ".join(text_literal(item) for item in items) + "}" if items else "set()"


def _owner_path(entity: EntityDesign) -> str:
    assert entity.owner is not None
    return "" if entity.owner.path == "pk" else entity.owner.path.replace(".", "__")


def _needed_links(design: Design, entity: EntityDesign) -> dict[str, str]:
    """Links that a client must give, and the resource that each leads to."""
    return {
        link.name: design.by_name[link.target].entity.route
        for link in entity.entity.relationships
        if link.required and not link.read_only and not (link.many and link.through)
    }


def _field_rows(entity: EntityDesign) -> list[tuple[str, str]]:
    rows = []
    for r in entity.restrictions:
        sides = [(side, who) for side, who in (("read", r.read), ("write", r.write)) if who is not None]
        rows.append((r.field, "{" + ", ".join(f'"{side}": {text_set(who)}' for side, who in sides) + "}"))
    return rows


def _invalid_row(test: AddTest) -> str:
    value = test.value
    shown = literal(value)
    if isinstance(value, str) and len(value) > LONG_TEXT and len(set(value)) == 1:
        shown = f"{literal(value[0])} * {len(value)}"
    return f"({text_literal(test.fields[0])}, {shown})"


def _server_set(design: Design) -> list[tuple[str, list[str]]]:
    """Fields whose value must survive a client's attempt; the time of the last change moves by itself."""
    found = []
    for e in design.entities:
        names = [
            m.name
            for m in e.entity.members.values()
            if (
                m.auto == "created" or (m.read_only and not m.auto)
                if isinstance(m, Field)
                else m.read_only and not m.many and m.name != e.named_owner
            )
        ]
        if names:
            found.append((e.entity.route, names))
    return found


def _filter_rows(design: Design) -> list[tuple[str, str]]:
    if not design.project.api.filtering:
        return []
    rows = []
    for e in design.entities:
        row = find_valid_row(design, e) or {}
        names = [f.field for f in e.filters if "exact" in f.lookups and not _optional(e, f.field)]
        names = [name for name in names if name not in row or row[name] not in (None, "")]
        if names:
            rows.append((e.entity.route, literal(names)))
    return rows


def _is_left_empty(design: Design, test: AddTest) -> bool:
    """Whether a usual row has no value in one of the fields: two such rows do not agree."""
    row = find_valid_row(design, design.by_name[test.entity]) or {}
    return any(row.get(name, 0) in (None, "") for name in test.fields)


def _search_rows(design: Design) -> list[tuple[str, str]]:
    """Searched fields, without the key: the test writes into them."""
    if not design.project.api.search:
        return []
    rows = [
        (e.entity.route, [name for name in e.search if _takes_any_text(e, name)]) for e in design.entities
    ]
    return [(route, literal(names)) for route, names in rows if names]


def _takes_any_text(entity: EntityDesign, name: str) -> bool:
    """Whether nothing but its type decides what the field can hold."""
    ruled = any(
        name in members_in(added.rule) for added in entity.rules if not isinstance(added.rule, Unique)
    )
    return name != entity.entity.pk_name and not ruled


def _protecting_links(design: Design) -> list[tuple[str, str, str]]:
    """Resources whose rows are only marked as deleted, and which rows by which link must not lose them."""
    return [
        (design.by_name[link.target].entity.route, made.entity.route, link.name)
        for made in design.entities
        for link in made.entity.relationships
        if link.on_delete is OnDelete.PROTECT
        and not link.many
        and design.by_name[link.target].entity.soft_delete
    ]


def _own_parents(entity: EntityDesign) -> list[str]:
    """Links whose rows each have few of this entity, by rules that the table of unique fields lacks."""
    rules = [added.rule for added in entity.rules]
    sets = [rule.fields for rule in rules if isinstance(rule, Unique)]
    sets += [rule.within for rule in rules if isinstance(rule, NoOverlap)]
    names = {link.name for link in entity.entity.relationships}
    return sorted(names & {name for fields in sets for name in fields})


def _optional(entity: EntityDesign, name: str) -> bool:
    """Whether the factory may leave the field without a value."""
    member = entity.entity.members[name]
    if isinstance(member, Field):
        return bool(member.auto) or member.builtin
    return member.many or not member.required


def _closed_links(design: Design) -> dict[str, list[str]]:
    """Route → a writable link to rows that are only open to their owners, and the resource it leads to."""
    found: dict[str, list[str]] = {}
    for e in design.entities:
        for link in e.entity.relationships:
            target = design.by_name[link.target]
            updatable = {"anyone", "authenticated"} & set(e.access.get("update", ()))
            closed = link.read_only or link.primary_key or (link.many and link.through)
            if (
                not closed
                and not _is_open(target)
                and updatable
                and not any(r.field == link.name for r in e.restrictions)
            ):
                found[e.entity.route] = [link.name, target.entity.route]
    return found


def _shown_parents(design: Design) -> dict[str, str]:
    """Route → a link to a row that every row shows, until that row is deleted."""
    return {made.entity.route: link.name for made, link in find_deletable_parents(design) if link.required}


def _closed_filters(design: Design) -> dict[str, list[str]]:
    """Route → a filter by relation that everybody may use, and the resource whose rows they may not see."""
    found: dict[str, list[str]] = {}
    for e in design.entities:
        links = {link.name: link for link in e.entity.relationships}
        for f in e.filters if design.project.api.filtering else ():
            if f.field in links and _is_open(e):
                target = design.by_name[links[f.field].target]
                if not _is_open(target):
                    found[e.entity.route] = [f.field, target.entity.route]
    return found


def _is_open(entity: EntityDesign) -> bool:
    """Whether everybody who is signed in reads all rows."""
    return not {"anyone", "authenticated"}.isdisjoint(entity.access.get("read", ()))


def _mandatory_links(entity: EntityDesign) -> list[str]:
    links = entity.entity.relationships
    return [link.name for link in links if link.required and not link.many and not link.primary_key]


def _imports(design: Design, context: dict[str, Any]) -> Imports:
    project = design.project
    imports = Imports()
    imports.add("json")
    imports.add("io", "StringIO")
    imports.add("unittest.mock", "patch")
    imports.add("urllib.parse", "quote")
    imports.add("pytest")
    imports.add("django.contrib", "admin")
    imports.add("django.contrib.auth", "authenticate")
    imports.add("django.core.cache", "cache")
    imports.add("django.core.management", "call_command")
    imports.add("django.core.serializers.json", "DjangoJSONEncoder")
    imports.add("django.db", "DatabaseError", "DataError", "IntegrityError", "connection")
    imports.add("django.db.models", "ProtectedError", "RestrictedError")
    imports.add("django.test.utils", "CaptureQueriesContext")
    imports.add("django.urls", "resolve", "reverse")
    imports.add("django.utils", "timezone")
    imports.add("rest_framework", "serializers")
    imports.add("rest_framework.test", "APIClient")
    imports.add("backend", "factories")
    imports.add("backend.api_extensions", "handle_exception")
    imports.add("django.core.exceptions", "ValidationError")
    imports.add("django.db", "transaction")
    if project.auth.roles or project.auth.registration:
        imports.add("django.contrib.auth", "get_user_model")
    imports.add("django.contrib.auth.models", "Group")
    imports.add("django.contrib.auth.hashers", "make_password")
    if context["decimals"]:
        imports.add("decimal", "Decimal")
    if context["binary"]:
        imports.add("base64")
    if context["uploads"]:
        imports.add("django.core.files.uploadedfile", "SimpleUploadedFile")
        imports.add("django.db.models.fields.files", "FieldFile")
    if "jwt" in project.auth.methods:
        imports.add("django.contrib.auth", "get_user_model")
    return imports
