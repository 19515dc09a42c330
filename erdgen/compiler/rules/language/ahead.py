"""Rows that are made so long ahead, rows told by what they link to, and amounts told by their unit.

ahead     = ["new"] rows ("must be" | "are") made comparison span ("before they start" | "in advance")
linked    = ["only"] linked rows modal ("have" member | participle bound)
measured  = rows ["must be" | "are"] participle [preposition] comparison number unit
kept      = rows ["can be" | "are"] participle ["either"] "in" value {"or" ["in"] value} ["and nowhere else"]
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.conditions import Condition, Given, Moment, OneOf, Operator, Range
from erdgen.compiler.rules.forms import AtCreation, Implies
from erdgen.compiler.rules.language.bodies import Bodies, Holds, Stated
from erdgen.compiler.rules.language.cues import cued
from erdgen.compiler.rules.language.listings import Listings
from erdgen.compiler.rules.language.names import loose_key_of, singular, split_name
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.opposites import opposite_of
from erdgen.compiler.rules.language.paths import seen_through
from erdgen.compiler.rules.language.units import SIZES
from erdgen.compiler.rules.language.verbs import CREATE
from erdgen.compiler.rules.language.words import COMPARISONS, SIZED_COMPARISONS, TIME_COMPARISONS, word_set
from erdgen.compiler.spec.project import Entity, Field, Kind, Relationship

_DAYS = (Kind.DATE, Kind.DATETIME)
#: What is done to a row when it is made, beside the verbs for that.
_MADE = CREATE | word_set("announced ordered applied planned arranged advertised put")
_AHEAD = ("in advance", "ahead", "beforehand", "ahead of time", "in advance of that", "before that")
_PREPOSITIONS = word_set("at for by with to in on under over of from up")
_INTO = word_set("in at by on with via through under into as")
_IRREGULAR = word_set("lit hung put cut set fed led shut spun wound made bought brought taught dug drawn")
_CLOSING = (
    "and nowhere else",
    "and nothing else",
    ", nowhere else",
    ", nothing else",
    "only",
    "and only there",
    ", and nowhere else",
    ", and nothing else",
    "and in no other way",
    "and not elsewhere",
)
_HAVING = word_set(
    "have has carry carries bear bears show get gets be contain contains state include need needs"
)


def is_participle(word: str) -> bool:
    """Whether a verb after "is" can be one of what was done."""
    return word.endswith(("ed", "en", "wn", "nt", "pt", "ld", "un", "id")) or word in _IRREGULAR


class Ahead(Listings):
    """Reads rows by when they are made, by what they link to, and by units."""

    def _told_otherwise(self, place: int) -> Bodies:
        yield from self._made_ahead(place)
        yield from self._rows_of_linked(place)
        yield from self._measured_rows(place)
        yield from self._kept_there(place)
        yield from self._kinds_listed(place)

    # How long before it begins a row is made

    @cued(words="before ahead advance beforehand")
    def _made_ahead(self, place: int) -> Bodies:
        """ "Loans have to be requested no less than 30 days before they start"."""
        start = self.past(place, "newly-created")
        for where, end in self.read_entity(start, self.root):
            made = self._past_making(end)
            found = self.modal(end)
            if any(self._principal("must", False, found.end if found is not None else end)):
                return  # "must be booked for …" is asked at all times
            for operator, after in self._distances(made) if made > 0 else ():
                span = self.span(after)
                if span is None:
                    continue
                for ref, stop in self._ahead_of(span[1]):
                    yield Stated((AtCreation(Moment(ref.path, operator, span[0]), where),)), stop

    def _past_making(self, place: int) -> int:
        """After "are put on the timetable", "must be booked": -1 where that is a step of a row there."""
        found = self.modal(place)
        if found is not None and (found.denied or found.kind == "can"):
            return -1
        be = self.at(found.end, "be") if found is not None else self.at(place, "is", "are")
        word = self.word(be) if be > 0 else ""
        if word not in _MADE or not self._makes_a_row(word):
            return -1
        into = self.phrase(be + 1, "on-the-books")
        return max(into, be + 1) if word != "put" else into

    def _makes_a_row(self, word: str) -> bool:
        """Whether rows have no state or moment of that name, or begin in it."""
        for state in self.lexicon.states(self.root, word):
            field = self.root.members.get(getattr(state, "field", ""))
            first = field.default.value if isinstance(field, Field) and field.default is not None else None
            if not isinstance(state, OneOf) or state.values != (first,):
                return False
        return not any(getattr(each, "kind", None) in _DAYS for each in self.lexicon.members(self.root, word))

    def _distances(self, place: int) -> Iterator[tuple[Operator, int]]:
        """ "At least", "no later than", "at most": how far ahead of the moment."""
        found = COMPARISONS.find(self.words, place)
        if found is not None and found[0] not in ("eq", "ne"):
            yield found[0], found[1]
        timely = TIME_COMPARISONS.find(self.words, place)
        if timely is not None and timely[0] in ("lte", "gte") and self.words[place] in ("no", "not"):
            yield ("gte" if timely[0] == "lte" else "lte"), timely[1]

    def _ahead_of(self, place: int) -> Iterator[tuple[Ref, int]]:
        """ "before they start", "before its start", "in advance": the moment that is to come."""
        advance = self.at(place, *_AHEAD)
        if advance > 0:
            yield from ((ref, advance) for ref in self._main_moment())
        before = self.at(place, "before", "ahead of", "prior to", "in advance of")
        if before < 0:
            return
        for ref, end in self.read_member(before, self.root):
            if (
                ref.field is not None
                and ref.field.kind in _DAYS
                and ref.where is None
                and "." not in ref.path
            ):
                yield ref, end
        for subject in (self.at(before, "it", "they"), *self.root_ends(before)):
            for field in self._moments_called(self.root, subject):
                yield Ref(field.name, field), subject + 1
        for link, where, end in self._link_rows(before):
            target = self.lexicon.project.by_name[link.target]
            for field in self._moments_called(target, end) if where is None else ():
                yield Ref(f"{link.name}.{field.name}", field), end + 1

    def _moments_called(self, entity: Entity, place: int) -> list[Field]:
        """The one moment of rows of ``entity`` that the verb at ``place`` tells: "(they) start"."""
        name = self.name(place, place + 1) if place > 0 else ""
        found = [
            each
            for each in (self.lexicon.members(entity, name) if name else ())
            if isinstance(each, Field) and each.kind in _DAYS
        ]
        return found if len(found) == 1 else []

    # Rows told by what they link to

    def _rows_of_linked(self, place: int) -> Bodies:
        """ "Only cakes can carry an inscription", of an order line whose product is one."""
        if not self.meant:
            return  # of whom a sentence without a hint is, its own words tell
        only = self.at(place, "only", "just", "solely")
        no = self.at(place, "no", "none of the")
        for link, where, end in self._link_rows(max(only, no, place)):
            found = self.modal(end)
            if where is None or found is None or self.word(found.end) not in _HAVING or (no > 0 and only > 0):
                continue
            which = seen_through(link.name, where)
            for condition, stop in self._row_facts(found.end):
                if not self._is_its_own(condition, link):
                    continue
                denied = found.denied or no > 0
                if only > 0 and not denied and found.kind == "can":
                    yield Stated((Implies(condition, which),)), stop
                elif only < 0 and denied and (found.denied is not (no > 0)):
                    yield Stated((Implies(which, opposite_of(condition)),)), stop
                elif only < 0 and found.asks and not denied:
                    yield Stated((Implies(which, condition),)), stop

    def _is_its_own(self, condition: Condition, link: Relationship) -> bool:
        """Whether what is said is of a member that the row has, and what it links to has not."""
        if not isinstance(condition, Given | Range | OneOf) or "." in condition.field:
            return False
        theirs = self.lexicon.project.by_name[link.target].members
        return condition.field not in theirs and condition.field != link.name

    # Amounts told by their unit

    def _measured_rows(self, place: int) -> Bodies:
        """ "Light-sensitive exhibits are placed at no more than 50 lux" for ``light_lux``."""
        if not any(map(is_participle, self.words)) or not self._has_number():
            return
        rows = [(where, end) for where, end in self.read_entity(place, self.root)]
        if self.meant:
            rows += [
                (seen_through(link.name, where), end)
                for link, where, end in self._link_rows(place)
                if where is not None
            ]
        for where, end in rows:
            start, denied = self._past_participle(end)
            for condition, stop in self._in_units(start) if start > 0 else ():
                body = Holds(opposite_of(condition) if denied else condition)
                yield self._narrowed(body, where), stop

    def _has_number(self) -> bool:
        return any(self.number(place) is not None for place in range(2, self.end))

    def _past_participle(self, place: int) -> tuple[int, bool]:
        """After "are placed at", "must not be driven": and whether that is denied."""
        found = self.modal(place)
        if found is not None and found.kind in ("only", "can"):
            return -1, False
        be = self.at(found.end, "be") if found is not None else self.at(place, "is", "are")
        never = self.at(be, "not", "never") if be > 0 and found is None else -1
        start = max(be, never)
        word = self.word(start) if start > 0 else ""
        if not is_participle(word):
            return -1, False
        end = start + 1 + (self.word(start + 1) in _PREPOSITIONS)
        return end, never > 0 or (found is not None and found.denied)

    def _in_units(self, place: int) -> Iterator[tuple[Condition, int]]:
        """ "no more than 50 lux": of the one number whose name ends with that unit."""
        found = COMPARISONS.find(self.words, place) or SIZED_COMPARISONS.find(self.words, place)
        quantity = self.number(found[1]) if found is not None else None
        if found is None or quantity is None:
            return
        unit = self.word(quantity[1])
        fields = [
            field
            for field in self.root.fields
            if field.kind.is_number and len(split_name(field.name)) > 1 and self._is_unit_of(unit, field)
        ]
        fields = [each for each in fields if _is_measured_in(unit, each)] or fields
        if len(fields) == 1:
            ref = Ref(fields[0].name, fields[0])
            yield from self.read_predicates(place, ref)
            if found[0] not in ("eq", "ne") and unit not in SIZES:
                yield Range(ref.path, **{found[0]: quantity[0]}), quantity[1] + 1

    @staticmethod
    def _is_unit_of(unit: str, field: Field) -> bool:
        known, own = SIZES.get(unit), SIZES.get(split_name(field.name)[-1])
        same = known is not None and own is not None and known[0] == own[0]
        return same or _is_measured_in(unit, field)

    # Values by where or how something is done

    def _kept_there(self, place: int) -> Bodies:
        """ "Contracts can be billed either in EUR or in CHF", "… are kept in the cellar and nowhere else"."""
        member = self.root.members.get(self.hinted) if self.hinted else None
        if not isinstance(member, Field) or not member.kind.is_text:
            return
        for where, end in self.read_entity(place, self.root, plain=True):
            found = self.modal(end)
            if found is not None and found.denied:
                continue
            be = self.at(found.end, "be") if found is not None else self.at(end, "is", "are")
            only = self.at(be, "only", "always") if be > 0 else -1
            verb = max(be, only)
            word = self.word(verb) if be > 0 else ""
            if not is_participle(word) or not self._tells_value(member, word):
                continue
            either = self.at(verb + 1, "either")
            values, stop = self._values_there(max(either, verb + 1), member)
            closed = self.at(stop, *_CLOSING)
            asked = only > 0 or closed > 0 or either > 0 or (found is not None and found.kind != "can")
            if len(values) > 1 and (asked or self.is_kind(member)):
                yield self._narrowed(Holds(OneOf(member.name, values)), where), max(closed, stop)

    def _tells_value(self, field: Field, participle: str) -> bool:
        """Whether the field holds a kind, or is called after what is done: ``storage`` for "stored"."""
        first, stem = split_name(field.name)[0], participle.removesuffix("ed").removesuffix("e")
        return (
            self.is_kind(field)
            or (len(stem) > 2 and first.startswith(stem))
            or (loose_key_of(participle) == loose_key_of(first))
        )

    def _values_there(self, place: int, field: Field) -> tuple[tuple[str, ...], int]:
        """ "in the pantry, the fridge or the freezer", "in EUR or in CHF"."""
        values: list[str] = []
        here, end = place, place
        while True:
            here += self.word(here) in _INTO
            here += self.word(here) in ("the", "a", "an")
            value = self._bare_value(here, field)
            if value is None or value in values or field.choices:
                break
            values.append(value)
            end = here + 1
            here = self.at(end, ", or", "or", ",", "and")
            if here < 0:
                break
        return tuple(values), end


def _is_measured_in(unit: str, field: Field) -> bool:
    """Whether the name of ``field`` ends with ``unit`` itself: kilometres of ``range_km``."""
    last = split_name(field.name)[-1]
    return singular(unit) == last or (unit in SIZES and SIZES[unit] == SIZES.get(last))
