"""Small Projects built by hand, for tests that need no ERD text."""

from __future__ import annotations

from typing import Any

from erdgen.compiler.spec.project import (
    AuthSpec,
    Choice,
    Entity,
    Field,
    FieldPermission,
    Kind,
    Permission,
    Project,
    RelationKind,
    Relationship,
    Role,
    RuleText,
)


def field(name: str, kind: Kind = Kind.STR, **options: Any) -> Field:
    """A field with its name as label; ``decimal`` holds (10, 2)."""
    if kind is Kind.DECIMAL:
        options = {"max_digits": 10, "decimal_places": 2} | options
    if kind is Kind.STR:
        options = {"max_length": 100} | options
    return Field(name, name, kind, name.replace("_", " "), **options)


def choices(name: str, *values: str | int, **options: Any) -> Field:
    """A text or integer field with choices."""
    kind = Kind.INT if isinstance(values[0], int) else Kind.STR
    members = tuple(Choice(value, str(value).upper(), str(value)) for value in values)
    return field(name, kind, choices=members, choices_class=name.title(), **options)


def link(
    name: str, target: str, kind: RelationKind = RelationKind.FOREIGN_KEY, **options: Any
) -> Relationship:
    return Relationship(name, name, kind, target, name.replace("_", " "), **options)


def entity(name: str, *members: Field | Relationship, **options: Any) -> Entity:
    """An entity; its members in the order fields, relationships."""
    return Entity(
        name,
        name,
        name.lower(),
        f"{name.lower()}s",
        f"{name.lower()}s",
        fields=tuple(member for member in members if isinstance(member, Field)),
        relationships=tuple(member for member in members if isinstance(member, Relationship)),
        **options,
    )


def user(*members: Field | Relationship) -> Entity:
    username = field("username", max_length=150, unique=True, builtin=True)
    return entity("User", username, *members, is_user=True)


def job(*members: Field | Relationship, **options: Any) -> Entity:
    """A job with a salary, a state, dates, and who posted it."""
    return entity(
        "Job",
        field("title"),
        field("salary", Kind.DECIMAL),
        field("salary_max", Kind.DECIMAL),
        field("seats", Kind.INT),
        field("is_active", Kind.BOOL),
        field("start_date", Kind.DATE),
        field("deadline", Kind.DATE),
        *members,
        link("posted_by", "User"),
        **options,
    )


def application(*members: Field | Relationship, **options: Any) -> Entity:
    return entity("Application", *members, link("job", "Job"), link("applicant", "User"), **options)


def job_board(*entities: Entity, rules: tuple[RuleText, ...] = (), **auth: Any) -> Project:
    """Users, jobs and applications, or ``entities`` beside users; ``auth`` goes to the AuthSpec."""
    auth.setdefault("roles", (Role("JobSeeker", "JOB_SEEKER"), Role("Employer", "EMPLOYER")))
    chosen = entities or (job(), application())
    named = chosen if any(one.is_user for one in chosen) else (user(), *chosen)
    return Project("Job board", named, rules=rules, auth=AuthSpec(**auth))


def permit(name: str, **grantees: tuple[str, ...]) -> tuple[Permission, ...]:
    """Permissions of one entity by action."""
    return tuple(Permission(name, action, who) for action, who in grantees.items())  # type: ignore[arg-type]


def guard(name: str, member: str, **sides: tuple[str, ...]) -> FieldPermission:
    return FieldPermission(name, member, **sides)


def rule(sentence: str, applies_to: str = "", about: str = "") -> RuleText:
    return RuleText(sentence, applies_to, about)
