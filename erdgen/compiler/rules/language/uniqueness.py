"""Sentences about rows that must not be alike.

unique    = member "must be unique" [scope] | "no two" rows "share" member {"and" member} [scope]
          | deed ("only once" | "twice") [scope] | row "must have a unique" member
          | parent "may not have two" rows "of the same" member
scope     = "per" link {"and" link} | "among" rows | "regardless of case" | "if" conditions
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from erdgen.compiler.rules.conditions import Condition
from erdgen.compiler.rules.forms import Unique
from erdgen.compiler.rules.language.bodies import Bodies, among_rows
from erdgen.compiler.rules.language.cues import cued
from erdgen.compiler.rules.language.deeds import Deeds
from erdgen.compiler.rules.language.entities import join
from erdgen.compiler.rules.language.names import key_of
from erdgen.compiler.rules.language.opposites import opposite_of
from erdgen.compiler.spec.project import Relationship


class Scope(NamedTuple):
    """Among which rows values are compared: rows alike in ``names``, where ``where`` is true."""

    end: int
    names: tuple[str, ...] = ()
    where: Condition | None = None
    ignore_case: bool = False


#: What may stand before words on upper and lower case.
_ASIDE = (",", "(", ";", "and", ", and", ", but", "whereby", ", whereby", ", where", "where", "–", "; here")


class Uniqueness(Deeds):
    """Reads what makes rows alike."""

    @cued("unique", "twice", "just-once", words="reused repeated duplicated shared repeat recur reoccur")
    def _unique_member(self, place: int) -> Bodies:
        """ "email must be unique [per team] [among active users]"."""
        for ref, end in self.read_subject(place):
            if "." in ref.path:
                continue
            for start in self._after_verb(end):
                after = self.phrase(start, "unique")
                if after > 0:
                    yield from self._unique((ref.path,), ref.where, after)
            after = self._repeated(end)
            if after > 0:
                yield from self._unique((ref.path,), ref.where, after)
        no = self.at(place, "no")
        for ref, end in self.read_subject(no) if no > 0 else ():
            after = self._repeated(end, denied=True) if "." not in ref.path else -1
            if after > 0:
                yield from self._unique((ref.path,), ref.where, after)
        for refs, end in self._combined(place):
            for start in self._after_verb(end):
                after = self.phrase(start, "unique")
                if after > 0:
                    yield from self._unique(refs, None, after)

    def _after_verb(self, place: int) -> Iterator[int]:
        found = self.modal(place)
        start = found.end if found and found.asks else place
        if found and start == place:
            return
        start = start + 1 if self.word(start) in ("be", "is", "are", "remain", "stay") else start
        yield self._past_adverbs(start)

    def _repeated(self, place: int, *, denied: bool = False) -> int:
        """ "may not be assigned twice", "occurs only once"; ``denied``: "(no code) may be assigned twice"."""
        found = self.modal(place)
        never = self.at(place, "never", "is never", "are never", "do not", "does not")
        if denied and (never > 0 or found is None or found.kind != "can"):
            return -1
        denied = denied or (found.denied if found else never > 0)
        start = found.end if found else max(never, place)
        after = self.phrase(start, "be-used")
        if after < 0 and never > 0:
            after = self.phrase(start, "used-participle")
        if after < 0:
            return -1
        if denied:
            alone = self.words[after - 1] in (
                "reused",
                "repeated",
                "duplicated",
                "shared",
                "repeat",
                "recur",
                "reoccur",
            )
            end = self.phrase(after, "twice")
            return end if end > 0 else after if alone else -1
        return self.phrase(after, "just-once")

    def _combined(self, place: int) -> Iterator[tuple[tuple[str, ...], int]]:
        """ "The combination of number and building", "building and number together"."""
        lead = self.phrase(place, "combination-of")
        start = max(lead, place)
        names: list[str] = []
        end = start
        while True:
            found = next(((ref, stop) for ref, stop in self.read_subject(end) if "." not in ref.path), None)
            if found is None:
                return
            names.append(found[0].member.name)
            end = found[1]
            after = self.at(end, ", and", "and", ",", "plus", "with", "/", "+")
            if after < 0:
                break
            end = after
        together = self.at(end, "together", "combined", "taken together", "in combination")
        modal = self.modal(end)
        late = modal is not None and not {"together", "combination"}.isdisjoint(self.words[modal.end :])
        if len(names) > 1 and (lead > 0 or together > 0 or late):
            for _where, stop in self._of_root(max(together, end)):
                yield tuple(names), stop

    def _unique(self, fields: tuple[str, ...], where: Condition | None, place: int) -> Bodies:
        """``fields`` are unique together, within the scope that stands at ``place``."""
        for scope in self._scope(place):
            names = tuple(dict.fromkeys((*scope.names, *fields)))
            yield among_rows(Unique(names, join(where, scope.where), scope.ignore_case)), scope.end

    def _scope(self, place: int) -> Iterator[Scope]:
        """ "per team", "within a blog", "among active users", "for each customer", "regardless of case"."""
        place = self.skip(place, "together", "in combination", "as a combination", "as a pair")
        yield Scope(place)
        end = self.phrase(self.skip(place, *_ASIDE), "whatever-the-case")
        if end > 0:
            yield Scope(self.skip(end, ")") if self.word(place) == "(" else end, ignore_case=True)
        end = self.phrase(place, "in-the-whole-system")
        if end > 0 and not self.lexicon.links(self.root, self.words[end - 1]):
            yield Scope(end)
        after = self.phrase(place, "scope")
        for scope in self._parents(after) if after > 0 else ():
            yield scope
            for aside in self._ones_aside(scope.end):
                yield aside._replace(names=scope.names, where=join(scope.where, aside.where))
        yield from self._scope_among(place)
        yield from self._ones_aside(place)
        after = self.at(place, "if", "when", "where", "while", "as long as", "unless")
        for condition, end in self.read_conditions(after) if after > 0 else ():
            unless = self.words[after - 1] == "unless"
            yield Scope(end, where=opposite_of(condition) if unless else condition)

    def _scope_among(self, place: int) -> Iterator[Scope]:
        """ "among the rooms of one hotel", "among active users"."""
        after = self.phrase(place, "among")
        for where, end in self.read_entity(after, self.root, plain=True) if after > 0 else ():
            of = self.phrase(end, "of-one-parent")
            for scope in self._parents(of) if of > 0 else ():
                yield scope._replace(where=join(where, scope.where))
            if where is None and of < 0:
                yield Scope(end)
        after = self.phrase(place, "among-all")
        for where, end in self.read_entity(after, self.root) if after > 0 else ():
            if self.phrase(end, "of-one-parent") < 0:  # else they are of one parent each, whatever that is
                yield Scope(end, where=where)

    def _ones_aside(self, place: int) -> Iterator[Scope]:
        """ ", cancelled ones aside", "except for refunded ones", "not counting cancelled ones"."""
        start = self.skip(place, ",")
        lead = self.phrase(start, "except-for")
        begin = self.skip_determiners(max(lead, start))
        for state, end in self.read_states(begin, self.root):
            ones = self.at(end, "ones")
            if ones < 0:
                ones = self.entity_end(end, self.root)
            if ones < 0 and lead > 0 and self.words[lead - 1] == "unless":
                ones = end
            aside = self.phrase(ones, "aside")
            if ones > 0 and (lead > 0 or aside > 0):
                yield Scope(max(ones, aside), where=opposite_of(state))

    def _parents(self, place: int) -> Iterator[Scope]:
        """Members that rows must agree in to count as alike: "team and year"."""
        for name, end in self._single_members(place):
            yield Scope(end, (name,))
            after = self.phrase(end, "and-the-same")
            for scope in self._parents(after) if after > 0 else ():
                yield scope._replace(names=(name, *scope.names))
            among = self.at(end, "among", "amongst")
            for where, stop in self.read_entity(among, self.root) if among > 0 else ():
                yield Scope(stop, (name,), where)
            of = self.at(end, "of a", "of an", "of one", "of the same", "of each")
            for other, stop in self._single_members(of) if of > 0 else ():
                yield Scope(stop, (name, other))

    def _unique_rows(self, place: int) -> Bodies:
        """ "An application must be unique per job and applicant", "each user must have a unique email"."""
        for where, end in self.read_entity(place, self.root):
            found = self.modal(end)
            start = found.end if found else end
            if found and not found.asks:
                continue
            after = self.at(start, "be unique", "is unique", "are unique", "must be unique")
            for scope in self._scope(after) if after > 0 else ():
                if scope.names:
                    rule = Unique(scope.names, join(where, scope.where), scope.ignore_case)
                    yield among_rows(rule), scope.end
            has = self.phrase(start, "identified-by")
            unique = self.phrase(has, "a-unique")
            if has > 0 and unique > 0:
                for name, stop in self._single_members(unique):
                    yield from self._unique((name,), where, stop)

    def _no_two(self, place: int) -> Bodies:
        """ "No two users may share an email", "Two products must never carry the same SKU"."""
        lead = self.phrase(place, "no-two")
        if lead < 0:
            return
        negative = self.words[place] in ("no", "never")
        for where, end in self.read_entity(lead, self.root):
            yield from self._no_two_of(end, where, negative=negative)
            found = self.modal(end)
            denied = found.denied if found else self.at(end, "never", "do not", "don't") > 0
            if not (negative or denied):
                continue
            start = found.end if found else (self.at(end, "never", "do not") if denied else end)
            for names, stop in self._alike_in(self.past(start, "share")):
                yield from self._unique(names, where, stop)

    def _no_two_of(self, place: int, where: Condition | None, *, negative: bool) -> Bodies:
        """ "(no two books) of one author may have the same title"."""
        parents, after = self._of_parent(place)
        found = self.modal(after) if parents else None
        never = self.at(after, "never", "do not") if parents else -1
        if not parents or not (negative or never > 0 or (found and found.denied)):
            return
        if negative and found is not None and found.denied:
            return
        begin = found.end if found else max(never, after)
        for names, end in self._alike_in(self.past(begin, "share")):
            yield among_rows(Unique((*parents, *names), where)), end
            for aside in self._ones_aside(end):
                yield among_rows(Unique((*parents, *names), join(where, aside.where))), aside.end
        be = (
            self.at(self.skip(begin, "both"), "be", "be both") if found else self.at(begin, "are", "are both")
        )
        for state, end in self.read_states(be, self.root) if be > 0 else ():
            rule = among_rows(Unique(parents, join(where, state)))
            at_once = self.phrase(end, "at-a-time")
            yield rule, max(at_once, end)

    def _of_parent(self, place: int) -> tuple[tuple[str, ...], int]:
        """ "of one author", "in the same blog", "for a customer": the link, and the place after."""
        after = self.phrase(place, "of-the-same-parent")
        if after < 0:
            return (), -1
        found = next(iter(self._single_members(after)), None)
        if found is None:
            return (), -1
        names, end = [found[0]], found[1]
        same = self.words[after - 1] == "same"
        more = self.at(
            end, "and the same", "and on the same", "and for the same", *(("and",) if same else ())
        )
        if more > 0:
            second = next(iter(self._single_members(more)), None)
            if second is not None:
                names.append(second[0])
                end = second[1]
        return tuple(names), end

    def _alike_in(self, place: int) -> Iterator[tuple[tuple[str, ...], int]]:
        """ "the same email", "the same room and the same date"."""
        start = self.past(place, "the-same")
        moments = self._moments() if self.word(start) in ("day", "date", "time", "moment") else []
        if moments and (self.word(start) in ("day", "date") or self._is_of_clock(moments[0])):
            yield (moments[0],), start + 1
        for name, end in self._single_members(start):
            yield (name,), end
            more = self.at(end, ", and", "and", "for", "on", "in", "within", "at", "as well as", "of")
            if more > 0:
                for names, stop in self._alike_in(self.past(more, "share")):
                    yield (name, *names), stop

    @cued("only-once", "repeatedly")
    def _only_once(self, place: int) -> Bodies:
        """ "A user can review a product only once", "a seat cannot be booked twice [for an event]"."""
        same = self.at(place, "the same", "one and the same")
        if self.root.is_user or (same > 0 and any(self.root_ends(same))):
            return  # the same row is one, however often
        for upper, begin, stop in self._once_places(place):
            names = self._deed_members(place, begin)
            if names is None:
                continue
            modal = next((self.modal(n) for n in range(place, begin) if self.modal(n)), None)
            denied = modal is not None and (
                modal.denied or (modal.kind == "can" and self.word(place) == "no")
            )
            if modal is None and "never" in self.words[place:begin]:
                denied = True
            if upper == denied:
                continue
            for scope in self._scope(stop):
                every = tuple(dict.fromkeys((*names, *scope.names)))
                if len(every) == 1 and self._is_paired(every[0], place, begin):
                    continue
                if len(every) > 1 or scope.names or begin - place > 2:
                    yield among_rows(Unique(every, scope.where)), scope.end

    def _is_paired(self, name: str, place: int, end: int) -> bool:
        """Whether a link is named by where it leads, and other rows pair the two: "a user in a project"."""
        link = self.root.members[name]
        if not isinstance(link, Relationship) or key_of(link.name) in map(key_of, self.words[place:end]):
            return False
        pairs = (each for _n, each in self.lexicon.linking_to.get(link.target, ()) if each is not self.root)
        return any(
            other.target == self.root.name and not other.many
            for each in pairs
            for other in each.relationships
        )

    def _once_places(self, place: int) -> Iterator[tuple[bool, int, int]]:
        """Whether a limit is stated ("only once") or denied ("twice"), where it begins and where it ends."""
        for begin in range(place + 2, self.end):
            limit = self.phrase(begin, "only-once")
            bare = limit == begin + 1
            if limit > 0 and (not bare or "only" in self.words[place:begin]):
                yield True, begin, limit
            again = self.phrase(begin, "repeatedly")
            if again > 0 and self.words[begin - 1] not in ("than", "most"):
                yield False, begin, again

    @cued("of-the-same")
    def _two_alike(self, place: int) -> Bodies:
        """ "An author may not have two books of the same title": rows of one parent with one value."""
        for parent, end in self._named_member(place):
            found = self.modal(end)
            never = self.at(end, "never has", "never have")
            if (found is None or not found.denied) and never < 0:
                continue
            start = found.end if found else never
            begin = self.phrase(self.past(start, "holds-several"), "several")
            if begin < 0:
                continue
            for where, stop in self.read_entity(begin, self.root):
                same = self.phrase(stop, "of-the-same")
                for names, last in self._alike_in(same) if same > 0 else ():
                    yield from self._unique(tuple(dict.fromkeys((parent, *names))), where, last)
