"""The keys of names: all spellings of a name are one, and so are words of one meaning."""

from __future__ import annotations

import re
from functools import lru_cache

from erdgen.compiler.rules.language.words import word_set

_BOUNDARY = re.compile(r"[\W_]+|(?<=[a-z])(?=[A-Z0-9])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[0-9])(?=[A-Za-z])")
#: "SKUs", "URLs"
_ACRONYMS = re.compile(r"\b([A-Z]{2,})s\b")
_SPELLING = {
    "cancelled": "canceled",
    "colour": "color",
    "favourite": "favorite",
    "licence": "license",
    "labelled": "labeled",
}
#: Words that mean the same in names.
_SAME = {
    "begin": "start",
    "beginning": "start",
    "begins": "start",
    "starting": "start",
    "finish": "end",
    "finishing": "end",
    "ending": "end",
    "finished": "end",
    "ended": "end",
    "started": "start",
    "qty": "quantity",
    "mail": "email",
    "telephone": "phone",
    "birthday": "birth",
    "birthdate": "birth",
    "dob": "birth",
    "born": "birth",
    "died": "death",
    "deceased": "death",
    "departure": "depart",
    "departs": "depart",
    "departed": "depart",
    "arrival": "arrive",
    "arrives": "arrive",
    "arrived": "arrive",
    "creation": "created",
    "expiration": "expire",
    "expiry": "expire",
    "expires": "expire",
    "expired": "expire",
    "hiring": "hire",
    "hired": "hire",
    "colour": "color",
    "cancelled": "canceled",
    "cancellation": "canceled",
    "cancelling": "canceled",
    "leaving": "left",
    "leaves": "left",
    "labelled": "labeled",
    "checkin": "checkin",
    "maximum": "max",
    "minimum": "min",
    "percent": "percentage",
    "pct": "percentage",
    "discounted": "discount",
    "isbn13": "isbn",
    "delivered": "deliver",
    "delivery": "deliver",
    "returned": "return",
    "borrowed": "borrow",
    "shipping": "ship",
    "shipped": "ship",
    "shipment": "ship",
    "published": "publish",
    "publication": "publish",
    "paid": "pay",
    "payment": "pay",
    "signed": "sign",
    "closed": "close",
    "closing": "close",
    "opened": "open",
    "opening": "open",
    "issued": "issue",
    "ordered": "order",
    "booked": "book",
    "booking": "book",
    "scheduled": "schedule",
    "updated": "update",
    "submission": "submit",
    "submitted": "submit",
    "approved": "approve",
    "approval": "approve",
    "enrolment": "enroll",
    "enrollment": "enroll",
    "enrolled": "enroll",
    "resolved": "resolve",
    "resolution": "resolve",
    "admission": "admit",
    "admitted": "admit",
    "discharged": "discharge",
    "purchased": "purchase",
    "receipt": "receive",
    "received": "receive",
    "inspection": "inspect",
    "collection": "collect",
    "assessment": "assess",
    "appointment": "appoint",
    "acquisition": "acquire",
    "decision": "decide",
    "repayment": "repay",
    "repaid": "repay",
    "sale": "sell",
    "sold": "sell",
    "completion": "complete",
    "rejection": "reject",
    "withdrawal": "withdraw",
    "withdrawn": "withdraw",
    "reservation": "reserve",
    "disposal": "disposed",
    "dismissal": "dismissed",
    "renewal": "renewed",
    "registration": "register",
}
#: Adjectives that say for how long or where something is, with the noun of which they are made.
_ADJECTIVES = {"hourly": "hour", "daily": "day", "nightly": "night", "annual": "year", "annually": "year"}
#: What verbs, participles and nouns of one root end in, with the letters that are left at least.
_ENDINGS = (
    *(("ment", 4), ("ance", 5), ("ence", 5), ("ion", 4), ("ing", 4), ("ure", 4), ("ly", 4)),
    *(("al", 4), ("ed", 3), ("y", 5)),
)
#: Say of what type a field is rather than what it holds: "start date" may be called ``starts_at``.
_TYPE_WORDS = word_set("date time datetime timestamp at on of the is moment day dt ts")
#: Units at the end of a field's name: ``weight_kg`` is called "weight".
_UNIT_WORDS = word_set(
    "kg g gram mg km m cm mm sqm eur usd gbp kb mb gb ml minute hour second week month year"
    " percentage percent kilogram litre liter l ccm pct c f kwh kw"
)
#: No name begins or ends with one of these.
EDGES = word_set("of the is on at")
#: Alike only by chance.
_STEMLESS = word_set(
    "based united limited used need department apartment document element comment segment moment compartment"
)


