"""Script: rows before a migration, and whether they are all there after it.

    keep_rows.py make SNAPSHOT              in the project before: make rows, write down what is there
    keep_rows.py compare SNAPSHOT RENAMES   in the project after: migrate that database, and compare

The settings name the database as one for tests. It ends with status 1 and says on stderr what was lost.
``compare`` prints ``{"rows", "models"}``: how many rows it held against each other, of how many models. It
imports nothing of the generator.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection, models

APP = "backend"
ROWS = 3


def main(words: list[str]) -> None:
    """Run one of the two."""
    sys.path.insert(0, os.getcwd())
    django.setup()
    if words[0] == "make":
        # Whatever the project prints is no result.
        with contextlib.redirect_stdout(io.StringIO()):
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            call_command("seed", rows=ROWS)
        Path(words[1]).write_text(json.dumps(take_snapshot()), encoding="utf-8")
        return
    connection.settings_dict["NAME"] = connection.settings_dict["TEST"]["NAME"]
    with contextlib.redirect_stdout(io.StringIO()):
        call_command("migrate", verbosity=0, interactive=False)
    snapshot = json.loads(Path(words[1]).read_text(encoding="utf-8"))
    renames = json.loads(Path(words[2]).read_text(encoding="utf-8"))
    lost = list(find_losses(snapshot, renames))
    if lost:
        sys.exit("\n".join(lost))
    print(json.dumps({"rows": sum(len(rows) for rows in snapshot.values()), "models": len(snapshot)}))


def take_snapshot() -> dict[str, dict[str, dict[str, str | None]]]:
    """By class name and key of the row: its columns as text; links of many-to-many fields too."""
    return {
        model.__name__: {
            str(row["pk"]): {name: as_text(value) for name, value in row.items() if name != "pk"}
            for row in model._base_manager.values(
                "pk", *(field.attname for field in model._meta.local_concrete_fields)
            )
        }
        for model in apps.get_app_config(APP).get_models(include_auto_created=True)
    }


def as_text(value: Any) -> str | None:
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return None if value is None else str(value)


def find_losses(snapshot: dict[str, Any], renames: dict[str, Any]) -> Iterator[str]:
    """What is not there any more, though nothing of the migration was to take it away.

    ``renames`` holds ``models`` (new to old), ``members`` (by new class name: new to old) and ``gone``:
    models, and columns as ``Model.field``, that are removed or changed so that values may not fit.
    """
    old_to_new = {old: new for new, old in renames["models"].items()}
    present = {
        model.__name__: model for model in apps.get_app_config(APP).get_models(include_auto_created=True)
    }
    gone = set(renames["gone"])
    for name, rows in snapshot.items():
        now = rename_table(name, old_to_new, renames)
        owner, _, member = now.partition("_")
        if gone & {now, owner, f"{owner}.{member}"}:
            continue
        if now in present:
            joins = present[now]._meta.auto_created
            members = columns_of_links(renames["models"]) if joins else renames["members"].get(now, {})
            yield from compare_rows(present[now], rows, members, gone)
        elif rows:
            yield f"{name}: the table of {len(rows)} rows is gone"


def rename_table(name: str, models_renamed: dict[str, str], renames: dict[str, Any]) -> str:
    """What a model is called now, or the join table of a many-to-many field (``Book_authors``)."""
    owner, joined, member = name.partition("_")
    new = models_renamed.get(owner, owner)
    members = {old: now for now, old in renames["members"].get(new, {}).items()}
    return f"{new}{joined}{members.get(member, member)}"


def columns_of_links(models_renamed: dict[str, str]) -> dict[str, str]:
    """The columns of join tables are called after their models: new to old."""
    return {
        f"{side}{new.lower()}": f"{side}{old.lower()}"
        for new, old in models_renamed.items()
        for side in ("", "from_", "to_")
    }


def compare_rows(
    model: type[models.Model], rows: dict[str, Any], members: dict[str, str], gone: set[str]
) -> Iterator[str]:
    """Losses of one model."""
    now = {str(row.pk): row for row in model._base_manager.all()}
    missing = sorted(rows.keys() - now.keys())
    if missing:
        yield f"{model.__name__}: {len(missing)} of {len(rows)} rows are gone, such as {missing[0]}"
        return
    fields = {before_name(field, members): field for field in model._meta.local_concrete_fields}
    columns = {name for row in rows.values() for name in row}
    for name in sorted(columns):
        field = fields.get(name)
        known = {field.name} if field is not None else {name, name.removesuffix("_id")}
        if gone & {f"{model.__name__}.{each}" for each in known}:
            continue
        if field is None:
            yield f"{model.__name__}: the column {name} is gone"
            continue
        for key, row in rows.items():
            kept = getattr(now[key], field.attname)
            if not is_same(field, row[name], kept):
                yield f"{model.__name__} {key}: {field.name} was {row[name]!r} and is {as_text(kept)!r}"
                break


def before_name(field: Any, members: dict[str, str]) -> str:
    """The attribute that held the column before."""
    old = members.get(field.name)
    return str(field.attname if old is None else field.attname.replace(field.name, old, 1))


def is_same(field: Any, before: str | None, now: Any) -> bool:
    """Whether a value is what it was; a column that takes no NULL any more may have been filled."""
    if before is None or as_text(now) == before:
        return True
    try:
        return bool(field.to_python(before) == now)
    except (ValidationError, TypeError, ValueError):
        return False


if __name__ == "__main__":
    main(sys.argv[1:])
