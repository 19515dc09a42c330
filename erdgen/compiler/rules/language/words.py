"""Words that say what is asked and how things compare; spellings of one meaning are parted by ``|``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, TypeVar

from erdgen.compiler.rules.conditions import Operator

T = TypeVar("T")


class Table(Generic[T]):
    """Phrases with their meanings; the longest that stands at a place is the one that is meant."""

    def __init__(self, lines: Mapping[str, T]) -> None:
        self._by_first: dict[str, list[tuple[int, list[str], T]]] = {}
        for spellings, meaning in lines.items():
            for text in spellings.split("|"):
                words = text.split()
                self._by_first.setdefault(words[0], []).append((len(words), words, meaning))
        for known in self._by_first.values():
            known.sort(key=lambda entry: -entry[0])

    def find(self, words: list[str], place: int) -> tuple[T, int] | None:
        """Meaning and end of the longest phrase at ``place``."""
        for length, phrase, meaning in self._by_first.get(words[place], ()) if place < len(words) else ():
            if length == 1 or words[place : place + length] == phrase:
                return meaning, place + length
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
#: Verbs by which what follows them is not to be; passive, they end a sentence ("… are refused").
REFUSING = word_set(
    "reject rejects rejecting refuse refuses refusing forbid forbids forbidding disallow disallows"
    " disallowing prohibit prohibits prohibiting ban bans banning decline declines declining deny denies"
    " denying block blocks blocking prevent prevents preventing avoid avoids avoiding exclude excludes"
    " excluding bar bars stop stops rule rules veto vetoes outlaw outlaws dismiss dismisses discard discards"
    " turn turns throw throws intercept filter filters fail fails omit omits"
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
        "|are able to|is entitled to|are entitled to|is authorised to|are authorised to|is authorized to"
        "|are authorized to": None
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
        "|dearer than|faster than|further than|farther than": "gt",
        "shorter than|lighter than|narrower than|thinner than|colder than|cooler than|cheaper than"
        "|slower than": "lt",
        "no shorter than|not shorter than|no lighter than|no narrower than|no colder than|no cheaper than"
        "|never shorter than": "gte",
        "no longer than|not longer than|no heavier than|not heavier than|no taller than|no wider than"
        "|no warmer than|no dearer than|never longer than|never heavier than|no further than|not further than"
        "|no farther than|not farther than|never further than": "lte",
    }
)
#: Verbs that compare by themselves, with the sort of value that they need.
COMPARING_VERBS: Table[tuple[Operator, str]] = table(
    {
        "exceed|exceeds|run past|runs past|run over|runs over|run beyond|go past|goes past|surpass|surpasses"
        "|go over|goes over|rise beyond|goes beyond|lie above"
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
