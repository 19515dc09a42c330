"""Sentences about what the server fills in, with the event or the user told in other words.

by_hand   = "nobody enters" member ";" "the system fills it in" … | member "is not entered by hand;" …
event     = ("on" noun | "on" gerund | gerund) rows "," … | "by" gerund …
user      = "the system" … "whoever creates" row "as its" link | "the user creating it" …

As with what is turned round, such a sentence counts only where the whole is not understood as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.language.rewriting import end_of, find, first_of, one_of, past, said, words_of
from erdgen.compiler.rules.language.tokens import Tokens
from erdgen.compiler.rules.language.words import word_set

_WIDEST = 9
#: What has become of a row by the noun for what is done to it.
DONE = {
    "approval": "approved",
    "submission": "submitted",
    "cancellation": "cancelled",
    "publication": "published",
    "payment": "paid",
    "delivery": "delivered",
    "closure": "closed",
    "dispatch": "dispatched",
    "shipment": "shipped",
    "rejection": "rejected",
    "completion": "completed",
    "confirmation": "confirmed",
    "activation": "activated",
    "acceptance": "accepted",
    "resolution": "resolved",
    "return": "returned",
    "sale": "sold",
    "withdrawal": "withdrawn",
    "termination": "terminated",
    "verification": "verified",
    "archival": "archived",
    "redemption": "redeemed",
    "receipt": "received",
    "registration": "registered",
    "acknowledgement": "acknowledged",
    "settlement": "settled",
    "signature": "signed",
    "release": "released",
    "refusal": "refused",
}
_IRREGULAR = {
    "paying": "paid",
    "sending": "sent",
    "selling": "sold",
    "giving": "given",
    "taking": "taken",
    "writing": "written",
    "putting": "put",
    "withdrawing": "withdrawn",
    "leaving": "left",
    "winning": "won",
    "losing": "lost",
    "building": "built",
    "beginning": "begun",
    "finding": "found",
}
_MAKING = word_set("creating making adding entering placing registering posting creation")


def filled(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """The same with "when" and with the member for "it"."""
    for plain in _by_itself(tokens, words):
        yield plain
        yield from _in_order(plain)
    yield from _in_order(tokens)


def _in_order(tokens: Tokens) -> Iterator[Tokens]:
    words = words_of(tokens)
    for told in (tokens, *_user_told(tokens, words)):
        if told is not tokens:
            yield told
        for plain in _on_event(told, words_of(told)):
            yield plain
            yield from _user_told(plain, words_of(plain))
            yield from _puts(plain, words_of(plain))
            yield from _as_link(plain, ())
        yield from _puts(told, words_of(told))
        yield from _as_link(told, said("on creation"))
        yield from _puts_moment(told, words_of(told))


def _by_itself(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "Nobody enters it by hand; the server fills it in when …": the server fills in the member when …."""
    start = end_of(words, 0, "nobody-enters")
    mark = first_of(words, start + 1, (";", ":", ",", "–", ".", "because"), _WIDEST) if start > 0 else -1
    if mark > 0:
        hand, end = find(words, start, "by-hand", mark)
        if hand > 0 and end != mark:
            return
        member = tokens[start : hand if hand > 0 else mark]
    else:
        place, end = find(words, 1, "is-not-entered")
        if not 0 < place < _WIDEST:
            return
        member = tokens[:place]
        mark = past(words, end, "by-hand")
        if mark >= len(words) or words[mark] not in (";", ":", ",", "but", "–", "."):
            return
    begin = mark + 1 + (words[mark + 1 : mark + 2] in (["but"], ["because"], ["since"]))
    begin += words[begin : begin + 1] in (["but"], ["because"])
    rest = _by_the_system(tokens[begin:])
    yield rest
    said_of = _with_member(rest, member)
    if said_of:
        yield said_of


