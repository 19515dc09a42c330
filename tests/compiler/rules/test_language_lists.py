"""Sentences that list the values of a text: every way to say that there are no others."""

from __future__ import annotations

import pytest

from erdgen.compiler.rules.conditions import OneOf
from erdgen.compiler.rules.forms import Implies
from erdgen.compiler.rules.sentences import compile_rule
from tests.compiler.rules.reading import assert_reported, optional, read_entities
from tests.projects import rule

ENTITIES: dict[str, object] = {
    "User": {},
    "Choir": {
        "fields": {
            "name": "str",
            "voice_type": "str",
            "rehearsal_cycle": optional("str"),
            "motto": optional("str"),
            "status": {"type": "choices(active, resting)", "default": "active"},
        }
    },
}
PROJECT = read_entities(ENTITIES)
CYCLES = OneOf("rehearsal_cycle", ("weekly", "monthly", "yearly"))
LISTED = [
    "The rehearsal cycle of a choir is weekly, monthly or yearly – we offer no other.",
    "The rehearsal cycle of a choir can be weekly, monthly or yearly.",
    "A choir's rehearsal cycle can only be weekly, monthly or yearly.",
    "Rehearsal cycles are weekly, monthly or yearly only.",
    "The only rehearsal cycles we offer are weekly, monthly and yearly.",
    "There are three rehearsal cycles: weekly, monthly and yearly.",
    "Only weekly, monthly and yearly are allowed as rehearsal cycle of a choir.",
    "Only weekly, monthly and yearly rehearsal cycles are allowed.",
    "Rehearsal cycles other than weekly, monthly and yearly are not accepted.",
    "No rehearsal cycle other than weekly, monthly or yearly may be chosen.",
    "Valid values for the rehearsal cycle of a choir are weekly, monthly and yearly.",
    "For the rehearsal cycle of a choir, the only values we take are weekly, monthly and yearly.",
    "A choir's rehearsal cycle takes one of the values weekly, monthly or yearly.",
]
#: Not all values, no values, or words that are not understood.
NOT_LISTED = [
    "The rehearsal cycle of a choir is weekly or monthly, for example.",
    "The rehearsal cycle of a choir is weekly, monthly or something else.",
    "The rehearsal cycle of a choir need not be weekly or monthly.",
    "The rehearsal cycle of a choir can be weekly.",
    "The rehearsal cycle of a choir is preferably weekly or monthly.",
    "The rehearsal cycle of a choir is weekly or monthly for beginners.",
    "The rehearsal cycle of a choir is not limited to weekly and monthly.",
    "There are four rehearsal cycles: weekly, monthly and yearly.",
    "The motto of a choir must be short, witty or rhymed.",
    "The rehearsal cycle of a choir must be unique or weekly.",
    "Only weekly and monthly rehearsal cycles are discounted.",
    "Rehearsal cycles other than weekly and monthly are discussed.",
    "The rehearsal cycle of a choir is resting or active.",
]


@pytest.mark.parametrize("sentence", LISTED)
def test_values_that_are_listed_are_all_that_there_are(sentence: str) -> None:
    outcome = compile_rule(PROJECT, rule(sentence, "Choir"))
    assert (outcome.status, outcome.reason) == ("compiled", "")
    assert [stated.rule for stated in outcome.rules] == [CYCLES]


def test_a_list_may_be_denied_or_limited() -> None:
    denied = compile_rule(PROJECT, rule("The voice type of a choir may not be mixed or open.", "Choir"))
    assert [stated.rule for stated in denied.rules] == [OneOf("voice_type", ("mixed", "open"), negated=True)]
    limited = compile_rule(
        PROJECT, rule("The voice type is mixed or male unless the choir is resting.", "Choir")
    )
    resting = OneOf("status", ("resting",), negated=True)
    assert [stated.rule for stated in limited.rules] == [
        Implies(resting, OneOf("voice_type", ("mixed", "male")))
    ]


@pytest.mark.parametrize("sentence", NOT_LISTED)
def test_what_lists_not_all_values_is_reported(sentence: str) -> None:
    assert_reported(PROJECT, rule(sentence, "Choir"))
