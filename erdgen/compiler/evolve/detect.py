"""Script: print the migrations that an app needs now, by Django's autodetector, in the current project.

    detect.py REQUEST ANSWER

REQUEST and ANSWER are JSON files. The request holds ``app``, the renames (``models``: new class name to the
one before, ``members``: new class name to new and old member names) and ``fills``: texts by ``Model.field``
that rows get which have no value. The answer holds ``migrations`` (``name``, ``text``), ``operations``,
``questions``: fields for which rows that exist need a value, ``leaves``: the last migrations there are, and
``unknown``: fills for fields that there are not.

It loads Django and waits for the request; the current project may be made until then. It runs under the
project's own settings and imports nothing of the generator.
"""

from __future__ import annotations

import datetime
import gc
import importlib
import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.migrations import operations as ops
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.questioner import NonInteractiveMigrationQuestioner
from django.db.migrations.state import ProjectState
from django.db.migrations.utils import resolve_relation
from django.db.migrations.writer import MigrationWriter
from django.db.models import NOT_PROVIDED
from django.utils import timezone

#: The longest text of each kind of number.
DIGITS = {"SmallIntegerField": 5, "IntegerField": 10, "BigIntegerField": 19}
#: Kinds of columns that take in every value of another kind, if they are large enough.
WIDER = {
    "SmallIntegerField": {
        "IntegerField",
        "BigIntegerField",
        "DecimalField",
        "FloatField",
        "CharField",
        "TextField",
    },
    "IntegerField": {"BigIntegerField", "DecimalField", "FloatField", "CharField", "TextField"},
    "BigIntegerField": {"DecimalField", "CharField", "TextField"},
    "CharField": {"TextField"},
    "SlugField": {"CharField", "TextField"},
    "OneToOneField": {"ForeignKey"},
    "ForeignKey": {"OneToOneField"},
    "FileField": {"CharField"},
}


def main(request_file: str, answer_file: str) -> None:
    """Answer the request."""
    # All that is loaded is needed to the end: looking through it for what is not takes time alone.
    gc.disable()
    request = wait_for(Path(request_file))
    sys.path.insert(0, os.getcwd())
    importlib.invalidate_caches()
    django.setup()
    Path(answer_file).write_text(json.dumps(detect(request)), encoding="utf-8")


def wait_for(file: Path) -> dict[str, Any]:
    """The request: it comes when the project is complete, which may be long after Django is loaded."""
    while not file.exists():
        time.sleep(0.01)
    request: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return request


def detect(request: dict[str, Any]) -> dict[str, Any]:
    """The answer."""
    app = request["app"]
    loader = MigrationLoader(None)
    questioner = Questioner(app, request)
    changes = find_changes(loader, questioner, app)
    state = loader.project_state()
    described = []
    for migration in changes:
        migration.dependencies = sorted(migration.dependencies)
        for operation in migration.operations:
            described.append(describe(operation, state, app))
            operation.state_forwards(app, state)
    return {
        "migrations": [
            {"name": migration.name, "text": MigrationWriter(migration, include_header=False).as_string()}
            for migration in changes
        ],
        "operations": described,
        "questions": questioner.questions,
        "leaves": [name for _, name in loader.graph.leaf_nodes(app)],
        "unknown": list(find_unknown(app, request["fills"])),
    }


def find_unknown(app: str, fills: dict[str, str]) -> Iterator[str]:
    """What is wrong with the names of fills."""
    for target in fills:
        name, _, member = target.partition(".")
        known = {model.__name__: model for model in apps.get_app_config(app).get_models()}
        if name not in known:
            yield f"{target}: there is no model {name}; known are {', '.join(sorted(known))}"
            continue
        columns = [field.name for field in known[name]._meta.local_concrete_fields]
        if member not in columns:
            yield f"{target}: {name} has no field {member}; it has {', '.join(columns)}"


