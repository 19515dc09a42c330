"""Whatever words stand in a rule: it is understood or reported, and never ends in an error of ours."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from erdgen.compiler.frontends.erd_json import parse_erd
from erdgen.compiler.rules.sentences import compile_rules

FOLDER = Path(__file__).parents[3] / "fixtures" / "rules"
DOMAINS = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))}
SENTENCES = {
    domain: [case["rule"].split() for case in document["cases"]] for domain, document in DOMAINS.items()
}
#: Words and marks on which readings of other orders of a sentence turn.
HINGES = """
    what how for the a an that which it its they never not no only unless if when before after and or to of
    must cannot be is are please end start between as soon 2 three Sunday , ; : – ( ) .
"""
WORDS = {
    domain: st.sampled_from(sorted({word for words in sentences for word in words} | set(HINGES.split())))
    for domain, sentences in SENTENCES.items()
}


@st.composite
def mangled(draw: st.DrawFn, domain: str) -> str:
    """A part of a sentence with some words changed, or a few words at random."""
    words = WORDS[domain]
    if draw(st.booleans()):
        return " ".join(draw(st.lists(words, min_size=1, max_size=6)))
    sentence = draw(st.sampled_from(SENTENCES[domain]))
    first = draw(st.integers(0, len(sentence) - 1))
    part = sentence[first : draw(st.integers(first + 1, len(sentence)))]
    for _ in range(draw(st.integers(0, 2))):
        place = draw(st.integers(0, len(part) - 1))
        part = [*part[:place], draw(words), *part[place + draw(st.integers(0, 1)) :]]
    return " ".join(part)


@st.composite
def rule_lists(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A domain, and what its ERD may have for rules."""
    domain = draw(st.sampled_from(sorted(DOMAINS)))
    return domain, draw(st.lists(mangled(domain), min_size=1, max_size=8))


def judge(sentences: list[str], domain: str = "shop") -> list[str]:
    document = {"erd": DOMAINS[domain]["erd"], "business_rules": [{"rule": each} for each in sentences]}
    project, findings = parse_erd(json.dumps(document).encode(), domain)
    assert project is not None, findings
    return [outcome.status for outcome in compile_rules(project)]


@pytest.mark.parametrize(
    "sentence",
    [
        "2",
        "please",
        ":",
        ",",
        "2 ,",
        "the start",
        "what",
        "for",
        "what we charge",
        ": length : 2",
        "The : at age : 2",
    ],
)
def test_hardly_a_sentence_is_reported(sentence: str) -> None:
    assert judge([sentence]) == ["not_understood"]


@given(rule_lists())
def test_no_words_end_in_an_error(rules: tuple[str, list[str]]) -> None:
    domain, sentences = rules
    assert set(judge(sentences, domain)) <= {"compiled", "not_understood", "ambiguous"}
