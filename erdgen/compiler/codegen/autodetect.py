"""Script: print the initial migration of the app ``backend`` of a project, by Django's autodetector.

    autodetect.py USER_CLASS

It loads Django first and then waits for the project's folder on its standard input, so that it can be started
before there is one. A process of its own with the least of settings: no database, no system checks.

Django's autodetector says which operations there are. Its sorting and its optimiser compare every operation
with every other, minutes for some hundred models, so for the one case of an initial migration they are
replaced here: models in the order of their dependencies, each with all its fields, and where links form a
cycle, as few fields as possible added afterwards. ``makemigrations --check`` in the proof holds the result
against the models.
"""

from __future__ import annotations

import gc
import heapq
import importlib
import os
import sys
from collections.abc import Iterable, Iterator
from typing import Any

import django
from django.apps import apps
from django.conf import settings
from django.db.migrations import operations as ops
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.questioner import NonInteractiveMigrationQuestioner
from django.db.migrations.state import ProjectState
from django.db.migrations.writer import MigrationWriter

APP = "backend"
#: What an initial migration of ordinary models is made of; with anything else Django's own way is taken.
KNOWN = (ops.CreateModel, ops.AddField, ops.AddIndex, ops.AddConstraint, ops.AlterUniqueTogether)


def main(user_class: str) -> None:
    """Print the migration."""
    # All that is loaded is needed to the end: looking through it for what is not takes time alone.
    gc.disable()
    settings.configure(
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", APP],
        AUTH_USER_MODEL=f"{APP}.{user_class}",
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
        # As if it had none yet: a data migration beside the initial one depends on what is made here.
        MIGRATION_MODULES={APP: None},
    )
    root = sys.stdin.read()
    if not root:
        sys.exit("no folder was named")
    os.chdir(root)
    sys.path[0] = root
    django.setup()
    loader = MigrationLoader(None)
    detector = InitialDetector(
        loader.project_state(),
        ProjectState.from_apps(apps),
        NonInteractiveMigrationQuestioner(specified_apps={APP}, dry_run=True),
    )
    changes = detector.changes(loader.graph, trim_to_apps={APP}, convert_apps={APP}, migration_name="initial")
    migrations = changes.get(APP, [])
    if len(migrations) != 1:
        sys.exit(f"expected one initial migration, found {[migration.name for migration in migrations]}")
    migrations[0].dependencies = sorted(migrations[0].dependencies)
    sys.stdout.write(MigrationWriter(migrations[0], include_header=False).as_string())


#: Untyped: its stubs leave out the methods that are replaced below.
Detector: Any = MigrationAutodetector


class InitialDetector(Detector):  # type: ignore[misc]  # see there
    """Django's detector, with an arrangement of its own for plain initial migrations."""

    _arranged = False

    def _sort_migrations(self) -> None:
        if not self._is_plain():
            super()._sort_migrations()

    def _optimize_migrations(self) -> None:
        for migration in self.migrations[APP] if self._arranged else ():
            needs = {op: self._models_needed(op) for op in migration.operations}
            order = {name: place for place, (app, name) in enumerate(self.to_state.models) if app == APP}
            migration.operations = list(arrange_operations(needs, order, self.to_state))
        if not self._arranged:
            super()._optimize_migrations()

    def _is_plain(self) -> bool:
        generated = self.generated_operations
        self._arranged = set(generated) == {APP} and all(isinstance(op, KNOWN) for op in generated[APP])
        return self._arranged

    def _models_needed(self, operation: Any) -> set[str]:
        """Models of the app that must be there before ``operation``."""
        needed = (self._resolve_dependency(dependency)[0] for dependency in operation._auto_deps)
        return {
            dependency.model_name.lower()
            for dependency in needed
            if dependency.app_label == APP and dependency.type == dependency.Type.CREATE
        }


