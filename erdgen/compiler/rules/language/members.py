"""Sentences about members.

members   = member {"and" member} (modal predicates | "is" predicates | "must differ")
          | ("at least" | "at most" | "exactly") "one of" member {"and" member} "must be given"
          | member "is only allowed" "for" rows
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from erdgen.compiler.rules.conditions import (
    Compare,
    Condition,
    Every,
    Formula,
    Given,
    Moment,
    OneOf,
    Some,
)
from erdgen.compiler.rules.forms import Implies
from erdgen.compiler.rules.language.acts import Acts
from erdgen.compiler.rules.language.bodies import (
    Act,
    Allowed,
    Bodies,
    Body,
    Holds,
    Only,
    Stated,
    barred_where,
    narrow_body,
    only_where,
)
from erdgen.compiler.rules.language.cues import cued
from erdgen.compiler.rules.language.having import presence_of
from erdgen.compiler.rules.language.memory import remembered
from erdgen.compiler.rules.language.modals import is_upper_bound
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.opposites import opposite_of
from erdgen.compiler.rules.language.words import BE, word_set

_ONLY_WORDS = word_set("only solely exclusively nothing")
#: By these a member is there, or may be. Duties are none: "only required for …" leaves it free for others.
_USES = word_set(
    "only solely exclusively can may is are be has have must should shall to allowed permitted possible"
    " available reserved meant intended kept used given entered recorded stated set stored filled provided"
    " present applies apply makes make sense exist exists applicable in out"
)

#: Verbs that say something of a member by themselves; so do all that end in "s".
_PLAIN_VERBS = word_set(
    "is are has have does do never always was go lie come range consist start begin end > < >= <= = ≥ ≤"
    " != ≠ look contain follow precede exceed run fall need require"
)


class Members(Acts):
    """Reads what is said of members of the root."""

    #: Whether a last part, left out here, says that nothing but what is said may be.
    closed = False

    @remembered
    def _member_statements(self, place: int) -> Bodies:
        no = self.at(place, "no", "neither")
        for ref, end in self._subjects(max(no, place)):
            if no > 0 and self._is_said_to_be_duty(end):
                continue  # "no note is required" leaves the choice
            for body, stop in self._said_of(ref, end):
                if no < 0:
                    yield body, stop
                elif isinstance(body, Holds | Allowed):
                    yield Holds(opposite_of(body.condition)), stop
                elif isinstance(body, Act) and body.allowed:
                    yield replace(body, allowed=False), stop
        if no < 0:
            yield from self._listed_subjects(place)
        elif self.words[place] == "neither":
            for body, end in self._listed_subjects(no):
                if isinstance(body, Holds | Allowed) and isinstance(body.condition, Every):
                    yield Holds(Every(tuple(opposite_of(part) for part in body.condition.parts))), end
                elif isinstance(body, Act) and body.allowed:
                    yield replace(body, allowed=False), end
        yield from self._only_for(place)
        yield from self._only_kept_for(place)
        yield from self._barred(place)
        yield from self._so_many_of(place)

    def _is_said_to_be_duty(self, place: int) -> bool:
        modal = self.modal(place)
        return self.is_duty(modal.end if modal else place)

    def _so_many_of(self, place: int) -> Bodies:
        """ "At least one of phone and email must be given", "either phone or email is required"."""
        yield from self._one_or_other(place)
        least = self.phrase(place, "at-least-one-of")
        most = self.phrase(place, "at-most-one-of")
        one = self.at(place, "exactly one of", "precisely one of", "exactly one of the")
        if max(least, most, one) < 0:
            return
        refs, here = self._alternative_members(max(least, most, one))
        modal = self.modal(here)
        end = self.phrase(self._past_be(modal.end if modal and not modal.denied else here), "member-known")
        if len(refs) < 2 or end < 0 or (modal and modal.kind == "can" and most < 0 and one < 0):
            return
        given = tuple(Given(ref.path) for ref in refs)
        some = (Some(given),) if max(least, one) > 0 else ()
        pairs = tuple(Some((opposite_of(a), opposite_of(b))) for a, b in combinations(given, 2))
        parts = (*some, *(pairs if max(most, one) > 0 else ()))
        yield Holds(parts[0] if len(parts) == 1 else Every(parts)), end

    @cued(words="or")
    def _one_or_other(self, place: int) -> Bodies:
        """ "An email or a phone number must be known for every member"."""
        if not self.has_phrase("member-known"):
            return
        refs, here = self._alternative_members(place)
        modal = self.modal(here) if len(refs) > 1 and "and" not in self.words[place:here] else None
        start = modal.end if modal is not None and modal.asks else self.at(here, "is", "are")
        if start < 0 or len(refs) < 2 or "and" in self.words[place:here] or self.words[here - 1] == ",":
            return
        end = self.phrase(self._past_be(start) if modal is not None else start, "member-known")
        if end > 0 and all(ref.where is None and ref.field is not None for ref in refs):
            body = Holds(Some(tuple(Given(ref.path) for ref in refs)))
            yield body, end
            of = self.at(end, "for", "of", "on", "from")
            for stop in self.root_ends(of) if of > 0 else ():
                yield body, stop

    def _alternative_members(self, place: int) -> tuple[list[Ref], int]:
        """Members joined by "and" or "or", each as long as it can be; none where the list breaks off."""
        refs: list[Ref] = []
        here = place
        while here >= 0:
            found = max(self.read_subject(here), key=lambda each: each[1], default=None)
            if found is None:
                return [], -1
            refs.append(found[0])
            here = self.at(found[1], ", or", ", and", "or", "and", ",")
            place = found[1]
        return refs, place

    def _past_be(self, place: int) -> int:
        return place + 1 if self.word(place) in BE else place

    @cued("only-allowed")
    def _only_for(self, place: int) -> Bodies:
        """ "A stream URL is only allowed for online events"."""
        for ref, end in self._subjects(place):
            after = self.phrase(end, "only-allowed")
            if after > 0:
                linked = self.at(after, "for", "in", "with", "on", "to")
                for where, stop in self.read_entity(linked, self.root) if linked > 0 else ():
                    if where is not None:
                        yield Stated((Implies(presence_of(ref), where),)), stop
                yield Allowed(presence_of(ref)), after

    def _only_kept_for(self, place: int) -> Bodies:
        """ "May be entered only for …", "is only given when …", "is for blocked locations only"."""
        for ref, end in self._subjects(place):
            start, only = self._past_use(end)
            if start == end or (ref.field is None and "apply" in self.words[end:start]):
                continue  # those to whom a row is linked apply for something
            said = only_where(presence_of(ref))
            if only:
                yield said, start
            linked = self.at(start, "for", "in", "with", "on", "to")
            for where, stop in self.read_entity(linked, self.root) if linked > 0 else ():
                last = self.at(stop, "only", "alone", "exclusively", "and no others")
                if where is not None and (only or last > 0):
                    yield Stated((Implies(presence_of(ref), where),)), max(stop, last)

    def _past_use(self, place: int) -> tuple[int, bool]:
        """After words by which a member is there or may be there, and whether "only" is one of them."""
        end, used = place, False
        while self.word(end) in _USES:
            used = used or self.word(end) not in _ONLY_WORDS
            end += 1
        only = not _ONLY_WORDS.isdisjoint(self.words[place:end]) or "reserved" in self.words[place:end]
        return (end, only) if used else (place, False)

    def _barred(self, place: int) -> Bodies:
        """ "A battery capacity makes no sense for diesel vehicles", "… is not permitted on them"."""
        for ref, end in self._subjects(place):
            after = self.phrase(end, "member-barred")
            if after > 0:
                yield barred_where(presence_of(ref)), after

    def _subjects(self, place: int) -> Iterator[tuple[Ref, int]]:
        yield from self.read_subject(place)
        value = self.phrase(place, "value-of")
        if value > 0:
            yield from self.read_subject(value)

    @cued(words="and nor ,")
    def _listed_subjects(self, place: int) -> Bodies:
        """ "title and description must not be empty"."""
        for first, end in self.read_subject(self.skip(place, "both")):
            refs, stop = [first], end
            while (after := self.at(stop, ", and", "and", ", nor", "nor", ",")) > 0:
                more = max(self.read_subject(after), key=lambda found: found[1], default=None)
                if more is None:
                    break
                refs.append(more[0])
                stop = more[1]
            last = refs[-1].where
            if last is not None and all(ref.where is None for ref in refs[:-1]):
                if self._is_owned_between(end, stop):
                    continue  # "the deposit and a signed lease's rent": of which rows is the first?
                refs = [replace(ref, where=last) for ref in refs]
            if len(refs) < 2:
                continue
            differ = self._pair(refs, stop)
            if differ is not None:
                yield differ
            yield from self._each_said(refs, stop)

    def _is_owned_between(self, place: int, end: int) -> bool:
        """Whether an owner is named before its member between these places."""
        return any(token.kind == "possessive" for token in self.tokens[place:end])

    def _pair(self, refs: list[Ref], place: int) -> tuple[Body, int] | None:
        """ "sender and recipient must differ", "… must not be the same person"."""
        if len(refs) != 2:
            return None
        found = self.modal(place)
        denied = found.denied if found else False
        if found is not None and found.kind == "can" and not denied:
            return None
        start = found.end if found else place
        differ = self.phrase(start, "differ")
        same = self.phrase(start, "be-the-same")
        if max(differ, same) < 0:
            return None
        equal = (same > 0) != denied
        first, second = refs
        body = Holds(Compare(first.path, "eq" if equal else "ne", second.path))
        return self._limited_to(second, self._limited_to(first, body)), max(differ, same)

    def _each_said(self, refs: list[Ref], place: int) -> Bodies:
        for body, end in self._said_of(refs[0], place):
            others = [
                next((b for b, e in self._said_of(ref, place) if e == end and type(b) is type(body)), None)
                for ref in refs[1:]
            ]
            if None in others:
                continue
            bodies = [body, *others]
            if isinstance(body, Holds):
                conditions = tuple(b.condition for b in bodies if isinstance(b, Holds))
                found = self.modal(place)
                denied = (found is not None and found.denied) or self.phrase(place, "are-not") > 0
                together = denied and not {"both", "all", "together", "simultaneously"}.isdisjoint(
                    self.words[place:end]
                )
                yield Holds(Some(conditions) if together else Every(conditions)), end
            elif isinstance(body, Allowed):
                yield Allowed(Every(tuple(b.condition for b in bodies if isinstance(b, Allowed)))), end
            elif isinstance(body, Act) and body.verb == "update":
                acts = [each for each in bodies if isinstance(each, Act)]
                if all(each.where in (None, body.where) for each in acts):
                    yield replace(body, fields=tuple(name for each in acts for name in each.fields)), end

    def _limited_to(self, ref: Ref, body: Body) -> Body:
        """Work in what the subject says of the row ("the salary of an active job")."""
        return narrow_body(body, self.root, ref.where)

    def _said_of(self, ref: Ref, place: int) -> Bodies:
        for body, end in self._said_plainly(ref, place):
            yield self._limited_to(ref, body), end

    def _said_plainly(self, ref: Ref, place: int) -> Bodies:
        found = self.modal(place)
        if found is not None:
            kind, denied, start = found
            yield from self._modal_said(ref, kind, denied, start)
        yield from self._plainly(ref, place)

    def _modal_said(self, ref: Ref, kind: str, denied: bool, start: int) -> Bodies:
        if denied and self.is_duty(start):
            return
        change = self._change_of(ref, start)
        if change > 0 and (kind in ("only", "can") or denied):
            yield Act("update", kind != "must", fields=(ref.path,), only=kind == "only"), change
            once = self._once_set(change)
            if once > 0 and denied:
                yield Act("update", False, fields=(ref.path,), fillable=True), once
        for condition, end in self.read_predicates(start, ref):
            if isinstance(condition, Every) and denied:
                continue
            if kind == "must":
                yield Holds(opposite_of(condition) if denied else condition), end
            elif kind == "only":
                yield Only(condition), end
            else:
                upper = is_upper_bound(condition) and self._says_at_most(start, end)
                upper = upper or self._is_whole_range(condition, start) or self._is_whole_list(condition, ref)
                upper = upper or (self.closed and _is_list(condition))
                if not upper and _ONLY_WORDS.isdisjoint(self.words[start:end]):
                    yield from self._but_never(ref, condition, end)
                if upper or not _ONLY_WORDS.isdisjoint(self.words[start:end]):
                    yield Holds(condition), end
                yield from self._permitted(condition, start, end)
        if kind == "must" and not denied:
            end = self.phrase(start, "never-change")
            if end > 0:
                yield Act("update", False, fields=(ref.path,)), self._after_creation(end)

    def _but_never(self, ref: Ref, said: Condition, place: int) -> Bodies:
        """ "May be today or earlier, but never in the future": what is allowed limits nothing."""
        after = self.phrase(place, "but-never")
        if after < 0:
            return
        for condition, end in self.read_predicates(after, ref):
            if not isinstance(condition, Every):
                yield Holds(opposite_of(condition)), end
        yield from self.but_not_beyond(said, after)

    def but_not_beyond(self, said: Condition, place: int) -> Bodies:
        """ "(On the day it starts, but not) earlier", "(…) after that": what is allowed is the limit."""
        before, after = self.phrase(place, "before-that"), self.phrase(place, "after-that")
        if max(before, after) > 0 and isinstance(said, Compare) and said.shift is None:
            yield Holds(replace(said, operator="gte" if before > 0 else "lte")), max(before, after)

    def _is_whole_list(self, condition: Condition, ref: Ref) -> bool:
        """Whether a permission lists the kinds that there are: "can be monthly, quarterly or yearly"."""
        if not _is_list(condition) or ref.field is None or ref.field.choices:
            return False
        return ref.field.kind.is_number or self.is_kind(ref.field)

    def _plainly(self, ref: Ref, place: int) -> Bodies:
        """Without a modal: "is required", "is never negative", "ranges from 1 to 5", "comes after …"."""
        if not self._is_plain_verb_at(place) or self.phrase(place, "does-not-have-to") > 0:
            return
        start = self.skip(place, "is", "are", "has", "have", "need", "needs", "require", "requires")
        fixed = self.phrase(start, "immutable")
        denied = max(self.at(start, "never", "not"), self.at(place, "does not", "do not", "never"))
        if fixed > 0:
            yield Act("update", False, fields=(ref.path,)), self._after_creation(fixed)
        elif denied > 0:
            yield from self._denied_plainly(ref, denied)
        else:
            for condition, end in self.read_predicates(self._past_adverbs(start), ref):
                if not (isinstance(condition, Formula | Moment) and condition.operator == "eq"):
                    yield Holds(condition), end

    def _denied_plainly(self, ref: Ref, place: int) -> Bodies:
        """After "never" or "does not": "changes", "exceeds 100"."""
        if self.word(place) in ("change", "changes"):
            yield Act("update", False, fields=(ref.path,)), self._after_creation(place + 1)
        for condition, end in self.read_predicates(place, ref):
            if not isinstance(condition, Every) and not self.is_duty(place):
                yield Holds(opposite_of(condition)), end

    def _is_plain_verb_at(self, place: int) -> bool:
        word = self.word(place)
        return word in _PLAIN_VERBS or word.endswith("s")


def _is_list(condition: Condition) -> bool:
    return isinstance(condition, OneOf) and not condition.negated and len(condition.values) > 1
