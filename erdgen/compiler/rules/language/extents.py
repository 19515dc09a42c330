"""Sentences about how long something lasts, how far off it is, and what is the limit of what, in other words.

lasting   = "the maximum length of" row "is" span | row "duration" ":" bounds | "no" row "may be" bounds
apart     = "the time from" member "to" member "of" row bounds | "there may be no more than" span "between" …
dated     = "today plus" span | "from" span "ago up to today" | "only today or a past day is accepted as" …
limiting  = amount "is the upper limit for" amount | rows "with more" member "than its" link "has"
within    = member "falls outside the dates of its" link | "not before" a "or after" b "of its" link

As with what is turned round, such a sentence counts only where the whole is not understood as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.language.rewriting import (
    ARTICLES,
    CLAUSES,
    end_of,
    find,
    first_of,
    one_of,
    past,
    said,
    words_of,
)
from erdgen.compiler.rules.language.tokens import Tokens
from erdgen.compiler.rules.language.units import SMALL, UNITS
from erdgen.compiler.rules.language.words import word_set

_LESS = word_set("under below shorter less fewer")
_MORE = word_set("over above longer more beyond")
_WIDEST = 9


def reached(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """The same in terms of "must last", "from now" and "must not exceed"."""
    plain = _days_plain(tokens, words)
    if plain != tokens:
        yield plain
        tokens, words = plain, words_of(plain)
    yield from _or_later(tokens, words)
    yield from _lasting(tokens, words)
    yield from _between_two(tokens, words)
    yield from _only_accepted(tokens, words)
    yield from _dated(tokens, words)
    yield from _is_limit(tokens, words)
    yield from _more_than_its(tokens, words)
    yield from _outside(tokens, words)
    yield from _before_or_after(tokens, words)


def _days_plain(tokens: Tokens, words: list[str]) -> Tokens:
    """ "Today + 2 days", "more than a year", "at least 14 and at most 30 days"."""
    found: list[Tokens] = []
    place = 0
    while place < len(tokens):
        plus = end_of(words, place, "today-plus")
        span = _span_end(words, plus) if plus > 0 else -1
        tomorrow = end_of(words, place, "after-tomorrow")
        lies = end_of(words, place, "that-lies")
        number, joint = _unit_later(words, place)
        if span > 0:
            found.append((*tokens[plus:span], *said("from now")))
            place = span
        elif tomorrow > 0:
            found.append(said("2 days from now"))
            place = tomorrow
        elif lies > 0 and place > 1 and end_of(words, lies, "so-far-off") > 0:
            place = lies
        elif joint > 0:
            found.append((tokens[place], *number))
            place += 1
        elif words[place] in ("a", "an") and words[place - 1 : place] in (
            ["than"],
            ["over"],
            ["least"],
            ["most"],
        ):
            span = _span_end(("one", *words[place + 1 :]), 0) if place + 1 < len(words) else -1
            found.append(said("one") if span > 0 else tokens[place : place + 1])
            place += 1
        else:
            found.append(tokens[place : place + 1])
            place += 1
    return tuple(token for part in found for token in part)


def _or_later(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "… must be two days from now or later", "two or more days ahead", "14 days or more after …"."""
    for place in range(1, len(words) - 3):
        if words[place - 1] not in ("be", "lie", "is", "to"):
            continue
        span = _span_end(words, place)
        if span > 0:
            ahead = past(words, span, "so-far-from-now")
            for key, bound in (("or-longer", "at least"), ("or-shorter", "at most")):
                end = end_of(words, ahead, key)
                if end > 0:
                    yield (*tokens[:place], *said(bound), *tokens[place:ahead], *tokens[end:])
        for key, bound in (("or-more-of", "at least"), ("or-fewer-of", "at most")):
            end = end_of(words, place + 1, key) if _is_number(words[place]) else -1
            if 0 < end < len(words) and words[end] in UNITS:
                yield (*tokens[:place], *said(bound), tokens[place], *tokens[end:])


def _unit_later(words: list[str], place: int) -> tuple[Tokens, int]:
    """The unit for a number that shares it with the next: "at least 14 and at most 30 days"."""
    if not _is_number(words[place]) or words[place - 1 : place] not in (["least"], ["most"], ["than"]):
        return (), -1
    second = place + 2 + len(words[place + 2 : place + 4])
    joined = words[place + 1 : place + 2] in (["and"], ["or"], [","]) and words[place + 2 : place + 4] in (
        ["at", "most"],
        ["at", "least"],
        ["more", "than"],
        ["longer", "than"],
    )
    if joined and second + 1 < len(words) and _is_number(words[second]) and words[second + 1] in UNITS:
        return said(words[second + 1]), second
    return (), -1


