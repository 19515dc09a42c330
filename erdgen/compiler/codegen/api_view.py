"""What the templates of serializers, viewsets and routes show."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from erdgen.compiler.codegen.children_view import ChildrenView, find_children
from erdgen.compiler.codegen.names import component_clashes
from erdgen.compiler.codegen.parents_view import find_inner_parents, null_options
from erdgen.compiler.codegen.python import Imports, call, literal, text_literal
from erdgen.compiler.codegen.transitions_view import TransitionView, choice_code, find_transitions
from erdgen.compiler.design import Design, EntityDesign
from erdgen.compiler.spec.project import Entity, Field, Kind, Relationship

#: What every account shows when the ERD has no user entity of its own.
ACCOUNT_FIELDS = ("id", "username", "email")


@dataclass(frozen=True)
class SerializerView:
    """One serializer class."""

    class_name: str
    model: str
    fields: str
    doc: str = ""
    #: Attribute name and expression.
    declared: tuple[tuple[str, str], ...] = ()
    #: Further lines of ``class Meta``.
    meta: tuple[str, ...] = ()
    #: OpenAPI component name, where the class's own would clash.
    component: str = ""
    is_user: bool = False
    base: str = "serializers.ModelSerializer"
    #: Serializers of rows that it brings along: class, model, and the link that leads back.
    within: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class ViewSetView:
    """One viewset class."""

    name: str
    queryset: str
    attributes: tuple[str, ...]


@dataclass
class ApiView:
    """Serializers and viewsets with the imports of both modules."""

    nested: list[SerializerView] = field(default_factory=list)
    serializers: list[SerializerView] = field(default_factory=list)
    viewsets: list[ViewSetView] = field(default_factory=list)
    #: Names that ``serializers.py`` takes from ``api_extensions``.
    shared: set[str] = field(default_factory=set)


def build_api_view(design: Design) -> ApiView:
    """Serializer and viewset view models of all entities."""
    view = ApiView()
    clashes = component_clashes(design.project)
    for entity in design.entities:
        view.serializers.append(_serializer(design, entity, clashes, view.shared))
        view.viewsets.append(_viewset(entity, design))
    if design.project.user is None:
        view.serializers.append(_account_serializer())
    view.nested = [_rest_on_present(design, each, view) for each in _nested_serializers(design)]
    return view


def _rest_on_present(design: Design, made: SerializerView, view: ApiView) -> SerializerView:
    """``made``, showing nothing of deleted rows."""
    if made.model not in find_inner_parents(design):
        return made
    view.shared.add("NestedSerializer")
    return replace(made, base="NestedSerializer")


def _account_serializer() -> SerializerView:
    return SerializerView(
        "UserSerializer",
        "User",
        literal([*ACCOUNT_FIELDS, "password"]),
        declared=(("password", PASSWORD_FIELD),),
        is_user=True,
    )


PASSWORD_FIELD = (
    "serializers.CharField(write_only=True, required=False, max_length=128, trim_whitespace=False)"
)


def shown_fields(entity: Entity) -> list[str]:
    """Serializer fields of an entity: key first, then the ERD's order."""
    names = [] if entity.primary_key else ["id"]
    names += [f.name for f in entity.fields if f.auto != "deleted"]
    if entity.is_user:
        names.append("password")
    return names + [link.name for link in entity.relationships]


def nested_name(target: str, level: int, depth: int) -> str:
    """Class name of the nested form of ``target`` with ``level`` levels below the response itself."""
    return f"{target}Nested{level if depth > 1 and level > 1 else ''}Serializer"


