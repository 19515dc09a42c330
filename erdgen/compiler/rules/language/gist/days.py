"""Days of the week on which something may be."""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.conditions import Weekday
from erdgen.compiler.rules.language.alternatives import Reading
from erdgen.compiler.rules.language.gist.amounts import Said
from erdgen.compiler.rules.language.gist.mentions import WEEKDAYS, Mention
from erdgen.compiler.rules.language.gist.view import Gist, field_of, path_of
from erdgen.compiler.rules.language.words import word_set
from erdgen.compiler.spec.project import Field

_THROUGH = word_set("to through until – -")
#: Bring a row into being: on which day, only a moment of that name can tell.
_MAKING = word_set("made created booked placed entered registered added opened reserved ordered recorded")
_WHOLE = {"weekend": (5, 6), "weekday": (0, 1, 2, 3, 4), "working day": (0, 1, 2, 3, 4)}


def say_days(whole: Gist) -> Iterator[Said]:
    """ "No work is logged on Saturdays or Sundays": days that are ruled out, or the only ones."""
    gist = whole.without("pmi2b")
    root = gist.root()
    if root is None or not gist.only("EMW&,nxo") or len(gist.members) > 1 or whole.permits:
        return
    days = _days_in(gist)
    if days is None or gist.count("o") + gist.denials > 1 or gist.count(",") > 2:
        return
    if not gist.denials and not gist.count("o") and "m" not in whole.tags:
        return
    if gist.members:
        field = field_of(gist.members[0])
        path = path_of(gist.members[0])
        if field is None or not field.kind.is_temporal or "." in path:
            return
    else:
        moments = [each for each in root.fields if each.kind.is_temporal]
        if len(moments) != 1 or not _tells_when(moments[0], whole):
            return
        path = moments[0].name
    left = tuple(day for day in range(7) if (day in days) != bool(gist.denials))
    yield Reading(root, (Weekday(path, left),), named=True)


def _tells_when(field: Field, whole: Gist) -> bool:
    """Whether a row's one moment is that of which is told: rooms are not booked when they are cleaned."""
    deeds = {token.word for token in whole.tokens} & _MAKING
    return field.required and deeds <= {*field.name.split("_")}


def _days_in(gist: Gist) -> set[int] | None:
    """The days that stand one after the other: "Monday to Wednesday", "Saturdays or Sundays"."""
    places = [place for place, tag in enumerate(gist.tags) if tag == "W"]
    if not places or not set(gist.tags[places[0] : places[-1]]) <= set("W&,"):
        return None
    found: set[int] = set()
    for place, mention in enumerate(gist.said):
        if mention.tag != "W":
            continue
        days = _day_of(gist, mention)
        before = gist.said[place - 1] if place else None
        if before is not None and before.tag == "&" and gist.words(before) in _THROUGH and len(found) == 1:
            first = min(found)
            days = tuple(range(first, days[0] + 1)) if len(days) == 1 and days[0] > first else ()
        if not days:
            return None
        found |= set(days)
    return found


def _day_of(gist: Gist, mention: Mention) -> tuple[int, ...]:
    word = gist.words(mention).lower().removesuffix("s")
    return (WEEKDAYS.index(word),) if word in WEEKDAYS else _WHOLE[word]
