"""Builds bare Django models from Projects and lets Django judge the names.

Run as a script with ERDs on stdin, one a line.

It shares no code with the generator's own templates: what passes here owes it to the names alone.
"""

from __future__ import annotations

import json
import sys
import types
from typing import Any

import django
from django.apps import AppConfig, apps
from django.conf import settings

from erdgen.compiler.findings import errors
from erdgen.compiler.frontends.erd_json import parse_erd
from erdgen.compiler.spec.project import Entity, Field, Kind, Project, RelationKind, Relationship


class Auth(AppConfig):
    """Django's own asks for the user model at once, which each ERD brings anew."""

    name = "django.contrib.auth"


sys.modules["backend"] = types.ModuleType("backend")
sys.modules["backend"].__path__ = ["/nonexistent"]
settings.configure(
    SECRET_KEY="probe",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=["django.contrib.contenttypes", "__main__.Auth", "backend"],
    AUTH_USER_MODEL="backend.User",
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    SILENCED_SYSTEM_CHECKS=["auth.E003", "auth.W004"],
)
django.setup()

from django.contrib.auth.models import AbstractUser  # noqa: E402  # needs the settings
from django.db import DatabaseError, connection, models  # noqa: E402  # needs the settings

_CLASSES = {
    Kind.STR: models.CharField,
    Kind.TEXT: models.TextField,
    Kind.INT: models.IntegerField,
    Kind.BIGINT: models.BigIntegerField,
    Kind.SMALLINT: models.SmallIntegerField,
    Kind.FLOAT: models.FloatField,
    Kind.DECIMAL: models.DecimalField,
    Kind.BOOL: models.BooleanField,
    Kind.DATE: models.DateField,
    Kind.DATETIME: models.DateTimeField,
    Kind.TIME: models.TimeField,
    Kind.DURATION: models.DurationField,
    Kind.UUID: models.UUIDField,
    Kind.JSON: models.JSONField,
    Kind.EMAIL: models.EmailField,
    Kind.URL: models.URLField,
    Kind.SLUG: models.SlugField,
    Kind.IP: models.GenericIPAddressField,
    Kind.BINARY: models.BinaryField,
    Kind.FILE: models.FileField,
    Kind.IMAGE: models.FileField,
}
_LINKS = {
    RelationKind.FOREIGN_KEY: models.ForeignKey,
    RelationKind.ONE_TO_ONE: models.OneToOneField,
    RelationKind.MANY_TO_MANY: models.ManyToManyField,
}


def main() -> None:
    """Print one line of problems for each ERD; an empty list when Django has nothing to say."""
    for line in sys.stdin:
        project, findings = parse_erd(line.encode(), "probe")
        problems = [finding.as_text() for finding in errors(findings)]
        print(json.dumps(problems if project is None else judge(project)))


def judge(project: Project) -> list[str]:
    """What Django's model checks and SQLite's schema editor say."""
    apps.all_models["backend"].clear()
    apps.clear_cache()
    bases: dict[str, Any] = {}
    for base in sorted(project.abstracts, key=lambda base: len(base.bases)):
        bases[base.name] = _build(base, bases)
    built = [_build(entity, bases) for entity in project.entities]
    if project.user is None:
        built.append(_build(Entity("User", "User", "user", "users", "users", is_user=True), {}))
    problems = [str(problem) for model in built for problem in model.check()]
    if not problems:
        problems = _create(built)
    return problems


def _build(entity: Entity, bases: dict[str, Any]) -> Any:
    meta: dict[str, Any] = {"app_label": "backend", "abstract": entity.abstract}
    if entity.db_table:
        meta["db_table"] = entity.db_table
    meta["unique_together"] = list(entity.unique_together)
    meta["ordering"] = list(entity.ordering)
    body: dict[str, Any] = {"__module__": "backend.models", "Meta": type("Meta", (), meta)}
    body |= {field.name: _field(field) for field in entity.own_fields}
    body |= {link.name: _link(link, entity.name) for link in entity.own_relationships}
    parents = tuple(bases[name] for name in entity.bases)
    if entity.is_user:
        parents = (*parents, AbstractUser)
    return type(entity.name, parents or (models.Model,), body)


def _field(field: Field) -> Any:
    options: dict[str, Any] = {
        "unique": field.unique,
        "primary_key": field.primary_key,
        "null": field.nullable,
        "db_column": field.db_column or None,
    }
    if field.max_length:
        options["max_length"] = field.max_length
    if field.kind is Kind.DECIMAL:
        options |= {"max_digits": field.max_digits, "decimal_places": field.decimal_places}
    if field.kind.is_file:
        options.pop("primary_key")
    if field.choices:
        options["choices"] = [(choice.value, choice.label) for choice in field.choices]
    return _CLASSES[field.kind](field.label, **options)


def _link(link: Relationship, holder: str) -> Any:
    options: dict[str, Any] = {"related_name": link.related_name or None}
    if link.many:
        options |= {"db_table": link.db_table or None, "symmetrical": link.symmetrical or None}
        if link.through:
            options |= {"through": f"backend.{link.through}", "through_fields": link.through_fields or None}
    else:
        options |= {
            "on_delete": models.CASCADE,
            "null": link.nullable,
            "primary_key": link.primary_key,
            "db_column": link.db_column or None,
        }
    return _LINKS[link.kind]("self" if link.target == holder else f"backend.{link.target}", **options)


def _create(built: list[Any]) -> list[str]:
    tables = [table.lower() for model in built for table in _tables(model)]
    repeated = sorted({table for table in tables if tables.count(table) > 1})
    if repeated:
        return [f"tables twice: {repeated}"]
    connection.connect()  # a new, empty database in memory
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys = OFF")
    try:
        with connection.schema_editor() as editor:
            for model in built:
                editor.create_model(model)
        for model in built:
            # Every column exists under the name that the model gives it.
            list(model._base_manager.all())
    except DatabaseError as error:
        return [f"{type(error).__name__}: {error}"]
    return []


def _tables(model: Any) -> list[str]:
    joins = [field.remote_field.through for field in model._meta.local_many_to_many]
    made = [through._meta.db_table for through in joins if through._meta.auto_created]
    return [model._meta.db_table, *made]


if __name__ == "__main__":
    main()
