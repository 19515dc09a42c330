"""Sentences of two halves of which the second says more exactly, or by way of conclusion, what the rule is.

concluded = head (", so" | ", which means that" | "i.e." | ", that is," | ":" | "–") rest
rest      = statement | amount

The rest counts. What limits the head limits it too: rows of some sort, of which the rest speaks on by
"their", "its", "they", "it" or only by the name of a member. Where the head says of which rows it is in words
that the rest cannot take over, there is no reading.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from erdgen.compiler.rules.conditions import Condition, Given, OneOf, Range
from erdgen.compiler.rules.forms import Implies, Rule
from erdgen.compiler.rules.language.about import named_in
from erdgen.compiler.rules.language.lexicon import Lexicon
from erdgen.compiler.rules.language.names import key_of, loose_key_of
from erdgen.compiler.rules.language.naming import Named
from erdgen.compiler.rules.language.rewriting import said, words_of
from erdgen.compiler.rules.language.tokens import Tokens
from erdgen.compiler.rules.language.words import BE, word_set

_SPEAKERS = word_set("we our you it this that there nobody people one")
_VERBS = BE | word_set(
    "must can may cannot has have should shall will would needs need requires require carries carry"
    " takes take gets get receives receive goes go does do costs cost looks look lives live works work"
)
_OWNED = word_set("their its his her")
_THEY = word_set("they it he she")
_ONE = word_set("a an every each any the")
_DETERMINERS = _ONE | word_set("all no")
#: Between the names of rows and their members these limit nothing.
_JOINTS = _DETERMINERS | word_set(
    "of and or in for allowed permitted possible valid status state changes transitions moves steps hours"
    " times time dates date opening only two three four five six following these"
)
_ANY = word_set("a an any every each no")
#: To speak of them is to speak of an age.
_YOUNG = word_set("minors children kids teenagers juveniles adolescents")
#: What rows can be they are not always.
_POSSIBLE = (["can", "be"], ["may", "be"])
#: What may stand between "we" and what we do.
_AROUND = word_set("only do not never can cannot must may always are is have has will would no one")
#: A head with one of these may hold in some cases alone.
_LIMITS = word_set(
    "if unless when whenever where while until except once per that which who whose during apart excluding"
    " besides"
)
#: In front of a head these tell a case.
_LEADS = word_set("within in on with among during for at as")
_JOINED: tuple[tuple[str, ...], ...] = (
    (",", "so"),
    (",", "and", "so"),
    (",", "which", "means", "that"),
    (",", "which", "means"),
    (",", "meaning", "that"),
    (",", "meaning"),
    (",", "in", "other", "words", ","),
    (";", "in", "other", "words", ","),
    ("i", ".", "e", "."),
    (",", "that", "is", ","),
    (",", "that", "is"),
    (":",),
    ("–",),
)
#: What makes of the first half a reason: it may speak of anything else as well.
_SO = ("so", "that", "means", "meaning")
_MARKS = (",", ";", ":", "–")
#: The longest name of an entity or a member, in words.
_WIDEST = 4


@dataclass(frozen=True, slots=True)
class Halves:
    """A sentence whose second half says what the rule is; ``reason``: the first only says why."""

    head: Tokens
    rest: Tokens
    reason: bool

    @property
    def subject(self) -> Tokens:
        """What stands before the first verb of the head."""
        return self.head[: _verb_of(self.head)]


def halves_of(tokens: Tokens) -> Iterator[Halves]:
    """The two halves, for each joint that the sentence has."""
    words = words_of(tokens)
    for place in range(1, len(tokens) - 1):
        for joint in _JOINED:
            end = place + len(joint)
            if tuple(words[place:end]) != joint or words[end] == "that" or end >= len(tokens):
                continue
            cut = place - (words[place - 1] in _MARKS)
            start = end + (words[end] == ",")
            reason = joint[-1] in _SO and joint[0] == "," and joint != (",", "that", "is")
            yield Halves(tokens[:cut], tokens[start:], reason or joint[:2] == (",", "and"))
            break


def concluded(halves: Halves, names: Named) -> Iterator[Tokens]:
    """The second half with what limits the first; nothing where that cannot be told."""
    head, rest = words_of(halves.head), words_of(halves.rest)
    limits = any(word in _LIMITS and head[n - 1 : n + 1] != ["at", "once"] for n, word in enumerate(head))
    if limits or head[0] in _LEADS:
        return
    if not halves.reason and not (has_verb(halves.rest) and _numbers(halves.head) <= _numbers(halves.rest)):
        return
    lexicon = names.lexicon
    subject = (
        halves.subject if _verb_of(halves.head) < len(halves.head) else _named_first(halves.head, lexicon)
    )
    speaks = head[0] in _SPEAKERS or (head[0] == "no" and head[1] == "one")
    if not speaks and head[len(subject) : len(subject) + 2] in _POSSIBLE:
        return
    told = halves.head[_deed_of(halves.head) :] if speaks else halves.head
    limited = bool(_limits_of(told, halves.rest, names))
    refers = rest[0] in _OWNED or rest[0] in _THEY
    plain = _is_plain(subject, lexicon)
    if not limited and (speaks or plain or _YOUNG & {*words_of(subject)}):
        yield halves.rest
    elif not names(subject) and not refers and _tells_rows(halves.rest, names):
        yield halves.rest  # "Sundays are our day off, so no loan …"
        return
    if not speaks and subject and len(subject) < len(halves.head) and (refers or not plain or limited):
        yield from _carried_over(subject, halves, lexicon)


def _named_first(head: Tokens, lexicon: Lexicon) -> Tokens:
    """What a head without a known verb begins with: "the tax id (identifies a customer)"; all of a title."""
    ends = (
        n
        for n in range(2, len(head))
        if head[n].word.endswith("s") and head[n - 1].word not in _JOINTS and _is_plain(head[:n], lexicon)
    )
    return head[: next(ends, len(head))]


def _deed_of(head: Tokens) -> int:
    """The place after what "we" do, which may sound like a state: "(we only) execute (transfers)"."""
    return 1 + next((n for n, token in enumerate(head) if n and token.word not in _AROUND), len(head))


def _limits_of(told: Tokens, rest: Tokens, names: Named) -> set[Condition]:
    """The states of which the first half speaks and the second does not, by the name of a member either."""
    known = {loose_key_of(token.text) for token in rest}
    return {
        state
        for state in names.states(told) - names.states(rest)
        if not (isinstance(state, OneOf) and {loose_key_of(str(value)) for value in state.values} <= known)
    }


def _tells_rows(rest: Tokens, names: Named) -> bool:
    """Whether it says by itself of what it is: "no loan …", "a label …"."""
    return bool(named_in(rest, names.lexicon)) or (rest[0].word in _ANY and names(rest))


def _carried_over(subject: Tokens, halves: Halves, lexicon: Lexicon) -> Iterator[Tokens]:
    """The second half said of the rows of the first."""
    rest = words_of(halves.rest)
    rows = (*said("a"), *subject[1:]) if subject[0].word == "no" else subject
    if rest[0] in _OWNED:
        yield (*said("for"), *rows, *said(", the"), *halves.rest[1:])
    elif rest[0] in _THEY:
        one = rows[0].word in _ONE
        if one == (rest[0] != "they"):
            yield (*rows, *halves.rest[1:])
        thing = _object_of(halves.head, lexicon)
        if thing:
            yield (*said("for"), *rows, *said(", the"), *thing, *halves.rest[1:])
    elif rest[0] == "each" and rest[1] in _VERBS:
        yield (*rows, *halves.rest[1:])
    elif not named_in(halves.rest, lexicon):
        yield (*said("for"), *rows, *said(","), *halves.rest)


def _object_of(head: Tokens, lexicon: Lexicon) -> Tokens:
    """The member that the head names last: "(void invoices carry no) discount"."""
    for size in range(1, min(_WIDEST, len(head) - 2)):
        name, before = head[-size:], head[-size - 1].word
        if before in _DETERMINERS or before in _OWNED:
            key = key_of(" ".join(token.text for token in name))
            return name if key in lexicon.owners or not lexicon.entities.get(key) else ()
    return ()


def _is_plain(subject: Tokens, lexicon: Lexicon) -> bool:
    """Whether it names rows or members of theirs, and no other word stands there."""
    place = 0
    while place < len(subject):
        if subject[place].word in _JOINTS or subject[place].kind == "possessive":
            place += 1
            continue
        size = next((n for n in range(_WIDEST, 0, -1) if _names(subject[place : place + n], lexicon)), 0)
        if not size:
            return False
        place += size
    return bool(subject)


def _names(tokens: Tokens, lexicon: Lexicon) -> bool:
    key = key_of(" ".join(token.text for token in tokens))
    return key in lexicon.entities or key in lexicon.owners


def amounts_again(halves: Halves) -> Iterator[Tokens]:
    """The head with the amount of the second half, for one that has no verb: "i.e. 500 kg"."""
    head = words_of(halves.head)
    number = next((n for n in range(len(head) - 1, 1, -1) if halves.head[n].kind == "number"), -1)
    if halves.rest[0].kind == "number" and number > 0:
        yield (*halves.head[:number], *halves.rest)
    subject = halves.subject
    if len(subject) < len(halves.head):
        yield (*subject, *said("must be"), *halves.rest)


def has_verb(tokens: Tokens) -> bool:
    return any(
        token.word in _VERBS or (token.kind == "word" and token.word.endswith(("ed", "es")))
        for token in tokens
    )


def _verb_of(tokens: Tokens) -> int:
    return next((n for n, token in enumerate(tokens) if token.word in _VERBS), len(tokens))


def _numbers(tokens: Tokens) -> set[str]:
    return {token.word for token in tokens if token.kind == "number"}


def is_none_of(first: Rule, second: Rule) -> bool:
    """Whether ``first`` says that there is no value where ``second`` says that it is zero."""
    if isinstance(first, Implies) and isinstance(second, Implies):
        return first.when == second.when and is_none_of(first.then, second.then)
    zero = Range(first.field, gte="0", lte="0") if isinstance(first, Given) and first.negated else None
    return zero is not None and second == zero