def _is_number(word: str) -> bool:
    return word.replace(".", "", 1).isdigit() or word in SMALL


def _span_end(words: list[str] | tuple[str, ...], place: int) -> int:
    """After "14 days"; -1 where no length of time stands."""
    if place + 1 < len(words) and _is_number(words[place]) and words[place + 1] in UNITS:
        return place + 2
    return -1


def _bounds(tokens: Tokens) -> Tokens:
    """ "14 - 365 days", "up to 3 days", "under 14 days or over 365 days" as "at least … and at most …"."""
    words: list[str] = words_of(tokens)
    if len(words) >= 4 and words[0] in ("between", "from"):
        tokens, words = tokens[1:], words[1:]
    inclusive = next(
        (n for n in range(len(words)) if end_of(words, n, "both-included") == len(words)), len(words)
    )
    tokens, words = tokens[:inclusive], words[:inclusive]
    joint = first_of(words, 1, ("-", "–", "to", "and"), 3)
    if joint > 0 and _is_number(words[joint - 1]) and _span_end(words, joint + 1) == len(words) and joint < 3:
        unit = tokens[-1:]
        return (*said("at least"), tokens[joint - 1], *unit, *said("and at most"), *tokens[joint + 1 :])
    for key, bound in (("up-to", "at most"), ("at-the-least", "at least")):
        start = end_of(words, 0, key)
        if start > 0 and _span_end(words, start) == len(words):
            return (*said(bound), *tokens[start:])
    if _span_end(words, 0) == len(words) - 2 and words[-2:] == ["at", "most"]:
        return (*said("at most"), *tokens[:-2])
    if words[:2] in (["at", "least"], ["at", "most"]) and CLAUSES.isdisjoint(words):
        return tokens
    return ()


def _barred(tokens: Tokens) -> Tokens:
    """What must be so where it must not be "shorter than 14 days or longer than 365 days"."""
    words = words_of(tokens)
    parts: list[Tokens] = []
    start = 0
    while start < len(words):
        side = words[start]
        number = start + 1 + (words[start + 1 : start + 2] == ["than"])
        end = _span_end(words, number)
        if end < 0 or (side not in _LESS and side not in _MORE):
            return ()
        parts.append((*said("at least" if side in _LESS else "at most"), *tokens[number:end]))
        if end < len(words) and words[end] != "or":
            return ()
        start = end + 1
    if len(parts) == 2:
        return (*parts[0], *said("and"), *parts[1])
    return parts[0] if len(parts) == 1 else ()


def _must_last(row: Tokens, bounds: Tokens) -> Iterator[Tokens]:
    if bounds and row:
        yield (*one_of(row), *said("must last"), *bounds)