def arrange_operations(
    needs: dict[Operation, set[str]], order: dict[str, int], state: ProjectState
) -> Iterator[Operation]:
    """The operations of an initial migration, folded into ``CreateModel`` as far as cycles allow.

    ``needs`` holds the models that each operation needs, ``order`` the place of each model in the source.
    """
    creates = {op.name_lower: op for op in needs if isinstance(op, ops.CreateModel)}
    fields: dict[str, list[Any]] = {name: [] for name in creates}
    others: dict[str, list[Any]] = {name: [] for name in creates}
    for op in needs:
        if isinstance(op, ops.AddField):
            fields[op.model_name_lower].append(op)
        elif not isinstance(op, ops.CreateModel):
            others[_model_of(op)].append(op)
    hard = {name: needs[op] - {name} for name, op in creates.items()}
    soft = {name: set().union(*(needs[op] for op in fields[name])) - {name} for name in creates}
    bulk = find_bulk_operation()
    if bulk is not None:
        models = (
            fold_model(creates[name], fields[name], others[name], state.models[APP, name].fields)
            for name in sort_models(hard, soft, order)
        )
        yield bulk(list(models))
        return
    created: set[str] = set()
    late: list[Operation] = []
    for name in sort_models(hard, soft, order):
        created.add(name)
        waiting = [op for op in fields[name] if not needs[op] <= created]
        ready = [op for op in fields[name] if needs[op] <= created]
        yield fold_model(
            creates[name], ready, [] if waiting else others[name], state.models[APP, name].fields
        )
        late += [*waiting, *others[name]] if waiting else []
    # Fields first: an index of one model may need nothing of another, but its own fields.
    yield from sorted(late, key=lambda op: not isinstance(op, ops.AddField))


def find_bulk_operation() -> Any:
    """The operation with which a project of many models creates them all; None in a smaller one."""
    try:
        return importlib.import_module(f"{APP}.migrations._operations").CreateModels
    except ModuleNotFoundError:
        return None


def sort_models(hard: dict[str, set[str]], soft: dict[str, set[str]], order: dict[str, int]) -> Iterator[str]:
    """Models so that each comes after what it needs: always after ``hard`` needs, after ``soft`` ones unless
    they form a cycle, where the model that misses the fewest goes first."""
    missing = {name: hard[name] | soft[name] for name in hard}
    blocked = {name: set(hard[name]) for name in hard}
    needed_by: dict[str, list[str]] = {name: [] for name in hard}
    for name, needed in missing.items():
        for other in needed:
            needed_by[other].append(name)
    queue = [(len(missing[name]), order[name], name) for name in hard]
    heapq.heapify(queue)
    done: set[str] = set()
    parked: list[tuple[int, int, str]] = []
    while queue:
        entry = heapq.heappop(queue)
        count, _, name = entry
        if name in done or count != len(missing[name]):
            continue
        if blocked[name]:
            parked.append(entry)
            continue
        done.add(name)
        yield name
        for other in needed_by[name]:
            missing[other].discard(name)
            blocked[other].discard(name)
            heapq.heappush(queue, (len(missing[other]), order[other], other))
        for waiting in parked:
            heapq.heappush(queue, waiting)
        parked = []
    if parked:
        sys.exit(f"primary keys that need each other: {sorted(name for _, _, name in parked)}")


def fold_model(
    create: Any, added: Iterable[Any], others: Iterable[Any], declared: Iterable[str]
) -> ops.CreateModel:
    """``create`` with these fields, in the order of the source, and these indexes and constraints."""
    fields = dict(create.fields) | {op.name: op.field for op in added}
    options = dict(create.options)
    for op in others:
        if isinstance(op, ops.AddIndex):
            options["indexes"] = [*options.get("indexes", []), op.index]
        elif isinstance(op, ops.AddConstraint):
            options["constraints"] = [*options.get("constraints", []), op.constraint]
        else:
            options["unique_together"] = op.unique_together
    listed = [(name, fields[name]) for name in declared if name in fields]
    return ops.CreateModel(create.name, listed, options, create.bases, create.managers)


def _model_of(operation: Any) -> str:
    return str(getattr(operation, "model_name_lower", "") or operation.name_lower)


if __name__ == "__main__":
    main(sys.argv[1])
