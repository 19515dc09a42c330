"""Sentences about rows that must not be at the same time, in other words.

pair      = "if two" rows "are for the same" parent "," "their times must not overlap"
entered   = ("you cannot book" | "reject") row ("that" | "if it") "overlaps another" row "of that" parent
one       = parent "can have only one" row "at any given time" | "double-booking a" parent "is not allowed"
free      = "for each" parent "," rows "have to be free of overlaps"

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

_COLLIDING = word_set(
    "overlap overlaps overlapping clash clashes collide collides intersect intersects coincide coincides"
    " double conflict conflicts time times once"
)
_OF = word_set("of for in on at with by")
_SAMES = word_set("that this the same one")
_WIDEST = 9


def clashing(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """The same as rows that must not overlap."""
    if _COLLIDING.isdisjoint(words) and not any(word.startswith("double") for word in words):
        return
    yield from _if_two(tokens, words)
    yield from _entered_over(tokens, words)
    yield from _one_at_a_time(tokens, words)
    yield from _free_of_overlaps(tokens, words)
    yield from _double_booking(tokens, words)
    yield from _if_they(tokens, words)
    yield from _if_neither(tokens, words)
    yield from _sharing(tokens, words)


def _aside_of(tokens: Tokens) -> Iterator[tuple[Tokens, Tokens]]:
    """The statement, and which rows are left out of it, told behind or before it."""
    words = words_of(tokens)
    yield tokens, ()
    for place in range(4, len(words) - 1):
        end = end_of(words, place, "leaving-out")
        if end > 0:
            state = tokens[end:]
            last = words_of(state)
            if last and last[-1] in ("ones", "one"):
                state = state[:-1]
            if len(state) == 1:
                yield trimmed(tokens[:place]), state
            return


def _apart(rows: Tokens, parent: Tokens, where: Tokens = ()) -> Tokens:
    state = (*said("non -"), *where) if where else ()
    return (*state, *rows, *parent, *said("must not overlap"))


def _if_two(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "If two sessions have the same speaker, their times cannot overlap": sessions with the same one."""
    lead = end_of(words, 0, "if-two")
    comma = first_of(words, lead, (",",), 20) if lead > 0 else -1
    if comma < 0 or end_of(words, comma + 1, "their-times-never-overlap") != len(words):
        return
    for place in range(lead + 1, comma - 1):
        same = end_of(words, place, "have-in-common")
        if same > 0:
            rows = tokens[lead:place]
            parents = said("of the same")
            rest = tokens[same:comma]
            second = next(
                (n for n in range(1, len(rest)) if end_of(words_of(rest), n, "and-have-in-common") > 0), -1
            )
            if second > 0:
                after = end_of(words_of(rest), second, "and-have-in-common")
                rest = (*rest[:second], *said("in the same"), *rest[after:])
            yield _apart(rows, (*parents, *rest))
            yield _apart(rows, (*said("with the same"), *rest))
            return


