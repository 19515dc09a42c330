"""What old migrations import stays, with what it needs."""

from __future__ import annotations

from erdgen.compiler.evolve.kept_names import keep_definitions
from erdgen.compiler.evolve.lost_names import find_lost, find_references


def test_names_that_migrations_speak_of_are_found() -> None:
    text = (
        "import backend.models\n"
        "from backend.storage import (\n    place,\n    shelf as other,\n)\n"
        "from backend.logic import check\n"
        "validators=[backend.models.check_isbn, django.core.validators.MaxValueValidator(3)]\n"
    )

    assert set(find_references(text)) == {
        ("models", "check_isbn"),
        ("storage", "place"),
        ("storage", "shelf"),
        ("logic", "check"),
    }


BASE = """\
import json
import os
from math import ceil, floor

LIMIT = ceil(2.5)


def check(value):
    if len(json.dumps(value)) > LIMIT:
        raise ValueError(value)


def other():
    return floor(1.5), os
"""
NEW = """\
import os


def place():
    return os
"""


def test_a_definition_comes_with_all_that_it_needs() -> None:
    text = keep_definitions(BASE, NEW, {"check"})

    compile(text, "logic.py", "exec")
    assert "import json\n" in text
    assert "from math import ceil" in text
    assert "LIMIT = ceil(2.5)\n" in text
    assert "def check(value):" in text
    assert "def other" not in text
    assert text.index("import json") < text.index("def place") < text.index("def check")


def test_what_is_defined_nowhere_is_not_made_up() -> None:
    assert keep_definitions(BASE, NEW, {"nothing"}) == NEW


def test_only_what_is_gone_is_lost() -> None:
    migration = "backend.logic.check, backend.logic.unknown, backend.other.check, backend.logic.place"

    lost = find_lost([migration], {"backend/logic.py": BASE + NEW}, {"backend/logic.py": NEW})

    assert lost == {"backend/logic.py": {"check"}}
