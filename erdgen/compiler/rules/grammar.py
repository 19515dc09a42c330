"""The sentence grammar: tokens to the shape of what is said, before any name is looked up.

    sentence   = bounded | unique | once | new_row
    bounded    = phrase obligation condition { "and" condition }
    condition  = sign operand | words of comparison operand | "between" number "and" number | …
    unique     = phrase obligation "unique" [ ("per" | "for" | "within") phrase { ("," | "and") phrase } ]
    once       = phrase ("can" | "may") verb [ particle ] phrase "only" "once"
    new_row    = phrase ("can" | "may") "only" creating-verb phrase

The whole sentence must be consumed. ``NotSaidError`` carries the part where reading stopped.
"""

from __future__ import annotations

from dataclasses import dataclass

from erdgen.compiler.rules.tokens import Token, number_in, read_tokens, spell_out
from erdgen.compiler.rules.vocabulary import Comparison

Phrase = tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """``operator`` against a number (exact text) or a phrase that names another field.

    ``sort`` is what the words themselves are about: ``number``, ``time``, or empty when they fit both.
    """

    operator: Comparison
    number: str | None = None
    phrase: Phrase = ()
    sort: str = ""


@dataclass(frozen=True, slots=True)
class Bounded:
    """The subject's value keeps all ``conditions``."""

    subject: Phrase
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Unique:
    """The subject is unique, on its own or within each of ``per``."""

    subject: Phrase
    per: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Once:
    """The actor may do ``verb`` with one ``target`` only once."""

    actor: Phrase
    verb: str
    target: Phrase


@dataclass(frozen=True, slots=True)
class NewRow:
    """The actor may create only such rows as ``target`` says (adjective and noun)."""

    actor: Phrase
    target: Phrase


Said = Bounded | Unique | Once | NewRow


class NotSaidError(Exception):
    """The sentence is none that the grammar knows; ``str()`` says what stopped it."""


#: Words that begin the predicate, longest first; True turns the comparison round ("must not be …").
_OBLIGATIONS: tuple[tuple[tuple[str, ...], bool], ...] = (
    (("must", "always", "be"), False),
    (("must", "never", "be"), True),
    (("must", "not", "be"), True),
    (("must", "be"), False),
    (("has", "to", "be"), False),
    (("have", "to", "be"), False),
    (("shall", "not", "be"), True),
    (("shall", "be"), False),
    (("cannot", "be"), True),
    (("can", "not", "be"), True),
    (("can", "never", "be"), True),
    (("may", "not", "be"), True),
    (("may", "never", "be"), True),
    (("must", "not", "exceed"), True),
    (("may", "not", "exceed"), True),
    (("can", "not", "exceed"), True),
    (("cannot", "exceed"), True),
    (("must", "never", "exceed"), True),
    (("can", "never", "exceed"), True),
    (("must", "exceed"), False),
)
#: Words of comparison, longest first, with the sort of value that they speak about.
_COMPARISONS: tuple[tuple[tuple[str, ...], Comparison, str], ...] = (
    (("greater", "than", "or", "equal", "to"), "gte", ""),
    (("more", "than", "or", "equal", "to"), "gte", ""),
    (("equal", "to", "or", "greater", "than"), "gte", ""),
    (("less", "than", "or", "equal", "to"), "lte", ""),
    (("equal", "to", "or", "less", "than"), "lte", ""),
    (("later", "than", "or", "equal", "to"), "gte", "time"),
    (("earlier", "than", "or", "equal", "to"), "lte", "time"),
    (("no", "later", "than"), "lte", "time"),
    (("not", "later", "than"), "lte", "time"),
    (("no", "earlier", "than"), "gte", "time"),
    (("not", "earlier", "than"), "gte", "time"),
    (("on", "or", "after"), "gte", "time"),
    (("on", "or", "before"), "lte", "time"),
    (("not", "after"), "lte", "time"),
    (("not", "before"), "gte", "time"),
    (("no", "less", "than"), "gte", ""),
    (("no", "fewer", "than"), "gte", "number"),
    (("no", "lower", "than"), "gte", "number"),
    (("no", "smaller", "than"), "gte", "number"),
    (("no", "more", "than"), "lte", "number"),
    (("no", "greater", "than"), "lte", ""),
    (("no", "higher", "than"), "lte", "number"),
    (("not", "more", "than"), "lte", "number"),
    (("not", "less", "than"), "gte", "number"),
    (("not", "greater", "than"), "lte", ""),
    (("greater", "than"), "gt", ""),
    (("larger", "than"), "gt", "number"),
    (("bigger", "than"), "gt", "number"),
    (("higher", "than"), "gt", "number"),
    (("more", "than"), "gt", "number"),
    (("later", "than"), "gt", "time"),
    (("less", "than"), "lt", ""),
    (("lower", "than"), "lt", "number"),
    (("smaller", "than"), "lt", "number"),
    (("fewer", "than"), "lt", "number"),
    (("earlier", "than"), "lt", "time"),
    (("at", "least"), "gte", ""),
    (("at", "most"), "lte", ""),
    (("above",), "gt", "number"),
    (("over",), "gt", "number"),
    (("below",), "lt", "number"),
    (("under",), "lt", "number"),
    (("after",), "gt", "time"),
    (("before",), "lt", "time"),
)
_SIGNS: dict[str, Comparison] = {">": "gt", ">=": "gte", "≥": "gte", "<": "lt", "<=": "lte", "≤": "lte"}
#: Whole conditions about zero.
_ZERO: tuple[tuple[tuple[str, ...], Comparison], ...] = (
    (("non", "-", "negative"), "gte"),
    (("non", "negative"), "gte"),
    (("non", "-", "positive"), "lte"),
    (("non", "positive"), "lte"),
    (("positive",), "gt"),
    (("negative",), "lt"),
)
#: "5 or more": what follows a number.
_TAILS: tuple[tuple[tuple[str, ...], Comparison], ...] = (
    (("or", "more"), "gte"),
    (("or", "greater"), "gte"),
    (("or", "higher"), "gte"),
    (("or", "above"), "gte"),
    (("or", "less"), "lte"),
    (("or", "fewer"), "lte"),
    (("or", "lower"), "lte"),
    (("or", "below"), "lte"),
)
_OPPOSITE: dict[Comparison, Comparison] = {"gt": "lte", "gte": "lt", "lt": "gte", "lte": "gt"}
_CREATING = ("create", "creates", "post", "add", "publish", "submit", "make", "open", "register", "place")
_PARTICLES = ("to", "for", "on", "in", "at", "with")
_PERMISSIONS = ("can", "may")


