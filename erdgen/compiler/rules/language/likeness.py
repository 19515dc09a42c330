"""Further ways to say that no two rows have the same value.

likeness  = value "may be used by" ("only one" | "not two") rows | "only one" row "may have the same" value
          | "there must not be two" rows "with the same" value | rows "must have different" values
          | value "must not be that of another" row | "duplicate" values "are refused"
          | value "identifies exactly one" row | parent "can have only one" row scope
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.conditions import Condition
from erdgen.compiler.rules.forms import Unique
from erdgen.compiler.rules.language.bodies import Bodies, among_rows
from erdgen.compiler.rules.language.cues import cued
from erdgen.compiler.rules.language.entities import join
from erdgen.compiler.rules.language.memory import remembered
from erdgen.compiler.rules.language.once import Once
from erdgen.compiler.rules.language.uniqueness import Scope

#: The members of a row that a phrase names, what it says of the row, and the place after.
_Values = Iterator[tuple[tuple[str, ...], Condition | None, int]]


class Likeness(Once):
    """Reads what two rows must not have in common."""

    def _alike(self, place: int) -> Bodies:
        yield from self._value_of_one_row(place)
        yield from self._only_one_row(place)
        yield from self._there_no_two(place)
        yield from self._different_values(place)
        yield from self._of_another_row(place)
        yield from self._duplicates(place)
        yield from self._identifying(place)
        yield from self._one_for_each(place)
        yield from self._parent_repeats(place)

    @remembered
    def _values_named(self, place: int) -> _Values:
        """A member of the root by name, or a link by where it leads: "the same serial number"."""
        start = self.past(place, "any-given")
        seen = set()
        for ref, end in self.read_subject(start):
            if "." not in ref.path:
                seen.add((ref.path, end))
                yield (ref.path,), ref.where, end
        for name, end in self._single_members(start):
            if (name, end) not in seen:
                yield (name,), None, end

    def _unique_in(
        self, names: tuple[str, ...], where: Condition | None, place: int, *, least: int = 1
    ) -> Bodies:
        """``names`` are unique together, among the rows that the words at ``place`` name."""
        for scope in self._scopes(place):
            fields = tuple(dict.fromkeys((*scope.names, *names)))
            limit = join(where, scope.where)
            if len(fields) < least:
                continue
            rule = among_rows(Unique(fields, limit, scope.ignore_case))
            yield rule, scope.end
            at_once = self.phrase(scope.end, "at-a-time") if limit is not None else -1
            if at_once > 0:  # of rows in a passing state
                yield rule, at_once

    def _scopes(self, place: int) -> Iterator[Scope]:
        """One scope or several in a row: "of one client for the same machine"."""
        for first in self._scope(place):
            yield first
            if first.names and first.where is None:
                for more in self._scopes(first.end):
                    if more.names:
                        yield more._replace(names=(*first.names, *more.names))

    @cued("be-on-row")
    def _value_of_one_row(self, place: int) -> Bodies:
        """ "Each VIN can belong to one car only", "the same label must not be used for two objects"."""
        no = self.at(place, "no")
        for names, where, end in self._values_named(max(no, place)):
            found = self.modal(end)
            never = self.at(end, "never")
            denied = no > 0 or never > 0 or (found is not None and found.denied)
            used = self.phrase(found.end if found else max(never, end), "be-on-row")
            if used > 0 and any(self._is_paired(name, place, end) for name in names):
                continue
            if used < 0 or (no > 0 and found is not None and found.denied):
                continue
            only = found is not None and found.kind == "only"
            for begin, single, said in self._one_or_more(used):
                if single is denied:
                    continue
                for more, stop in self.read_entity(begin, self.root):
                    after = self.at(stop, "only")
                    if denied or only or said or after > 0:
                        yield from self._unique_in(names, join(where, more), max(after, stop))

    def _one_or_more(self, place: int) -> Iterator[tuple[int, bool, bool]]:
        """After "one" or "two": the place, whether a single one is meant, and whether "only" is said."""
        several = self.phrase(place, "two-or-more")
        if several > 0:
            yield several, False, False
        only = self.phrase(place, "only-one")
        if only > 0:
            yield only, True, True
        one = self.at(place, "one", "a single")
        if one > 0 and several < 0:
            yield one, True, False

    def _only_one_row(self, place: int) -> Bodies:
        """ "Only one admission may refer to a given bed"."""
        lead = self.phrase(place, "only-one")
        if lead < 0:
            return
        for where, end in self.read_entity(lead, self.root):
            found = self.modal(end)
            if found is not None and found.denied:
                continue
            after = self.phrase(found.end if found else end, "share")
            given = self.phrase(after, "a-given") if after > 0 else -1
            if given < 0:
                continue
            for names, stop in self._alike_in(given):
                yield from self._unique_in(names, where, stop)

    def _there_no_two(self, place: int) -> Bodies:
        """ "There must not be two machines with the same code", "there can be no two rows of one name"."""
        if self.word(place) != "there":
            return
        found = self.modal(place + 1)
        be = self.at(found.end if found else place + 1, "be", "is", "are", "exist")
        if be < 0:
            return
        no = self.at(be, "no", "never")
        denied = no > 0 or (found is not None and found.denied)
        several = self.phrase(max(no, be), "two-or-more")
        if several > 0 and denied:
            for where, end in self.read_entity(several, self.root):
                same = self.phrase(end, "of-the-same")
                for names, stop in self._alike_in(same) if same > 0 else ():
                    yield from self._unique_in(names, where, stop)
                parents, after = self._of_parent(end)
                same = self.phrase(after, "of-the-same") if parents else -1
                for names, stop in self._alike_in(same) if same > 0 else ():
                    yield from self._unique_in((*parents, *names), where, stop)
                yield from self._unique_in((), where, end, least=2)
                yield from self._that_overlap(parents, where, after if parents else end)
        only = self.phrase(be, "only-one")
        if only > 0 and not denied:
            for where, end in self.read_entity(only, self.root):
                yield from self._unique_in((), where, end, least=2)

    def _that_overlap(self, parents: tuple[str, ...], where: Condition | None, place: int) -> Bodies:
        """ "(… two hires of the same machine) that overlap": read with the rules on periods."""
        raise NotImplementedError

    @cued("differing", "be-different", "unique")
    def _different_values(self, place: int) -> Bodies:
        """ "Inspections of one machine must have different titles", "a hall's seat numbers must differ"."""
        for parents, where, end in self._rows_of_parent(self.past(place, "all-rows")):
            found = self.modal(end)
            has = self.at(
                found.end if found else end,
                *(
                    "have",
                    "all have",
                    "carry",
                    "bear",
                    "be given",
                    "get",
                    "use",
                    "need",
                    "require",
                    "all need",
                ),
            )
            other = self.phrase(has, "differing")
            if other < 0 or (found is not None and not found.asks):
                continue
            for names, stop in self._alike_in(other):
                yield from self._unique_in((*parents, *names), where, stop)
        for names, where, end in self._values_of_parent(place):
            found = self.modal(end)
            if found is not None and not found.asks:
                continue
            start = self.skip(found.end if found else end, "all")
            after = max(self.phrase(start, "be-different"), self.phrase(self.skip(start, "be"), "unique"))
            if after > 0:
                yield from self._unique_in(names, where, after)

    @remembered
    def _rows_of_parent(self, place: int) -> _Values:
        """ "inspections of one machine", "a machine's inspections", or just "machines"."""
        for where, end in self.read_entity(place, self.root):
            parents, after = self._of_parent(end)
            if parents:
                yield parents, where, after
            elif self.words[end - 1].endswith("s"):
                yield (), where, end
        for name, end in self._single_members(place):
            after = self.owner_mark(end)
            for where, stop in self.read_entity(after, self.root) if after != end else ():
                yield (name,), where, stop

    def _values_of_parent(self, place: int) -> _Values:
        """ "the titles of a machine's inspections", "a hall's seat numbers"."""
        start = self.skip_determiners(place)
        for name, end in self.spans(start, 5):
            after = self.at(end, "of all", "of all the", "of the", "of")
            members = self.lexicon.members(self.root, name) if after > 0 else ()
            for member in members[:1]:
                for parents, where, stop in self._rows_of_parent(after):
                    if parents:
                        yield (*parents, member.name), where, stop
        for parent, end in self._single_members(place):
            after = self.owner_mark(end)
            for ref, stop in self.read_subject(after) if after != end else ():
                if "." not in ref.path and ref.path != parent:
                    yield (parent, ref.path), ref.where, stop

    @cued("another-row")
    def _of_another_row(self, place: int) -> Bodies:
        """ "A VIN must not be that of another car", "a car may not have the same VIN as another car"."""
        for names, where, end in self._values_named(place):
            found = self.modal(end)
            if found is None:
                continue
            lead = self.phrase(found.end, "be-that-of" if found.denied else "be-unlike-that-of")
            if lead > 0 and found.kind == "must":
                for more, stop in self._another_row(lead):
                    yield from self._unique_in(names, join(where, more), stop)
        no = self.at(place, "no")
        for where, end in self.read_entity(max(no, place), self.root):
            found = self.modal(end)
            if found is None or found.asks or found.denied is (no > 0):
                continue
            start = self.past(found.end, "share")
            same = self.at(start, "the same", "an identical", "the")
            for names, stop in self._alike_in(start) if same > 0 else ():
                bare = self.at(start, "the same", "an identical") < 0
                lead = self.at(stop, "of") if bare else self.at(stop, "as", "with", "like")
                for more, last in self._another_row(lead) if lead > 0 else ():
                    yield from self._unique_in(names, join(where, more), last)

    def _another_row(self, place: int) -> Iterator[tuple[Condition | None, int]]:
        """ "another machine", "any other machine"."""
        after = self.phrase(place, "another-row")
        yield from self.read_entity(after, self.root) if after > 0 else ()

    def _duplicates(self, place: int) -> Bodies:
        """ "Duplicate codes are not allowed [within one depot]"."""
        no = self.at(place, "no")
        lead = self.phrase(max(no, place), "duplicate")
        for names, where, end in self._values_named(lead) if lead > 0 else ():
            refused = self.phrase(end, "row-refused")
            if no > 0:
                allowed = self.phrase(end, "are-allowed")
                yield from self._unique_in(names, where, max(allowed, end))
            elif refused > 0:
                yield from self._unique_in(names, where, refused)
            for scope in self._scopes(end):
                last = self.phrase(scope.end, "row-refused")
                if last > 0 and no < 0 and scope.names:
                    fields = tuple(dict.fromkeys((*scope.names, *names)))
                    yield among_rows(Unique(fields, join(where, scope.where), scope.ignore_case)), last

    @cued("identifies-one", "uniquely-identified-by", words="identifies identify determines")
    def _identifying(self, place: int) -> Bodies:
        """ "A VIN identifies exactly one car", "a car is uniquely identified by its VIN"."""
        for names, where, end in self._values_named(place):
            found = self.modal(end)
            if where is None and (found is None or found.asks):
                after = self.phrase(found.end if found else end, "identifies-one")
                for stop in self.root_ends(after) if after > 0 else ():
                    yield from self._unique_in(names, None, stop)
                plain = self.at(end, "identifies", "identify", "must identify", "determines")
                for stop in self.root_ends(plain) if plain > 0 else ():
                    last = self.at(stop, "uniquely", "unambiguously")
                    if last > 0:
                        yield from self._unique_in(names, None, last)
        for where, end in self.read_entity(place, self.root):
            found = self.modal(end)
            if found is None or found.asks:
                after = self.phrase(found.end if found else end, "uniquely-identified-by")
                for names, stop in self._alike_in(after) if after > 0 else ():
                    yield from self._unique_in(names, where, stop)

    @cued("two-or-more", "only-one", words="one single")
    def _one_for_each(self, place: int) -> Bodies:
        """ "A client can have only one requested hire per machine": rows of one parent, and of another."""
        no = self.at(place, "no")
        for parent, end in self._named_member(max(no, place)):
            found = self.modal(end)
            denied = no > 0 or (found is not None and found.denied)
            start = self.past(found.end if found else end, "holds-several")
            for begin, single, said in self._one_or_more(start):
                if single is denied:
                    continue
                only = said or (found is not None and found.kind == "only")
                for where, stop in self.read_entity(begin, self.root) if denied or only else ():
                    yield from self._unique_in((parent,), where, stop, least=2)

    @cued(words="same")
    def _parent_repeats(self, place: int) -> Bodies:
        """ "A seller must not use the same SKU on two live listings"."""
        no = self.at(place, "no")
        for parent, end in self._named_member(max(no, place)):
            found = self.modal(end)
            if found is None or (no < 0 and not found.denied):
                continue
            same = self.at(self.past(found.end, "uses"), "the same", "one and the same")
            for names, stop in self._alike_in(same) if same > 0 else ():
                on = self.at(stop, "on", "for", "in", "to", "with", "at")
                several = self.phrase(on, "two-or-more")
                for where, last in self.read_entity(several, self.root) if several > 0 else ():
                    fields = tuple(dict.fromkeys((parent, *names)))
                    if len(fields) > 1:
                        yield from self._unique_in(fields, where, last)
                twice = self.phrase(stop, "twice")
                if twice > 0:
                    yield from self._unique_in((parent, *names), None, twice, least=2)