def _if_they(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "No two visits may overlap if they are with the same doctor": visits with the same one must not."""
    clause = first_of(words, 4, ("if", "when", "where"))
    start = end_of(words, clause + 1, "they-have-in-common") if clause > 0 else -1
    lead = past(words, 0, "no-two")
    verb, end = find(words, lead + 1, "may-overlap" if words[0] == "no" else "there-never-overlap", clause)
    alone = (CLAUSES_AND_BUT | {"and", "or"}).isdisjoint(words[start:])
    if start > 0 and verb > 0 and end == clause and alone:
        yield _apart(tokens[lead:verb], (*said("of the same"), *tokens[start:]))
        yield _apart(tokens[lead:verb], (*said("with the same"), *tokens[start:]))


def _if_neither(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "If neither is cancelled, two visits in the same room cannot overlap": those that are not."""
    start = end_of(words, 0, "if-neither-is")
    comma = first_of(words, start, (",",), 3) if start > 0 else -1
    if comma == start + 1:
        rows = past(words, comma + 1, "no-two")
        if words[comma + 1] != "no":
            yield (*said("non -"), tokens[start], *tokens[rows:])


def _sharing(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "Sessions that share a room cannot take place at the same time": sessions in the same room."""
    place, end = find(words, 1, "that-share-a", 8)
    verb, stop = find(words, end + 1, "there-never-overlap") if place > 0 else (-1, -1)
    if verb > 0 and stop == len(words) and 0 < verb - end < 4:
        yield (*tokens[:place], *said("in the same"), *tokens[end:verb], *said("must not overlap"))


def _entered_over(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "You cannot book a viewing that overlaps another viewing of that flat", "reject one if it …"."""
    start = max(end_of(words, 0, "reject-rows"), end_of(words, 0, "cannot-do"))
    if start < 0:
        return
    start += end_of(words, 0, "cannot-do") == start
    if not start < len(words):
        return
    for told, where in _aside_of(tokens):
        said_words = words_of(told)
        for place in range(start + 1, min(len(said_words) - 2, start + 8)):
            over = end_of(said_words, place, "which-overlaps-another")
            if over < 0:
                continue
            rows = _plain_rows(told[start:place])
            parent, state = _parent_after(told[over:], rows)
            if rows and parent:
                aside = state or where
                yield (*_states(aside), *_apart(rows[1:] if aside else rows, parent))
            break


def _states(state: Tokens) -> Tokens:
    return (*said("non -"), *state) if state and state[0].word not in ("non", "un") else state


def _plain_rows(rows: Tokens) -> Tokens:
    """ "any new viewing": two viewings, by its name alone."""
    words = words_of(rows)
    skip = 0
    while skip < len(words) and words[skip] in ("a", "an", "any", "the", "new", "every", "two"):
        skip += 1
    return (*said("two"), *_plural(rows[skip:])) if rows[skip:] else ()


def _plural(rows: Tokens) -> Tokens:
    last = rows[-1].text
    return rows if last.endswith("s") else (*rows[:-1], *said(f"{last}s"))


def _parent_after(rest: Tokens, rows: Tokens) -> tuple[Tokens, Tokens]:
    """After "overlaps another": "[non-cancelled] viewing of that flat", with the states of the other one."""
    words = words_of(rest)
    of = first_of(words, 0, _OF, 7)
    if of < 1:
        return (), ()
    negated = words[:2] == ["non", "-"] and of > 3
    own = [token.word.removesuffix("s") for token in rows[1:]]
    other = [word.removesuffix("s") for word in words[3 if negated else 0 : of]]
    tail = trimmed(rest[of + 1 :])
    whole = len(own) == len(other) + 1 and own[1:] == other and own[0] in words_of(tail)
    if other not in (own, ["one"]) and not whole:
        return (), ()  # of one of the two alone something more is said
    told = words_of(tail)
    stop = next((n for n in range(len(told)) if end_of(told, n, "unless-itself-so") == len(told)), len(tail))
    if (stop < len(tail)) is not negated:
        return (), ()
    tail = trimmed(tail[:stop])
    told = words_of(tail)
    begin = 0
    while begin < len(told) and told[begin] in (*_SAMES, "a", "an", "its"):
        begin += 1
    if not told[begin:] or not (CLAUSES_AND_BUT | {","}).isdisjoint(told):
        return (), ()
    return (*said("of the same"), *tail[begin:]), (rest[2:3] if negated else ())


def _one_at_a_time(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "A room can have only one booking at any given time": two bookings of it must not overlap."""
    one, end = find(words, 2, "hold-only-one")
    if one < 0 or one > _WIDEST:
        return
    parent = tokens[(words[0] in ("a", "an", "each", "every", "any", "the", "one")) : one]
    for told, where in _aside_of(tokens):
        time, stop = find(words_of(told), end + 1, "at-any-one-moment")
        if time > 0 and stop == len(told):
            rows = told[end:time]
            if where:
                yield (
                    *_states(where),
                    *_plural(rows),
                    *said("of the same"),
                    *parent,
                    *said("must not overlap"),
                )
            elif len(rows) == 1:  # of those in one state it may be meant as long as they are in it
                yield (*said("two"), *_plural(rows), *said("of the same"), *parent, *said("must not overlap"))


def _free_of_overlaps(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "For each dock, the slots have to be free of overlaps": slots of the same dock must not overlap."""
    start = past(words, 0, "for-each-parent")
    comma = first_of(words, start + 1, (",",), 6) if start > 0 else -1
    place, end = find(words, comma + 2, "are-free-of-overlaps") if comma > 0 else (-1, -1)
    if place < 0 or end != len(words):
        return
    parent = (*said("of the same"), *tokens[start:comma])
    first = comma + 1 + (words[comma + 1] == "the")
    first = past(words, first, "the-times-of")
    rows = tokens[first:place]
    that = first_of(words_of(rows), 1, ("that", "which", "with", "("))
    if that < 0:
        yield _apart(rows, parent)
    elif rows[that].word != "(":
        yield (*rows[:that], *parent, *rows[that:], *said("must not overlap"))
        not_so = words_of(rows[that + 1 :])
        if not_so[:3] == ["have", "not", "been"] and len(not_so) == 4:
            yield _apart(rows[:that], parent, rows[that + 4 :])


def _double_booking(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "Double-booking a doctor is not allowed": a doctor cannot be double-booked."""
    for told, where in _aside_of(tokens):
        said_words = words_of(told)
        start = end_of(said_words, 0, "double-booking")
        if start < 0:
            continue
        barred, end = find(said_words, start + 1, "is-not-allowed")
        never = end_of(said_words, 0, "never-double-book")
        stop = barred if never < 0 else first_of(said_words, start, (":",), 6)
        stop = len(told) if never > 0 > stop else stop
        if stop < 0:
            continue
        tail = trimmed(told[end if never < 0 else stop :])
        parent = told[start + (said_words[start] in ("a", "an", "any", "the")) : stop]
        for rows in _rows_told(tail):
            yield (*_states(where), *rows, *said("of the same"), *parent, *said("must not overlap"))
        if not tail and not where:
            yield (*said("a"), *parent, *said("cannot be double-booked"))


def _rows_told(tail: Tokens) -> Iterator[Tokens]:
    """Which rows are named again: "their visits cannot overlap", "no overlapping sessions for any …"."""
    words = words_of(tail)
    start = end_of(words, 0, "the-rows-of-it")
    place, end = find(words, start + 1, "there-never-overlap") if start > 0 else (-1, -1)
    if place > 0 and end == len(words):
        yield tail[start:place]
    start = end_of(words, 0, "no-overlapping")
    of = first_of(words, start + 1, _OF, 3) if start > 0 else -1
    if of > 0 and len(words) - of < 5:
        yield tail[start:of]