def _by_the_system(rest: Tokens) -> Tokens:
    """ "(Nobody enters it;) it is set when …": by whom is clear."""
    words = words_of(rest)
    place = next((n for n in range(1, min(len(words), _WIDEST)) if words[n] in _SET), -1)
    if place < 0 or words[place - 1] not in ("is", "are", "gets") or not _SYSTEM.isdisjoint(words):
        return rest
    end = place + 1 + (words[place + 1 : place + 2] == ["in"])
    return (*rest[:end], *said("by the system"), *rest[end:])


_SET = word_set("set filled stored recorded stamped written")
_SYSTEM = word_set("system server automatically itself application backend software")


def _with_member(rest: Tokens, member: Tokens) -> Tokens:
    """``rest`` with ``member`` for "it", or where no member is named after "puts in"."""
    words = words_of(rest)
    if words[:1] == ["it"]:
        return (*member, *rest[1:])
    it = first_of(words, 1, ("it",), 10)
    if it > 0 and end_of(words, 0, "the-system") > 0:
        after = rest[it + 1 :]
        joined = (*said("in"), *member, *after[1:]) if after and after[0].word == "in" else (*member, *after)
        return (*rest[:it], *joined)
    if words and words[0] not in ("the", "a", "an") and words[0] in _VERBS_OF_IT:
        return (*member, *rest)
    place, end = find(words, 1, "puts-in")
    if place > 0 and end < len(words):
        when = next(
            (n for n in range(end + 1, len(rest)) if words[n] in ("when", "as", "once", "whenever")),
            len(rest),
        )
        return (*rest[:place], *said("stores"), *rest[end:when], *said("in"), *member, *rest[when:])
    return ()


_VERBS_OF_IT = word_set("is always gets holds has")


