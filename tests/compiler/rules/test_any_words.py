"""Whatever words stand in a rule: it is understood or reported, and never ends in an error of ours."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from erdgen.compiler.frontends.erd_json import parse_erd
from erdgen.compiler.rules.sentences import compile_rules

SHOP = json.loads(
    (Path(__file__).parents[3] / "fixtures" / "rules" / "shop.json").read_text(encoding="utf-8")
)
SENTENCES = [case["rule"].split() for case in SHOP["cases"]]
#: Words and marks on which readings of other orders of a sentence turn.
HINGES = """
    what how for the a an that which it its they never not no only unless if when before after and or to of
    must cannot be is are please end start between as soon 2 three Sunday , ; : – ( ) .
"""
WORDS = st.sampled_from(sorted({word for words in SENTENCES for word in words} | set(HINGES.split())))


@st.composite
def mangled(draw: st.DrawFn) -> str:
    """A part of a sentence with some words changed, or a few words at random."""
    if draw(st.booleans()):
        return " ".join(draw(st.lists(WORDS, min_size=1, max_size=6)))
    words = draw(st.sampled_from(SENTENCES))
    first = draw(st.integers(0, len(words) - 1))
    part = words[first : draw(st.integers(first + 1, len(words)))]
    for _ in range(draw(st.integers(0, 2))):
        place = draw(st.integers(0, len(part) - 1))
        part = [*part[:place], draw(WORDS), *part[place + draw(st.integers(0, 1)) :]]
    return " ".join(part)


def judge(sentences: list[str]) -> list[str]:
    document = {"erd": SHOP["erd"], "business_rules": [{"rule": sentence} for sentence in sentences]}
    project, findings = parse_erd(json.dumps(document).encode(), "shop")
    assert project is not None, findings
    return [outcome.status for outcome in compile_rules(project)]


@pytest.mark.parametrize(
    "sentence", ["2", "please", ":", ",", "2 ,", "the start", "what", "for", "what we charge"]
)
def test_hardly_a_sentence_is_reported(sentence: str) -> None:
    assert judge([sentence]) == ["not_understood"]


@given(st.lists(mangled(), min_size=1, max_size=8))
def test_no_words_end_in_an_error(sentences: list[str]) -> None:
    assert set(judge(sentences)) <= {"compiled", "not_understood", "ambiguous"}
