"""What cannot be entered, in the words of those who enter it, over the ERD of a boat yard."""

from __future__ import annotations

import pytest

from erdgen.compiler.rules.conditions import Given, Length, Moment, OneOf, Pattern, Range, Some, Span, Weekday
from erdgen.compiler.rules.forms import Implies, Rule
from erdgen.compiler.spec.project import RuleText
from tests.compiler.rules.reading import assert_reported, assert_states, link_to, optional, read_entities

PROJECT = read_entities(
    {
        "Skipper": {
            "fields": {"name": "str", "birth_date": "date", "phone": optional("str"), "trusted": "bool"}
        },
        "Mooring": {
            "fields": {
                "fee": "decimal(8, 2)",
                "label": optional("str"),
                "wood": optional("str"),
                "grade": "choices(plain, fine, royal)",
                "stage": "choices(asked, granted, ended)",
                "covered": "bool",
                "wet": "bool",
                "inspected": "bool",
                "remark": optional("text"),
                "starts_on": "date",
                "ends_on": "date",
            },
            "relationships": {"skipper": link_to("Skipper", "moorings")},
        },
    }
)
FINE = OneOf("grade", ("fine",))
COVERED = OneOf("covered", (True,))
NO_REMARK = Given("remark", negated=True)


@pytest.mark.parametrize(
    ("sentence", "rule"),
    [
        ("You can't enter a fee below 5 for a mooring.", Range("fee", gte="5")),
        ("We never accept a fee that is below 5.", Range("fee", gte="5")),
        ("Reject every mooring with a fee below 5.", Range("fee", gte="5")),
        ("Skippers can't choose a fee lower than 5.", Range("fee", gte="5")),
        ("It is not possible to give a mooring a fee below 5.", Range("fee", gte="5")),
        ("Moorings with a fee below 5 have to be rejected.", Range("fee", gte="5")),
        ("You can't write more than 40 characters in the remark of a mooring.", Length("remark", maximum=40)),
        (
            "Do not accept moorings whose fee is above 100 unless they are covered.",
            Implies(OneOf("covered", (True,), negated=True), Range("fee", lte="100")),
        ),
        ("You can't leave out the remark of a mooring.", Given("remark")),
        ("No mooring may leave the remark blank.", Given("remark")),
        ("No mooring may be entered with its remark left blank.", Given("remark")),
        ("You can't enter a remark on a mooring that is covered.", Implies(COVERED, NO_REMARK)),
        ("If a mooring is covered, reject a value for remark.", Implies(COVERED, NO_REMARK)),
        ("No remark is allowed for covered moorings.", Implies(COVERED, NO_REMARK)),
        ("You can't record a covered mooring without giving a remark.", Implies(COVERED, Given("remark"))),
        ("No covered mooring without a remark.", Implies(COVERED, Given("remark"))),
        ("Only covered moorings can do without a remark.", Implies(NO_REMARK, COVERED)),
        (
            "You can't mark a mooring as covered without providing a remark.",
            Implies(COVERED, Given("remark")),
        ),
        (
            "You can't mark a mooring as covered when it is wet.",
            Implies(COVERED, OneOf("wet", (True,), negated=True)),
        ),
        (
            "You can't cover a mooring that is wet.",
            Implies(OneOf("wet", (True,)), OneOf("covered", (True,), negated=True)),
        ),
        (
            "A mooring with a fee over 150 can't be covered.",
            Implies(Range("fee", gt="150"), OneOf("covered", (True,), negated=True)),
        ),
        (
            "No mooring may be both covered and wet.",
            Some((OneOf("covered", (True,), negated=True), OneOf("wet", (True,), negated=True))),
        ),
        ("You can't schedule a mooring for a Monday or a Friday.", Weekday("starts_on", (1, 2, 3, 5, 6))),
        ("Sundays are ruled out as the end date of moorings.", Weekday("ends_on", (0, 1, 2, 3, 4, 5))),
        ("You can't choose a Sunday as ends_on.", Weekday("ends_on", (0, 1, 2, 3, 4, 5))),
        ("Moorings can start on any day but Sundays.", Weekday("starts_on", (0, 1, 2, 3, 4, 5))),
        ("No mooring may have a wood other than oak, pine or teak.", OneOf("wood", ("oak", "pine", "teak"))),
        ("You can't put a mooring in any grade except plain and fine.", OneOf("grade", ("plain", "fine"))),
    ],
)
def test_what_nobody_may_enter(sentence: str, rule: Rule) -> None:
    assert_states(PROJECT, RuleText(sentence), "Mooring", (rule,))


@pytest.mark.parametrize(
    ("sentence", "least", "most"),
    [
        ("Reject moorings whose label has under 3 or over 9 characters.", 3, 9),
        ("Refuse labels that are shorter or longer than eight characters.", 8, 8),
        ("You can't give a mooring a label of fewer than 3 or more than 9 characters.", 3, 9),
    ],
)
def test_two_bounds_may_be_refused_at_once(sentence: str, least: int, most: int) -> None:
    assert_states(PROJECT, RuleText(sentence), "Mooring", (Length("label", least, most),))


