"""Amounts, lengths and moments of one member, and two members held against each other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from erdgen.compiler.rules.conditions import Compare, Moment, Operator
from erdgen.compiler.rules.language.alternatives import Reading
from erdgen.compiler.rules.language.gist.mentions import Mention
from erdgen.compiler.rules.language.gist.view import Gist, field_of, path_of
from erdgen.compiler.rules.language.names import split_name
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.units import UNITS
from erdgen.compiler.spec.project import Kind

Said = Reading | str

_BOUND = r"(?:n?[gl]Q|[hk]Q|Q[HK]|b?Q&Q)"
_BOUNDS = rf"(?P<bounds>(?:k|,)*{_BOUND}(?:[,&]*{_BOUND})*(?:[,u&]*n[gl])?)"
_FORMS = (
    rf"(?P<before>n?E?)M(?P<after>n?E?){_BOUNDS}o?",
    rf"(?P<before>n?){_BOUNDS}(?P<after>E?ME?)o?",
    rf"(?P<before>n?)E(?P<after>n?){_BOUNDS}Mo?",
)
_LEAST, _MOST = "at least", "at most"
#: What rows amount to, where a sentence only says how much.
_AMOUNTS = ("amount", "total", "total_amount")
#: A number with a currency at most.
_PLAIN = re.compile(r"[€$£]? ?[\d,.]+( (euros?|dollars?|pounds?|eur|usd|gbp|%))?", re.IGNORECASE)


def say_range(gist: Gist) -> Iterator[Said]:
    """ "Rooms exist on floors 0 through 12 only": a number and its bounds."""
    if not gist.count("Q"):
        return
    case, whole = _case_of(gist.renamed("P", "Q"))
    if case is None or len(gist.members) > 1:
        return
    if gist.members:
        subject = _subject_of(gist.members[0]) if _is_measured(gist) else ""
        bounds = _bounds_of(whole)
    else:
        subject, whole = _with_amount(whole)
        bounds = _bounds_of(whole) if subject else None
    if bounds and subject:
        yield f"{case}{subject} must be {' and '.join(bounds)}"


def _case_of(gist: Gist) -> tuple[str | None, Gist]:
    """In which case it holds, by the state of a row that stands first; and what else is said.

    None where a state is told in another way.
    """
    if not gist.states:
        return "", gist
    told = re.match("(?:n?V(?=E)|i?E?VE?,?(?=M))", gist.tags)
    root, state = gist.root(), gist.states[0] if len(gist.states) == 1 else None
    if told is None or root is None or state is None or state.negated or len(state.values) > 1:
        return None, gist
    kept = tuple(each for each in gist.said if each.start >= gist.said[told.end() - 1].end or each.tag == "n")
    return f"if the {state.field} of a {root.source} is {state.values[0]}, ", Gist(gist.tokens, kept)


def _with_amount(gist: Gist) -> tuple[str, Gist]:
    """The one amount that rows have, for "payments above 1,000"; and what is said as if it were named."""
    root = gist.root()
    amounts = [field for field in root.fields if field.name in _AMOUNTS] if root is not None else []
    place = gist.tags.find("E")
    if any(not _PLAIN.fullmatch(gist.words(each)) for each in gist.of("Q")):
        return "", gist
    if root is None or len(amounts) != 1 or not amounts[0].kind.is_number or gist.tags.count("E") != 1:
        return "", gist
    member = gist.said[place]._replace(tag="M", ref=Ref(amounts[0].name, amounts[0]))
    said = (*gist.said[:place], member, *gist.said[place + 1 :])
    return f"the {amounts[0].name} of a {root.source}", Gist(gist.tokens, said)


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
    if re.search("[,&u]p(?:[glh]|b?QH)", whole.tags):
        return None  # "… must not be less than 10 and may exceed 500"
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
    if gist.fits("nE[mp]?[BY]M", "E[mp]?n[BY]M"):
        yield from _compared_date(gist)
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


def _compared_date(gist: Gist) -> Iterator[Said]:
    """ "No entry may be dated earlier than the day of its order": the only date that it has."""
    other, root = gist.members[0], gist.entities[0]
    dates = [field.name for field in root.fields if field.kind is Kind.DATE]
    field = field_of(other)
    if other.entity is not root or field is None or field.kind is not Kind.DATE:
        return
    if len(dates) == 1 and path_of(other) != dates[0]:
        operator = _OPERATORS["B" if "B" in gist.tags else "Y"][1]
        yield Reading(root, (Compare(dates[0], operator, path_of(other)),), named=True)


def say_apart(gist: Gist) -> Iterator[Said]:
    """ "A folio's closing date may be up to 30 days after its opening date"."""
    match = re.fullmatch("E?ME?[mp](k|h|ng|nl)P(?:Y(M)E?|B(M)E?|bX|YX)", gist.without("&").tags)
    root = gist.root()
    if match is None or root is None:
        return
    most = match[1] in ("k", "ng")
    span = gist.words(gist.of("P")[0])
    if len(gist.members) == 1:
        other = "from today"
    elif gist.members[0].entity is gist.members[1].entity:
        other = f"{'after' if match[2] else 'before'} its {path_of(gist.members[1]).replace('.', ' ')}"
    else:
        return
    if len(gist.members) == 1 and not most and gist.permits:
        return
    yield f"{_subject_of(gist.members[0])} must be {_MOST if most else _LEAST} {span} {other}"


def _is_measured(gist: Gist) -> bool:
    """Whether the member is a number, and one of hours where it is held against hours."""
    words = {word.lower() for each in gist.of("Q") + gist.of("P") for word in gist.words(each).split()}
    units = {unit for word, unit in UNITS.items() if word in words}
    name = split_name(path_of(gist.members[0]).split(".")[-1])
    return (
        _is_number(gist.members[0])
        and all(UNITS.get(part) in units for part in name if part in UNITS)
        and (not units or any(UNITS.get(part) in units for part in name))
    )


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
