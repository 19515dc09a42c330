"""A Design as files in memory: the planned templates, filled from view models."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from erdgen.compiler.codegen.access_view import build_access_view
from erdgen.compiler.codegen.admin_view import build_admin_views
from erdgen.compiler.codegen.api_view import build_api_view, build_imports, create_only_field
from erdgen.compiler.codegen.children_view import children_first, find_children
from erdgen.compiler.codegen.docs_view import build_docs_context
from erdgen.compiler.codegen.factory_view import build_factories_view
from erdgen.compiler.codegen.function_code import build_function_rows, write_functions
from erdgen.compiler.codegen.models_view import build_models_view
from erdgen.compiler.codegen.plan import PLAN
from erdgen.compiler.codegen.python import Imports, literal
from erdgen.compiler.codegen.rule_code import counts_links, write_computed, write_rules
from erdgen.compiler.codegen.rule_tests_view import build_rule_tests_context
from erdgen.compiler.codegen.sample_words import WORDS
from erdgen.compiler.codegen.seed_view import build_seed_context
from erdgen.compiler.codegen.settings_view import build_settings_context
from erdgen.compiler.codegen.tests_view import build_tests_context
from erdgen.compiler.codegen.transitions_view import find_transitions
from erdgen.compiler.design import Design, EntityDesign
from erdgen.compiler.rules.conditions import Length, Range
from erdgen.compiler.rules.walk import split_rule
from erdgen.compiler.spec.project import AUTHENTICATED, OWNER, Kind

TEMPLATES = Path(__file__).resolve().parents[3] / "templates" / "project"

#: Every module that this generator writes by template starts from these names.
Context = dict[str, Any]


def render_project(design: Design) -> dict[str, str]:
    """Path → text of every generated file, except migrations made by Django and the report of the proof.

    Python is not formatted yet and may import more than it uses; ``codegen.formatting`` sees to both.
    """
    shared = _shared_context(design)
    contexts = {
        "backend/models.py": _models_context,
        "backend/admin.py": _admin_context,
        "backend/serializers.py": _api_context,
        "backend/views.py": _api_context,
        "backend/urls.py": _api_context,
        "backend/authentication.py": _access_context,
        "backend/business_logic.py": _logic_context,
        "backend/api_extensions.py": _extensions_context,
        "backend/factories.py": _factories_context,
        "backend/tests.py": _tests_context,
        "backend/test_rules.py": _rule_tests_context,
        "backend/management/commands/seed.py": build_seed_context,
        "backend/migrations/0002_roles.py": _roles_context,
        "README.md": build_docs_context,
        "docs/SPEC.md": build_docs_context,
    }
    files: dict[str, str] = {}
    cached: dict[Any, Context] = {}
    for planned in PLAN:
        if not planned.condition(design):
            continue
        if not planned.template:
            files[planned.path] = ""
            continue
        context = dict(shared)
        builder = contexts.get(planned.path)
        if builder is not None:
            if builder not in cached:
                cached[builder] = builder(design)
            context |= cached[builder]
        context["imports"] = context.get(f"imports:{planned.path}", context.get("imports"))
        files[planned.path] = _environment().get_template(planned.template).render(context)
    return files


class _Compiled(jinja2.FileSystemBytecodeCache):
    """Compiled templates beside their sources, as Python keeps modules; none where nothing can be written."""

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        if sys.dont_write_bytecode:
            return
        with suppress(OSError):
            Path(self.directory).mkdir(exist_ok=True)
            super().dump_bytecode(bucket)


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        bytecode_cache=_Compiled(str(TEMPLATES / "__pycache__")),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )


def _shared_context(design: Design) -> Context:
    return {
        "title": plain_title(design.project.name),
        "slug": re.sub(r"[^a-z0-9]+", "-", plain_title(design.project.name).lower()).strip("-") or "backend",
        "resources": [{"route": e.entity.route, "model": e.name} for e in design.entities],
        **build_settings_context(design),
    }


def plain_title(name: str) -> str:
    """The project's name without anything that means something in Python, TOML or Markdown."""
    plain = "".join(char if char.isalnum() or char in " -_." else " " for char in name)
    return " ".join(plain.split())[:80] or "Backend"


def _models_context(design: Design) -> Context:
    return {"view": build_models_view(design)}