def parse_sentence(sentence: str) -> Said:
    """What ``sentence`` says; raises NotSaidError when it is not of this language."""
    tokens = read_tokens(sentence)
    if not tokens:
        raise NotSaidError("there is nothing to read, or far too much")
    for place in range(len(tokens)):
        for words, turned in _OBLIGATIONS:
            if _starts(tokens[place:], words):
                rest = _Reader(tokens[place + len(words) :])
                exceeds = words[-1] == "exceed"
                return _read_obliged(tokens[:place], rest, turned, exceeds)
        if tokens[place].word in _PERMISSIONS or tokens[place].word == "cannot":
            return _read_permitted(tokens[:place], _Reader(tokens[place:]))
    raise NotSaidError("it has no “must be”, “cannot be” or “can only”")


class _Reader:
    """A cursor over tokens."""

    def __init__(self, tokens: Phrase) -> None:
        self.tokens = tokens

    def take(self, *words: str) -> bool:
        """Whether the next tokens are ``words``; if so they are consumed."""
        if not _starts(self.tokens, words):
            return False
        self.tokens = self.tokens[len(words) :]
        return True

    def take_any(self, words: tuple[str, ...]) -> str:
        """The next word if it is one of ``words``, consumed; else an empty text."""
        found = self.tokens[0].word if self.tokens and self.tokens[0].word in words else ""
        self.tokens = self.tokens[1:] if found else self.tokens
        return found

    def take_number(self) -> str | None:
        number = number_in(self.tokens[0]) if self.tokens else None
        number = number.lstrip("0") or "0" if number and number.isdigit() else number
        self.tokens = self.tokens[1:] if number is not None else self.tokens
        return number

    def take_phrase(self, *stops: str) -> Phrase:
        """Tokens up to the first of ``stops`` or the end."""
        end = next((n for n, token in enumerate(self.tokens) if token.word in stops), len(self.tokens))
        phrase, self.tokens = self.tokens[:end], self.tokens[end:]
        return phrase

    def finish(self) -> None:
        if self.tokens:
            raise NotSaidError(f"the part “{spell_out(self.tokens)}” is not understood")


def _starts(tokens: Phrase, words: tuple[str, ...]) -> bool:
    return tuple(token.word for token in tokens[: len(words)]) == words


