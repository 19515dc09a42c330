"""Sentences about what holds where nothing is said, with the value told in other words.

table     = member ":" "default" value | rows ":" member "=" value "by default"
absent    = ("if no" member "is given" | "when" row "is created without" member | …) "," "use" value
other     = "unless another" member "is given ," row "has a" member "of" value
preset    = row "'s default" member "is" value | "by default we set" member "to" value

As with what is turned round, such a sentence counts only where the whole is not understood as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.language.rewriting import (
    CLAUSES_AND_BUT,
    end_of,
    find,
    first_of,
    past,
    said,
    trimmed,
    words_of,
)
from erdgen.compiler.rules.language.tokens import Tokens
from erdgen.compiler.rules.language.words import word_set

_ARTICLES = word_set("a an the any its their")
_LEADS = word_set("if when where whenever unless")
_OTHERWISE = word_set("another other different otherwise")
#: With the name of the rows, all that "unless the lease states another one" consists of.
_RESTATING = _OTHERWISE | word_set("the it its a an one value state states does do not say says is given")
_WIDEST = 7


def fallen_back(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """The same with "by default"."""
    yield from _tabled(tokens, words)
    yield from _preset(tokens, words)
    yield from _absent_first(tokens, words)
    yield from _absent_last(tokens, words)


def _default(member: Tokens, value: Tokens) -> Tokens:
    return (*member, *said("is"), *value, *said("by default"))


def _tabled(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "Fee: default 1.50", "days: 14 by default", "members: blocked = false by default"."""
    colon = first_of(words, 1, (":", "–"), _WIDEST)
    if colon < 0 or colon > len(words) - 2:
        return
    after = end_of(words, colon + 1, "default-mark")
    last, end = find(words, colon + 2, "as-default-last")
    value = tokens[after:] if after > 0 else tokens[colon + 1 : last] if end == len(words) else ()
    if not value:
        return
    member = tokens[:colon]
    sign = first_of(words_of(value), 1, ("=", "is"), 4)
    if sign > 0 and after < 0:
        yield _default((*value[:sign], *said("of"), *member), value[sign + 1 :])
    elif sign < 0 and CLAUSES_AND_BUT.isdisjoint(words_of(value)):
        yield _default(member, value)
        yield from (_default((*member[:n], *said("'s"), *member[n:]), value) for n in range(1, len(member)))


