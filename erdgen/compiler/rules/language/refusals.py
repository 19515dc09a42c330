"""Sentences told by who refuses something, in the words for what must not be.

rejected  = ("reject" | "do not accept" | …) rows ("whose" | "with" | "if" | "that") …
made      = ("you cannot" | "refuse to" | "nobody may" | …) ("create" | "enter" | …) rows …
fresh     = "new" rows "are only accepted" ("if" | "for" | …) … | "no new" rows "may be set up" …
barred    = "it is not permitted that" rows …

As with what is turned round, such a sentence counts only where the whole is not understood as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.language.rewriting import (
    denied,
    end_of,
    find,
    first_of,
    is_single,
    one_of,
    past,
    said,
    trimmed,
    words_of,
)
from erdgen.compiler.rules.language.tokens import Tokens
from erdgen.compiler.rules.language.verbs import CREATE
from erdgen.compiler.rules.language.words import word_set

#: Between rows and what is said of them.
_JOINTS = word_set("whose where with if when that which who for from in on at to under of")
_RELATIVES = word_set("that which who")
#: By these a row comes into being, whatever it is.
_MAKING = word_set("create add start open raise submit file issue")
#: By these a row is there afterwards that was not there before; what others do may be done to one that is.
_BRINGING = word_set("create add save store have record make set draw")
#: By these too, where it is told what the row does, or with what it is entered.
_ENTERING = word_set("enter plan schedule register log arrange")
#: Of these nothing is said of how long the row is so.
_HOLDING = word_set("have save store set")
#: What a row does by the values that it is given.
_TIMED = word_set(
    "start starts end ends begin begins run runs last lasts overlap overlaps exceed exceeds fall falls go"
    " goes"
)
_PARTICLES = word_set("up in out down")
#: With one of these two things are said, of which only one may be denied.
_JOINED = word_set("and unless except but otherwise only")
_AFTER_AND = word_set("whose its is are has have that which not the was were")
#: The most words that name rows.
_WIDEST = 5


def refused(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """The same as what must not be."""
    yield from _rejected(tokens, words)
    yield from _not_done(tokens, words)
    yield from _fresh(tokens, words)
    yield from _that_is_barred(tokens, words)
    yield from _only_when_made(tokens, words)


def _says_one_thing(words: list[str]) -> bool:
    """Whether a predicate has no second part that would have to be denied by itself."""
    return not any(
        word in _JOINED
        and (word != "and" or words[place + 1 : place + 2] == [] or words[place + 1] in _AFTER_AND)
        for place, word in enumerate(words)
    )


def _rows_end(words: list[str], start: int) -> int:
    return first_of(words, start + 1, _JOINTS, _WIDEST)


def _rejected(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "Reject orders whose total is negative", "do not accept an order if …": they are rejected."""
    start = end_of(words, 0, "reject-rows")
    joint = _rows_end(words, start) if start > 0 else -1
    if joint < 0 or not _says_one_thing(words[joint:]):
        return
    yield from _without(tokens[start:joint], tokens[joint:], made="new" in words[start:joint])


def _without(rows: Tokens, rest: Tokens, *, made: bool) -> Iterator[Tokens]:
    """That there are no ``rows`` of which ``rest`` is true; ``made``: when they are created."""
    words = words_of(rest)
    plain = one_of(rows)
    verb = "is" if is_single(rows) else "are"
    if words[0] in ("whose", "where"):
        about = rest[1 + (words[1:2] in (["the"], ["its"], ["their"])) :]
        if made:
            yield (*plain, *said("cannot be created if its"), *about)
        else:
            yield (*plain, *said("whose"), *about, *said(f"{verb} rejected"))
    elif words[0] in ("if", "when"):
        if made:
            yield (*plain, *said("cannot be created if"), *rest[1:])
        else:
            yield (*plain, *said(f"{verb} rejected if"), *rest[1:])
            it = rest[2:] if words[1:2] in (["it"], ["they"]) else ()
            must = denied(it)
            if must:
                yield (*plain, *must)
    elif words[0] in _RELATIVES:
        must = denied(rest[1:])
        if must and not made:
            yield (*plain, *must)
        elif must and "have" not in words_of(must)[:3]:  # a new row has no others yet
            yield (*said("on creation ,"), *plain, *must)
    elif words[0] == "with":
        if made:
            yield (*plain, *said("cannot be created"), *rest)
        yield (*plain, *rest, *said(f"{verb} rejected"))
    elif made:
        yield (*plain, *said("cannot be created"), *rest)