def _serializer(
    whole: Design, design: EntityDesign, clashes: dict[str, str], shared: set[str]
) -> SerializerView:
    entity = design.entity
    declared: list[tuple[str, str]] = []
    if entity.is_user:
        declared.append(("password", PASSWORD_FIELD))
    for f in entity.fields:
        if f.kind is Kind.BINARY:
            shared.add("Base64Field")
            declared.append((f.name, _binary_field(f)))
    for link in entity.relationships:
        if link.name in design.nested:
            declared.append((link.name, _nested_field(whole, design, link, shared)))
    children = find_children(whole, design)
    for each in children:
        declared.append(
            (each.relation, f"{each.serializer}(many=True, write_only=True, min_length={each.least})")
        )
    return SerializerView(
        class_name=f"{entity.name}Serializer",
        model=entity.name,
        fields=literal([*shown_fields(entity), *(each.relation for each in children)]),
        declared=tuple(declared),
        meta=(*_serializer_meta(design, {name for name, _ in declared}, children),),
        within=tuple((each.serializer, each.child, each.link) for each in children),
        component=clashes.get(entity.name, ""),
        is_user=entity.is_user,
    )


def _binary_field(f: Field) -> str:
    options: dict[str, str] = {}
    if f.server_set:
        options["read_only"] = "True"
    elif not f.required:
        options |= {"required": "False", "allow_null": "True"}
    if f.write_only:
        options["write_only"] = "True"
    return call("Base64Field", options=options)


def _nested_field(whole: Design, design: EntityDesign, link: Relationship, shared: set[str]) -> str:
    depth = design.nested[link.name]
    nested = nested_name(link.target, depth, depth)
    if (link.read_only and link.name != design.named_owner) or link.through:
        options = {"many": "True"} if link.many else null_options(whole, link)
        return call(nested, options=options | {"read_only": "True"})
    shared.add("NestedRelatedField")
    options = {"queryset": f"models.{link.target}.objects.all()"}
    if link.many:
        options |= {"many": "True"} | ({"allow_empty": "False"} if link.required else {"required": "False"})
    elif link.nullable:
        options |= {"required": "False", "allow_null": "True"}
    elif link.name == design.named_owner:
        options["required"] = "False"
    return call("NestedRelatedField", [nested], options)


def _serializer_meta(design: EntityDesign, declared: set[str], children: list[ChildrenView]) -> list[str]:
    entity = design.entity
    lines: list[str] = []
    read_only = [
        member.name
        for member in entity.members.values()
        if member.read_only
        and member.name not in declared
        and member.name != design.named_owner
        and not _read_only_anyway(member)
    ]
    if read_only:
        lines.append(f"read_only_fields = {literal(read_only)}")
    extra = {m.name: {"write_only": True} for m in entity.members.values() if m.write_only}
    if design.named_owner and design.named_owner not in declared:
        extra[design.named_owner] = {"required": False}
    if extra:
        lines.append(f"extra_kwargs = {literal(extra)}")
    if design.set_by_sender:
        lines.append(
            f"set_by_sender = ({', '.join(_sender_code(design, name) for name in design.set_by_sender)},)"
        )
    create_only = (*filter(None, [create_only_field(entity)]), *(each.relation for each in children))
    if create_only:
        lines.append(f"create_only = {literal(create_only)}")
    if children:
        lines.append(f"children = {literal({each.relation: each.link for each in children})}")
    return lines


def _sender_code(design: EntityDesign, name: str) -> str:
    """The link to the owner as the table of owners names it."""
    owned = design.owner is not None and design.owner.path == name
    return f'OWNERS["{design.name}"]' if owned else text_literal(name)


def create_only_field(entity: Entity) -> str:
    """The key where clients choose it, which they can do once; empty for other keys."""
    key = entity.primary_key
    return "" if key is None or (isinstance(key, Field) and key.default is not None) else key.name


def _read_only_anyway(member: Field | Relationship) -> bool:
    """REST framework itself makes these read-only."""
    return bool(member.auto) if isinstance(member, Field) else bool(member.through)


def _nested_serializers(design: Design) -> list[SerializerView]:
    """The nested forms that are used, deepest first, each once."""
    wanted: dict[tuple[str, int], None] = {}
    for entity in design.entities:
        for name, depth in sorted(entity.nested.items()):
            link = entity.entity.members[name]
            assert isinstance(link, Relationship)
            _want(design, link.target, depth, wanted)
    order = {entity.name: number for number, entity in enumerate(design.entities)}
    keys = sorted(wanted, key=lambda key: (key[1], order[key[0]]))
    return [_nested_serializer(design, target, level) for target, level in keys]