def _preset(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "A case's default rank is normal", "by default we set the fee to 5", "it is 3, which applies …"."""
    mark = next((n for n in range(1, min(len(words) - 4, _WIDEST)) if tokens[n].kind == "possessive"), -1)
    if mark > 0 and words[mark + 1] in ("default", "standard", "preset", "initial"):
        be = first_of(words, mark + 3, ("is", "="), 5)
        if be > 0 and CLAUSES_AND_BUT.isdisjoint(words):
            member = tokens[mark + 2 : be]
            yield (*said("the default"), *member, *said("of"), *tokens[:mark], *tokens[be:])
    start = end_of(words, 0, "by-default-we-set")
    to = first_of(words, start + 1, ("to",), 10) if start > 0 else -1
    if to > 0 and CLAUSES_AND_BUT.isdisjoint(words):
        yield (*tokens[start:to], *said("defaults to"), *tokens[to + 1 :])
    place, end = find(words, 3, "which-then-applies")
    if 0 < end < len(words) and words[end:][-1] in ("one", "value", "another", "other", "otherwise", "else"):
        rest = words[end:]
        if len(rest) <= 8 and len({*rest} - _RESTATING) <= 1 and not {*rest}.isdisjoint(_OTHERWISE):
            yield tokens[:place]


def _absent_first(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "If nobody enters a fee for an order, use 1.50", "when an order is entered without a fee, …"."""
    comma = words.index(",") if words[0] in _LEADS and "," in words else -1
    if comma > 1:
        yield from _told(tokens[:comma], tokens[comma + 1 :])


def _absent_last(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "Use 1.50 if no fee is given", "a lease has a notice period of 3 months unless another …"."""
    place = first_of(words, 3, _LEADS)
    if place > 0 and _LEADS.isdisjoint(words[place + 1 :]):
        yield from _told(tokens[place:], trimmed(tokens[:place]))


def _told(clause: Tokens, rest: Tokens) -> Iterator[Tokens]:
    """The member that ``clause`` says may be left out, with the value that ``rest`` tells."""
    if not CLAUSES_AND_BUT.isdisjoint(words_of(rest)):
        return
    value = _value_told(rest)
    for member in _absent(clause):
        if value:
            yield _default(member, value)
        yield from _of_row_told(member, rest)
    if _says_nothing(words_of(clause)):
        yield (*said("by default"), *rest)
        for member, stated in _had(rest):
            yield _default(member, stated)


def _value_told(rest: Tokens) -> Tokens:
    """The value of "use 3", "the system fills in 3", "3 is used", "it is set to 3"."""
    words = words_of(rest)
    start = end_of(words, 0, "use-value")
    if 0 < start < len(words):
        return rest[
            start + (words[start] in ("the", "a", "an") and words[start + 1 : start + 2] == ["value"]) :
        ]
    place, end = find(words, 1, "value-used")
    return rest[:place] if place > 0 and end == len(words) else ()


def _of_row_told(member: Tokens, rest: Tokens) -> Iterator[Tokens]:
    """ "(…) a transfer costs a fee of 1.50", "(…) the shipment is saved with priority 3"."""
    name = [word for word in words_of(member) if word not in _ARTICLES]
    for told, value in _had(rest):
        words = words_of(told)
        if words[: len(name)] == name or words[1 : 1 + len(name)] == name:
            yield _default(told, value)


def _had(rest: Tokens) -> Iterator[tuple[Tokens, Tokens]]:
    """Member and value of "a lease has a notice period of 3 months", "it is saved with priority 3"."""
    words = words_of(rest)
    for place in range(1, min(len(words) - 2, _WIDEST)):
        after = end_of(words, place, "is-made-with")
        if after < 0:
            continue
        start = after + (words[after] in _ARTICLES)
        of = first_of(words, start + 1, ("of", "="), 5)
        row = rest[:place]
        owner = () if row[0].word in ("it", "they") else (*said("of"), *row)
        if of > 0:
            yield (*said("the"), *rest[start:of], *owner), rest[of + 1 :]
        else:
            for end in range(start + 1, min(start + 4, len(words))):
                yield (*said("the"), *rest[start:end], *owner), rest[end:]
        return


def _says_nothing(words: list[str]) -> bool:
    """ "If nothing is entered", "unless specified otherwise"."""
    return end_of(words, 0, "if-nothing-said") == len(words)


def _absent(clause: Tokens) -> Iterator[Tokens]:
    """The member that a clause says is not given: "when a transfer is entered without a fee"."""
    words = words_of(clause)
    unless = words[0] == "unless"
    begin = 1 + (words[1:2] == ["the"] and words[2:3] in (["client"], ["user"]))
    if unless or words[1:2] == ["no"]:
        start = end_of(words, 1, "some-other") if unless else 2
        for place in range(start + 1, len(words)) if start > 0 else ():
            end = end_of(words, place, "is-stated")
            if end > 0 and (rest := _row_after(clause[end:])) is not None:
                of = clause[start:place]
                yield (*said("the"), *of, *rest)
        somebody = end_of(words, 1, "somebody-states") if unless else -1
        if somebody > 0:
            yield (*said("the"), *_bare(clause[somebody:]))
        return
    nobody = end_of(words, begin, "nobody-states")
    if nobody > 0 and nobody < len(words):
        yield (*said("the"), *_bare(clause[nobody:]))
    nothing = end_of(words, 1, "nothing-is-stated-for")
    if 0 < nothing < len(words):
        yield (*said("the"), *_bare(clause[nothing:]))
    place, end = find(words, 2, "is-left-out")
    if place > 0 and (rest := _row_after(clause[end:])) is not None:
        yield (*said("the"), *_bare(clause[1:place]), *rest)
    place, end = find(words, 2, "is-made-without")
    if place > 0 and end < len(words):
        yield (*said("the"), *_bare(clause[end:]), *said("of"), *_row(clause[1:place]))


def _row_after(tokens: Tokens) -> Tokens | None:
    """ "(is given) for a transfer": of it; None where something else follows."""
    words = words_of(tokens)
    if not words:
        return ()
    if words[0] in ("for", "on", "of", "in") and len(words) < 6 and CLAUSES_AND_BUT.isdisjoint(words):
        return (*said("of"), *_row(tokens[1:]))
    return None


def _row(tokens: Tokens) -> Tokens:
    kept = tuple(token for token in tokens if token.word != "new")
    return (*said("a"), *kept[1:]) if kept and kept[0].word == "an" and len(kept) < len(tokens) else kept


def _bare(tokens: Tokens) -> Tokens:
    """A member without the article before it, of a row without "new"."""
    words = words_of(tokens)
    start = past(words, 0, "some-other")
    start += words[start : start + 1] in (["a"], ["an"], ["the"], ["any"], ["its"], ["their"])
    return tuple(token for token in tokens[start:] if token.word != "new")