def _not_done(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "You cannot enter a course that lasts …", "refuse to create leases for …": rows must not be so."""
    lead = end_of(words, 0, "cannot-do")
    if lead < 0 or lead >= len(words) - 2:
        return
    verb = words[lead]
    start = lead + 1 + (words[lead + 1] in _PARTICLES)
    if verb == "let":
        base = first_of(words, start + 2, {*_BASE_VERBS}, 4)
        if base > 0:
            yield (*one_of(tokens[start:base]), *said("must not"), *tokens[base:])
        return
    joint = _rows_end(words, start)
    if joint < 0 or not _says_one_thing(words[joint:]):
        return
    rows, rest = tokens[start:joint], tokens[joint:]
    made = verb in ("create", "add") or "new" in words[start:joint]
    if words[joint] in ("for", "from", "in", "on", "at", "to", "under"):
        if verb in CREATE | _BRINGING | _ENTERING | _MAKING and verb not in _HOLDING:
            yield (*one_of(rows), *said("cannot be created"), *rest)
    elif verb in _BRINGING or (made and verb in CREATE):
        if words[joint] != "of" and (made or words[joint] not in ("if", "when")):
            yield from _without(rows, rest, made=made)
    elif verb in _ENTERING and (
        words[joint] == "with" or (words[joint] in _RELATIVES and words[joint + 1] in _TIMED)
    ):
        yield from _without(rows, rest, made=made)


_BASE_VERBS = word_set("expire start end begin finish exceed overlap last run go fall be have become")


def _fresh(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "New orders are only accepted for …", "no new lease may be drawn up for …", "… for new leases"."""
    if "new" not in words:
        return
    new = words.index("new")
    no = new == 1 and words[0] == "no"
    if new == 0 or (new == 1 and (no or words[0] in ("a", "any", "every", "each"))):
        for place in range(new + 2, min(len(words) - 1, new + 2 + _WIDEST)):
            rows = tokens[new + 1 : place]
            for key, can in (
                ("are-only-made", "can only be created"),
                ("are-made", "can be created"),
                ("are-not-made", "cannot be created"),
            ):
                end = end_of(words, place, key)
                if end < 0 or (no and key != "are-made"):
                    continue
                only = words[end : end + 1] == ["only"]
                if key == "are-made" and not (no or only):
                    continue
                told = "cannot be created" if no else "can only be created" if only else can
                article = said("a") if no or new == 1 else ()
                using = said("with") if words[end - 1] == "use" else ()
                yield (*article, *rows, *said(told), *using, *_then(tokens[end + only :]))
                return
    place, end = find(words, 1, "not-open-for-new")
    if 0 < place < 8 and end < len(words):
        yield (*tokens[end:], *said("cannot be created for"), *tokens[:place])


def _then(tokens: Tokens) -> Tokens:
    """Without "at that moment" at the end: it is the moment of creation."""
    words = words_of(tokens)
    for place in range(len(words) - 1, 1, -1):
        if end_of(words, place, "at-the-moment-of-making") == len(words):
            return trimmed(tokens[:place])
    return tokens


def _that_is_barred(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "It is not permitted that a book refers to itself": it must not."""
    start = end_of(words, 0, "barred-that")
    if start < 0:
        return
    for verb in range(start + 1, min(len(words) - 1, start + 7)):
        must = denied(tokens[verb:])
        if must and _says_one_thing(words[verb:]):
            yield (*one_of(tokens[start:verb]), *must)
            return


def _only_when_made(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "Only at creation does a start have to lie …", "at booking time, …", "… when it is entered"."""
    lead = end_of(words, 0, "only-when-made")
    if lead > 0 and words[lead : lead + 1] in (["does"], ["do"], ["must"], ["may"]):
        have = first_of(words, lead + 2, ("have", "need"), 12)
        if words[lead] == "must":
            return
        if have > 0 and words[have + 1 : have + 2] == ["to"]:
            yield (*said("on creation ,"), *tokens[lead + 1 : have], *said("must"), *tokens[have + 2 :])
        return
    front = past(words, 0, "at-making-time")
    if front > 0:
        yield (*said("on creation ,"), *tokens[front + (words[front : front + 1] == [","]) :])
    for place in range(4, len(words) - 2):
        when = end_of(words, place, "at-the-moment-that")
        done = next(
            (n for n in range(when + 2, len(words)) if end_of(words, n, "is-entered") == len(words)), -1
        )
        if when > 0 and done > 0 and done - when <= _WIDEST:
            row = tokens[when:done]
            yield (*said("when"), *row, *said("is created ,"), *tokens[: place - (words[place - 1] == ",")])
            return
