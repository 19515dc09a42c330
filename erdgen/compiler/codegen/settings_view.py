"""What settings, requirements and the other project files depend on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from erdgen.compiler.codegen.names import choices_path
from erdgen.compiler.codegen.python import text_literal
from erdgen.compiler.design import Design
from erdgen.compiler.spec.project import Choice, Entity, Field, Kind

AUTHENTICATION = {
    "jwt": "rest_framework_simplejwt.authentication.JWTAuthentication",
    "session": "rest_framework.authentication.SessionAuthentication",
}


def build_settings_context(design: Design) -> dict[str, Any]:
    """Names that most templates of the project use."""
    project = design.project
    api, auth = project.api, project.auth
    kinds = {f.kind for entity in project.entities for f in entity.fields}
    rates = [(name, rate) for name, rate in (("anon", api.anon_rate), ("user", api.user_rate)) if rate]
    return {
        "title_literal": text_literal(project.name),
        "jwt": "jwt" in auth.methods,
        "session": "session" in auth.methods,
        "registration": auth.registration,
        "versioned": api.versioning == "url",
        "prefix": api_prefix(design),
        "filtering": api.filtering,
        "search": api.search,
        "ordering": api.ordering,
        "pagination": api.pagination,
        "page_size": api.page_size,
        "user_key": project.user.pk_name if project.user else "id",
        "short_name": any("l" in entity.members for entity in project.entities),
        "files": bool(kinds & {Kind.FILE, Kind.IMAGE}),
        "images": Kind.IMAGE in kinds,
        # Tokens first: then a request without any is answered by 401, not 403.
        "authentication_classes": [AUTHENTICATION[m] for m in sorted(auth.methods)],
        "rates": rates,
        "throttle_classes": [f"{name.capitalize()}RateThrottle" for name, _ in rates],
        "enum_names": enum_names(project.entities, ["role"] if auth.roles else []),
    }


def api_prefix(design: Design) -> str:
    """Where the API lies below the site's root."""
    return "api/v1/" if design.project.api.versioning == "url" else "api/"


def enum_names(entities: tuple[Entity, ...], others: Sequence[str] = ()) -> list[tuple[str, str]]:
    """OpenAPI names for choice sets that drf-spectacular could not name by the field alone.

    That is the case where one field name stands for several sets, or one set has several field names.
    ``others`` are names of fields with choices that no entity has.
    """
    by_name: dict[str, set[tuple[Choice, ...]]] = defaultdict(set)
    by_set: dict[tuple[Choice, ...], list[tuple[Entity, Field]]] = defaultdict(list)
    for entity in entities:
        for f in entity.fields:
            if f.choices:
                by_name[f.name].add(f.choices)
                by_set[f.choices].append((entity, f))
    for name in others:
        by_name[name].add(())
    taken = {entity.name for entity in entities}
    found: list[tuple[str, str]] = []
    for users in by_set.values():
        names = {f.name for _, f in users}
        if len(names) > 1 or any(len(by_name[name]) > 1 for name in names):
            entity, f = users[0]
            name = f"{entity.name}{f.choices_class}Enum"
            while name in taken:
                name += "2"
            taken.add(name)
            found.append((name, choices_path(entity, f)))
    return found