def _admin_context(design: Design) -> Context:
    imports = Imports()
    imports.add("rest_framework.parsers", "FormParser")
    imports.add("rest_framework.request", "Request")
    imports.add("django.contrib.admin.forms", "AdminAuthenticationForm")
    imports.add("django.core.exceptions", "ValidationError")
    imports.add("backend.authentication", "LoginAddressThrottle", "LoginThrottle")
    imports.add("django", "forms")
    imports.add("django.db", "transaction")
    imports.add("django.db.models", "ProtectedError", "RestrictedError")
    imports.add("backend.business_logic", "DeletionRefused")
    return {
        "admins": build_admin_views(design, imports),
        "imports": imports,
        "deletion": refuses_deletion(design),
        "counted_links": any(counts_links(made) for made in design.entities),
    }


def _api_context(design: Design) -> Context:
    view = build_api_view(design)
    imports = build_imports(design, view)
    auth = design.project.auth
    brought = any(s.within for s in view.serializers)
    serializers = imports["serializers"]
    serializers.add("django.contrib.auth.models", "Group")
    serializers.add("django.db", "transaction")
    serializers.add("backend.authentication", "SIGN_UP_ROLES")
    return {
        "nested": view.nested,
        "serializers": sorted(
            view.serializers,
            key=lambda s: (not s.is_user, children_first(design).get(s.model, 0) if brought else 0),
        ),
        "viewsets": view.viewsets,
        **_account_context(design),
        "routes": [(e.entity.route, e.name) for e in design.entities],
        "roles": auth.roles,
        "sign_up_roles": build_access_view(design).sign_up_roles,
        "imports:backend/serializers.py": serializers,
        "imports:backend/views.py": imports["views"],
        "imports:backend/urls.py": imports["urls"],
    }


def _account_context(design: Design) -> Context:
    """What the account endpoints offer, under names that the user entity leaves free."""
    user = design.project.user
    taken = set(user.members) if user else set()
    return {
        "role_field": "sign_up_role" if "role" in taken else "role",
        "roles_field": "role_names" if "roles" in taken else "roles",
        "self_service": _users_change_themselves(design),
    }


def _users_change_themselves(design: Design) -> bool:
    """Whether everybody who is signed in may change the own account."""
    user = design.project.user
    grantees = design.by_name[user.name].access.get("update", ()) if user else (AUTHENTICATED,)
    return not {OWNER, AUTHENTICATED}.isdisjoint(grantees)


def _access_context(design: Design) -> Context:
    view = build_access_view(design)
    return {
        "roles": view.roles,
        "sign_up_roles": view.sign_up_roles,
        "access": view.access,
        "owners": view.owners,
        "field_access": view.field_access,
        "field_owners": _owners_see_fields(design),
        "owns": _owners_see_fields(design) or _owners_write(design),
        "user_entity": design.project.user is not None,
        "transitions": list(
            dict.fromkeys(t.name for made in design.entities for t in find_transitions(made))
        ),
    }


def _owners_see_fields(design: Design) -> bool:
    """Whether some field is open to the owner of its row alone."""
    return any(OWNER in (*(r.read or ()), *(r.write or ())) for e in design.entities for r in e.restrictions)


def _owners_write(design: Design) -> bool:
    """Whether some rows may be made or changed by their owners alone."""
    return any(OWNER in e.access.get(action, ()) for e in design.entities for action in ("create", "update"))


def _logic_context(design: Design) -> Context:
    entities = [*design.project.entities, *design.project.abstracts]
    imports = Imports()
    imports.add("json")
    imports.add("math")
    imports.add("django.db.models.deletion", "Collector")
    imports.add("django.contrib.auth.models", "UserManager")
    imports.add("django.core.exceptions", "ValidationError")
    imports.add("django.db", "models")
    imports.add("django.utils", "timezone")
    imports.add("backend.authentication", "visible")
    return {
        "imports": imports,
        "user_entity": design.project.user is not None,
        "soft_delete": any(entity.soft_delete for entity in entities),
        "soft_accounts": any(entity.soft_delete and entity.is_user for entity in entities),
        "json": any(f.kind is Kind.JSON for entity in entities for f in entity.fields),
        "finite": any(f.kind is Kind.FLOAT for entity in entities for f in entity.fields),
        **_rules_context(design, imports),
    }


#: Comparisons of ``business_logic.py`` and the code for each.
LOOKUPS = {
    "exact": "operator.eq",
    "gt": "operator.gt",
    "gte": "operator.ge",
    "lt": "operator.lt",
    "lte": "operator.le",
    "in": "lambda value, listed: value in listed",
    "regex": "lambda value, pattern: re.search(pattern, value) is not None",
}
TRANSFORMS = {
    "date": "lambda moment: moment.date()",
    "time": "lambda moment: moment.time()",
    "length": "len",
    "iso_week_day": "lambda moment: moment.isoweekday()",
}
CONDITIONAL = ("Holds", "Timely", "AtCreation", "Entering")


