"""What somebody wants of rows, and what is to be kept from happening, as what they must or must not be.

wanted    = ["as a" role ","] ("we" | "I" | system) ("want" | "need" | "expect" | …) rows "to" act
          | "as a" role ", I" modal act
prevented = ("prevent" | "stop" | "keep") (rows "from" deed | "the" deed "of" rows | "that" statement)
          | "it must not be possible that" statement | "there must be no" rows "that" …

As with what is turned round, such a sentence counts only where the whole is not understood as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.language.frames import Sayings, frame, wording
from erdgen.compiler.rules.language.lexicon import Lexicon
from erdgen.compiler.rules.language.rewriting import CLAUSES, Words, first_of, said, words_of
from erdgen.compiler.rules.language.tokens import Tokens
from erdgen.compiler.rules.language.words import word_set

_SHOULD = (
    "(must|should|shall|has to|needs to|will|is to|ought to|is supposed to|is expected to|have to|need to)"
)
_SYSTEM = (
    "((the|our|this|your) )?(system|application|app|api|software|program|backend|database|tool|platform"
    "|website"
    "|site|portal|service|server|we|you|i)"
)
_ALL = "(anyone|anybody|users|people|a user|any user|somebody|someone|everyone|everybody|any one|staff|us)"
_PREVENT = f"(please )?({_SYSTEM} ({_SHOULD} )?)?(prevent|prevents|stop|stops|keep|keeps|block|blocks|hinder)"
_DENIED = (
    f"(it ({_SHOULD} not|{_SHOULD} never|cannot|can not|may not|can never|may never) (be (possible|the"
    f" case|allowed"
    "|true|permitted)|be|happen|occur) that|it (is|must be|should be) (impossible|unthinkable|out of the"
    " question|ruled out"
    "|excluded|inadmissible|unacceptable|not acceptable|not okay|not ok|not right|wrong|illegal|not possible"
    "|not allowed|forbidden|prohibited|not permitted)( for us)? (that|if|when)"
    f"|{_PREVENT}( it)? that|{_SYSTEM} ({_SHOULD} )?not (allow|permit|accept|tolerate) that"
    f"|{_SYSTEM} (cannot|do not|does not|will not) (allow|permit|accept|tolerate|want) that"
    f"|(we|i) (do not|never) want (it )?that|{_SYSTEM} {_SHOULD} (rule out|exclude) that|avoid that"
    f"|never allow that)"
)
FRAMES = (
    frame(
        "possible case allowed true permitted happen occur be impossible unthinkable question out excluded"
        " inadmissible unacceptable acceptable okay ok right wrong illegal forbidden prohibited prevent"
        " prevents stop"
        " stops block blocks keep hinder allow permit accept tolerate want avoid rule exclude",
        f"{_DENIED} <rest*>",
        "it is not permitted that {rest}",
        "never {rest}",
    ),
    frame(
        "policy rule",
        "(it is|it was) (our|the|a|company|house)( \\w+)? (policy|rule)( (of ours|here))?( (never|not)"
        " to| to never) <rest*>",
        "never {rest}",
    ),
    frame(
        "deletion removal erasure",
        f"{_PREVENT} (the |any )?(deletion|removal|erasure) of (the )?<rest*>",
        "it is not possible to delete {rest}",
    ),
    frame(
        "modification editing change changes alteration updating update updates changing",
        f"{_PREVENT} (the |any )?(modification|editing|change|changes|alteration|updating|update|updates"
        f"|changing)"
        " (of|to) (the )?<rest*>",
        "it is not possible to change {rest}",
    ),
    frame(
        "creation creating adding",
        f"{_PREVENT} (the |any )?(creation|creating|adding) of (the )?<rest*>",
        "it is not possible to create {rest}",
    ),
    frame(
        "there",
        f"there ({_SHOULD} (be )?no|{_SHOULD} not be( any| an?)?|{_SHOULD} never be( any| an?)?|cannot"
        f" be( any| an?)?"
        "|may not be( any| an?)?|may never be( any| an?)?|may be no|can be no|can never be( any| an?)?"
        "|is no|are no) <rest*>",
        "reject {rest}",
        "no {rest} is allowed",
    ),
)
_REFUSED = (
    "refused|rejected|declined|blocked|prevented|accepted|allowed|permitted|prohibited|forbidden|denied"
)
_PROTECTED = (
    "(must be|should be|has to be|have to be|need to be|needs to be|is|are|shall be|must stay)( \\w+ly)?"
    " (protected|safe|safeguarded|secured|locked) (from|against)( any)?"
)
WORDS = (
    wording(
        "by",
        f"(?P<act>{_REFUSED}) by (the|our) (system|application|app|api|software|program|backend)",
        "{act}",
    ),
    wording(
        "from against",
        f"{_PROTECTED} (deletion|deletions|being deleted|deleting|removal|being removed)",
        "cannot be deleted",
    ),
    wording(
        "from against",
        f"{_PROTECTED} (changes|change|edits|editing|modification|modifications|being changed|being"
        f" edited|alteration)",
        "cannot be changed",
    ),
)
_PRONOUNS = word_set("it they he she this that")
_WANT = word_set(
    "want wants need needs expect expects require requires wish wishes like likes ask asks prefer demand"
    " demands"
)
_FIRST = {
    "i": "they",
    "my": "their",
    "me": "them",
    "myself": "themselves",
    "am": "are",
    "mine": "theirs",
    "i'm": "they",
}
_MODALS = word_set("can may must cannot should shall")
_SUBJECTS = 12


def as_said_of_rows(tokens: Tokens, lexicon: Lexicon) -> Iterator[Tokens]:
    """The same as what rows must be, or may not."""
    words = words_of(tokens)
    begin = _past_role(words)
    if begin > 0:
        yield tokens[begin:]
        yield from _by_role(tokens, words, begin)
    for start in {0, max(begin, 0)}:
        yield from _wanted(tokens[start:], Words(words[start:]))
    yield from _kept_from(tokens, words)
    yield from _nobody_does(tokens, words)
    yield from Sayings(tokens, lexicon).by((*FRAMES, *WORDS))


def _past_role(words: list[str]) -> int:
    """After "as a head of department," before "I"; -1 where no role is told."""
    if words[:2] not in (["as", "a"], ["as", "an"], ["as", "the"], ["as", "our"]):
        return -1
    speaker = first_of(words, 3, ("i", "we", "i'd", "we'd"), 6)
    if speaker < 0 or not CLAUSES.isdisjoint(words[:speaker]):
        return -1
    return speaker


def _by_role(tokens: Tokens, words: list[str], begin: int) -> Iterator[Tokens]:
    """ "As a clerk, I can only edit my own orders": a clerk can only edit their own orders."""
    modal = begin + 1
    if words[modal] not in _MODALS and words[modal : modal + 2] not in (
        ["am", "only"],
        ["am", "allowed"],
        ["am", "not"],
    ):
        return
    role = tokens[1 : begin - (words[begin - 1] == ",")]
    rest = tuple(said(_FIRST[token.word])[0] if token.word in _FIRST else token for token in tokens[modal:])
    if words[modal] == "am":
        rest = (*said("is"), *rest[1:])
    able = [n for n, token in enumerate(rest[:5]) if token.word == "able" and n > 0]
    if able and words_of(rest[able[0] - 1 : able[0] + 2]) == ["be", "able", "to"]:
        denied = any(token.word in ("not", "cannot") for token in rest[: able[0]])
        only = any(token.word == "only" for token in rest[: able[0]])
        rest = (*said("cannot" if denied else "can only" if only else "can"), *rest[able[0] + 2 :])
    yield (*role, *rest)


def _wanted(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "We want every order to have a number": every order must have a number."""
    want = first_of(words, 1, _WANT, 4)
    if want < 0 or words[0] not in ("we", "i", "the", "our", "i'd", "we'd", "you", "they"):
        return
    denied = not {"not", "never"}.isdisjoint(words[:want])
    if denied and words[want] not in ("want", "wants", "like", "wish"):
        return  # what is not needed is left free
    start = want + 1 + (words[want + 1] in ("for", "that"))
    to = first_of(words, start + 1, ("to",), _SUBJECTS)
    if to < 0 or to + 1 >= len(words) or not (CLAUSES - {"only", "where"}).isdisjoint(words[start:to]):
        return
    if words[start] in ("to", "the") and words[start + 1] in ("system", "application", "app", "software"):
        yield tokens[to + 1 :]  # "I want the system to make sure that …"
        return
    if words[to + 1 : to + 4] == ["be", "able", "to"]:
        able, asked = "can", tokens[to + 4 :]
    else:
        able, asked = "must", tokens[to + 1 :]
    negated = words[to - 1] in ("not", "never")
    rows = tokens[start : to - negated]
    if not rows or words[start] in _PRONOUNS:
        return
    first = words[start]
    if denied and negated:
        return
    if first in ("only", "nobody", "no"):
        if not denied and not negated:
            yield (*rows, *said("can" if first in ("only", "nobody") or able == "can" else "may"), *asked)
    elif denied or negated:
        yield (*rows, *said("cannot" if able == "can" else "must not"), *asked)
    elif able == "must":
        yield (*rows, *said("must"), *asked)