def _want(design: Design, target: str, level: int, wanted: dict[tuple[str, int], None]) -> None:
    if (target, level) in wanted:
        return
    wanted[(target, level)] = None
    if level > 1:
        for link in _links_below(design, target):
            _want(design, link.target, level - 1, wanted)


def _links_below(design: Design, target: str) -> list[Relationship]:
    """Links that the nested form of ``target`` carries: single ones that are nested in its own responses."""
    entity = design.by_name[target]
    return [link for link in entity.entity.relationships if link.name in entity.nested and not link.many]


def _nested_serializer(design: Design, target: str, level: int) -> SerializerView:
    entity = design.by_name[target]
    names = nested_fields(entity)
    declared: list[tuple[str, str]] = []
    if level > 1:
        for link in _links_below(design, target):
            options = null_options(design, link) | {"read_only": "True"}
            declared.append((link.name, call(nested_name(link.target, level - 1, 2), options=options)))
    return SerializerView(
        class_name=nested_name(target, level, level),
        model=target,
        fields=literal([*names, *(name for name, _ in declared)]),
        doc=f"{target} inside another row."
        if level == 1
        else f"{target} inside another row, with its own relations.",
        declared=tuple(declared),
    )


def nested_fields(design: EntityDesign) -> list[str]:
    """Columns of a nested row: the key and all scalars that every reader may see."""
    entity = design.entity
    hidden = {r.field for r in design.restrictions if r.read is not None}
    scalars = [
        f.name
        for f in entity.fields
        if f.name not in hidden and not f.write_only and f.auto != "deleted" and f.kind is not Kind.BINARY
    ]
    key = [] if entity.primary_key else ["id"]
    if entity.primary_key and entity.primary_key.name not in scalars:
        key = [entity.primary_key.name]
    return key + scalars


def joined_paths(design: Design, entity: EntityDesign) -> tuple[list[str], list[str]]:
    """``select_related`` and ``prefetch_related`` paths: what serializers need, and what is wished for."""
    selected: list[str] = []
    prefetched: list[str] = []
    for link in entity.entity.relationships:
        depth = entity.nested.get(link.name, 0)
        if link.many:
            prefetched.append(link.name)
            prefetched += [f"{link.name}__{path}" for path in _paths_below(design, link.target, depth - 1)]
        elif depth or link.name in entity.joined:
            selected.append(link.name)
            selected += [f"{link.name}__{path}" for path in _paths_below(design, link.target, depth - 1)]
    owner_parents = owner_join(entity)
    if owner_parents and owner_parents not in selected:
        selected.append(owner_parents)
    return selected, prefetched


def owner_join(entity: EntityDesign) -> str:
    """The link to load along, where field access depends on an owner who is more than one link away."""
    if entity.owner is None or "." not in entity.owner.path:
        return ""
    asked = any("owner" in (r.read or ()) + (r.write or ()) for r in entity.restrictions)
    return entity.owner.path.rpartition(".")[0].replace(".", "__") if asked else ""


def _paths_below(design: Design, target: str, depth: int) -> list[str]:
    if depth < 1:
        return []
    paths: list[str] = []
    for link in _links_below(design, target):
        paths.append(link.name)
        paths += [f"{link.name}__{path}" for path in _paths_below(design, link.target, depth - 1)]
    return paths


def _viewset(entity: EntityDesign, design: Design) -> ViewSetView:
    selected, prefetched = joined_paths(design, entity)
    queryset = f"{entity.name}.objects"
    if selected:
        queryset += f".select_related({', '.join(literal(path) for path in selected)})"
    if prefetched:
        queryset += f".prefetch_related({', '.join(literal(path) for path in prefetched)})"
    if not selected and not prefetched:
        queryset += ".all()"
    return ViewSetView(entity.name, queryset, tuple(_viewset_attributes(entity, design)))