@lru_cache(maxsize=65536)
def split_name(name: str) -> tuple[str, ...]:
    """``startDate``, ``start_date``, ``Start dates`` → ``("start", "date")``."""
    plain = _ACRONYMS.sub(lambda match: match.group(1), name)
    return tuple(singular(word.lower()) for word in _BOUNDARY.split(plain) if word)


@lru_cache(maxsize=65536)
def key_of(name: str) -> str:
    """The words of a name in the singular, joined: "sub total" and "subtotal" are one name."""
    return "".join(_british(word) for word in split_name(name))


def _british(word: str) -> str:
    return _SPELLING.get(word, word)


@lru_cache(maxsize=65536)
def member_key_of(name: str) -> str:
    """The loose key of a member's own name, without the unit at its end."""
    words = split_name(name)
    while len(words) > 1 and words[-1] in _UNIT_WORDS:
        words = words[:-1]
    return loose_key_of("_".join(words))


@lru_cache(maxsize=65536)
def loose_key_of(name: str) -> str:
    """As ``key_of``, with one word for several of one meaning, and without words for types."""
    return "".join(_stem(word) for word in meanings_of(name))


@lru_cache(maxsize=65536)
def meanings_of(name: str) -> tuple[str, ...]:
    """The words of a name that say what it holds, one for several of one meaning; none of half a name."""
    if "times" in name.lower().split() or " at the " in name:
        return ()
    if not EDGES.isdisjoint((*name.lower().split()[:1], *name.lower().split()[-1:])) and " " in name:
        return ()
    words = [_SAME.get(word, word) for word in split_name(name)]
    return tuple(_SAME.get(singular(word), word) for word in words if word not in _TYPE_WORDS)


def _stem(word: str) -> str:
    """What a verb, its participle and its noun have in common: "promise", "promised"; "graduation"."""
    if word in _STEMLESS:
        return word
    if len(word) > 6 and word.endswith("ation"):
        return word[:-3]
    if len(word) > 7 and word.endswith("ment"):
        return word[:-4].removesuffix("e") if len(word) > 8 else word[:-4]
    ending = 3 if len(word) > 6 and word.endswith("ing") and not word.endswith("eing") else 2
    if ending == 3 or (len(word) > 4 and word.endswith("ed") and not word.endswith("eed")):
        word = word[:-ending]
        doubled = len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsez"
        word = word[:-1] if doubled else word
    return word.removesuffix("e") if len(word) > 4 else word


def same_deed(first: str, second: str) -> bool:
    """Whether two words are of one deed: "cancelled" and "cancellation", "declining" and "decline"."""
    keys = (loose_key_of(word) if len(word) > 2 else "" for word in (first, second))
    short, long = sorted(keys, key=len)
    return len(short) > 2 and (short == long or (len(short) > 4 and long.startswith(short)))


@lru_cache(maxsize=65536)
def roots_of_name(name: str) -> tuple[str, ...]:
    """What the words of a name have in common with verbs and nouns made of them: "cancelling"."""
    return tuple(_root(word) for word in meanings_of(name) if word != "per")


@lru_cache(maxsize=65536)
def roots_of_member(name: str) -> tuple[str, ...]:
    """The roots of a member's own name, without the unit at its end."""
    words = split_name(name)
    while len(words) > 1 and words[-1] in _UNIT_WORDS:
        words = words[:-1]
    return roots_of_name("_".join(words))


def _root(word: str) -> str:
    word = _ADJECTIVES.get(word, word)
    if word in _STEMLESS:
        return word
    for ending, shortest in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= shortest:
            word = word.removesuffix(ending)
            break
    word = word.removesuffix("at") if len(word) > 5 else word
    word = word.removesuffix("e") if len(word) > 3 else word
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word


@lru_cache(maxsize=65536)
def singular(word: str) -> str:
    irregular = {
        "people": "person",
        "children": "child",
        "men": "man",
        "women": "woman",
        "addresses": "address",
        "statuses": "status",
        "buses": "bus",
        "analyses": "analysis",
        "synopses": "synopsis",
        "diagnoses": "diagnosis",
        "theses": "thesis",
        "crises": "crisis",
        "movies": "movie",
        "categories": "category",
        "indices": "index",
        "invoices": "invoice",
        "expires": "expires",
        "houses": "house",
        "courses": "course",
        "leaves": "leave",
        "shelves": "shelf",
        "wives": "wife",
        "series": "series",
        "news": "news",
    }
    if word in irregular:
        return irregular[word]
    if len(word) > 5 and word.endswith("men") and word not in ("specimen", "regimen", "abdomen"):
        return f"{word[:-2]}an"
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) > 4 and word.endswith(("sses", "xes", "ches", "shes", "zzes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