def find_changes(loader: Any, questioner: Questioner, app: str) -> list[Any]:
    """The migrations of the app, in order.

    Where something is renamed, that comes first; what else changed is found from there, since Django looks
    at nothing but the name of what is renamed, and lets a link that changes point to the model's old name.
    """

    def look(detector: type[Detector], state: Any) -> list[Any]:
        finder = detector(state, ProjectState.from_apps(apps), questioner)
        return list(finder.changes(loader.graph, trim_to_apps={app}, convert_apps={app}).get(app, []))

    if not questioner.models and not questioner.members:
        return look(Detector, loader.project_state())
    changes = look(RenameDetector, loader.project_state())
    state = loader.project_state()
    for migration in changes:
        state = migration.mutate_state(state)
    rest = look(Detector, state)
    if not changes:
        return rest
    for more in rest:
        changes[-1].operations.extend(more.operations)
        others = (each for each in more.dependencies if each[0] != app)
        changes[-1].dependencies = [*{*changes[-1].dependencies, *others}]
    return changes


class Questioner(NonInteractiveMigrationQuestioner):
    """Answers from the request, and collects what it does not know."""

    def __init__(self, app: str, request: dict[str, Any]) -> None:
        super().__init__(specified_apps={app}, dry_run=True, verbosity=0)
        self.app = app
        self.models = request["models"]
        self.members = {name.lower(): names for name, names in request["members"].items()}
        self.fills = request["fills"]
        self.questions: list[dict[str, str]] = []

    def ask_rename_model(self, old: Any, new: Any) -> bool:
        return bool(self.models.get(new.name) == old.name)

    def ask_rename(self, model_name: str, old_name: str, new_name: str, field_instance: Any) -> bool:
        return bool(self.members.get(model_name, {}).get(new_name) == old_name)

    def ask_not_null_addition(self, field_name: str, model_name: str) -> Any:
        return self._fill(field_name, model_name)

    def ask_not_null_alteration(self, field_name: str, model_name: str) -> Any:
        return self._fill(field_name, model_name)

    def ask_auto_now_add_addition(self, field_name: str, model_name: str) -> Any:
        field = self._field(field_name, model_name)
        return timezone.now if isinstance(field, models.DateTimeField) else datetime.date.today

    def ask_unique_callable_default_addition(self, field_name: str, model_name: str) -> Any:
        self._ask(field_name, model_name, "is unique and gets a value of its own for each row")
        return NOT_PROVIDED

    def _fill(self, field_name: str, model_name: str) -> Any:
        field = self._field(field_name, model_name)
        text = self.fills.get(f"{field.model.__name__}.{field_name}")
        if text is None:
            self._ask(field_name, model_name, "")
            return NOT_PROVIDED
        target = field.target_field if field.is_relation else field
        try:
            return target.clean(text, None)
        except ValidationError as error:
            self._ask(field_name, model_name, f"{text!r} does not fit: {' '.join(error.messages)}")
            return NOT_PROVIDED

    def _field(self, field_name: str, model_name: str) -> Any:
        return apps.get_model(self.app, model_name)._meta.get_field(field_name)

    def _ask(self, field_name: str, model_name: str, reason: str) -> None:
        model = apps.get_model(self.app, model_name).__name__
        self.questions.append({"model": model, "field": field_name, "reason": reason})


#: Untyped: its stubs leave out a method that is replaced below.
Django: Any = MigrationAutodetector


class Detector(Django):  # type: ignore[misc]  # see there
    """Django's detector, without asking for the same of all models once for every model.

    While it compares indexes nothing changes of what it compares for ``index_together``, so that one look is
    enough; otherwise the time grows with the square of the models.
    """

    _together: list[Any] | None = None
    _comparing = False

    def create_altered_indexes(self) -> None:
        self._comparing = True
        super().create_altered_indexes()
        self._comparing = False
        self._together = None

    def _get_altered_foo_together_operations(self, option_name: str) -> Iterator[Any]:
        if not self._comparing:
            yield from super()._get_altered_foo_together_operations(option_name)
            return
        if self._together is None:
            self._together = list(super()._get_altered_foo_together_operations(option_name))
        yield from self._together