def sortable(entity: EntityDesign, design: Design) -> tuple[str, ...]:
    """Fields that a client may sort by. No nullable ones with cursors, which cannot stand on NULL."""
    if design.project.api.pagination != "cursor":
        return entity.orderings
    members = entity.entity.members
    return tuple(name for name in entity.orderings if name not in members or not members[name].nullable)


def default_order(entity: EntityDesign, design: Design) -> tuple[str, ...]:
    """The list's own order, made total by the key; empty for the key alone."""
    names = entity.entity.ordering
    if design.project.api.pagination == "cursor":
        members = entity.entity.members
        names = tuple(n for n in names if n.lstrip("-") not in members or not members[n.lstrip("-")].nullable)
    return (*names, "pk") if names else ()


def _viewset_attributes(entity: EntityDesign, design: Design) -> list[str]:
    api = design.project.api
    lines: list[str] = []
    if api.filtering and entity.filters:
        lines.append(f"filterset_fields = {literal({f.field: list(f.lookups) for f in entity.filters})}")
    if api.search and entity.search:
        lines.append(f"search_fields = {literal(entity.search)}")
    if api.ordering:
        lines.append(f"ordering_fields = {literal(sortable(entity, design))}")
    if entity.page_size is not None:
        lines.append(f"pagination_class = pages_of({entity.page_size})")
    order = default_order(entity, design)
    if order:
        lines.append(f"ordering = {literal(order)}")
    return [*lines, *(_transition(entity, each) for each in find_transitions(entity))]


def _transition(entity: EntityDesign, made: TransitionView) -> str:
    arguments = [literal(made.name), literal(made.verb), literal(made.field), choice_code(entity, made)]
    return f"{made.name} = {call('transition', arguments)}"


def build_imports(design: Design, view: ApiView) -> dict[str, Imports]:
    """Imports of ``serializers.py``, ``views.py`` and ``urls.py``."""
    project = design.project
    serializers = Imports()
    serializers.add("rest_framework", "serializers")
    serializers.add("backend.authentication", "OWNERS")
    serializers.add("django.contrib.auth.hashers", "make_password")
    serializers.add("django.contrib.auth.password_validation", "validate_password")
    serializers.add("django.core.exceptions", "ValidationError as DjangoValidationError")
    serializers.add("backend.api_extensions", "EntitySerializer", *view.shared)
    serializers.add("backend", "models")
    if any(s.component for s in view.serializers):
        serializers.add("drf_spectacular.utils", "extend_schema_serializer")
    views = _view_imports(design)
    urls = Imports()
    urls.add("django.urls", "path")
    urls.add("rest_framework.routers", "DefaultRouter")
    urls.add("backend", "views")
    if "jwt" in project.auth.methods:
        urls.add("rest_framework_simplejwt.views", "TokenBlacklistView", "TokenRefreshView")
    return {"serializers": serializers, "views": views, "urls": urls}


def _view_imports(design: Design) -> Imports:
    auth = design.project.auth
    views = Imports()
    views.add("django.db", "Error as DatabaseError", "connection", "transaction")
    views.add("rest_framework.parsers", "JSONParser")
    views.add("django.http", "JsonResponse")
    views.add("rest_framework", "generics")
    views.add("rest_framework.permissions", "AllowAny", "IsAuthenticated")
    views.add("rest_framework.routers", "APIRootView")
    views.add("backend", "models", "serializers")
    views.add("backend.api_extensions", "EntityViewSet", "pages_of", "transition")
    if auth.registration:
        views.add("backend.authentication", "SignUpThrottle")
    views.add("backend.authentication", "LoginAddressThrottle", "LoginThrottle")
    if "jwt" in auth.methods:
        views.add("rest_framework_simplejwt.views", "TokenObtainPairView")
    if "session" in auth.methods:
        views.add("django.contrib.auth", "authenticate", "login", "logout")
        views.add("drf_spectacular.utils", "extend_schema")
        views.add("rest_framework", "status")
        views.add("rest_framework.exceptions", "PermissionDenied")
        views.add("rest_framework.response", "Response")
    return views
