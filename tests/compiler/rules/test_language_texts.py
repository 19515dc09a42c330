"""Sentences about how a text is made up: the whole of it, its beginning, or what it contains somewhere."""

from __future__ import annotations

import re

import pytest

from erdgen.compiler.rules.conditions import Condition, Length, Not, Pattern
from erdgen.compiler.rules.sentences import compile_rule
from tests.compiler.rules.reading import assert_reported, optional, read_entities
from tests.projects import rule

ENTITIES: dict[str, object] = {
    "User": {},
    "Crate": {"fields": {"code": "str", "label": optional("str")}},
}
PROJECT = read_entities(ENTITIES)
#: A sentence, texts that it accepts, texts that it refuses.
MADE: list[tuple[str, str, str]] = [
    (
        "A crate's code is built from the letters CR, a hyphen and four digits.",
        "CR-1234",
        "CR1234 CR-123 XCR-1234",
    ),
    (
        "Crate codes begin with CR and a hyphen, after which come three digits.",
        "CR-123",
        "CR-1234 CR-12 AB-123",
    ),
    (
        "The code of a crate starts with the letter C, which is followed by 2 to 4 digits.",
        "C12 C1234",
        "C1 C12345 12",
    ),
    ("Crate codes are six digits, the first of which isn't zero.", "123456", "012345 12345"),
    (
        "A crate's code is two uppercase letters and then 3 to 5 uppercase letters or digits.",
        "AB123 ABC1D2E",
        "AB12 ab123 A1234",
    ),
    (
        "The code of a crate is written as three groups of four capital letters or digits,"
        " the groups being joined by hyphens.",
        "AB12-34CD-0000",
        "AB12-34CD AB1234CD0000 ab12-34cd-0000",
    ),
    ("Crate codes: three blocks of two digits, separated by dots.", "12.34.56", "123456 12.34"),
    (
        "A crate's code consists of a four-digit year, a slash and another three-digit number.",
        "2026/001",
        "26/001 2026-001",
    ),
    ("The code of a crate has the form XY-07, that is XY, a hyphen, two digits.", "XY-07", "XY07 XY-7"),
    ("Crate codes contain lower-case letters, digits and hyphens only.", "ab-1", "AB a_b"),
    ("A crate's code must be written in capital letters only, two to five of them.", "AB ABCDE", "A abc A1"),
    ("Crate codes are made up of two capital letters and a digit (AB1, for instance).", "AB1", "AB ABC"),
    ("A crate's code must not contain a slash.", "ab a-b", "a/b /"),
    ("No crate code may contain spaces or slashes.", "ab", "a/b"),
    ("The code of a crate may not include the letters I, O or Q.", "ABC", "AIB OX"),
    ("A crate's code must contain at least two digits.", "a1b2 12", "a1"),
    ("A crate's code cannot contain anything other than letters and digits.", "aB1", "a-b"),
    ("Crate codes have to begin with https://", "https://a.b", "http://a.b"),
    ("The code of a crate starts with AT or DE, followed by nine digits.", "AT123456789", "CH123456789 AT12"),
    ("Crate codes start with a capital letter and end with a digit.", "Axy1 A1", "a1 Ax"),
]
#: What is said here can be made up in several ways, or has parts that are not understood.
UNCLEAR = [
    "A crate's code starts with two capital letters and a digit.",
    "A crate's code starts with a letter followed by a digit.",
    "Crate codes need not consist of digits.",
    "Crate codes should ideally be three digits.",
    "A crate's code consists of two letters, followed by a few digits.",
    "A crate's code consists of two letters and a checksum.",
    "Crate codes consist of two letters followed by three digits, except for old ones.",
    "A crate's code is five groups of five digits.",
    "A crate's code has the form XY-7, that is XY, a hyphen, two digits.",
    "A crate's code must not contain letters and digits.",
    "A crate's code is eight characters, the first of which isn't zero.",
    "Crate codes consist of three digits, usually followed by a letter.",
]


LENGTHS: list[tuple[str, Length]] = [
    ("The code of a crate must fit in 8 characters.", Length("code", maximum=8)),
    ("A crate's code spans 4 to 8 characters.", Length("code", 4, 8)),
    ("A crate's code cannot run to more than 8 characters.", Length("code", maximum=8)),
    ("A crate's code must not fall below 4 characters.", Length("code", minimum=4)),
    ("The maximum length of the code of a crate is 8.", Length("code", maximum=8)),
    ("Codes of more than 8 characters are not accepted.", Length("code", maximum=8)),
]


def _accepts(condition: Condition, text: str) -> bool:
    if isinstance(condition, Not):
        return not _accepts(condition.part, text)
    assert isinstance(condition, Pattern)
    return re.fullmatch(condition.regex, text) is not None


@pytest.mark.parametrize(("sentence", "accepted", "refused"), MADE)
def test_what_a_text_must_look_like(sentence: str, accepted: str, refused: str) -> None:
    outcome = compile_rule(PROJECT, rule(sentence, "Crate"))
    assert (outcome.status, outcome.reason) == ("compiled", "")
    conditions = [stated.rule for stated in outcome.rules]
    assert {condition.field for condition in conditions if isinstance(condition, Pattern)} <= {"code"}
    for text in accepted.split():
        assert all(_accepts(condition, text) for condition in conditions), text  # type: ignore[arg-type]
    for text in refused.split():
        assert not all(_accepts(condition, text) for condition in conditions), text  # type: ignore[arg-type]


@pytest.mark.parametrize("sentence", UNCLEAR)
def test_what_leaves_open_how_a_text_is_made_up_is_reported(sentence: str) -> None:
    assert_reported(PROJECT, rule(sentence, "Crate"))


@pytest.mark.parametrize(("sentence", "expected"), LENGTHS)
def test_how_long_a_text_must_be(sentence: str, expected: Length) -> None:
    outcome = compile_rule(PROJECT, rule(sentence, "Crate"))
    assert [stated.rule for stated in outcome.rules] == [expected]
