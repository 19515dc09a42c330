"""Readings that a link or an amount of the same rows makes implausible are no readings."""

from __future__ import annotations

import pytest

from erdgen.compiler.rules.forms import Unique
from tests.compiler.rules.reading import assert_reported, assert_states, link_to, optional_link, read_entities
from tests.projects import rule

PROJECT = read_entities(
    {
        "User": {},
        "Chemist": {"fields": {"name": "str", "level": "choices(trainee, senior)"}},
        "Assay": {
            "fields": {"status": "choices(open, validated)", "day": "date", "hours": "decimal(4, 2)"},
            "relationships": {
                "chemist": link_to("Chemist", "assays"),
                "validated_by": optional_link("Chemist", "validated_assays"),
            },
        },
    }
)


@pytest.mark.parametrize(
    "sentence",
    [
        "An assay may never be validated by a chemist who is still a trainee.",
        "A chemist can book hours of assays only once per day.",
    ],
)
def test_what_cannot_be_meant_is_reported(sentence: str) -> None:
    assert_reported(PROJECT, rule(sentence))


def test_what_is_meant_is_understood() -> None:
    assert_states(
        PROJECT, rule("A chemist can have only one assay per day."), "Assay", [Unique(("day", "chemist"))]
    )
