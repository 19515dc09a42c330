"""Rules in the style of a table or of an order to whoever enters something, as whole sentences.

duty      = member ":" ("required" | "not allowed" | …) [limit] | rows ":" members "required"
bounds    = member "length" ":" numbers | ["minimum"] rows "age" ":" numbers | rows "days" ":" days
          | member "format" ":" pattern
order     = "for" member "," "choose between" values | "choose" member "from" values
          | limit "," ("leave" member "empty" | "enter" member)
leading   = "going by the date of birth ," statement
closing   = statement "," ("no more and no fewer" | "both included")

As with what is turned round, such a sentence counts only where the whole is not understood as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.language.rewriting import CLAUSES, Words, end_of, said, words_of
from erdgen.compiler.rules.language.tokens import Token, Tokens
from erdgen.compiler.rules.language.units import SMALL
from erdgen.compiler.rules.language.words import word_set

_DUTIES = word_set("required mandatory compulsory obligatory needed")
_BARRED = word_set("forbidden prohibited barred disallowed")
_NOT = word_set("allowed permitted possible accepted applicable")
_MODALS = word_set("must cannot may can has have needs should shall is are")
_LEADS = word_set("for in on if when with per during among of at")
_MOST = word_set("max maximum most")
_LEAST = word_set("min minimum least")
_CHARACTERS = word_set("character characters chars letters")
_DAYS = word_set("day days date dates")
_YEARS = word_set("year years old of age")
_BIRTHS = word_set("birth birthday birthdate dob")
_OF_THEIRS = word_set("date day of the a an their his her its recorded given")
#: Says of a duty no more than the adjective does.
_NOUNS = word_set("field fields entry entries item items value values piece pieces detail details")
#: The longest name before a colon, in tokens.
_WIDEST = 8


def tabled(tokens: Tokens) -> Iterator[Tokens]:
    """The same as a sentence with a verb."""
    words = words_of(tokens)
    yield from _of_duty(tokens, words)
    if ":" in words[1:_WIDEST]:
        colon = words.index(":", 1)
        head, rest = tokens[:colon], tokens[colon + 1 :]
        if rest and words[0] not in _LEADS and CLAUSES.isdisjoint(words[:colon]):
            yield from _with_verb(head, rest)
            yield from _members_needed(head, rest)
            yield from _length_told(head, rest)
            yield from _age_told(head, rest)
            yield from _days_told(head, rest)
    yield from _chosen(tokens, words)
    yield from _ordered_then(tokens, words)
    yield from _led_by_birth(tokens, words)
    yield from _closed(tokens, words)
    yield from _ago(tokens, words)


def _of_duty(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "(Phone) is a mandatory field (for drivers)": is mandatory."""
    for place in range(1, len(words) - 1):
        if words[place] in _DUTIES and words[place + 1] in _NOUNS:
            article = words[place - 1] in ("a", "an", "the")
            if words[place - 1 - article] in ("is", "are", "be", "as", "remain", "remains"):
                yield (*tokens[: place - article], tokens[place], *tokens[place + 2 :])
            return


def _with_verb(head: Tokens, rest: Tokens) -> Iterator[Tokens]:
    """ "Fine: not allowed for waived loans", "fine: must stay blank when …", "phone: mandatory if …"."""
    words = words_of(rest)
    denied = words[0] in ("not", "never") and words[1:2] and words[1] in _NOT
    if words[0] in _DUTIES | _BARRED or denied:
        yield (*head, *said("is"), *rest)
    elif words[0] in _MODALS:
        yield (*head, *rest)


def _members_needed(head: Tokens, rest: Tokens) -> Iterator[Tokens]:
    """ "Ticket: description and category required", "landlord: email required, phone required"."""
    words = words_of(rest)
    if words[-1] not in _DUTIES or len(words) < 2 or not (_MODALS | CLAUSES).isdisjoint(words):
        return
    parts: list[Tokens] = []
    begin = 0
    for place, word in enumerate(words):
        if word in _DUTIES:
            parts.append(rest[begin:place])
            begin = place + 1 + (words[place + 1 : place + 2] in ([","], [";"], ["and"]))
    if all(parts):
        members = tuple(token for part in parts for token in (*part, *said("and")))[:-1]
        yield (*said("the"), *members, *said("of"), *head, *said("are required"))


