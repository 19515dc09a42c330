"""Words of the language that name nothing in an ERD; spellings of one meaning are parted by ``|``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Generic, TypeVar

from erdgen.compiler.rules.conditions import Operator, Unit

Words = tuple[str, ...]
T = TypeVar("T")


class Table(Generic[T]):
    """Phrases with their meanings; the longest that stands at a place is the one that is meant."""

    def __init__(self, lines: Mapping[str, T]) -> None:
        self._by_first: dict[str, list[tuple[Words, T]]] = {}
        for spellings, meaning in lines.items():
            for text in spellings.split("|"):
                words = tuple(text.split())
                self._by_first.setdefault(words[0], []).append((words, meaning))
        for known in self._by_first.values():
            known.sort(key=lambda entry: -len(entry[0]))

    def find(self, words: Sequence[str], place: int) -> tuple[T, int] | None:
        """Meaning and end of the longest phrase at ``place``."""
        for phrase, meaning in self._by_first.get(words[place], ()) if place < len(words) else ():
            if tuple(words[place : place + len(phrase)]) == phrase:
                return meaning, place + len(phrase)
        return None


def table(lines: Mapping[str, T]) -> Table[T]:
    return Table(lines)


def word_set(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Stand before a noun without changing what it names.
DETERMINERS = word_set(
    "a an the each every all any its their his her this that these those our your own both"
)
#: Change nothing of what a sentence asks for.
FILLERS = word_set("always also still strictly ever please therefore thus simply only-ever")
#: A sentence with one of these asks for nothing that could be tested.
VAGUE = word_set(
    "ideally preferably usually typically normally generally probably maybe perhaps mostly often sometimes"
    " reasonable reasonably appropriate appropriately suitable sensible adequate properly roughly about"
    " approximately around nearly almost recent recently good nice friendly quickly fast timely regularly"
    " occasionally possibly hopefully recommended encouraged advisable desirable optional optionally prefer"
    " preferred aim try strive meaningful relevant excessive excessively sufficient sufficiently enough"
)
#: Speak of an act of people or of the system that no row records.
PROCESS = word_set(
    "emailed notify notified notification remind reminded reminder send sent sms alert alerted"
)

MUST = table(
    {
        "must|must always|has to|have to|needs to|need to|shall|should|should always|will"
        "|is required to|are required to|ought to|is to|are to|has got to|must be sure to"
        "|is expected to|are expected to|is supposed to|is obliged to|are obliged to|is obligated to"
        "|are obligated to|is bound to|are bound to|is under an obligation to|are supposed to": False,
        "must not|must never|has to not|cannot|can not|can never|may not|may never|shall not"
        "|shall never|should not|should never|will not|will never|is not allowed to"
        "|are not allowed to|is never allowed to|are never allowed to|is not permitted to"
        "|are not permitted to|is forbidden to|are forbidden to|should not be allowed to"
        "|must not be allowed to|may not be allowed to|must under no circumstances"
        "|may under no circumstances|can under no circumstances|shall under no circumstances"
        "|must at no time|may at no time|shall at no time|can at no time|must in no case|may in no case"
        "|shall in no case|can in no case|is prohibited from"
        "|are prohibited from|is forbidden from|are forbidden from|could not|can no longer"
        "|may no longer|must no longer|is not able to|are not able to|is unable to|are unable to": True,
    }
)
CAN = table(
    {
        "can|may|is allowed to|are allowed to|is permitted to|are permitted to|could|might|is able to"
        "|are able to": None
    }
)
CAN_ONLY = table(
    {
        "can only|may only|must only|should only|is only allowed to|are only allowed to|can only ever"
        "|may only ever|is only permitted to|are only permitted to|shall only|will only|can solely"
        "|may solely": None
    }
)
BE = frozenset(
    {"be", "is", "are", "was", "were", "been", "being", "become", "remain", "stay", "stays", "remains"}
)

#: "At least as high as", "not as long as".
_SIZES = "high large great big much many long late old heavy wide deep tall"


def _as_so_as(lead: str) -> str:
    return "|".join(f"{lead} as {size} as" for size in _SIZES.split())


COMPARISONS: Table[Operator] = table(
    {
        _as_so_as("at least"): "gte",
        _as_so_as("at most"): "lte",
        _as_so_as("not"): "lt",
        "greater than or equal to|more than or equal to|equal to or greater than"
        "|equal to or more than|no less than|no fewer than|no lower than|no smaller than"
        "|not less than|not fewer than|not lower than|not smaller than|no younger than"
        "|not younger than|at least|a minimum of|minimum of|minimum|min|higher than or equal to|at or above"
        "|equal or greater than|greater or equal to|greater than or equals|not under|not below"
        "|larger than or equal to|never less than|never below|never under|never lower than|never fewer than"
        "|a floor of|a lower limit of|a minimum value of|a min of|min .|a lower bound of"
        "|equal to or above|equal to or over|at least equal to|>=|≥": "gte",
        "less than or equal to|fewer than or equal to|equal to or less than|equal to or fewer than"
        "|no more than|no greater than|no higher than|no larger than|no bigger than|not more than"
        "|not greater than|not higher than|not larger than|no older than|not older than|at most"
        "|a maximum of|maximum|maximum of|max|up to|lower than or equal to|at or below"
        "|equal or less than|less or equal to|not above|not over|limited to|capped at"
        "|smaller than or equal to|at or under|not beyond|never more than|never above|never over"
        "|never higher than|never greater than|a limit of|an upper limit of|a ceiling of"
        "|a cap of|a maximum value of"
        "|a max of|max of|max .|topped at|never larger than|never exceeding|not exceeding"
        "|a top limit of|an upper bound of"
        "|not in excess of|equal to or below|equal to or under|at most equal to|<=|≤": "lte",
        "greater than|more than|larger than|bigger than|higher than|above|over|in excess of"
        "|upwards of|strictly more than|strictly greater than|strictly above|exceeding|>": "gt",
        "less than|lower than|smaller than|fewer than|below|under|strictly less than|strictly below"
        "|strictly under|<": "lt",
        "exactly|equal to|precisely|the same as|equals|=|identical to|equal|identical with": "eq",
        "different from|different to|other than|distinct from|not equal to|not the same as|unequal to|!=|≠"
        "|different than|not identical to": "ne",
    }
)
#: About moments.
TIME_COMPARISONS: Table[Operator] = table(
    {
        "at the earliest|at earliest|on or after|no earlier than|not earlier than|not before"
        "|at or after|later than or equal to|after or on|the same as or after"
        "|the same as or later than|on or later than|equal to or after|equal to or later than"
        "|no sooner than|not sooner than|the same day as or after|after or equal to|not any earlier than"
        "|after or the same as": "gte",
        "at the latest|at latest|on or before|no later than|not later than|not after|at or before"
        "|earlier than or equal to|before or on|by|the same as or before|the same as or earlier than"
        "|on or earlier than|until|equal to or before|equal to or earlier than"
        "|the same day as or before|before or equal to|before or the same as": "lte",
        "after|later than|past|strictly after|strictly later than": "gt",
        "before|earlier than|prior to|strictly before|strictly earlier than|sooner than|ahead of": "lt",
        "on|at|the same day as|on the same day as": "eq",
    }
)
#: "Intervals shorter than 30 days": of numbers alone; of texts these count characters.
SIZED_COMPARISONS: Table[Operator] = table(
    {
        "longer than|heavier than|taller than|wider than|thicker than|deeper than|warmer than|hotter than"
        "|dearer than|faster than": "gt",
        "shorter than|lighter than|narrower than|thinner than|colder than|cooler than|cheaper than"
        "|slower than": "lt",
        "no shorter than|not shorter than|no lighter than|no narrower than|no colder than|no cheaper than"
        "|never shorter than": "gte",
        "no longer than|not longer than|no heavier than|not heavier than|no taller than|no wider than"
        "|no warmer than|no dearer than|never longer than|never heavier than": "lte",
    }
)
#: Verbs that compare by themselves, with the sort of value that they need.
COMPARING_VERBS: Table[tuple[Operator, str]] = table(
    {
        "exceed|exceeds|surpass|surpasses|go over|goes over|rise beyond|goes beyond|lie above"
        "|lies above|overshoot|go above|goes above|rise above"
        "|be in excess of|go beyond|pass|top": ("gt", "number"),
        "fall below|falls below|go below|goes below|drop below|drops below|sink below|fall under"
        "|go under|drop under|dip below|slip below|undercut|undercuts|undershoot|lie below"
        "|lies below|drops below": (
            "lt",
            "number",
        ),
        "equal|equals|match|matches|be equal to|agree with|agrees with|coincide with|correspond to": (
            "eq",
            "",
        ),
        "differ from|differs from": ("ne", ""),
        "precede|precedes|come before|comes before|lie before|fall before|be before|happen before"
        "|occur before|predate|predates": ("lt", "time"),
        "follow|follows|come after|comes after|lie after|fall after|be after|happen after|occur after": (
            "gt",
            "time",
        ),
        "start at|starts at|begin at|begins at|start from|starts from|bottom out at|bottoms out at": (
            "gte",
            "number",
        ),
        "reach|reaches": ("gte", "number"),
        "top out at|tops out at|max out at|maxes out at|end at|ends at|stop at|stops at|peak at|peaks at"
        "|go up to|goes up to|reach up to|reaches up to|run up to|runs up to|range up to|ranges up to": (
            "lte",
            "number",
        ),
        "within|stay within|remain within|lie within|keep within|stays within|be within|remains within": (
            "lte",
            "number",
        ),
    }
)
TAILS: Table[Operator] = table(
    {
        "or more|or greater|or higher|or above|or over|or larger|and above|and over|or older|and up"
        "|and more|+|or longer|at the lowest|at the least|at least|at a minimum|at the least|minimum"
        "|or later|or up|or upwards|at the very least|at the minimum|as a minimum|upwards": "gte",
        "or less|or fewer|or lower|or below|or under|or smaller|and below|and under|or younger"
        "|or shorter|at the highest|at the longest|at most|at a maximum|at the most|maximum|max"
        "|or earlier|at the very most|at the maximum|as a maximum|at the outside|at the utmost|tops": "lte",
    }
)
UNITS: dict[str, Unit] = {
    **dict.fromkeys(("minute", "minutes", "min", "mins"), "minutes"),
    **dict.fromkeys(("hour", "hours", "hr", "hrs", "h"), "hours"),
    **dict.fromkeys(("day", "days"), "days"),
    **dict.fromkeys(("week", "weeks"), "weeks"),
    **dict.fromkeys(("month", "months"), "months"),
    **dict.fromkeys(("year", "years", "yr", "yrs"), "years"),
}
CURRENCIES = word_set(
    "$ € £ ¥ dollar dollars euro euros pound pounds usd eur gbp chf franc francs yen cent cents pence"
    " rupees inr"
)
#: Units of count and measure that a number may carry without a change of its value.
MEASURES = word_set(
    "people persons guests items units pieces pcs seats points stars kg kilogram kilograms"
    " kilogrammes g gram grams km kilometre kilometres kilometer kilometers m metre metres meter"
    " meters cm centimetre centimetres mm l litre litres liter liters ml credits pages copies"
    " employees students players members participants attendees places rooms beds bedrooms bathrooms"
    " tickets nights sqm degrees celsius kwh mb gb kb percent percentage hours minutes days weeks"
    " months years slots lbs pounds miles square mph mg ms tonnes tons parcels boxes vehicles marks"
)
#: Units of size: what they measure, and how many of its base unit they are. Bytes (1,000 or 1,024) and
#: degrees are not converted: each is a measure of its own.
SIZES: dict[str, tuple[str, Decimal]] = {
    spelling: (measure, Decimal(factor))
    for measure, factor, spellings in (
        ("mass", "0.001", "mg milligram milligrams milligramme milligrammes"),
        ("mass", "1", "g gram grams gramme grammes"),
        ("mass", "1000", "kg kilogram kilograms kilogramme kilogrammes kilo kilos kgs"),
        ("mass", "1000000", "t tonne tonnes"),
        ("mass", "453.59237", "lb lbs"),
        ("length", "1", "mm millimetre millimetres millimeter millimeters"),
        ("length", "10", "cm centimetre centimetres centimeter centimeters"),
        ("length", "1000", "m metre metres meter meters"),
        ("length", "1000000", "km kilometre kilometres kilometer kilometers"),
        ("length", "1609344", "mile miles"),
        ("volume", "1", "ml millilitre millilitres milliliter milliliters"),
        ("volume", "10", "cl centilitre centilitres"),
        ("volume", "1000", "l litre litres liter liters"),
        ("kilobytes", "1", "kb kilobyte kilobytes"),
        ("megabytes", "1", "mb megabyte megabytes"),
        ("gigabytes", "1", "gb gigabyte gigabytes"),
        ("celsius", "1", "celsius"),
        ("fahrenheit", "1", "fahrenheit"),
    )
    for spelling in spellings.split()
}
CHARACTERS = word_set("character characters char chars letters letter digits digit symbols")
SCALES = {"hundred": 100, "thousand": 1000, "k": 1000, "million": 1000000, "m": 1000000, "dozen": 12}
_NUMBERS = (
    "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven"
    "|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
)
SMALL = {word: value for value, word in enumerate(_NUMBERS.split("|"))}
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
TENS = {word: 20 + 10 * place for place, word in enumerate(_TENS.split("|"))}
_MONTHS = (
    "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sep sept"
    "|october oct|november nov|december dec"
)
MONTHS = {name: number for number, names in enumerate(_MONTHS.split("|"), 1) for name in names.split()}
_DAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
#: Monday is 0.
DAYS = {
    spelling: number
    for number, name in enumerate(_DAYS.split("|"))
    for spelling in (name, f"{name}s", name[:3])
}
#: Formats with a name: regular expression and words for messages.
FORMATS: Table[tuple[str, str]] = table(
    {
        "upper case|uppercase|in upper case|in uppercase|capital letters|in capital letters"
        "|in capitals|upper case letters|uppercase letters|all caps|in all caps"
        "|capitalised throughout|in block capitals": (
            r"[^a-z]*",
            "upper case",
        ),
        "lower case|lowercase|in lower case|in lowercase|lower case letters|lowercase letters"
        "|all lower case"
        "|all lowercase": (r"[^A-Z]*", "lower case"),
        "digits|numeric|numbers|numerals|decimal digits|digits only|numbers only|only digits|all digits": (
            r"[0-9]*",
            "digits",
        ),
        "letters|alphabetic|letters only|only letters|alphabetical": (r"[^\W\d_]*", "letters"),
        "alphanumeric|letters and digits|letters and numbers|letters or digits|digits and letters"
        "|alphanumerical|alphanumeric characters|numbers and letters|letters or numbers": (
            r"[A-Za-z0-9]*",
            "letters and digits",
        ),
        "uppercase letters and digits|upper case letters and digits|capital letters and digits"
        "|capital letters and numbers|uppercase letters and numbers|uppercase alphanumeric": (
            r"[A-Z0-9]*",
            "capital letters and digits",
        ),
        "lowercase letters and digits|lower case letters and digits|lowercase letters and numbers": (
            r"[a-z0-9]*",
            "small letters and digits",
        ),
        "letters and spaces|letters or spaces": (r"[^\W\d_ ]*(?: [^\W\d_ ]*)*", "letters and spaces"),
        "lowercase letters , digits and hyphens|lowercase letters , numbers and hyphens": (
            r"[a-z0-9-]*",
            "small letters, digits and hyphens",
        ),
        "letters , digits and hyphens|letters , numbers and hyphens": (
            r"[A-Za-z0-9-]*",
            "letters, digits and hyphens",
        ),
        "a valid email address|a valid email|an email address|valid email addresses"
        "|a valid e - mail address"
        "|a well formed email address|a valid e - mail|a well - formed email address|an e - mail address"
        "|in email format|a proper email address": (r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+", "an email address"),
        "a valid url|a proper url|a url|a valid web address|a web address|a valid link": (
            r"https?://[^\s/$.?#][^\s]*",
            "a web address",
        ),
        "a valid uuid|a uuid": (r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", "a UUID"),
        "a valid iso country code|a two letter country code|a two - letter country code"
        "|an iso country code|a 2 letter country code|a 2 - letter country code"
        "|a two - letter iso country code|a two letter iso code|an iso 3166 country code": (
            r"[A-Z]{2}",
            "a country code of two letters",
        ),
        "a three letter currency code|a three - letter currency code|a valid currency code"
        "|an iso currency code|a 3 - letter currency code|a 3 letter currency code"
        "|a three - letter iso currency code|an iso 4217 code|a valid iso currency code"
        "|a three letter iso currency code": (
            r"[A-Z]{3}",
            "a currency code of three letters",
        ),
        "a valid phone number|a phone number|a valid telephone number|a valid international phone number": (
            r"\+?[0-9][0-9 ()./-]{4,18}[0-9]",
            "a phone number",
        ),
        "a hex colour|a hex color|a valid hex colour|a valid hex color|a hex colour code|a hex color code"
        "|a valid hex color code|a valid hex colour code|a hexadecimal colour|a hexadecimal color": (
            r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})",
            "a hex colour",
        ),
        "a slug|a valid slug": (r"[a-z0-9]+(?:-[a-z0-9]+)*", "a slug"),
        "a valid isbn|an isbn|a valid isbn - 13|a 13 - digit isbn|a valid isbn number": (
            r"(?:97[89])?[0-9]{9}[0-9X]",
            "an ISBN",
        ),
        "hexadecimal|a hexadecimal number|hexadecimal digits": (r"[0-9a-fA-F]*", "hexadecimal digits"),
    }
)
#: Character classes by their noun, for "exactly 5 digits" and "three uppercase letters".
CLASSES: Table[tuple[str, str]] = table(
    {
        "digits|digit|numbers|numerals": ("[0-9]", "digits"),
        "letters|letter": (r"[^\W\d_]", "letters"),
        "uppercase letters|capital letters|upper case letters|uppercase letter|capital letter"
        "|upper - case letters": (
            "[A-Z]",
            "capital letters",
        ),
        "lowercase letters|lower case letters|lowercase letter|small letters": ("[a-z]", "small letters"),
        "alphanumeric characters|letters or digits|letters and digits|letters or numbers": (
            "[A-Za-z0-9]",
            "letters and digits",
        ),
        "hexadecimal digits|hex digits|hexadecimal characters": ("[0-9a-fA-F]", "hexadecimal digits"),
    }
)
#: Past participle or adjective → the verb, for actions and the words for deeds.
DELETE = word_set(
    "delete deleted remove removed erase erased discard discarded destroyed destroy deletion deleting"
    " removing"
)
UPDATE = word_set(
    "edit edited change changed modify modified update updated alter altered amend amended rewritten"
    " adjusted adjust revised revise corrected touched overwritten rewrite edits updates changes moved"
    " shifted postponed swapped exchanged replaced"
)
CREATE = word_set(
    "create created add added make made submit submitted post posted place placed open opened register"
    " registered write written raise raised enter entered record recorded file filed insert inserted"
    " schedule scheduled book booked issue issued upload uploaded leave left set reserve reserved start"
    " started accept accepted take taken log logged publish request requested"
)
READ = word_set("see view read list viewed seen retrieve sees views reads")
#: Verbs by which somebody makes a row, where it is said who may.
MAKE = word_set(
    "create created add added make made submit submitted post posted place placed register registered upload"
    " uploaded enter entered write written record recorded book booked"
)
#: What one does, and the words for the row that it leaves.
DEEDS: dict[str, tuple[str, ...]] = {
    deed: rows
    for deeds, rows in {
        "apply|applied": ("application",),
        "bid": ("bid",),
        "book|booked": ("booking", "reservation", "appointment"),
        "bookmark": ("bookmark",),
        "comment": ("comment",),
        "borrow": ("loan", "borrowing", "checkout"),
        "borrowed": ("loan", "borrowing"),
        "lent|lend|borrows": ("loan",),
        "buy": ("order", "purchase"),
        "enrol|enroll|enrolled": ("enrolment", "enrollment"),
        "favourite|favorite": ("favourite", "favorite"),
        "follow": ("follow", "follower", "following"),
        "join": ("membership", "participation"),
        "like|liked": ("like",),
        "rate|rated": ("rating", "review"),
        "register|registered": ("registration",),
        "reserve|reserved": ("reservation", "booking", "hold"),
        "review|reviewed": ("review", "rating"),
        "save": ("save", "bookmark", "savedjob", "saved"),
        "subscribe|subscribed": ("subscription",),
        "vote": ("vote",),
        "rent|rented": ("rental", "lease", "tenancy"),
        "order|ordered": ("order",),
        "attend": ("attendance", "registration"),
        "checkin": ("checkin",),
        "endorse": ("endorsement",),
        "assign|assigned": ("assignment",),
        "message": ("message",),
        "report": ("report",),
        "invite|invited": ("invitation",),
        "nominate": ("nomination",),
        "scheduled": ("appointment", "shift", "booking"),
        "used": ("redemption", "usage"),
        "redeem|redeemed": ("redemption",),
        "grade|graded": ("grade",),
        "answer": ("answer",),
        "submit|submitted": ("submission",),
        "hold": ("hold",),
        "allocate|allocated": ("allocation",),
        "sign": ("signature",),
        "purchase|purchased": ("purchase", "order"),
        "waitlist": ("waitlist",),
        "sold": ("sale", "ticket", "order"),
        "recommend": ("recommendation",),
        "refer": ("referral",),
    }.items()
    for deed in deeds.split("|")
}

#: What a field's name may say of a period of time.
PERIODS = {
    "day": word_set("daily day"),
    "night": word_set("nightly night"),
    "week": word_set("weekly week"),
    "month": word_set("monthly month"),
    "year": word_set("yearly annual year"),
    "hour": word_set("hourly hour"),
}
