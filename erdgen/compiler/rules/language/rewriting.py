"""What sentences told in other words are rewritten with: joints, and predicates under "must not"."""

from __future__ import annotations

from collections.abc import Container
from functools import lru_cache
from typing import SupportsIndex, overload

from erdgen.compiler.rules.language.phrases import PHRASES
from erdgen.compiler.rules.language.tokens import Tokens, read_tokens
from erdgen.compiler.rules.language.words import word_set

#: A part with one of these limits what is said; a sentence is not taken apart around it.
CLAUSES = word_set("if unless when whenever while until once where only except")
CLAUSES_AND_BUT = CLAUSES | {"but"}
ARTICLES = word_set("a an the any every each")
PRONOUNS = word_set("it they he she")
#: Marks between the parts of a sentence, but for the colon.
MARKS = word_set(", ; – .")
_AT_ENDS = MARKS | {":"}
_PLAIN = word_set(
    "exceed lie fall equal overlap point refer name start end begin run last take cost weigh contain match"
    " precede follow belong differ use share clash collide intersect duplicate appear lead link list show"
    " expire open close depart arrive happen occur need sit come pass reach cover coincide conflict surpass"
    " hold give record state depend"
)
#: What one of several rows does, and the same verb after "must".
BASES = {
    **dict.fromkeys(("is", "are"), "be"),
    **dict.fromkeys(("has", "have"), "have"),
    **{f"{verb}s": verb for verb in _PLAIN},
    "goes": "go",
    "does": "do",
    "touches": "touch",
    "finishes": "finish",
}
#: "No more than five" denies nothing.
_COMPARED = word_set("more less fewer longer shorter later earlier higher lower older younger other sooner")
_DENYING = word_set("is are was were has have does do")


@lru_cache(maxsize=1024)
def said(text: str) -> Tokens:
    """``text`` as tokens."""
    return read_tokens(text)


class Words(list[str]):
    """The words of tokens; where there is none, an empty one stands."""

    @overload
    def __getitem__(self, place: SupportsIndex) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: SupportsIndex | slice) -> str | list[str]:
        if isinstance(place, slice):
            return super().__getitem__(place)
        return super().__getitem__(place) if -len(self) <= int(place) < len(self) else ""


def words_of(tokens: Tokens) -> Words:
    return Words(token.word for token in tokens)


def end_of(words: list[str], place: int, key: str) -> int:
    """After a spelling of ``key`` at ``place``; -1 if none stands there."""
    return PHRASES[key].end(words, place)


def past(words: list[str], place: int, key: str) -> int:
    """After a spelling of ``key`` at ``place``, or ``place`` itself."""
    return max(end_of(words, place, key), place)


def first_of(words: list[str], start: int, known: Container[str], widest: int = 40) -> int:
    """The first place from ``start`` on with one of ``known``; -1 if none is near."""
    return next((n for n in range(max(start, 0), min(len(words), start + widest)) if words[n] in known), -1)


def find(words: list[str], start: int, key: str, stop: int | None = None) -> tuple[int, int]:
    """The first place from ``start`` on where ``key`` stands, and the place after it; -1 where it is not."""
    for place in range(max(start, 0), len(words) if stop is None else stop):
        end = end_of(words, place, key)
        if end > 0:
            return place, end
    return -1, -1


def trimmed(tokens: Tokens) -> Tokens:
    """Without marks at either end."""
    tokens = trimmed_end(tokens)
    while tokens and tokens[0].word in _AT_ENDS:
        tokens = tokens[1:]
    return tokens


def trimmed_end(tokens: Tokens) -> Tokens:
    """Without marks at the end."""
    while tokens and tokens[-1].word in _AT_ENDS:
        tokens = tokens[:-1]
    return tokens


def denied(tokens: Tokens) -> Tokens:
    """What must be so where the predicate ``tokens`` must not: "is not open", "must be open"."""
    words = words_of(tokens)
    if not words or words[0] not in BASES:
        return ()
    if words[0] in _DENYING and words[1:2] == ["not"]:
        base = () if words[0] in ("does", "do") else said(BASES.get(words[0], "be"))
        return (*said("must"), *base, *tokens[2:])
    if words[0] in ("has", "have") and words[1] == "no" and words[2] not in _COMPARED:
        return (*said("must have"), *tokens[2:])
    if words[0] in ("does", "do") or words[1:2] in (["no"], ["never"], ["only"]):
        return ()
    return (*said(f"must not {BASES[words[0]]}"), *tokens[1:])


def one_of(rows: Tokens) -> Tokens:
    """ "any new ticket", "each ticket": a ticket; rows in the plural stay so."""
    kept = tuple(token for token in rows if token.word not in ("new", "existing"))
    if kept and kept[0].word in ("any", "each", "every", "no", "another", "one"):
        return (*said(_article(kept[1:])), *kept[1:])
    if kept and kept[0].word in ("an", "a"):
        return (*said(_article(kept[1:])), *kept[1:])
    return kept


def _article(tokens: Tokens) -> str:
    return "an" if tokens and tokens[0].word[:1] in "aeiou" else "a"


def is_single(rows: Tokens) -> bool:
    """Whether the words name one row, not rows in the plural."""
    return bool(rows) and rows[0].word in ("a", "an", "the", "any", "each", "every", "another", "one", "no")
