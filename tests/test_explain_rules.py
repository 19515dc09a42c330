"""``manage.py explain_rules``: what is printed, and how it ends."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

CHECK = {"kind": "range", "field": "price", "gt": 0}
ERD: dict[str, Any] = {
    "erd": {"entities": {"User": {}, "Product": {"fields": {"price": "decimal", "name": "str"}}}},
    "business_rules": [
        {"rule": "Prices are positive.", "applies_to": "Product", "check": CHECK},
        "Products should be nice, and duplicates are bad.",
    ],
}


@pytest.fixture
def erd(tmp_path: Path) -> Path:
    path = tmp_path / "shop.json"
    path.write_text(json.dumps(ERD, indent=1))
    return path


def run(*arguments: str) -> tuple[int, str, str]:
    """Exit status, stdout, stderr."""
    out, err = StringIO(), StringIO()
    try:
        call_command("explain_rules", *arguments, stdout=out, stderr=err)
    except SystemExit as ended:
        return int(str(ended.code)), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_it_says_what_was_understood_and_where_it_holds(erd: Path) -> None:
    status, out, err = run(str(erd))
    assert (status, err) == (0, "")
    first, second, last = out.strip().split("\n\n")
    assert first.splitlines()[0].endswith(": Prices are positive.")
    assert first.splitlines()[1:] == [
        "    Product: price is above 0",
        "      enforced in: database, model, api, admin, openapi",
        '      as JSON: {"kind": "range", "field": "price", "gt": "0"}',
    ]
    assert "not understood: " in second
    assert "understood is: “No two products have the same code.”" in second
    assert last == "Business rules: 1 of 2 compiled"


def test_the_same_as_json(erd: Path) -> None:
    status, out, _ = run(str(erd), "--json")
    first, second = json.loads(out)["rules"]
    assert status == 0
    (rule,) = first["rules"]
    assert rule["check"] == {"kind": "range", "field": "price", "gt": "0"}
    assert rule["enforced_in"] == ["database", "model", "api", "admin", "openapi"]
    assert (second["status"], second["rules"]) == ("not_understood", [])
    assert second["nearest"][0]["check"] == {"kind": "unique", "fields": ["code"]}


def test_a_bad_erd_is_refused(erd: Path) -> None:
    erd.write_text('{"erd": {}}')
    status, out, err = run(str(erd))
    assert (status, out) == (2, "")
    assert "erd.E012" in err
    status, out, err = run(str(erd), "--json")
    assert (status, err) == (2, "")
    assert json.loads(out)["findings"][0]["code"] == "erd.E012"


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    status, _, err = run(str(tmp_path / "none.json"))
    assert status == 2
    assert "no such file" in err
