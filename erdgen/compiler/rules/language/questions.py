"""Rules told as a question with its answer: "Who may edit a price? Only managers."

told      = question "?" answer
question  = "who may" act | ("can" | "may") rows act | ("must" | "does" | "is") rows … | "when can" rows act
          | "how many" rows modal rows have | "what is the highest" member
answer    = "no" [exception] | "yes" [condition] | ["only"] people | amount | condition

A question that is answered by "yes" alone, where it asks what is possible, states no rule.
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.language.rewriting import CLAUSES, Words, said, trimmed, words_of
from erdgen.compiler.rules.language.tokens import Tokens
from erdgen.compiler.rules.language.words import word_set

_WHO = (
    *(
        "may",
        "can",
        "could",
        "should be able to",
        "is allowed to",
        "is permitted to",
        "is able to",
        "gets to",
    ),
    *("is entitled to", "has the right to", "is supposed to be able to", "must be able to", "are allowed to"),
    *("is authorised to", "is authorized to", "should be allowed to"),
)
_NO = word_set("no never nope")
_YES = word_set("yes yep yeah certainly sure absolutely definitely naturally")
_EMPHASIS = (
    *(
        "never",
        "not at all",
        "under no circumstances",
        "in no case",
        "that is not allowed",
        "that is not possible",
    ),
    *(
        "never ever",
        "this is not allowed",
        "this is forbidden",
        "that is forbidden",
        "not allowed",
        "not possible",
    ),
    *(
        "of course not",
        "certainly not",
        "absolutely not",
        "definitely not",
        "no way",
        "impossible",
        "forbidden",
    ),
    *("no , never", "they cannot", "it cannot", "they may not", "it may not", "they must not", "it must not"),
    *("it is not", "they are not", "not ever", "at no time"),
)
_AFFIRMED = (
    *(
        "always",
        "in every case",
        "in all cases",
        "without exception",
        "it is",
        "it does",
        "they do",
        "they are",
    ),
    *(
        "it must",
        "they must",
        "every time",
        "of course",
        "definitely",
        "absolutely",
        "it has to",
        "every one",
    ),
    *(
        "that is mandatory",
        "that is required",
        "it is mandatory",
        "it is required",
        "each one",
        "all of them",
    ),
)
_IFS = (
    *(
        "if",
        "when",
        "while",
        "once",
        "after",
        "as long as",
        "until",
        "before",
        "unless",
        "provided",
        "whenever",
    ),
    *("as soon as", "provided that"),
)
_CAN = word_set("can may could")
_ASKS = word_set("must should shall")
_BE = word_set("is are")
_DO = word_set("does do")
#: How far the subject of a question reaches.
_WIDEST = 9
#: One of these stands in a question that asks for a bound, or for all values.
_BOUNDS = word_set(
    "maximum highest most largest greatest biggest longest upper minimum lowest least smallest fewest"
    " shortest lower"
    " allowed permitted possible valid accepted"
)
_BOUND = word_set(
    "at most least up no not fewer more exactly maximum minimum max min only just between from one"
)


def answered(tokens: Tokens) -> Iterator[Tokens]:
    """The statements that a question and its answer may make, told by where the subject may end."""
    words = words_of(tokens)
    if "?" not in words or words.count("?") > 1:
        return
    mark = words.index("?")
    asked, answer = tokens[:mark], trimmed(tokens[mark + 1 :])
    if len(asked) < 3 or not answer:
        return
    first, told = words[0], words_of(answer)
    if first in ("who", "which", "whom"):
        yield from _people(asked, answer)
    elif first in _CAN or words[:3] == ["is", "it", "possible"] or words[:3] == ["is", "it", "allowed"]:
        yield from _possible(asked, answer)
    elif first in _ASKS | _BE | _DO:
        yield from _needed(asked, answer)
    elif first == "when" and words[1] in _CAN:
        yield from _when(asked[1:], answer)
    elif words[:2] == ["how", "many"]:
        yield from _how_many(asked, answer)
    elif first == "what" and words[1] in _BE and not _BOUNDS.isdisjoint(words):
        yield (*asked[2:], *said("is"), *answer)
    elif first == "how" and words[2] in _CAN and told[0] in _BOUND:
        yield from _how(asked, answer)


def _people(asked: Tokens, answer: Tokens) -> Iterator[Tokens]:
    """ "Who may edit a price? (Only) managers": whoever is not told may not."""
    words, told = words_of(asked), words_of(answer)
    lead = (
        1 if words[0] == "who" else next((n for n in range(1, 4) if words[n] in _CAN or words[n] in _BE), -1)
    )
    for spelling in _WHO:
        parts = spelling.split()
        if lead < 0 or words[lead : lead + len(parts)] != parts:
            continue
        deed = asked[lead + len(parts) :]
        people = answer[told[0] in ("only", "just", "solely", "exclusively") :]
        if told[-1] in ("only", "alone", "exclusively"):
            people = people[:-1]
        told = words_of(people)
        last = next((n for n in range(1, len(told)) if told[n] in _CAN), -1)
        if last > 0 and told[last:] in (
            ["can"],
            ["may"],
            ["can", "do", "that"],
            ["may", "do", "that"],
            ["can", "do", "this"],
        ):
            people, told = people[:last], Words(told[:last])
        if not CLAUSES.isdisjoint(told) or not people:
            return
        if told in (["nobody"], ["no", "one"], ["nobody", "at", "all"]):
            yield (*said("nobody can"), *deed)
        elif told[0] in ("everyone", "everybody", "anyone", "anybody", "all"):
            yield (*people, *said("can"), *deed)
        else:
            yield (*said("only"), *people, *said("can"), *deed)
        return


def _possible(asked: Tokens, answer: Tokens) -> Iterator[Tokens]:
    """ "Can a paid order be deleted? No": it cannot be; "only if …", "not once …"."""
    words = words_of(asked)
    if words[0] == "is":
        if words[3] == "to":
            for verdict, condition in _verdicts(answer):
                lead = "it is only possible to" if verdict == "only" else "it is not possible to"
                yield (*said(lead), *asked[4:], *condition)
        return
    for subject, rest in _parted(asked[1:]):
        for verdict, condition in _verdicts(answer):
            yield (*subject, *said("can only" if verdict == "only" else "cannot"), *rest, *condition)


def _verdicts(answer: Tokens) -> Iterator[tuple[str, Tokens]]:
    """Whether something is not possible, or only so, with the case that the answer tells."""
    told = words_of(answer)
    start = int(told[0] in _NO | _YES)
    denied = told[0] in _NO
    start += told[start] in (",", "–", "-", ";", ".")
    start += told[start] == "but" or told[start] == "and"
    rest, words = answer[start:], Words(told[start:])
    if (denied and not rest) or (" ".join(words) in _EMPHASIS and (denied or start == 0)):
        yield "not", ()
    elif words[0] == "only" and _begins_case(words[1:]):
        yield "only", rest[1:]
    elif words[0] == "not" and _begins_case(words[1:]):
        yield "not", rest[1:]
    elif denied and words[0] == "unless":
        yield "not", rest
    elif denied and words[0] == "not" and _begins_case(words[1:]):
        yield "not", rest[1:]


def _begins_case(words: list[str]) -> bool:
    text = " ".join(words)
    return any(text.startswith(f"{spelling} ") for spelling in _IFS)


def _needed(asked: Tokens, answer: Tokens) -> Iterator[Tokens]:
    """ "Does a batch need a number? Yes", "is a reason required? Only if …"."""
    words, told = words_of(asked), words_of(answer)
    start = int(told[0] in _YES)
    start += start > 0 and told[start] in (",", "–", "-", ";", ".")
    start += told[start] in ("but", "and")
    case, text = answer[start:], " ".join(told[start:])
    affirmed = told[0] in _YES and (not case or text in _AFFIRMED)
    if not affirmed and text in _AFFIRMED:
        affirmed = True
    condition: Tokens = ()
    if not affirmed:
        only = int(told[start] == "only")
        if not _begins_case(told[start + only :]) or told[start + only] in ("until", "before"):
            yield from _not_needed(asked, answer)
            return
        condition = case[only:]
    for subject, rest in _parted(asked[1:]):
        verb = words_of(rest)[0]
        if words[0] in _ASKS or (words[0] in _DO and verb == "have" and words_of(rest)[1] == "to"):
            yield (*subject, *said("must"), *(rest if words[0] in _ASKS else rest[2:]), *condition)
        elif words[0] in _DO and verb in ("need", "require", "have"):
            yield (*subject, *said("needs"), *rest[1:], *condition)
        elif words[0] in _BE and verb in ("required", "mandatory", "compulsory", "needed", "obligatory"):
            yield (*subject, *said("is"), *rest, *condition)


def _not_needed(asked: Tokens, answer: Tokens) -> Iterator[Tokens]:
    """ "Is a refund allowed? No", "are duplicate numbers allowed? No"."""
    words, told = words_of(asked), words_of(answer)
    denied = told[0] in _NO and (
        len(told) == 1 or " ".join(told[1 + (told[1] in (",", "–", "-")) :]) in _EMPHASIS
    )
    if (
        words[0] in _BE
        and words[-1] in ("allowed", "permitted", "possible", "accepted", "acceptable")
        and denied
    ):
        yield (*asked[1:-1], *said(f"{words[0]} not allowed"))


def _when(asked: Tokens, answer: Tokens) -> Iterator[Tokens]:
    """ "When can an order be cancelled? Only while it is open"."""
    told = words_of(answer)
    if told == ["never"]:
        yield from _possible(asked, answer)
    only = int(told[0] == "only")
    if _begins_case(told[only:]) and told[only] not in ("unless",):
        for subject, rest in _parted(asked[1:]):
            yield (*subject, *said("can only"), *rest, *answer[only:])


def _how_many(asked: Tokens, answer: Tokens) -> Iterator[Tokens]:
    """ "How many lines must an order have? At least one": an order must have at least one lines."""
    words, told = words_of(asked), words_of(answer)
    modal = next((n for n in range(3, min(len(words), _WIDEST)) if words[n] in _CAN | _ASKS), -1)
    if modal > 0 and words[modal] in _CAN and len(answer) == 1 and answer[0].kind == "number":
        answer = (*said("at most"), *answer)
        told = words_of(answer)
    if modal < 0 or told[0] not in _BOUND or len(told) > 6:
        return
    rows = asked[2:modal]
    for subject, rest in _parted(asked[modal + 1 :]):
        yield (
            *subject,
            *said("can" if words[modal] in _CAN else "must"),
            *rest[:1],
            *answer,
            *rows,
            *rest[1:],
        )


def _how(asked: Tokens, answer: Tokens) -> Iterator[Tokens]:
    """ "How long may a title be? At most 80 characters": a title may be at most 80 characters long."""
    words = words_of(asked)
    if words[-1] != "be" or words[1] not in ("long", "high", "old", "heavy", "large", "big"):
        return
    yield (*asked[3:-1], *said("must be"), *answer)


def _parted(tokens: Tokens) -> Iterator[tuple[Tokens, Tokens]]:
    """The subject of a question and what is asked of it, by each place where they may meet."""
    for place in range(1, min(len(tokens), _WIDEST)):
        yield tokens[:place], tokens[place:]