def _lasting(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "The maximum length of an event is 3 days", "course duration: 14-365 days", "no course may be …"."""
    for key, bound in (("the-longest", "at most"), ("the-shortest", "at least")):
        start = end_of(words, 0, key)
        be = first_of(words, start + 1, ("is", ":", "="), 6) if start > 0 else -1
        if be > 0 and _span_end(words, be + 1) == len(words):
            yield from _must_last(tokens[start:be], (*said(bound), *tokens[be + 1 :]))
    start = end_of(words, 0, "the-duration-of")
    colon = first_of(words, 1, (":",), _WIDEST)
    if colon > 0:
        row = tokens[start:colon] if start > 0 else ()
        if words[colon - 1] in ("duration", "length", "term") and start < 0:
            row = (*said("a"), *tokens[: colon - 1])
        yield from _must_last(row, _bounds(tokens[colon + 1 :]))
    if start > 0 and colon < 0:
        verb, bounds = _so_long(tokens, words, start + 1)
        yield from _must_last(tokens[start:verb], bounds)
    no = words[0] == "no"
    verb, end = find(words, 2, "may-last" if no else "must-not-last")
    if 0 < verb < 6:
        last = next(
            (n for n in range(end + 1, len(words)) if end_of(words, n, "start-to-end") == len(words)),
            len(words),
        )
        yield from _must_last(tokens[int(no) : verb], _barred(tokens[end:last]))


def _between_two(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "The time from a to b of a row must be …", "a loan runs for 28 days at most, counted from a to b"."""
    start = end_of(words, 0, "the-time-between")
    joint = first_of(words, start + 1, ("to", "and", "until"), 6) if start > 0 else -1
    if joint > 0:
        verb, bounds = _so_long(tokens, words, joint + 2)
        owner = _owner(tokens[joint + 1 : verb])
        first, second = tokens[start:joint], tokens[joint + 1 : verb]
        yield from _second_after(first, second[: len(second) - len(owner)], owner, bounds)
    start = end_of(words, 0, "there-may-be-between")
    if start > 0:
        span = _span_end(words, start)
        if span > 0 and words[span : span + 1] == ["between"]:
            joint = first_of(words, span + 2, ("and",), 12)
            if joint > 0:
                bound = (
                    *said(
                        "at least" if "least" in words[:start] or "minimum" in words[:start] else "at most"
                    ),
                    *tokens[start:span],
                )
                first, second = tokens[span + 1 : joint], tokens[joint + 1 :]
                if words_of(first) in (["today"], ["now"], ["the", "current", "date"]):
                    yield (*second, *said("must be"), *bound, *said("from now"))
                else:
                    yield (*second, *said("must be"), *bound, *said("after"), *first)
    for place in range(4, len(words) - 4):
        counted = end_of(words, place, "counted-from")
        to = first_of(words, counted + 1, ("to", "until"), 5) if counted > 0 else -1
        verb, end = find(words, 1, "runs-for", place) if to > 0 else (-1, -1)
        if 0 < verb < 6:
            bounds = _bounds(tokens[end:place])
            yield from _second_after(
                tokens[counted:to], tokens[to + 1 :], (*said("of"), *tokens[:verb]), bounds
            )
            return


def _so_long(tokens: Tokens, words: list[str], place: int) -> tuple[int, Tokens]:
    """Where "must be between …" or "must not exceed …" begins, and the bounds; none where that is not."""
    limit, end = find(words, place, "is-no-longer-than")
    if limit > 0 and _span_end(words, end) == len(words):
        return limit, (*said("at most"), *tokens[end:])
    verb, end = find(words, place, "must-be-so-long")
    return (verb, _bounds(tokens[end:])) if verb > 0 else (place, ())


def _owner(tokens: Tokens) -> Tokens:
    of = next((n for n in range(len(tokens) - 1, 0, -1) if tokens[n].word == "of"), -1)
    return tokens[of:] if of > 0 else ()


def _second_after(first: Tokens, second: Tokens, owner: Tokens, bounds: Tokens) -> Iterator[Tokens]:
    if bounds and first and second:
        bare = first[1:] if first[0].word in ARTICLES else first
        words = words_of(bounds)
        joint = first_of(words, 2, ("and",))
        after = (*said("after its"), *bare)
        if joint > 0:
            bounds = (*bounds[:joint], *after, *bounds[joint:])
        lead = second if second[0].word in ARTICLES else (*said("the"), *second)
        yield (*lead, *owner, *said("must be"), *bounds, *after)


def _only_accepted(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "Only today or a past day is accepted as the inspection date": it must be today or earlier."""
    start = 1 if words[0] == "only" else -1
    for key, so in (
        ("today-or-a-past-day", "today or earlier"),
        ("today-or-a-future-day", "today or later"),
        ("past-days", "in the past"),
        ("future-days", "in the future"),
    ):
        end = end_of(words, start, key) if start > 0 else -1
        after = end_of(words, end, "is-accepted-as") if end > 0 else -1
        if 0 < after < len(words) and CLAUSES.isdisjoint(words[after:]):
            yield (*tokens[after:], *said(f"must be {so}"))


def _dated(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "From 30 days ago up to today", "today or at most 30 days in the past"."""
    for place in range(1, len(words) - 3):
        if words[place] in (":", "be", "is") or end_of(words, place, "must-be-dated") > 0:
            start = past(words, place, "must-be-dated")
            start = place + 1 if start == place else start
            since = end_of(words, start, "from-so-long-ago")
            span = _span_end(words, since) if since > 0 else -1
            last = end_of(words, span, "ago-until-today") if span > 0 else -1
            if last == len(words):
                member = (
                    tokens[:place] if words[place - 1] not in ("must", "can", "may") else tokens[: place - 1]
                )
                yield (
                    *member,
                    *said("must be at most"),
                    *tokens[since:span],
                    *said("ago and must not be in the future"),
                )
                return


def _is_limit(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "The venue's capacity is the upper limit for that of an event held there": it must not exceed it."""
    for key, bound in (
        ("is-the-upper-limit-for", "must not exceed"),
        ("is-the-lower-limit-for", "must not be below"),
    ):
        place, end = find(words, 2, key)
        if place < 0 or end >= len(words) or not CLAUSES.isdisjoint(words):
            continue
        there = next(
            (n for n in range(end + 1, len(words)) if end_of(words, n, "held-there") == len(words)),
            len(words),
        )
        yield (*tokens[end:there], *said(bound), *tokens[:place])


def _more_than_its(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "You cannot plan an event with more seats than the venue has": they must not exceed the venue's."""
    start = end_of(words, 0, "cannot-do")
    row = start + 1 + (words[start + 1 : start + 2] in (["up"], ["out"])) if start > 0 else -1
    place = first_of(words, row + 1, ("with",), 5) if row > 0 else -1
    have, having = find(words, 2, "must-not-have")
    no = words[0] == "no"
    if place < 0 and 0 < have < 6:
        row, place = 0, have
    elif place < 0 and no and words[2:4] in (["may", "have"], ["can", "have"]):
        row, place, having = 1, 2, 4
    if place < 0:
        return
    side = having if row < 2 and having > 0 else place + 1
    than = first_of(words, side + 2, ("than",), 5)
    if words[side] not in ("more", "less", "fewer", "higher", "lower", "greater") or than < 0:
        return
    a = words[side + 1] in ("a", "an")
    member = tokens[side + 1 + a : than]
    last = len(words) - (words[-1] in ("has", "allows", "offers", "permits"))
    other = tokens[than + 1 : last]
    if other and other[0].word in ("the", "its", "their") and CLAUSES.isdisjoint(words_of(other)):
        verb = "must not exceed" if words[side] in ("more", "higher", "greater") else "must not be below"
        rows = one_of(tokens[row:place])
        if not is_article(rows):
            rows = (*said("a"), *rows) if no else rows
        yield (
            *said("the"),
            *member,
            *said("of"),
            *rows,
            *said(verb),
            *said("the"),
            *member,
            *said("of"),
            *other,
        )


def is_article(rows: Tokens) -> bool:
    return bool(rows) and rows[0].word in ARTICLES


def _outside(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "… whose date falls outside the dates of its course", "… must lie within the period from a to b"."""
    for place in range(2, len(words) - 2):
        end = end_of(words, place, "within-the-period")
        if end > 0:
            joint = first_of(words, end + 1, ("to", "until"), 4)
            if joint > 0:
                yield (
                    *tokens[:place],
                    *said("between the"),
                    *tokens[end:joint],
                    *said("and the"),
                    *tokens[joint + 1 :],
                )
            return
        out = end_of(words, place, "outside-the-dates-of")
        if out < 0:
            continue
        owner = tokens[out:]
        span = (*said("be between the start and the end of"), *owner)
        whose = first_of(words, 1, ("whose",), 5)
        if whose > 0 and end_of(words, 0, "reject-rows") > 0:
            row = one_of(tokens[end_of(words, 0, "reject-rows") : whose])
            yield (*said("the"), *tokens[whose + 1 : place], *said("of"), *row, *said("must"), *span)
        modal, stop = find(words, 2, "may-be-dated", place)
        if words[0] == "no" and modal > 0 and stop == place:
            yield (*said("the date of a"), *tokens[1:modal], *said("must"), *span)
        barred, stop = find(words, 2, "must-not-be-dated", place + 1)
        if barred > 0 and stop == place:
            yield (*tokens[:barred], *said("must"), *span)
        return


def _before_or_after(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "… cannot be before the start or after the end of its course": neither of the two."""
    for place in range(2, len(words) - 4):
        first, _ = find(words, place, "before-it", place + 1)
        if first < 0:
            continue
        begin = end_of(words, place, "before-it")
        joint = first_of(words, begin + 1, ("or",), 8)
        after = end_of(words, joint + 1, "after-it") if joint > 0 else -1
        of = first_of(words, after + 1, ("of",), 4) if after > 0 else -1
        modal = place - 1 if words[place - 1] not in ("be", "held") else place - 2
        denied = words[modal] in ("cannot", "not")
        if not denied or joint < 0 or after < 0:
            return
        lead = tokens[: modal - (words[modal] == "not")]
        verb = tokens[modal + 1 : place]
        own = tokens[begin:joint]
        owner = tokens[of:] if of > 0 and "of" not in words[begin:joint] else ()
        if not CLAUSES.isdisjoint(words):
            return
        yield (
            *lead,
            *said("must not"),
            *verb,
            *said("before"),
            *own,
            *owner,
            *said("and must not"),
            *verb,
            *said("after"),
            *tokens[after:],
        )
        return