def test_neither_of_two_edges_may_be_on_a_day() -> None:
    text = RuleText("No mooring may begin or finish on a weekend.")
    workdays = (0, 1, 2, 3, 4)
    assert_states(PROJECT, text, "Mooring", (Weekday("starts_on", workdays), Weekday("ends_on", workdays)))


@pytest.mark.parametrize(
    "sentence",
    [
        "No skipper may be younger than 16 or older than 75.",
        "Skipper age: 16-75.",
        "Going by their date of birth, skippers must be between 16 and 75 years old.",
    ],
)
def test_ages_are_full_years(sentence: str) -> None:
    bounds = (Moment("birth_date", "lte", Span(-16, "years")), Moment("birth_date", "gt", Span(-76, "years")))
    assert_states(PROJECT, RuleText(sentence), "Skipper", bounds)


@pytest.mark.parametrize(
    ("sentence", "rule"),
    [
        ("Remark: not allowed for covered moorings.", Implies(COVERED, NO_REMARK)),
        ("Mooring label: mandatory.", Given("label")),
        ("Mooring: label required.", Given("label")),
        ("Mooring label length: 4 to 10.", Length("label", 4, 10)),
        ("Mooring label: max. 10 characters.", Length("label", maximum=10)),
        ("A mooring's label is a mandatory field.", Given("label")),
        ("A mooring's label must be 8 characters, no more and no fewer.", Length("label", 8, 8)),
        (
            "For the wood of a mooring, choose between oak, pine and teak.",
            OneOf("wood", ("oak", "pine", "teak")),
        ),
        ("Where a mooring is covered, leave the remark unset.", Implies(COVERED, NO_REMARK)),
    ],
)
def test_tables_and_orders(sentence: str, rule: Rule) -> None:
    assert_states(PROJECT, RuleText(sentence), "Mooring", (rule,))


@pytest.mark.parametrize(
    "sentence",
    [
        "You can't enter a mooring.",
        "You can't enter a fee.",
        "You can't enter a fee below 5 twice.",
        "You can't enter a fee below 5 except for students.",
        "You can't refuse a mooring with a fee below 5.",
        "We never reject a mooring with a fee below 5.",
        "Do not reject moorings with a fee below 5.",
        "You can't enter a fee below 5 without asking the harbour master.",
        "Reject a mooring that is ended.",
        "You can't mark a mooring as ended when it is asked and somebody objects.",
        "No mooring may be both covered and tall.",
        "Sundays are not always ruled out as the end date of moorings.",
        "You can't leave the remark empty for long.",
        "No remark is allowed for moorings of members.",
        "Mooring label length: 4 to 10 or 20.",
        "Mooring label: required or not.",
        "For the wood of a mooring, choose between oak, pine and whatever floats.",
        "Reject moorings except granted ones.",
    ],
)
def test_what_says_more_is_reported(sentence: str) -> None:
    assert_reported(PROJECT, RuleText(sentence))


@pytest.mark.parametrize(
    ("sentence", "rule"),
    [
        ("We only accept fees of at least 5.", Range("fee", gte="5")),
        ("We accept remarks of up to 140 characters.", Length("remark", maximum=140)),
        ("Only labels with at most 9 characters are accepted.", Length("label", maximum=9)),
        ("You may only enter labels of at most 9 characters.", Length("label", maximum=9)),
        ("Only digits are accepted as the label of a mooring.", Pattern("label", "[0-9]*", "digits")),
        (
            "For the wood of a mooring we accept only the values oak, pine and teak.",
            OneOf("wood", ("oak", "pine", "teak")),
        ),
    ],
)
def test_what_alone_is_taken(sentence: str, rule: Rule) -> None:
    assert_states(PROJECT, RuleText(sentence), "Mooring", (rule,))


@pytest.mark.parametrize(
    "sentence",
    [
        "We accept fees of at least 5.",
        "We do not only accept fees of at least 5.",
        "We take a fee of 5.",
        "You may enter labels of at least 9 characters.",
        "Only labels with at most 9 characters are accepted on Sundays.",
        "We only accept fees of at least 5 from strangers.",
    ],
)
def test_what_is_taken_too_is_no_limit(sentence: str) -> None:
    assert_reported(PROJECT, RuleText(sentence))


@pytest.mark.parametrize(
    "sentence",
    [
        "Only people aged 18 or over can be skippers.",
        "Nobody who is under 18 may be entered as a skipper.",
        "Children who have not yet turned 18 are not accepted as skippers.",
        "You can't be a skipper if you are not yet 18.",
        "Reject any skipper younger than eighteen.",
        "Skippers who are not 18 yet have to be rejected.",
    ],
)
def test_who_may_become_one(sentence: str) -> None:
    rule = Moment("birth_date", "lte", Span(-18, "years"))
    assert_states(PROJECT, RuleText(sentence), "Skipper", (rule,))
