"""Cues save work and change no reading: what a form reads, it reads only where its cue stands."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from erdgen.compiler.rules.language.about import roots_of
from erdgen.compiler.rules.language.access import AccessSentences
from erdgen.compiler.rules.language.cues import cued
from erdgen.compiler.rules.language.lexicon import Lexicon
from erdgen.compiler.rules.language.phrases import PHRASES
from erdgen.compiler.rules.language.tokens import read_tokens
from tools.rules_bench import FOLDER, read_project

FILES = sorted(FOLDER.glob("*.json"))
Form = Callable[[AccessSentences, int], Iterator[Any]]


class Words:
    """A sentence of which each word is a phrase."""

    def __init__(self, text: str) -> None:
        self.words = text.split()
        self.asked: list[str] = []

    def has_phrase(self, key: str) -> bool:
        self.asked.append(key)
        return PHRASES[key].stand_in(self.words)

    @cued("repeatedly", words="own")
    def read(self, place: int) -> Iterator[str]:
        yield self.words[place]


@pytest.mark.parametrize("text", ["each has its own", "it was used twice", "it was used a second time"])
def test_a_form_is_tried_where_its_cue_stands(text: str) -> None:
    assert list(Words(text).read(0)) == [text.split()[0]]


@pytest.mark.parametrize("text", ["each has a name", "the second of the two", "time"])
def test_a_form_is_not_tried_without_its_cue(text: str) -> None:
    assert list(Words(text).read(0)) == []


def test_spellings_are_looked_for_only_where_a_word_of_theirs_stands() -> None:
    without, with_mark = Words("each has a name"), Words("the second of the two")
    assert not list(without.read(0)) + list(with_mark.read(0))
    assert (without.asked, with_mark.asked) == ([], ["repeatedly"])


@cache
def cued_forms() -> dict[str, tuple[Form, Form]]:
    """The forms that have cues, each with the same form without."""
    forms = {
        form.__qualname__: (form, form.__wrapped__)
        for layer in AccessSentences.__mro__
        for form in vars(layer).values()
        if getattr(getattr(form, "__code__", None), "co_name", "") == "read_if_cued"
    }
    assert len(forms) > 30
    return forms


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_form_reads_anything_where_its_cue_is_missing(path: Path) -> None:
    project = read_project(path.stem, json.loads(path.read_text(encoding="utf-8")))
    lexicon = Lexicon(project)
    for rule in project.rules:
        tokens = read_tokens(rule.sentence)
        for root in roots_of(tokens, lexicon, project.by_name.get(rule.applies_to))[:2]:
            reader = AccessSentences(tokens, lexicon, root)
            starts = [0, *(place + 1 for place, word in enumerate(reader.words) if word == ",")]
            for (name, (form, uncued)), start in product(cued_forms().items(), starts):
                read = list(uncued(reader, start)) if not list(form(reader, start)) else []
                assert read == [], f"{name} reads {rule.sentence!r} from {start} on without its cue"
