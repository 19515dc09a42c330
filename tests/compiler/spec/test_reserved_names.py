"""The reserved names are those that break generated classes, no more and no fewer."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from erdgen.compiler.spec.reserved_names import (
    CLASS_BODY_NAMES,
    FACTORY_NAMES,
    MODEL_ATTRIBUTES,
    USER_ATTRIBUTES,
    USER_FIELDS,
)

PROBE = Path(__file__).parent / "field_probe.py"


def test_the_reserved_names_are_those_that_break_something() -> None:
    done = subprocess.run([sys.executable, str(PROBE)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout)
    # The generated query set and the soft-delete base add these two.
    assert set(found["model"]) - {"other"} <= MODEL_ATTRIBUTES
    assert MODEL_ATTRIBUTES - set(found["model"]) <= {"visible_to", "all_objects", "id", "objects"}
    assert set(found["broken"]) <= MODEL_ATTRIBUTES | FACTORY_NAMES
    assert set(found["user"]) <= USER_FIELDS | USER_ATTRIBUTES | MODEL_ATTRIBUTES


def test_class_bodies_use_few_names() -> None:
    assert {"models", "factory", "serializers", "dict", "list"} == CLASS_BODY_NAMES