def _length_told(head: Tokens, rest: Tokens) -> Iterator[Tokens]:
    """ "Barcode length: exactly 8", "card number length: 4 to 10", "title: max length 60"."""
    words = words_of(rest)
    if head[-1].word == "length" and len(head) > 1:
        subject = head[:-1] if head[-2].word != "max" else head[:-2]
        bounds = rest
        if words[-1] in _CHARACTERS:
            bounds = rest[:-1]
    elif len(words) > 2 and words[0] in _MOST | _LEAST and words[1] == "length":
        subject, bounds = head, (rest[0], *rest[2 + (words[2] in ("of", "is", ":")) :])
        bounds = bounds[:-1] if bounds[-1].word in _CHARACTERS else bounds
    else:
        return
    between = _between(bounds)
    if between:
        yield (*subject, *said("must have"), *between, *said("characters"))


def _between(tokens: Tokens) -> Tokens:
    """ "4 to 10", "4-10", "max 8", "exactly 8" in full words; empty for anything else."""
    words = words_of(tokens)
    numbers = [place for place, word in enumerate(words) if _is_number(tokens[place])]
    if len(numbers) == 2 and words[: numbers[0]] in ([], ["from"], ["between"]):
        joint = words[numbers[0] + 1 : numbers[1]]
        if numbers[1] == len(words) - 1 and joint in (["to"], ["-"], ["–"], ["and"]):
            return (*said("between"), tokens[numbers[0]], *said("and"), tokens[numbers[1]])
    if len(numbers) != 1:
        return ()
    lead, tail = words[: numbers[0]], words[numbers[0] + 1 :]
    number = tokens[numbers[0] : numbers[0] + 1]
    if lead in ([], ["exactly"], ["precisely"]) and not tail:
        return (*said("exactly"), *number)
    for bounds, plain, ends in (
        (_MOST, "at most", (["or", "less"], ["or", "fewer"], ["maximum"], ["max"], ["at", "most"])),
        (_LEAST, "at least", (["or", "more"], ["+"], ["minimum"], ["min"], ["at", "least"])),
    ):
        led = lead in ([word] for word in bounds - {"most", "least"}) or lead == plain.split()
        if (led and not tail) or (not lead and tail in ends):
            return (*said(plain), *number)
    return ()


def _is_number(token: Token) -> bool:
    return token.kind == "number" or token.word in SMALL


def _age_told(head: Tokens, rest: Tokens) -> Iterator[Tokens]:
    """ "Student age: 5 to 21", "minimum driver age: 21", "age of a tenant: 18+"."""
    words = Words(word for word in words_of(head) if word not in ("the", "a", "an"))
    bound = "at least" if words[0] in _LEAST else "at most" if words[0] in _MOST else ""
    names = tuple(token for token in head if token.word not in ("the", "a", "an"))[bool(bound) :]
    naming = words_of(names)
    if len(names) > 1 and naming[-1] == "age":
        rows = names[:-1]
    elif len(names) > 2 and naming[:2] in (["age", "of"], ["age", "for"]):
        rows = names[2:]
    else:
        return
    rows = tuple(token for token in rows if token.kind != "possessive")
    plain = rest
    while plain and plain[-1].word in _YEARS:
        plain = plain[:-1]
    told = _between(plain)
    if told and (told[0].word != "exactly" or bound):
        told = (*said(bound), told[-1]) if bound and told[0].word == "exactly" else told
        yield (*said("a"), *rows, *said("must be"), *told, *said("years old"))


