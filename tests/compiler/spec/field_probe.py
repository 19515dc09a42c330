"""Tries every attribute of the classes that a field meets as a field's name. Run as a script.

Prints as JSON the names that break something, and those that Django's models and user model own.
"""

from __future__ import annotations

import json
from typing import Any

import django
from django.conf import settings

settings.configure(
    SECRET_KEY="probe",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=[
        "django.contrib.contenttypes",
        "django.contrib.auth",
        "django.contrib.admin",
        "django.contrib.messages",
        "django.contrib.sessions",
        "rest_framework_simplejwt.token_blacklist",
    ],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
django.setup()

import django_filters  # noqa: E402  # needs the settings, as all below
import factory  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.db import connection, models  # noqa: E402
from rest_framework import serializers  # noqa: E402


def build_class(base: Any, name: str, meta: dict[str, Any], /, **body: Any) -> Any:
    return type(name, (base,), {"__module__": "probe", "Meta": type("Meta", (), meta), **body})


PLAIN = build_class(models.Model, "Plain", {"app_label": "probe"})
OWNERS = (
    PLAIN,
    serializers.ModelSerializer,
    factory.django.DjangoModelFactory,
    django_filters.FilterSet,
    models.QuerySet,
)


def main() -> None:
    names = {name for owner in OWNERS for name in dir(owner)} | {
        "self",
        "cls",
        "id",
        "pk",
        "format",
        "page",
        "name",
    }
    usable = sorted(name for name in names if is_plain(name))
    user = [name for name in dir(User) if is_plain(name) and not hasattr(PLAIN, name)]
    found = {
        "broken": [name for number, name in enumerate(usable) if not works(number, name)],
        "model": [name for name in dir(PLAIN) if is_plain(name)],
        "user": [*user, *(field.name for field in User._meta.get_fields())],
    }
    print(json.dumps(found))


def is_plain(name: str) -> bool:
    return name == name.lower() and name.strip("_") == name


def works(number: int, field: str) -> bool:
    """Whether a model, serializer, factory and filter can have this field."""
    try:
        made = make_model(number, field)
        use_model(made, field)
        use_serializer(made, field)
        use_factory(made, field)
    except Exception:
        return False
    return True


def make_model(number: int, field: str) -> Any:
    fields = {field: models.CharField(max_length=50), "other": models.TextField()}
    made = build_class(models.Model, f"Probe{number}", {"app_label": "probe"}, **fields)
    assert not made.check()
    with connection.schema_editor() as editor:
        editor.create_model(made)
    return made


def use_model(made: Any, field: str) -> None:
    row = made(**{field: "a", "other": "b"})
    row.full_clean()
    row.save()
    row.refresh_from_db()
    assert made.objects.filter(**{field: "a"}).order_by(field).count() == 1


def use_serializer(made: Any, field: str) -> None:
    shown = build_class(serializers.ModelSerializer, "Shown", {"model": made, "fields": [field, "other"]})
    assert shown(made.objects.first()).data == {field: "a", "other": "b"}
    sent = shown(data={field: "c", "other": "d"})
    assert sent.is_valid(), sent.errors
    assert getattr(sent.save(), field) == "c"
    filters = django_filters.filterset.filterset_factory(made, fields={field: ["exact"]})
    assert filters({field: "c"}, queryset=made.objects.all()).qs.count() == 1


def use_factory(made: Any, field: str) -> None:
    declared = {field: factory.Sequence(lambda number: f"v{number}"), "other": "z"}
    rows = build_class(factory.django.DjangoModelFactory, "Rows", {"model": made}, **declared)
    assert getattr(rows(), field).startswith("v")
    rows.build()
    rows.create_batch(2)


if __name__ == "__main__":
    main()