def refuses_deletion(design: Design) -> bool:
    """Whether some rule keeps rows from being deleted."""
    codes = (code for made in design.entities for code in write_rules(design, made, Imports()))
    return any(code.code.startswith(("logic.KeptWhile(", "logic.OfParent(")) for code in codes)


def _rules_context(design: Design, imports: Imports) -> Context:
    """The classes and functions that the rules of the models need."""
    codes = [code for made in design.entities for code in write_rules(design, made, Imports())]
    checked = "\n".join(code.code for code in codes if not code.name)
    every = "\n".join(code.code for code in codes)
    sums = [write_computed(design, made, Imports()) for made in design.entities]
    computed = "\n".join(code for found, _ in sums for code in found)
    uses = set(re.findall(r"logic\.(\w+)", checked))
    uses |= {"SpansApart"} if any(code.constraint for code in codes) else set()
    uses |= {"Rule"} if uses else set()
    uses |= {"computed_fields", *re.findall(r"logic\.(\w+)", computed)} if computed else set()
    uses |= {"evaluate"} if uses & {"Computed", "ComputedDate"} else set()
    functions = write_functions(design)
    uses -= set(functions)
    uses |= {"is_true", "evaluate"} if uses - {"Decided", "Rule"} and uses & {"Rule", "Reached"} else set()
    uses |= {"summed_by"} if any(links for _, links in sums) else set()
    uses |= {"Holds"} if uses & {*CONDITIONAL, "OfParent"} else set()
    imports.add("calendar")
    imports.add("collections", "defaultdict")
    imports.add("collections.abc", "Callable")
    imports.add("dataclasses", "dataclass")
    imports.add("datetime")
    imports.add("decimal", "ROUND_HALF_UP", "Decimal")
    imports.add("operator")
    imports.add("re")
    imports.add("types", "MappingProxyType")
    imports.add("django.core.exceptions", "NON_FIELD_ERRORS")
    imports.add("django.db", "connection", "transaction")
    imports.add("django.db.models.functions", "Length")
    imports.add("django.db.models.sql.query", "Query")
    imports.add("django.dispatch", "receiver")
    imports.add("django.utils", "timezone")
    imports.add("django.utils.functional", "lazy")
    derived = checked + computed
    sums_up = bool("Computed" in uses or re.search(r"\) [*+]|\+ models|Total\(", derived))
    asked = set(re.findall(r"__(\w+?)=", f"{every}\n{computed}".replace("__", " __"))) | {"exact"}
    return {
        "ruled": bool(codes or computed),
        "functions": list(functions.values()),
        "uses": uses,
        "lookups": [(name, code) for name, code in LOOKUPS.items() if name in asked or "Total" in uses],
        "transforms": [(name, code) for name, code in TRANSFORMS.items() if f"__{name}" in derived],
        "arithmetic": sums_up,
        "values": sums_up or "models.Value(" in derived,
        "blamed": "Rule" in uses or any(code.name for code in codes),
        "length": "__length__" in every,
        "deletion": bool(uses & {"KeptWhile", "OfParent"}),
        "before_checks": " | ".join(sorted(uses & {"ComputedDate", "Reached"})),
    }


