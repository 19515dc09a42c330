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
        self._by_first: dict[str, list[tuple[int, list[str]]]] = {}
        for text in texts:
            words = text.split()
            self._by_first.setdefault(words[0], []).append((len(words), words))
        for known in self._by_first.values():
            known.sort(key=lambda entry: entry[0], reverse=True)
        #: A word of each, the longest: where none of these stands, no spelling does.
        self.marks = frozenset(max(text.split(), key=len) for text in texts)
        #: The words with which one begins.
        self.firsts = self._by_first.keys()

    def end(self, words: list[str], place: int) -> int:
        """The place after the longest spelling at ``place``; -1 if none stands there."""
        if not 0 <= place < len(words):
            return -1
        known = self._by_first.get(words[place])
        for length, spelling in known or ():
            if length == 1 or words[place : place + length] == spelling:
                return place + length
        return -1


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


PHRASES = _stored()
