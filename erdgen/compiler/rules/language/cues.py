"""Cues: a form is tried only in a sentence with words that it cannot do without.

A sentence is of one form, or of few; trying all the others at each of its places would be most of the work.
A cue is a phrase or a word without which a form reads nothing at any place: where it is missing, leaving the
form out changes no reading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Protocol, TypeVar

from erdgen.compiler.rules.language.phrases import PHRASES
from erdgen.compiler.rules.language.words import word_set

T = TypeVar("T")


class Sentence(Protocol):
    """What cues are looked for in."""

    words: list[str]

    def has_phrase(self, key: str) -> bool:
        """Whether a spelling of ``key`` stands anywhere in the sentence."""
        ...


S = TypeVar("S", bound=Sentence)
Form = Callable[[S, int], Iterator[T]]


def cued(*keys: str, words: str = "") -> Callable[[Form[S, T]], Form[S, T]]:
    """Tries a form only where one of the phrases ``keys``, or of ``words``, stands in the sentence."""
    single = word_set(words)
    marks = single.union(*(PHRASES[key].marks for key in keys))

    def limit(read: Form[S, T]) -> Form[S, T]:
        @wraps(read)
        def read_if_cued(self: S, place: int) -> Iterator[T]:
            if marks.isdisjoint(self.words):
                return iter(())  # as most often
            if not single.isdisjoint(self.words) or any(self.has_phrase(key) for key in keys):
                return read(self, place)
            return iter(())

        return read_if_cued

    return limit