class RenameDetector(Detector):
    """Django's detector, which takes the request's word for what is a rename, and leaves what changes.

    Django compares definitions first, so that something that is renamed and changed would be lost and made
    anew; while it looks for renames, every definition is like every other here.
    """

    _renaming = False

    def generate_renamed_models(self) -> None:
        self._renaming = True
        super().generate_renamed_models()
        self._renaming = False

    def create_renamed_fields(self) -> None:
        self._renaming = True
        super().create_renamed_fields()
        self._renaming = False

    def only_relation_agnostic_fields(self, fields: Any) -> Any:
        return [] if self._renaming else super().only_relation_agnostic_fields(fields)

    def deep_deconstruct(self, obj: Any) -> Any:
        if self._renaming and isinstance(obj, models.Field):
            return (None, (), {})
        return super().deep_deconstruct(obj)

    def generate_altered_fields(self) -> None:
        """Nothing: the next detector finds them, and the constraints and indexes over them."""

    generate_added_indexes = generate_altered_fields
    generate_added_constraints = generate_altered_fields


def describe(operation: Any, state: Any, app: str) -> dict[str, Any]:
    """One operation for a person: what it does, to what, and what it may lose."""
    model = str(getattr(operation, "model_name", None) or getattr(operation, "name", ""))
    entry: dict[str, Any] = {
        "kind": type(operation).__name__,
        "model": _class_name(state, app, model),
        "member": find_member(operation),
        "says": operation.describe(),
        "destroys": "",
    }
    match operation:
        case ops.RenameModel():
            entry |= {"model": operation.new_name, "before": operation.old_name}
        case ops.RenameField():
            entry |= {"member": operation.new_name, "before": operation.old_name}
        case ops.DeleteModel():
            entry["destroys"] = "all rows of the table"
        case ops.RemoveField():
            field = state.models[app, operation.model_name_lower].fields[operation.name]
            entry["destroys"] = "all links" if field.many_to_many else "all values of the column"
        case ops.AlterField():
            before = state.models[app, operation.model_name_lower].fields[operation.name]
            entry["destroys"] = find_loss(before, operation.field, (app, operation.model_name_lower))
    return entry


def find_member(operation: Any) -> str:
    """The field, index or constraint that an operation is about; empty for the model itself."""
    match operation:
        case ops.AddConstraint():
            return str(operation.constraint.name)
        case ops.AddIndex():
            return str(operation.index.name)
    return str(getattr(operation, "name", "")) if hasattr(operation, "model_name") else ""


def find_loss(before: Any, after: Any, owner: tuple[str, str]) -> str:
    """What changing a column of ``owner`` (app and model) may lose; empty when nothing."""
    old, new = before.get_internal_type(), after.get_internal_type()
    if old != new and new not in WIDER.get(old, ()):
        return f"values that do not fit when {old} becomes {new}"
    if before.is_relation and after.is_relation and _target(before, owner) != _target(after, owner):
        return "links to rows of another table"
    past, now = read_sizes(before), read_sizes(after)
    for size in now:
        if size in past and past[size] > now[size]:
            return f"values beyond {size} {now[size]}, which was {past[size]}"
    return ""


def read_sizes(field: Any) -> dict[str, int]:
    """What bounds the values of a column, by name."""
    kind = field.get_internal_type()
    if kind == "DecimalField":
        whole = field.max_digits - field.decimal_places
        return {"digits before the point": whole, "decimal_places": field.decimal_places}
    if kind in DIGITS:
        return {"digits before the point": DIGITS[kind], "max_length": DIGITS[kind] + 1}
    length = getattr(field, "max_length", None)
    return {"max_length": length} if length is not None else {}


def _target(field: Any, owner: tuple[str, str]) -> Any:
    """Application and model that a link points to."""
    return resolve_relation(field.remote_field.model, *owner)


def _class_name(state: Any, app: str, model: str) -> str:
    known = state.models.get((app, model.lower()))
    return known.name if known else model


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
