"""The spellings of ``phrases.toml``, by their keys: what sentences say where the grammar asks for it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib import resources


class Spellings:
    """Several spellings of one meaning; the longest that stands at a place is the one that is meant."""

    def __init__(self, texts: Iterable[str]) -> None:
        texts = tuple(texts)
        #: By the word with which they begin: the words of each and their number, the longest first.
        self.starting: dict[str, list[tuple[int, list[str]]]] = {}
        for text in texts:
            words = text.split()
            self.starting.setdefault(words[0], []).append((len(words), words))
        for known in self.starting.values():
            known.sort(key=lambda entry: entry[0], reverse=True)
        #: A word of each, the longest: where none of these stands, no spelling does.
        self.marks = frozenset(max(text.split(), key=len) for text in texts)

    def end(self, words: list[str], place: int) -> int:
        """The place after the longest spelling at ``place``; -1 if none stands there."""
        if not 0 <= place < len(words):
            return -1
        for length, spelling in self.starting.get(words[place], ()):
            if length == 1 or words[place : place + length] == spelling:
                return place + length
        return -1

    def stand_in(self, words: list[str]) -> bool:
        """Whether a spelling stands anywhere in ``words``."""
        return not self.marks.isdisjoint(words) and any(
            length == 1 or words[place : place + length] == spelling
            for place, word in enumerate(words)
            if word in self.starting
            for length, spelling in self.starting[word]
        )


def read_phrases(text: str) -> dict[str, tuple[str, ...]]:
    """Spellings by key, of every table of ``text`` together; a key stands in one table alone."""
    found: dict[str, tuple[str, ...]] = {}
    for table in tomllib.loads(text).values():
        for key, spellings in table.items():
            if key in found:
                raise ValueError(f"“{key}” stands in two tables")
            found[key] = tuple(" ".join(each.split()) for each in spellings.split("|"))
    return found


@lru_cache(maxsize=4096)
def spellings_of(*texts: str) -> Spellings:
    return Spellings(texts)


def _stored() -> Mapping[str, Spellings]:
    text = resources.files(__package__).joinpath("phrases.toml").read_text(encoding="utf-8")
    return {key: Spellings(_with_both_articles(texts)) for key, texts in read_phrases(text).items()}


def _with_both_articles(texts: tuple[str, ...]) -> tuple[str, ...]:
    """What ends in "a" may end in "an" as well: what follows it decides."""
    return tuple(dict.fromkeys((*texts, *(f"{text}n" for text in texts if text.endswith(" a")))))


def _by_first_words(phrases: Mapping[str, Spellings]) -> dict[str, dict[str, list[tuple[int, list[str]]]]]:
    found: dict[str, dict[str, list[tuple[int, list[str]]]]] = {}
    for key, spellings in phrases.items():
        for word, known in spellings.starting.items():
            found.setdefault(word, {})[key] = known
    return found


PHRASES = _stored()
#: The spellings that begin with a word, by their key.
STARTING = _by_first_words(PHRASES)
