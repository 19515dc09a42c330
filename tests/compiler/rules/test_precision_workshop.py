"""Sentences over a workshop's ERD of which a part was once left out of the rule, or turned round."""

from __future__ import annotations

import pytest

from erdgen.compiler.rules.conditions import Given, OneOf, Range
from erdgen.compiler.rules.forms import Implies, Rule
from erdgen.compiler.spec.project import RuleText
from tests.compiler.rules.reading import assert_reported, assert_states, link_to, optional, read_entities

PROJECT = read_entities(
    {
        "Apprentice": {"fields": {"name": "str", "garden_allowed": "bool"}},
        "Repair": {
            "fields": {
                "kind": "choices(minor, major)",
                "fee": "decimal(10, 2)",
                "quote": optional("text"),
                "remark": optional("text"),
                "parts": "int",
                "weight_kg": "decimal(8, 2)",
                "absent": "bool",
                "hours": "int",
            },
            "relationships": {"apprentice": link_to("Apprentice", "repairs")},
        },
    }
)


def has(name: str) -> Given:
    return Given(name)


@pytest.mark.parametrize(
    ("sentence", "rule"),
    [
        (
            "If the fee of a repair exceeds 25,000, the quote must be given.",
            Implies(Range("fee", gt="25000"), has("quote")),
        ),
        (
            "A repair may list parts only when its apprentice has garden_allowed set to true.",
            Implies(Range("parts", gt="0"), OneOf("apprentice.garden_allowed", (True,))),
        ),
    ],
)
def test_nothing_is_left_out(sentence: str, rule: Rule) -> None:
    assert_states(PROJECT, RuleText(sentence), "Repair", (rule,))


def test_what_lacks_twice_is_asked_for_twice() -> None:
    text = RuleText("You can't save a repair without a quote or without a remark.")
    assert_states(PROJECT, text, "Repair", (has("quote"), has("remark")))


@pytest.mark.parametrize(
    "text",
    [
        RuleText("A big repair can't be cheap: its fee has to be at least 50."),
        RuleText("A repair can't be cheap past 4 hours: its fee has to be at least 50."),
        RuleText("If the apprentice was absent, remark must be empty."),
        RuleText("We outlaw every heft below 5 kg.", applies_to="Repair", field="weight_kg"),
    ],
)
def test_what_would_be_another_rule_is_reported(text: RuleText) -> None:
    assert_reported(PROJECT, text)


def test_the_gist_before_a_colon_may_speak_of_all_rows() -> None:
    text = RuleText("A repair is never free: its fee has to be at least 50.")
    assert_states(PROJECT, text, "Repair", (Range("fee", gte="50"),))


def test_what_is_refused_is_not_asked_for() -> None:
    text = RuleText("We reject every heft that is below 5 kg.", applies_to="Repair", field="weight_kg")
    assert_states(PROJECT, text, "Repair", (Range("weight_kg", gte="5"),))
