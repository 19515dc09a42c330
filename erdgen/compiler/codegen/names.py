"""Names that several generated files must agree on."""

from __future__ import annotations

import hashlib
import re

from erdgen.compiler.spec.project import Entity, Field, Kind, Project

#: PostgreSQL cuts identifiers at 63 bytes; Django wants index names within 30 characters.
CONSTRAINT_LIMIT = 63
INDEX_LIMIT = 30

DISPLAY_NAMES = (
    "name",
    "title",
    "label",
    "username",
    "full_name",
    "code",
    "number",
    "slug",
    "subject",
    "email",
)

#: Component names of drf-spectacular that belong to the sign-in endpoints.
RESERVED_COMPONENTS = frozenset(
    {
        "SignUp",
        "CurrentUser",
        "SessionLogin",
        "TokenObtainPair",
        "TokenRefresh",
        "TokenBlacklist",
        "BlankEnum",
        "NullEnum",
    }
)


def snake(name: str) -> str:
    """``JobPosting`` → ``job_posting``."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return spaced.lower()


def shortened(name: str, limit: int) -> str:
    """``name`` within ``limit`` characters; a cut name ends in a digest of the whole."""
    if len(name) <= limit:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:6]
    return f"{name[: limit - 7].rstrip('_')}_{digest}"


def constraint_name(entity: Entity, *parts: str) -> str:
    """A constraint's name: entity, fields, and what it holds."""
    return shortened("_".join([snake(entity.name), *parts]), CONSTRAINT_LIMIT)


def index_name(entity: Entity, fields: tuple[str, ...]) -> str:
    """An index's name; Django refuses one that starts with a digit or underscore."""
    return shortened(
        "_".join([snake(entity.name), *(name.lstrip("-") for name in fields), "idx"]), INDEX_LIMIT
    )


def display_field(entity: Entity, hidden: frozenset[str] = frozenset()) -> str:
    """The field that stands for a row in lists; empty where only the key can."""
    if entity.display:
        return entity.display
    visible = [field for field in entity.fields if field.name not in hidden and not field.write_only]
    for name in DISPLAY_NAMES:
        for field in visible:
            if field.name == name and field.kind.is_text and field.required:
                return name
    for field in visible:
        if (
            field.kind in {Kind.STR, Kind.EMAIL, Kind.SLUG}
            and field.required
            and not field.choices
            and not field.primary_key
        ):
            return field.name
    return ""


def automatic_label(entity: Entity) -> str:
    """What Django itself would call the model: ``JobPosting`` → ``job posting``."""
    spaced = re.sub(r"((?<=[a-z])[A-Z]|(?<!^)[A-Z](?=[a-z]))", r" \1", entity.name)
    return spaced.lower().strip()


def choices_path(entity: Entity, field: Field) -> str:
    return f"backend.models.{field.inherited_from or entity.name}.{field.choices_class}"


def component_clashes(project: Project) -> dict[str, str]:
    """Entities whose OpenAPI components would take another's names → the name to use instead."""
    taken = set(RESERVED_COMPONENTS)
    renamed: dict[str, str] = {}
    for name in sorted((entity.name for entity in project.entities), key=lambda name: (len(name), name)):
        component, number = name, 1
        while not taken.isdisjoint(_derived_components(component)):
            number += 1
            component = f"{name}Record{number if number > 2 else ''}"
        taken |= _derived_components(component)
        if component != name:
            renamed[name] = component
    return renamed


def _derived_components(name: str) -> set[str]:
    """Every component that drf-spectacular makes of a serializer."""
    return {name, f"{name}Request", f"Patched{name}Request", f"Paginated{name}List", f"{name}Nested"}
