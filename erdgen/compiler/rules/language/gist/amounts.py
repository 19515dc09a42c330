"""Amounts, lengths and moments of one member, and two members held against each other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from erdgen.compiler.rules.conditions import Compare, Moment, Operator
from erdgen.compiler.rules.language.alternatives import Reading
from erdgen.compiler.rules.language.gist.mentions import Mention
from erdgen.compiler.rules.language.gist.view import Gist, field_of, path_of

Said = Reading | str

_BOUND = r"(?:n?[gl]Q|[hk]Q|Q[HK]|b?Q&Q)"
_BOUNDS = rf"(?P<bounds>(?:k|,)*{_BOUND}(?:[,&]*{_BOUND})*(?:[,u&]*n[gl])?)"
_FORMS = (
    rf"(?P<before>n?E?)M(?P<after>n?E?){_BOUNDS}o?",
    rf"(?P<before>n?){_BOUNDS}(?P<after>E?ME?)o?",
    rf"(?P<before>n?)E(?P<after>n?){_BOUNDS}Mo?",
)
_LEAST, _MOST = "at least", "at most"


def say_range(gist: Gist) -> Iterator[Said]:
    """ "Rooms exist on floors 0 through 12 only": a number and its bounds."""
    if len(gist.members) != 1 or not _is_number(gist.members[0]):
        return
    case, whole = _case_of(gist)
    bounds = _bounds_of(whole)
    if bounds and (case or not gist.states):
        yield f"{case}{_subject_of(gist.members[0])} must be {' and '.join(bounds)}"


def _case_of(gist: Gist) -> tuple[str, Gist]:
    """In which case it holds, where the state of a row stands before its member; and what else is said."""
    told = re.match("i?E?VE?,?(?=M)", gist.tags)
    root, state = gist.root(), gist.states[0] if len(gist.states) == 1 else None
    if told is None or root is None or state is None or state.negated or len(state.values) > 1:
        return "", gist
    rest = Gist(gist.tokens, gist.said[told.end() :])
    return f"if the {state.field} of a {root.source} is {state.values[0]}, ", rest


def say_length(gist: Gist) -> Iterator[Said]:
    """ "Keep the titles of flats to 60 characters or fewer"."""
    field = field_of(gist.members[0]) if len(gist.members) == 1 else None
    if field is None or not field.kind.is_text or gist.count("N") != 1:
        return
    bounds = _bounds_of(gist.without("N"))
    if bounds:
        yield f"{_subject_of(gist.members[0])} must have {' and '.join(bounds)} characters"


def _bounds_of(whole: Gist) -> list[str] | None:
    gist = whole.without("mpR")
    if whole.permits and not whole.count("kK"):
        return None
    match = next((found for form in _FORMS if (found := re.fullmatch(form, gist.tags))), None)
    if match is None or not all(gist.are_of("E", each.entity) for each in gist.members if each.entity):
        return None
    lead = match["before"] + match["after"]
    if "n" not in lead and gist.tags[match.start("bounds")] in "gl" and not whole.asserts:
        return None  # "discounts above 40 % are marked"
    return _bounds_in(gist, *match.span("bounds"), denied="n" in lead)


def _bounds_in(gist: Gist, place: int, end: int, *, denied: bool) -> list[str] | None:
    """What is said between two mentions of amounts: ``["at least 3", "at most 7"]``."""
    found: list[str] = []
    while place < end:
        tag, following = gist.tags[place], gist.tags[place : place + 3]
        if tag in ",&u":
            place += 1
        elif following in ("ngQ", "nlQ"):
            found.append(f"{_MOST if following[1] == 'g' else _LEAST} {gist.words(gist.said[place + 2])}")
            place += 3
        elif following[:2] in ("ng", "nl"):  # "…, never more"
            wanted = _MOST if following[1] == "g" else _LEAST
            if not any(each.startswith(wanted) for each in found):
                return None
            place += 2
        elif tag in "gl" and following[1:2] == "Q":
            amount = gist.words(gist.said[place + 1])
            plain = "more than" if tag == "g" else "less than"
            found.append(f"{(_MOST if tag == 'g' else _LEAST) if denied else plain} {amount}")
            place += 2
        elif denied:
            return None
        elif tag in "hk" and following[1:2] == "Q":
            found.append(f"{_LEAST if tag == 'h' else _MOST} {gist.words(gist.said[place + 1])}")
            place += 2
        elif following[:2] in ("QH", "QK"):
            found.append(f"{_LEAST if following[1] == 'H' else _MOST} {gist.words(gist.said[place])}")
            place += 2
        else:
            first = place + (tag == "b")
            if gist.tags[first : first + 3] != "Q&Q":
                return None
            found.append(f"{_LEAST} {gist.words(gist.said[first])}")
            found.append(f"{_MOST} {gist.words(gist.said[first + 2])}")
            place = first + 3
    lower = [each.startswith((_LEAST, "more")) for each in found]
    return found if found and lower.count(True) < 2 and lower.count(False) < 2 else None


def say_moment(gist: Gist) -> Iterator[Said]:
    """ "It should not be possible to record a payment as received in the future"."""
    field = field_of(gist.members[0]) if len(gist.members) == 1 else None
    root = gist.root()
    if field is None or root is None or not field.kind.is_temporal or not gist.only("EMnxpmGFX2&,o"):
        return
    told = re.sub("[^GFXnx]", "", gist.tags)
    path = path_of(gist.members[0])
    if "." in path:
        return
    if told in ("nF", "xF", "Fn", "Fx", "XGnF"):
        yield Reading(root, (Moment(path, "lte"),), named=True)
    elif told in ("nG", "xG", "Gn", "Gx"):
        yield Reading(root, (Moment(path, "gte"),), named=True)


_OPERATORS: dict[str, tuple[Operator, Operator]] = {
    "B": ("lt", "gte"),
    "Y": ("gt", "lte"),
    "g": ("gt", "lte"),
    "l": ("lt", "gte"),
    "h": ("gte", "lt"),
    "k": ("lte", "gt"),
}


def say_compared(gist: Gist) -> Iterator[Said]:
    """ "No time entry may be dated earlier than the day on which its worker was hired"."""
    match = re.fullmatch("(n?)E?(n?)M(n?)E?(n?)([BYglhk])ME?", gist.without("mp").tags)
    if match is None or gist.permits or len(gist.entities) > 1:
        return
    first, second = gist.members
    one, other = field_of(first), field_of(second)
    if first.entity is None or first.entity is not second.entity or one is None or other is None:
        return
    if not gist.are_of("E", first.entity) or path_of(first) == path_of(second):
        return
    both_times = one.kind.is_temporal and other.kind.is_temporal
    if (match[5] in "BY") != both_times or not (both_times or (one.kind.is_number and other.kind.is_number)):
        return
    denied = "".join(match.groups()[:4])
    if len(denied) > 1 or (denied and match[5] in "hk"):
        return
    operator = _OPERATORS[match[5]][bool(denied)]
    yield Reading(first.entity, (Compare(path_of(first), operator, path_of(second)),), named=True)


def _is_number(mention: Mention) -> bool:
    field = field_of(mention)
    return field is not None and field.kind.is_number


def _subject_of(mention: Mention) -> str:
    assert mention.entity is not None  # a member that is mentioned has one
    *links, name = path_of(mention).split(".")
    owner = "".join(f" 's {link}" for link in links)
    return (
        f"a {mention.entity.source}{owner} 's {name}" if links else f"the {name} of a {mention.entity.source}"
    )
