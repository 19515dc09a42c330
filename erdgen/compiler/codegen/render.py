"""A Design as files in memory: the planned templates, filled from view models."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from erdgen.compiler.codegen.access_view import build_access_view, owners_see_fields, owners_write
from erdgen.compiler.codegen.admin_view import build_admin_views
from erdgen.compiler.codegen.api_view import build_api_view, build_imports
from erdgen.compiler.codegen.children_view import children_first
from erdgen.compiler.codegen.deletion_rules import refuses_deletion
from erdgen.compiler.codegen.docs_view import build_docs_context
from erdgen.compiler.codegen.extensions_view import build_extensions_context
from erdgen.compiler.codegen.factory_view import build_factories_view
from erdgen.compiler.codegen.function_code import build_function_rows
from erdgen.compiler.codegen.logic_view import build_logic_context
from erdgen.compiler.codegen.models_view import build_models_view
from erdgen.compiler.codegen.plan import PLAN
from erdgen.compiler.codegen.python import Imports, literal
from erdgen.compiler.codegen.rule_code import counts_links, write_rules
from erdgen.compiler.codegen.rule_tests_view import build_rule_tests_context
from erdgen.compiler.codegen.sample_words import WORDS
from erdgen.compiler.codegen.seed_view import build_seed_context
from erdgen.compiler.codegen.settings_view import build_settings_context
from erdgen.compiler.codegen.tests_view import build_tests_context
from erdgen.compiler.codegen.transitions_view import find_transitions
from erdgen.compiler.design import Design
from erdgen.compiler.spec.project import AUTHENTICATED, OWNER

TEMPLATES = Path(__file__).resolve().parents[3] / "templates" / "project"

#: Every module that this generator writes by template starts from these names.
Context = dict[str, Any]


def render_project(design: Design) -> dict[str, str]:
    """Path → text of every generated file, except migrations made by Django and the report of the proof.

    Python is not formatted yet and may import more than it uses; ``codegen.formatting`` sees to both.
    """
    shared = _shared_context(design)
    cached: dict[Any, Context] = {}

    def built(builder: Callable[[Design], Context]) -> Context:
        if builder not in cached:
            cached[builder] = builder(design)
        return cached[builder]

    def describe(design: Design) -> Context:
        return build_docs_context(design, built(_rule_tests_context)["tried"])

    contexts = {
        "backend/models.py": _models_context,
        "backend/admin.py": _admin_context,
        "backend/serializers.py": _api_context,
        "backend/views.py": _api_context,
        "backend/urls.py": _api_context,
        "backend/authentication.py": _access_context,
        "backend/business_logic.py": build_logic_context,
        "backend/api_extensions.py": build_extensions_context,
        "backend/factories.py": _factories_context,
        "backend/tests.py": _tests_context,
        "backend/test_rules.py": _rule_tests_context,
        "backend/management/commands/seed.py": build_seed_context,
        "backend/migrations/0002_roles.py": _roles_context,
        "README.md": describe,
        "docs/SPEC.md": describe,
    }
    files: dict[str, str] = {}
    for planned in PLAN:
        if not planned.condition(design):
            continue
        if not planned.template:
            files[planned.path] = ""
            continue
        context = dict(shared)
        builder = contexts.get(planned.path)
        if builder is not None:
            context |= built(builder)
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
    imports.add("copy")
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
        "owner_named_by": view.owner_named_by,
        "field_access": view.field_access,
        "field_owners": owners_see_fields(design),
        "owns": owners_see_fields(design) or owners_write(design),
        "user_entity": design.project.user is not None,
        "transitions": list(
            dict.fromkeys(t.name for made in design.entities for t in find_transitions(made))
        ),
    }


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
    imports.add("functools", "partial", "reduce")
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
