"""Readings of sentences that people approved: offered again without a call, and shown for similar ones.

What is recalled is checked against today's Project like any answer. Likeness is the share of words that
two sentences have in common: rules are short and repeat their domain's words, and words need no index.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from erdgen.compiler.rules.vocabulary import plain_sentence

#: Words that every rule has say nothing of what it is about.
COMMON = frozenset(
    ("a", "an", "the", "of", "is", "are", "be", "must", "may", "can", "not", "no", "in", "on", "at", "to")
)
#: How many similar ones are shown.
MOST_SHOWN = 3
#: Less alike than this, sentences have nothing to learn from each other.
LEAST_ALIKE = 0.3


@dataclass(frozen=True, slots=True, order=True)
class Remembered:
    """An approved reading: ``rule`` of ``entity`` (class name) as one line of JSON."""

    sentence: str
    entity: str
    rule: str


class Memory(Protocol):
    """Approved readings of whoever may use them."""

    def recall(self) -> Sequence[Remembered]:
        """All of them, in an order that does not change by itself."""


@dataclass(frozen=True)
class KeptReadings:
    """Readings that were loaded before a run."""

    readings: tuple[Remembered, ...] = ()

    def recall(self) -> Sequence[Remembered]:
        return self.readings


NOTHING_KEPT = KeptReadings()


def find_same(memory: Memory, sentence: str) -> tuple[Remembered, ...]:
    """Readings of the very sentence; case, space and the mark at its end do not count."""
    wanted = plain_sentence(sentence).casefold()
    return tuple(each for each in memory.recall() if plain_sentence(each.sentence).casefold() == wanted)


def find_similar(memory: Memory, sentence: str) -> tuple[Remembered, ...]:
    """Readings of sentences that are most like it, the likest first."""
    ranked = sorted(
        ((-likeness(sentence, each.sentence), each) for each in memory.recall()),
    )
    return tuple(each for unlike, each in ranked[:MOST_SHOWN] if -unlike >= LEAST_ALIKE)


def likeness(one: str, other: str) -> float:
    """From 0, nothing in common, to 1, the same words."""
    first, second = _words(one), _words(other)
    every = first | second
    return len(first & second) / len(every) if every else 0.0


def _words(sentence: str) -> set[str]:
    return {_stem(word) for word in re.findall(r"\w+", sentence.casefold())} - COMMON


def _stem(word: str) -> str:
    return word[:-1] if word.endswith("s") and len(word) > 3 else word


def keep_readings(readings: Iterable[Remembered]) -> KeptReadings:
    """``readings`` without repetitions, in their own order."""
    return KeptReadings(tuple(sorted(set(readings))))