def _on_event(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "On approval of the loan, …", "on resolving a ticket, …", "using a ticket makes …": when it is so."""
    if words[0] in ("on", "upon", "at", "by", "after", "with"):
        comma = first_of(words, 2, (",",), 10)
        if comma > 0:
            rest = tokens[comma + 1 :]
            yield from ((*rest, *when) for when in _when(tokens[1:comma]))
            if words[1:2] == ["the"]:
                yield from ((*rest, *when) for when in _when(tokens[2:comma]))
        return
    if end_of(words, 0, "at-that-event") > 0:
        comma = first_of(words, 2, (",",), 10)
        if comma > 0 and end_of(words, comma + 1, "current-user") > 0:
            yield (*tokens[comma + 1 :], *tokens[:comma])
        return
    if words[0].endswith("ing"):
        for place in range(2, min(len(words) - 2, _WIDEST)):
            auto = past(words, place, "by-itself-fills")
            if auto > place:
                sets = words[auto - 1] in ("makes", "causes", "lets", "has")
                rest = (*said("the system"), *_third(tokens[auto - 1 :], sets=sets))
                yield from ((*rest, *when) for when in _when(tokens[:place]))
                return


def _third(tokens: Tokens, *, sets: bool) -> Tokens:
    """ "makes the server write now to used_at": writes now to used_at."""
    if not sets:
        return tokens
    words = words_of(tokens)
    system = end_of(words, 1, "the-system")
    if system < 0 or system >= len(words):
        return tokens
    verb = words[system]
    return (*said(f"{verb}s"), *tokens[system + 1 :])


def _when(event: Tokens) -> Iterator[Tokens]:
    """ "approval of the loan", "resolving a ticket", "setting the status of a ticket to resolved"."""
    words = words_of(event)
    if len(words) < 2:
        return
    setting = words[0] in ("setting", "changing", "moving", "switching", "transition", "change", "move")
    to = first_of(words, 1, ("to",))
    if setting and 0 < to < len(words) - 1:
        state = event[to + 1 + (words[to + 1] == "the") :]
        of = first_of(words[:to], 1, ("of",))
        row = event[of + 1 : to] if of > 0 else event[1:to]
        named = row if words_of(row)[:1] in (["a"], ["an"], ["the"]) else ()
        if named:
            yield (*said("when"), *one_of(named), *said("becomes"), *state)
        return
    done = DONE.get(words[0], "")
    if done and words[1] == "of":
        yield (*said("when"), *event[2:], *said(f"is {done}"))
    elif words[0].endswith("ing") and words[0] not in _MAKING and words[1] in ("a", "an", "the", "its"):
        for done in _participles(words[0]):
            yield (*said("when"), *event[1:], *said(f"is {done}"))
    elif words[0] in _MAKING:
        yield (*said("when"), *event[1 + (words[1] == "of") :], *said("is created"))


def _participles(gerund: str) -> Iterator[str]:
    stem = gerund.removesuffix("ing")
    if gerund in _IRREGULAR:
        yield _IRREGULAR[gerund]
    else:
        yield f"{stem}ed"


def _user_told(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "The user creating it", "whoever creates a transfer", "you": the current user, on creation."""
    for place in range(len(words) - 2):
        end = end_of(words, place, "user-making")
        if end > 0:
            article = end + 1 if words[end : end + 1] in (["a"], ["an"], ["the"]) else end
            row_end = _row_end(words, article) if article > end else end
            made = tokens[end:row_end] if article > end else ()
            told = (*tokens[:place], *said("the current user"), *tokens[row_end:])
            when = (*said("when"), *made, *said("is created")) if made else said("on creation")
            yield (*told, *when)
            yield from _as_link(told, when)
            return


def _row_end(words: list[str], start: int) -> int:
    stop = first_of(words, start + 1, ("as", "in", "to", ",", "is", "becomes", "there", "when"), 5)
    return stop if stop > 0 else min(len(words), start + 3)


def _as_link(tokens: Tokens, when: Tokens) -> Iterator[Tokens]:
    """ "The system assigns the current user as its author": the author is set to the current user."""
    words = words_of(tokens)
    place, end = find(words, 0, "current-user")
    into = past(words, end, "as-its") if end > 0 else -1
    system = past(words, end_of(words, 0, "the-system"), "automatically-so")
    noted = end_of(words, past(words, end, "automatically-so"), "is-noted")
    if place == 0 and noted > 0:
        into = end_of(words, past(words, noted, "automatically-so"), "as-its")
        stop = next(
            (n for n in range(into + 1, len(words)) if end_of(words, n, "at-that-event") > 0), len(words)
        )
        if into > 0:
            told = said("is set automatically to the current user")
            yield (*tokens[into:stop], *told, *(tokens[stop:] or when))
    elif place > 0 and into > end and end_of(words, system, "assigns") == place:
        yield (*tokens[into:], *said("is set automatically to the current user"), *when)


def _puts_moment(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "The server stores the moment the ticket is created in M": that moment is stored in M."""
    system = past(words, 0, "the-system")
    start = end_of(words, past(words, system, "automatically-so"), "fills") if system > 0 else -1
    into = max((n for n in range(start + 3, len(words) - 1) if words[n] == "in"), default=-1)
    if into > 0 and end_of(words, start, "the-moment-at-which") > 0:
        yield (*tokens[start:into], *said("is stored"), *tokens[into:])


def _puts(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "The server fills in M with now when …", "the system writes now into it": M is set automatically …."""
    system = past(words, 0, "the-system")
    begin = past(words, system, "automatically-so")
    for key in ("present-moment", "current-user"):
        place, end = find(words, 1, key)
        if place < 0:
            continue
        to = end_of(words, end, "into-the-member")
        if to > 0:
            stop = next(
                (n for n in range(to + 1, len(words)) if end_of(words, n, "at-that-event") > 0), len(words)
            )
            told = said(
                "is set automatically to the current user"
                if key == "current-user"
                else "is set automatically"
            )
            if system > 0 and past(words, begin, "fills") == place:
                yield (*tokens[to:stop], *told, *tokens[stop:])
        elif words[place - 1] in ("with", "to", "gets", "get", "as") and system > 0:
            verb = past(words, begin, "fills")
            if verb > begin:
                yield (*tokens[verb : place - 1], *said("is set automatically"), *tokens[end:])