def _extensions_context(design: Design) -> Context:
    imports = Imports()
    imports.add("base64")
    imports.add("copy")
    imports.add("django.core.exceptions", "NON_FIELD_ERRORS", "ValidationError as DjangoValidationError")
    imports.add("django.db", "DataError", "IntegrityError")
    imports.add("django.core.validators", "MaxLengthValidator", "MaxValueValidator")
    imports.add("django.core.validators", "MinLengthValidator", "MinValueValidator")
    imports.add("django.forms", "TextInput")
    imports.add("django.db.models", "ForeignKey", "OneToOneField", "ProtectedError", "RestrictedError")
    imports.add("drf_spectacular.extensions", "OpenApiSerializerFieldExtension")
    imports.add("drf_spectacular.utils", "extend_schema", "extend_schema_field")
    imports.add("rest_framework", "serializers", "status", "viewsets")
    imports.add("rest_framework.exceptions", "APIException", "NotFound", "ParseError", "PermissionDenied")
    imports.add(
        "rest_framework.pagination", "CursorPagination", "LimitOffsetPagination", "PageNumberPagination"
    )
    imports.add("rest_framework.settings", "api_settings")
    imports.add("rest_framework.views", "exception_handler")
    imports.add(
        "backend.authentication",
        "ACTIONS",
        "AccessPolicy",
        "Reach",
        "may_touch",
        "owns",
        "reach_of",
        "visible",
    )
    imports.add("rest_framework.filters", "OrderingFilter", "SearchFilter")
    imports.add("django_filters", "rest_framework as filters")
    related = design.project.api.filtering and any(_filters_by_relation(e) for e in design.entities)
    entities = design.project.entities
    imports.add("backend.business_logic", "DeletionRefused", "lock")
    imports.add("rest_framework.decorators", "action")
    imports.add("rest_framework.validators", "UniqueValidator")
    imports.add("django.db", "transaction")
    imports.add("rest_framework.response", "Response")
    return {
        "imports": imports,
        "deletion": refuses_deletion(design),
        "counted_links": any(counts_links(made) for made in design.entities),
        "transitions": any(find_transitions(made) for made in design.entities),
        "pagination": design.project.api.pagination,
        "own_pages": any(made.page_size is not None for made in design.entities),
        "nested": any(e.nested for e in design.entities),
        "binary": any(f.kind is Kind.BINARY for e in entities for f in e.fields),
        "field_access": any(e.restrictions for e in design.entities),
        "owner_writes": _owners_write(design),
        "from_request": any(e.set_by_sender for e in design.entities),
        "create_only": any(create_only_field(e.entity) or find_children(design, e) for e in design.entities),
        "children": any(find_children(design, e) for e in design.entities),
        "bounds": any(
            isinstance(part, Range | Length)
            for e in design.entities
            for r in e.rules
            for part in split_rule(r.rule)
        ),
        "related_filters": related,
        "filter_backends": _filter_backends(design, related),
        "any_key": any(
            f.primary_key and not f.kind.is_integer and f.kind is not Kind.UUID
            for e in entities
            for f in e.fields
        )
        or any(link.primary_key for e in entities for link in e.relationships),
    }


def _filters_by_relation(design: EntityDesign) -> bool:
    """Whether the list can be narrowed by a related row."""
    links = {link.name for link in design.entity.relationships}
    return any(f.field in links for f in design.filters)


def _filter_backends(design: Design, related: bool) -> list[str]:
    api = design.project.api
    backends = []
    if api.filtering:
        backends.append("EntityFilterBackend" if related else "filters.DjangoFilterBackend")
    if api.search:
        backends.append("SearchFilter")
    # Always: without it, pages of a list have no stable order.
    return [*backends, "OrderingFilter"]


def _factories_context(design: Design) -> Context:
    view = build_factories_view(design)
    view.values.imports.add("factory")
    view.values.imports.add("backend", "models")
    return {
        "factories": view.factories,
        "imports": view.values.imports,
        "short_texts": view.values.short_texts,
        "today": view.values.today,
        "noon": view.values.noon,
        "thursday": view.values.thursday,
        "weekday_functions": view.values.weekday_functions,
        "words": [(name, literal(texts)) for name, texts in WORDS.items() if name in view.values.words],
    }


def _tests_context(design: Design) -> Context:
    return build_tests_context(design) | _account_context(design)


def _rule_tests_context(design: Design) -> Context:
    imports = Imports()
    imports.add("datetime")
    imports.add("pytest")
    imports.add("django.core.exceptions", "ValidationError")
    imports.add("django.db", "IntegrityError", "connection", "transaction")
    imports.add("django.utils", "timezone")
    imports.add("html")
    imports.add("threading")
    imports.add("contextlib", "suppress")
    imports.add("concurrent.futures", "ThreadPoolExecutor")
    imports.add("functools", "partial")
    imports.add("math")
    imports.add("decimal", "Decimal")
    imports.add("django.db.models", "ProtectedError")
    imports.add("django.test", "Client")
    imports.add("django.urls", "reverse")
    imports.add("backend", "factories")
    helpers = (
        "FACTORIES",
        "actor",
        "expected",
        "fresh_throttles",
        "make",
        "payload",
        "plain",
        "remove",
        "send",
        "sign_in",
        "superuser",
        "url_of",
    )
    imports.add("backend.tests", *helpers)
    codes = (code for made in design.entities for code in write_rules(design, made, Imports()))
    spans_apart = any(code.constraint for code in codes)
    return build_rule_tests_context(design) | {
        "imports": imports,
        "spans_apart": spans_apart,
        "functions": build_function_rows(design),
    }


def _roles_context(design: Design) -> Context:
    roles = [role.source for role in design.project.auth.roles]
    return {"roles": literal(roles), "after": "0001_initial"}


def render_roles(roles: Sequence[str], after: str) -> str:
    """A migration that makes groups of ``roles``; ``after`` is the migration before it."""
    template = _environment().get_template("backend/migrations/0002_roles.py.j2")
    return template.render(roles=literal(list(roles)), after=after)