def _read_obliged(subject: Phrase, rest: _Reader, turned: bool, exceeds: bool) -> Said:
    if not exceeds and not turned and rest.take("unique"):
        return _read_unique(subject, rest)
    first = _read_operand(rest, "gt", "") if exceeds else _read_condition(rest)
    conditions = list(first)
    while rest.take("and"):
        conditions += _read_condition(rest)
    rest.finish()
    if turned:
        conditions = [_turn(conditions)]
    return Bounded(subject, tuple(conditions))


def _turn(conditions: list[Condition]) -> Condition:
    """The opposite of the only condition; "not between" and "not A and B" would be an "or"."""
    if len(conditions) != 1:
        raise NotSaidError("“not” before several conditions can be read in two ways")
    only = conditions[0]
    return Condition(_OPPOSITE[only.operator], only.number, only.phrase, only.sort)


def _read_condition(rest: _Reader) -> list[Condition]:
    if rest.take("between"):
        return _read_between(rest)
    for words, operator in _ZERO:
        if rest.take(*words):
            return [Condition(operator, "0", sort="number")]
    for words, operator, sort in _COMPARISONS:
        if rest.take(*words):
            return _read_operand(rest, operator, sort)
    sign = rest.take_any(tuple(_SIGNS))
    if sign:
        return _read_operand(rest, _SIGNS[sign], "")
    return _read_tail(rest)


def _read_between(rest: _Reader) -> list[Condition]:
    low = rest.take_number()
    joined = rest.take("and")
    high = rest.take_number()
    if low is None or high is None or not joined:
        raise NotSaidError("“between” wants two numbers, as in “between 1 and 5”")
    return [Condition("gte", low, sort="number"), Condition("lte", high, sort="number")]


def _read_operand(rest: _Reader, operator: Comparison, sort: str) -> list[Condition]:
    number = rest.take_number()
    if number is not None:
        return [Condition(operator, number, sort="number")]
    phrase = rest.take_phrase("and", "or", ",")
    if not phrase:
        raise NotSaidError("it does not say what to compare with")
    return [Condition(operator, phrase=phrase, sort=sort)]


def _read_tail(rest: _Reader) -> list[Condition]:
    stopped = spell_out(rest.tokens)
    number = rest.take_number()
    for words, operator in _TAILS:
        if number is not None and rest.take(*words):
            return [Condition(operator, number, sort="number")]
    raise NotSaidError(f"the part “{stopped}” is not understood" if stopped else "it breaks off")


def _read_unique(subject: Phrase, rest: _Reader) -> Unique:
    per: list[Phrase] = []
    if rest.take_any(("per", "for", "within")):
        per.append(rest.take_phrase("and", ","))
        while rest.take(",", "and") or rest.take("and") or rest.take(","):
            per.append(rest.take_phrase("and", ","))
    rest.finish()
    return Unique(subject, tuple(per))


def _read_permitted(actor: Phrase, rest: _Reader) -> Said:
    """After the actor: "can only post …", "can apply to … only once", "cannot apply to … twice"."""
    forbidden = rest.take("cannot") or rest.take("can", "not") or rest.take("may", "not")
    if not forbidden:
        rest.take_any(_PERMISSIONS)
    only = rest.take("only") if not forbidden else False
    verb = rest.tokens[0].word if rest.tokens and rest.tokens[0].kind == "word" else ""
    rest.tokens = rest.tokens[1:]
    if _ends_once(rest.tokens, only, forbidden):
        return _read_once(actor, verb, rest)
    if only and verb in _CREATING:
        return NewRow(actor, rest.take_phrase())
    raise NotSaidError(
        "of “can” and “may” only “can only create …” and “can … only once” are understood so far"
    )


def _ends_once(tokens: Phrase, only: bool, forbidden: bool) -> bool:
    words = tuple(token.word for token in tokens)
    if forbidden:
        return words[-1:] == ("twice",) or words[-3:] == ("more", "than", "once")
    return words[-2:] == ("only", "once") or (only and words[-1:] == ("once",))


def _read_once(actor: Phrase, verb: str, rest: _Reader) -> Once:
    rest.take_any(_PARTICLES)
    target = rest.take_phrase("only", "once", "twice", "more")
    rest.take("only")
    if not rest.take("more", "than", "once"):
        rest.take_any(("once", "twice"))
    rest.finish()
    return Once(actor, verb, target)
