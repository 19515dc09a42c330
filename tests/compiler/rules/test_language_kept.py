"""Sentences that ask to keep a member within bounds, and those that ask to keep rows, which no rule says."""

from __future__ import annotations

import pytest

from erdgen.compiler.rules.conditions import Condition, Length, OneOf, Range
from erdgen.compiler.rules.forms import Implies, Rule
from tests.compiler.rules.reading import assert_reported, assert_states, link_to, read_entities
from tests.projects import rule

LIVE = OneOf("status", ("live",))
PROJECT = read_entities(
    {
        "User": {},
        "Course": {
            "fields": {
                "title": "str",
                "status": "choices(draft, live)",
                "capacity": "int",
                "amount": "decimal(8, 2)",
                "opens_on": "date",
                "closes_on": "date",
            }
        },
        "Lesson": {"fields": {"name": "str"}, "relationships": {"course": link_to("Course", "lessons")}},
    }
)


@pytest.mark.parametrize(
    ("sentence", "stated"),
    [
        ("Please keep course titles between 5 and 80 characters.", Length("title", 5, 80)),
        ("Keep titles of courses between 5 and 80 characters, please.", Length("title", 5, 80)),
        ("Always keep course titles to at most 80 characters.", Length("title", None, 80)),
        ("Keep the capacity of a course below 30.", Range("capacity", lt="30")),
        (
            "Keep the capacity of a live course between 5 and 30.",
            Implies(LIVE, Range("capacity", gte="5", lte="30")),
        ),
    ],
)
def test_what_is_to_be_kept_within_bounds_must_be(sentence: str, stated: Condition | Rule) -> None:
    assert_states(PROJECT, rule(sentence), "Course", [stated])


@pytest.mark.parametrize(
    "sentence",
    [
        "Keep live courses.",
        "Keep live courses at least 30 days.",
        "Keep courses for at most 30 days.",
        "Keep courses over 5 euros.",
        "Keep a course with an amount above 5.",
        "Keep courses that have an amount above 5.",
        "Keep course titles short.",
        "Keep course titles.",
        "Keep in mind that an amount above 5 is high.",
        "We keep course titles between 5 and 80 characters in a list.",
    ],
)
def test_rows_that_are_to_be_kept_are_reported(sentence: str) -> None:
    assert_reported(PROJECT, rule(sentence))