def _days_told(head: Tokens, rest: Tokens) -> Iterator[Tokens]:
    """ "Lesson days: Mon-Fri": lessons must take place on them."""
    if len(head) > 1 and head[-1].word in _DAYS and len(rest) < _WIDEST:
        yield (*head[:-1], *said("must take place on"), *rest)


def _chosen(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "For the method of a payment, choose between cash and card", "choose the class from B and C"."""
    choose = end_of(words, 0, "choose")
    if words[0] in ("for", "as") and "," in words[: 2 * _WIDEST]:
        comma = words.index(",")
        start = end_of(words, comma + 1, "choose")
        values = end_of(words, start, "out-of-these") if start > 0 else -1
        if values > 0:
            yield (*tokens[1:comma], *said("must be one of"), *tokens[values:])
        return
    for place in range(choose + 1, min(len(words) - 2, choose + 2 * _WIDEST)) if choose > 0 else ():
        values = end_of(words, place, "out-of-these")
        if values > 0:
            yield (*tokens[choose:place], *said("must be one of"), *tokens[values:])
            return


def _ordered_then(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "Where a loan has been waived, leave the fine unset", "if …, enter a reason"."""
    if words[0] not in CLAUSES | _LEADS or "," not in words:
        return
    comma = len(words) - 1 - words[::-1].index(",")
    start = comma + 1 + (words[comma + 1 : comma + 2] in (["then"], ["please"]))
    leave = end_of(words, start, "leave-it")
    if leave > 0 and words[-1] in ("empty", "blank", "unset") and len(words) - leave > 1:
        yield (*tokens[: comma + 1], *tokens[leave:-1], *said("must be empty"))
    enter = end_of(words, start, "fill-in")
    if enter > 0 and len(words) > enter and (_MODALS | CLAUSES).isdisjoint(words[enter:]):
        yield (*tokens[: comma + 1], *tokens[enter:], *said("must be given"))


def _led_by_birth(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "Going by their date of birth, …": an age is worked out so anyway."""
    lead = end_of(words, 0, "going-by")
    comma = words.index(",") if lead > 0 and "," in words else -1
    source = set(words[lead:comma])
    if 0 < comma - lead < _WIDEST and source <= _BIRTHS | _OF_THEIRS and not source.isdisjoint(_BIRTHS):
        yield tokens[comma + 1 :]


def _closed(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "… 8 characters, no more and no fewer", "from 5 to 21, both included": what was said already."""
    for place in range(4, len(words) - 1):
        start = place + (words[place] in (",", "(", "–"))
        end = end_of(words, start, "neither-more-nor-less")
        if end > 0 and end + (words[-1] == ")") == len(words):
            number = next((n for n in range(place) if _is_number(tokens[n])), -1)
            plain = sum(_is_number(token) for token in tokens[:place]) == 1
            bounded = {"least", "most", "than", "over", "under", "up", "max", "min"}
            if plain and bounded.isdisjoint(words[:place]):
                exact = () if words[number - 1] in ("exactly", "precisely") else said("exactly")
                yield (*tokens[:number], *exact, *tokens[number:place])
            return
        end = end_of(words, start, "ends-included")
        if end > 0 and end + (words[-1] == ")") == len(words):
            yield tokens[:place]
            return


def _ago(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "18 years ago or more", "21 or more years ago": at least so many years ago."""
    if "ago" not in words:
        return
    for place in range(2, len(words) - 2):
        if not _is_number(tokens[place]) or words[place - 1] in ("than", "least", "most"):
            continue
        number = tokens[place : place + 1]
        rest = words[place + 1 :]
        for unit in ("years", "months", "weeks", "days"):
            more = (["or", "more", unit, "ago"], [unit, "or", "more", "ago"], [unit, "ago", "or", "more"])
            early = ([unit, "ago", "or", "earlier"], [unit, "ago", "or", "longer"])
            for tail in (*more, *early):
                if rest[: len(tail)] == tail:
                    after = tokens[place + 1 + len(tail) :]
                    yield (*tokens[:place], *said("at least"), *number, *said(f"{unit} ago"), *after)
                    return