def _nobody_does(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "Nobody deletes a paid order": nobody can delete one."""
    verb = 1 if words[0] == "nobody" else 2 if words[:2] == ["no", "one"] else -1
    for base in _bases_of_one(words[verb]) if verb > 0 else ():
        yield (*said("nobody can"), *said(base), *tokens[verb + 1 :])


def _bases_of_one(verb: str) -> tuple[str, ...]:
    """What may be the verb that one does: "deletes" of "delete"; empty where it is none."""
    if not verb.endswith("s") or len(verb) < 4 or verb.endswith("ss"):
        return ()
    return (
        (f"{verb[:-3]}y",)
        if verb.endswith("ies")
        else (verb[:-1], verb[:-2])
        if verb.endswith("es")
        else (verb[:-1],)
    )


_ANYBODY = word_set("anyone anybody users people user somebody someone everyone everybody us staff clients")


def _kept_from(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "Prevent two orders from having the same number", "stop users from deleting paid orders"."""
    verb = first_of(words, 0, ("prevent", "prevents", "stop", "stops", "keep", "keeps", "hinder"), 6)
    if verb < 0 or (
        verb > 0 and words[0] not in ("the", "our", "this", "it", "we", "you", "please", "system")
    ):
        return
    if not {"not", "never"}.isdisjoint(words[:verb]):
        return
    place = first_of(words, verb + 2, ("from",), 10)
    if place < 0 or not CLAUSES.isdisjoint(words[verb:place]):
        return
    deed = place + 1
    if words[deed] == "being":
        rest: Tokens = (*said("be"), *tokens[deed + 1 :])
    else:
        bases = bases_of(words[deed])
        for base in bases:
            yield from _denied_to(tokens[verb + 1 : place], (*said(base), *tokens[deed + 1 :]))
        return
    yield from _denied_to(tokens[verb + 1 : place], rest)


def _denied_to(rows: Tokens, act: Tokens) -> Iterator[Tokens]:
    """That ``rows``, or people, must not do ``act``."""
    anybody = [token.word for token in rows if token.word not in ("a", "any", "all", "the")]
    if len(anybody) == 1 and anybody[0] in _ANYBODY:
        yield (*said("it is not possible to"), *act)
        return
    yield (*rows, *said("must not"), *act)


def bases_of(gerund: str) -> tuple[str, ...]:
    """What may be the verb of a gerund: "deleting" of "delete"; empty where it is none."""
    if not gerund.endswith("ing") or len(gerund) < 5:
        return ()
    stem = gerund[:-3]
    doubled = (stem[:-1],) if len(stem) > 3 and stem[-1] == stem[-2] else ()
    return {"hav": ("have",), "be": ("be",)}.get(stem, (*doubled, f"{stem}e", stem))
