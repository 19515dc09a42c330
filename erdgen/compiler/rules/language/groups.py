"""Sentences about rows held against each other: uniqueness, overlaps, states in turn, sums, what the server sets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from erdgen.compiler.rules.conditions import Compare, Condition, Count, OneOf, Operator, Scalar, Term, Total
from erdgen.compiler.rules.forms import (
    AtCreation,
    Computed,
    Move,
    NoOverlap,
    Rule,
    ServerSet,
    SetDefault,
    Transitions,
    Unique,
)
from erdgen.compiler.rules.language.bodies import Bodies, Body, Holds, Link, Stated
from erdgen.compiler.rules.language.lexicon import key_of, loose_key_of, split_name
from erdgen.compiler.rules.language.memory import remembered
from erdgen.compiler.rules.language.nouns import Ref, join
from erdgen.compiler.rules.language.opposites import opposite_of
from erdgen.compiler.rules.language.paths import seen_through
from erdgen.compiler.rules.language.predicates import bound_of
from erdgen.compiler.rules.language.sentences import Sentences
from erdgen.compiler.rules.language.tokens import Token
from erdgen.compiler.rules.language.words import COMPARISONS, CREATE, DEEDS, TAILS
from erdgen.compiler.spec.project import Entity, Field, Kind, Relationship



class Groups(Sentences):
    """Adds the forms that are about more than one row, or about what the server does by itself."""

    #: The field that the ERD names beside the sentence; empty if none.
    hinted = ""
    #: Whether the ERD says that the sentence is about the root.
    meant = False

    def _like(self, tokens: tuple[Token, ...]) -> Sentences:
        other = type(self)(tokens, self.lexicon, self.root)
        other.hinted, other.meant = self.hinted, self.meant
        return other

    def farthest(self) -> int:
        """How far the subject reaches that was understood."""
        ends = [end for _ref, end in self.read_subject(0)] + [
            end for _where, end in self.read_entity(0, self.root)
        ]
        return max(ends, default=0)

    def read_subject(self, place: int) -> Iterator[tuple[Ref, int]]:
        found = False
        for ref, end in super().read_subject(place):
            found = True
            yield ref, end
        member = self.root.members.get(self.hinted) if self.hinted and not found else None
        if member is not None:
            if self.modal(place):
                yield Ref(member.name, member), place
            for end in range(place + 1, min(place + 7, self.end)):
                if self.word(end - 1) in _TURNS or self.words[end - 1] in _JOINTS:
                    return
                if self.modal(end) or self.word(end) in ("is", "are"):
                    yield Ref(member.name, member), end
                    return

    def _hinted_bound(self, place: int) -> Bodies:
        """The hinted field under words of its own: "a coupon takes off no more than 50 %"."""
        member = self.root.members.get(self.hinted) if self.hinted else None
        if member is None or place != 0:
            return
        ref = Ref(member.name, member)
        for where, end in self.read_entity(0, self.root, plain=True):
            for condition, stop in self.read_predicate(end, ref) if where is None else ():
                refused = self.phrase(stop, "bound-refused")
                if refused > 0:
                    yield Holds(opposite_of(condition)), refused
        nobody = self.at(0, "nobody", "no one")
        found = self.modal(nobody) if nobody > 0 else None
        if found is not None and found[0] == "can":
            for begin in range(found[2], min(found[2] + 4, self.end)):
                if COMPARISONS.find(self.words, begin):
                    for condition, stop in self.read_predicate(begin, ref):
                        yield Holds(opposite_of(condition)), stop
                        for name, after in self.spans(stop, 3):
                            if member in self.lexicon.members(self.root, name):
                                yield Holds(opposite_of(condition)), after
                    break
        for end in range(1, self.end):
            word = self.words[end - 1]
            if word in _TURNS or self.tokens[end - 1].kind == "number":
                return
            if COMPARISONS.find(self.words, end) or self.word(end) in ("between", "in"):
                for condition, stop in self.read_predicates(end, Ref(member.name, member)):
                    yield Holds(condition), stop
                return

    def read_main(self, place: int) -> Bodies:
        yield from self._hinted_bound(place)
        yield from super().read_main(place)
        yield from self._unique_member(place)
        yield from self._scoped_first(place)
        yield from self._unique_rows(place)
        yield from self._no_two(place)
        yield from self._only_once(place)
        yield from self._two_alike(place)
        yield from self._so_many_may(place)
        yield from self._overlaps(place)
        yield from self._own_self(place)
        yield from self._same_place(place)
        yield from self._moves(place)
        yield from self._counts(place)
        yield from self._computed(place)
        yield from self._default(place)
        yield from self._server_set(place)
        yield from self._creations(place)
        yield from self._made_for(place)
        yield from self._who_makes(place)
        yield from self._actor_deed(place)
        yield from self._sum_limits(place)

    # Uniqueness

    def _unique_member(self, place: int) -> Bodies:
        """ "email must be unique [per team] [among active users]"."""
        for ref, end in self.read_subject(place):
            if "." in ref.path:
                continue
            for start in self._after_verb(end):
                after = self._unique_word(start)
                if after > 0:
                    yield from self._unique((ref.path,), ref.where, after)
            after = self._repeated(end)
            if after > 0:
                yield from self._unique((ref.path,), ref.where, after)
        for refs, end in self._combined(place):
            for start in self._after_verb(end):
                after = self._unique_word(start)
                if after > 0:
                    yield from self._unique(refs, None, after)

    def _scoped_first(self, place: int) -> Bodies:
        """ "Within a course, exam titles are unique", "at one dock, slots must not overlap"."""
        after = self.phrase(place, "within-one")
        if after < 0:
            return
        for names, where, end in self._parents(after):
            start = end + 1 if self.word(end) == "," else end
            for body, stop in (
                *self._unique_member(start),
                *self._only_once(start),
                *self._no_two(start),
                *self._rows_overlap(start),
                *self._parent_overlaps(start),
            ):
                if isinstance(body, Stated) and len(body.rules) == 1:
                    rule = body.rules[0]
                    if isinstance(rule, Unique):
                        fields = tuple(dict.fromkeys((*names, *rule.fields)))
                        yield _unique_body(fields, join(rule.where, where), rule.ignore_case), stop
                    elif isinstance(rule, NoOverlap):
                        within = tuple(dict.fromkeys((*names, *rule.within)))
                        yield _overlap_body((rule.start, rule.end), within, join(rule.where, where)), stop

    def _after_verb(self, place: int) -> Iterator[int]:
        found = self.modal(place)
        start = found[2] if found and found[0] == "must" and not found[1] else place
        if found and start == place:
            return
        start = start + 1 if self.word(start) in ("be", "is", "are", "remain", "stay") else start
        yield self._past_adverbs(start)

    def _repeated(self, place: int) -> int:
        """ "may not be assigned twice", "occurs only once"."""
        found = self.modal(place)
        denied = found[1] if found else self.at(place, "never") > 0
        start = found[2] if found else place + 1 if denied else place
        after = self.phrase(start, "be-used")
        if after < 0:
            return -1
        if denied:
            alone = self.words[after - 1] in ("reused", "repeated", "duplicated", "shared")
            end = self.phrase(after, "twice")
            return end if end > 0 else after if alone else -1
        return self.phrase(after, "just-once")

    def _unique_word(self, place: int) -> int:
        return self.phrase(place, "unique")

    def _combined(self, place: int) -> Iterator[tuple[tuple[str, ...], int]]:
        """ "The combination of number and building", "building and number together"."""
        lead = self.phrase(place, "combination-of")
        start = lead if lead > 0 else place
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
        late = modal is not None and self._late_together(modal[2])
        if len(names) > 1 and (lead > 0 or together > 0 or late):
            for _where, stop in self._of_root(together if together > 0 else end):
                yield tuple(names), stop

    def _late_together(self, place: int) -> bool:
        return "together" in self.words[place:] or "combination" in self.words[place:]

    def _of_root(self, place: int) -> Iterator[tuple[Condition | None, int]]:
        yield None, place
        after = self.at(place, "of", "for")
        if after > 0:
            yield from self.read_entity(after, self.root, plain=True)

    def _unique(self, fields: tuple[str, ...], where: Condition | None, place: int) -> Bodies:
        for more, condition, end, caseless in self._scope(place):
            names = tuple(dict.fromkeys((*more, *fields)))
            yield _unique_body(names, join(where, condition), caseless), end

    def _scope(self, place: int) -> Iterator[tuple[tuple[str, ...], Condition | None, int, bool]]:
        """ "per team", "within a blog", "among active users", "for each customer", "regardless of case"."""
        end = self.at(place, "together", "in combination", "as a combination", "as a pair")
        place = end if end > 0 else place
        yield (), None, place, False
        end = self.phrase(place, "whatever-the-case")
        if end > 0:
            yield (), None, end, True
        end = self.phrase(place, "in-the-whole-system")
        if end > 0:
            yield (), None, end, False
        after = self.phrase(place, "scope")
        if after > 0:
            for names, condition, stop in self._parents(after):
                yield names, condition, stop, False
        after = self.phrase(place, "among")
        for where, stop in self.read_entity(after, self.root, plain=True) if after > 0 else ():
            of = self.phrase(stop, "of-one-parent")
            for names, condition, last in self._parents(of) if of > 0 else ():
                yield names, join(where, condition), last, False
        yield from self._ones_aside(place)
        after = self.phrase(place, "among-all")
        if after > 0:
            for where, stop in self.read_entity(after, self.root):
                yield (), where, stop, False
        after = self.at(place, "if", "when", "where", "while", "as long as", "unless")
        if after > 0:
            for condition, stop in self.read_conditions(after):
                yield (
                    (),
                    (opposite_of(condition) if self.words[after - 1] == "unless" else condition),
                    stop,
                    False,
                )

    def _ones_aside(self, place: int) -> Iterator[tuple[tuple[str, ...], Condition | None, int, bool]]:
        """ ", cancelled ones aside", "except for refunded ones", "not counting cancelled ones"."""
        start = place + 1 if self.word(place) == "," else place
        lead = self.phrase(start, "except-for")
        begin = self.skip_determiners(lead if lead > 0 else start)
        for state, end in self.read_states(begin, self.root):
            ones = self.at(end, "ones")
            if ones < 0:
                ones = self.entity_end(end, self.root)
            if ones < 0 and lead > 0 and self.words[lead - 1] == "unless":
                ones = end
            aside = self.phrase(ones, "aside") if ones > 0 else -1
            if ones > 0 and (lead > 0 or aside > 0):
                yield (), opposite_of(state), aside if aside > 0 else ones, False

    def _parents(self, place: int) -> Iterator[tuple[tuple[str, ...], Condition | None, int]]:
        """Members that rows must agree in to count as alike: "team and year"."""
        for name, end in self._single_members(place):
            yield (name,), None, end
            after = self.phrase(end, "and-the-same")
            if after > 0:
                for names, where, stop in self._parents(after):
                    yield (name, *names), where, stop
            among = self.at(end, "among", "amongst")
            if among > 0:
                for where, stop in self.read_entity(among, self.root):
                    yield (name,), where, stop
            of = self.at(end, "of a", "of an", "of one", "of the same", "of each")
            for other, stop in self._single_members(of) if of > 0 else ():
                yield (name, other), None, stop

    @remembered
    def _single_members(self, place: int) -> Iterator[tuple[str, int]]:
        start = self.skip_determiners(place)
        start = start + 1 if self.word(start) == "same" else start
        for name, end in self.spans(start, 5):
            links = self.lexicon.links(self.root, name)
            members = [
                m
                for m in self.lexicon.members(self.root, name)
                if not (isinstance(m, Relationship) and m.many)
            ]
            found = [m.name for m in members] or [link.name for link in links]
            for member in found:
                yield member, end
            if found:
                return

    def _unique_rows(self, place: int) -> Bodies:
        """ "An application must be unique per job and applicant", "each user must have a unique email"."""
        for where, end in self.read_entity(place, self.root):
            found = self.modal(end)
            start = found[2] if found else end
            if found and (found[0] != "must" or found[1]):
                continue
            after = self.at(start, "be unique", "is unique", "are unique", "must be unique")
            if after > 0:
                for names, condition, stop, caseless in self._scope(after):
                    if names:
                        yield _unique_body(names, join(where, condition), caseless), stop
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
            found = self.modal(end)
            denied = found[1] if found else self.at(end, "never", "do not", "don't") > 0
            if not (negative or denied):
                continue
            start = found[2] if found else (self.at(end, "never", "do not") if denied else end)
            first = self._past_share(start)
            for names, stop in self._alike_in(first):
                for more, condition, last, caseless in self._scope(stop):
                    yield (
                        _unique_body(tuple(dict.fromkeys((*more, *names))), join(where, condition), caseless),
                        last,
                    )
            parents, after = self._of_parent(end)
            if parents:
                found = self.modal(after)
                if found and (negative or found[1]):
                    for names, stop in self._alike_in(self._past_share(found[2])):
                        yield _unique_body((*parents, *names), where, False), stop
                if not found and negative:
                    for names, stop in self._alike_in(self._past_share(after)):
                        yield _unique_body((*parents, *names), where, False), stop

    def _of_parent(self, place: int) -> tuple[tuple[str, ...], int]:
        """ "of one author", "in the same blog", "for a customer": the link, and the place after."""
        after = self.phrase(place, "of-the-same-parent")
        if after < 0:
            return (), -1
        found = next(iter(self._single_members(after)), None)
        if found is None:
            return (), -1
        names, end = [found[0]], found[1]
        more = self.at(end, "and the same", "and on the same", "and for the same")
        if more > 0:
            second = next(iter(self._single_members(more)), None)
            if second is not None:
                names.append(second[0])
                end = second[1]
        return tuple(names), end

    def _past_share(self, place: int) -> int:
        after = self.phrase(place, "share")
        return after if after > 0 else place

    def _alike_in(self, place: int) -> Iterator[tuple[tuple[str, ...], int]]:
        """ "the same email", "the same room and the same date"."""
        after = self.phrase(place, "the-same")
        start = after if after > 0 else place
        if self.word(start) in ("day", "date", "time", "moment") and len(self._moments()) == 1:
            yield (self._moments()[0],), start + 1
        for name, end in self._single_members(start):
            yield (name,), end
            more = self.at(end, ", and", "and", "for", "on", "in", "within", "at", "as well as", "of")
            if more > 0:
                for names, stop in self._alike_in(self._past_share(more)):
                    yield (name, *names), stop

    def _only_once(self, place: int) -> Bodies:
        """ "A user can review a product only once", "a seat cannot be booked twice [for an event]"."""
        if self.root.is_user:
            return
        for once in self._once_places(place):
            upper, begin, stop = once
            names = self._deed_members(place, begin)
            if names is None:
                continue
            modal = next((self.modal(n) for n in range(place, begin) if self.modal(n)), None)
            denied = modal is not None and (modal[1] or (modal[0] == "can" and self.word(place) == "no"))
            if modal is None and "never" in self.words[place:begin]:
                denied = True
            if upper == denied:
                continue
            for more, condition, end, _case in self._scope(stop):
                every = tuple(dict.fromkeys((*names, *more)))
                if len(every) > 1 or more or (len(every) == 1 and begin - place > 2 and not more):
                    yield _unique_body(every, condition, False), end

    def _once_places(self, place: int) -> Iterator[tuple[bool, int, int]]:
        """Whether a limit is stated ("only once") or denied ("twice"), where it begins and where it ends."""
        for begin in range(place + 2, self.end):
            limit = self.phrase(begin, "only-once")
            bare = limit == begin + 1
            if limit > 0 and (not bare or "only" in self.words[place:begin]):
                yield True, begin, limit
            again = self.phrase(begin, "repeatedly")
            if again > 0:
                yield False, begin, again

    def _deed_members(self, place: int, end: int) -> tuple[str, ...] | None:
        """The links of the root that the words name, where its rows record what is said to be done."""
        names: list[str] = []
        deed = False
        here = place
        while here < end:
            word = self.word(here)
            if self._is_deed(word):
                deed = True
            found = (
                None
                if word in DEEDS
                else next(((n, e) for n, e in self._named_member(here) if e <= end), None)
            )
            member = self.root.members[found[0]] if found is not None else None
            if isinstance(member, Field) and member.kind.is_temporal:
                return None
            if found is not None:
                names.append(found[0])
                here = found[1]
            elif (
                self.meant
                and here > place
                and self.words[here - 1] in ("can", "may", "cannot", "not", "only")
                and word not in DEEDS
            ):
                deed = True
                here += 1
            elif (
                word in _DEED_WORDS
                or self._is_deed(word)
                or word in CREATE
                or self.modal(here)
                or self.entity_end(here, self.root) > 0
            ):
                here = max(self.modal(here)[2] if self.modal(here) else here + 1, here + 1)  # type: ignore[index]  # tested just before
            else:
                return None
        if not names or (not deed and len(set(names)) < 2):
            return None
        return tuple(dict.fromkeys(names))

    @remembered
    def _named_member(self, place: int) -> Iterator[tuple[str, int]]:
        """Links by name, or by who they lead to; the longest name first."""
        found = [*self._single_members(place), *self._people_links(place)]
        yield from sorted(found, key=lambda each: -each[1])

    def _people_links(self, place: int) -> Iterator[tuple[str, int]]:
        start = self.skip_determiners(place)
        user = self.lexicon.project.user
        if user is not None and self.entity_end(start, self.root) < 0:
            for name, end in self.spans(start, 3):
                if key_of(name) in self.lexicon.roles or key_of(name) in (
                    "user",
                    "person",
                    "somebody",
                    "someone",
                    "anyone",
                ):
                    links = [
                        link for link in self.root.relationships if link.target == user.name and not link.many
                    ]
                    if len(links) == 1:
                        yield links[0].name, end
                        return

    def _is_deed(self, word: str) -> bool:
        own = {*split_name(self.root.source), key_of(self.root.source)}
        return bool(own & set(DEEDS.get(word, ()))) or word in own or key_of(word) in own

    def _two_alike(self, place: int) -> Bodies:
        """ "An author may not have two books of the same title": rows of one parent with one value."""
        for parent, end in self._named_member(place):
            found = self.modal(end)
            never = self.at(end, "never has", "never have")
            if (found is None or not found[1]) and never < 0:
                continue
            start = found[2] if found else never
            have = self.phrase(start, "holds-several")
            begin = self.phrase(have if have > 0 else start, "several")
            if begin < 0:
                continue
            for where, stop in self.read_entity(begin, self.root):
                same = self.phrase(stop, "of-the-same")
                for names, last in self._alike_in(same) if same > 0 else ():
                    yield _unique_body(tuple(dict.fromkeys((parent, *names))), where, False), last

    def _so_many_may(self, place: int) -> Bodies:
        """ "Per account, only one card may be active", "at least two beneficiaries have to be named for each account"."""
        lead = self.phrase(place, "for-each")
        start = place
        owned = False
        if lead > 0:
            found_end = next(
                (end for where, end in self.read_entity(lead, self.root, plain=True) if where is None), -1
            )
            if found_end < 0:
                return
            start = found_end + 1 if self.word(found_end) == "," else found_end
            owned = True
        nobody = self.at(start, "nobody", "no one")
        if nobody > 0:
            yield from self._nobody_more(nobody)
        exact = self.at(start, "only one", "just one", "only a single", "not more than one", "only")
        low, high, after = (
            (None, 1, exact)
            if exact > 0 and self.words[exact - 1] != "only"
            else self.read_count(exact if exact > 0 else start)
        )
        if after < 0 or (low == 1 and high is None and self.word(start) not in ("at", "one", "a")):
            return
        if exact > 0 and low is not None and low == high:
            low = None
        for relation, target, where, end in self.read_collection(after):
            found = self.modal(end)
            if found is not None and (found[0] == "must" and found[1]):
                continue
            seen = self.seen_from(target)
            begin = found[2] if found else end
            be = self.at(begin, "be", "is", "are")
            for state, stop in seen.read_states(be, target) if be > 0 else ():
                for last in self._limit_ends(stop, owned):
                    yield Holds(Count(relation, low, high, join(where, state))), last
            known = self.phrase(begin, "be-there")
            for last in self._limit_ends(known, owned) if known > 0 else ():
                yield Holds(Count(relation, low, high, where)), last

    def _limit_ends(self, place: int, owned: bool) -> Iterator[int]:
        at_once = self.phrase(place, "at-a-time")
        ends = [place] + ([at_once] if at_once > 0 else [])
        for end in ends:
            if owned:
                yield end
            to = self.at(end, "to a", "to each", "to one", "with each", "to every", "under a")
            yield from self._per_root(end)
            if to > 0:
                yield from (
                    stop for where, stop in self.read_entity(to, self.root, plain=True) if where is None
                )

    def _nobody_more(self, place: int) -> Bodies:
        """ "Nobody may store more than 5 addresses per customer"."""
        found = self.modal(place)
        if found is None or found[0] != "can":
            return
        start = found[2] + 1
        low, high, after = self.read_count(start)
        for relation, _target, where, end in self.read_collection(after) if after > 0 else ():
            if low is not None and high is None:
                for stop in self._per_root(end):
                    yield Holds(Count(relation, maximum=low - 1, where=where)), stop

    # Overlaps

    def _overlaps(self, place: int) -> Bodies:
        yield from self._rows_overlap(place)
        yield from self._owned_overlap(place)
        yield from self._parent_overlaps(place)

    def _rows_overlap(self, place: int) -> Bodies:
        """ "Bookings of the same room must not overlap", "no two shifts of an employee may overlap"."""
        lead = self.phrase(place, "no-two")
        negative = lead > 0 and self.words[place] in ("no", "never")
        for where, end in self.read_entity(lead if lead > 0 else place, self.root):
            period = self.period
            if period is None:
                return
            parents, after = self._of_parent(end)
            for names, start in (((), end), (parents, after)):
                if start < 0:
                    continue
                found = self.modal(start)
                denied = found[1] if found else self.at(start, "never", "do not", "does not") > 0
                if negative == denied and not negative:
                    continue
                begin = (
                    found[2]
                    if found
                    else (self.at(start, "never", "do not", "does not") if denied else start)
                )
                stop = self.phrase(begin, "overlap")
                if stop < 0:
                    continue
                yield _overlap_body(period, names, where), stop
                for more, condition, last, _case in self._scope(stop):
                    yield _overlap_body(period, (*names, *more), join(where, condition)), last
                aside = self.phrase(stop, "unless-one")
                if aside > 0:
                    for condition, last in self._one_of_them(aside):
                        yield _overlap_body(period, names, join(where, opposite_of(condition))), last

    def _one_of_them(self, place: int) -> Iterator[tuple[Condition, int]]:
        start = self.phrase(place, "one-of-two")
        if start > 0:
            yield from self.read_said_of_row(start)
        yield from self.read_conditions(place)

    def _owned_overlap(self, place: int) -> Bodies:
        """ "An agent's shifts must not overlap"."""
        for name, end in self._single_members(place):
            after = self.owner_mark(end)
            if after == end:
                continue
            for body, stop in self._rows_overlap(after):
                if isinstance(body, Stated) and isinstance(body.rules[0], NoOverlap):
                    rule = body.rules[0]
                    yield (
                        _overlap_body(
                            (rule.start, rule.end), tuple(dict.fromkeys((name, *rule.within))), rule.where
                        ),
                        stop,
                    )

    def _parent_overlaps(self, place: int) -> Bodies:
        """ "A doctor can't have two appointments at the same time", "a room cannot be booked twice at the same time"."""
        links = next(iter(self._named_member(place)), None)
        if links is None:
            return
        name, end = links
        found = self.modal(end)
        denied = found is not None and found[1]
        only = found is not None and found[0] == "only"
        if found is None:
            return
        start = found[2]
        period = self.period
        have = self.phrase(start, "is-engaged-in")
        start = have if have > 0 else start
        lead = self.phrase(start, "two-overlapping")
        single = (
            lead > 0 and self.words[lead - 1] in ("one", "single") and self.at(start, "more than one") < 0
        )
        if lead > 0 and ((denied and not single) or (not denied and single)):
            for where, after in self.read_entity(lead, self.root):
                overlapping = "overlapping" in self.words[start:lead] or any(
                    w in self.words[start:lead] for w in ("concurrent", "parallel", "simultaneous")
                )
                stop = self.phrase(after, "at-once")
                if stop < 0 and not overlapping:
                    continue
                if period is not None:
                    yield _overlap_body(period, (name,), where), stop if stop > 0 else after
                elif stop > 0 and self._moments():
                    yield _unique_body((name, self._moments()[0]), where, False), stop
        twice = self.phrase(start, "booked-twice")
        if twice > 0 and (denied or only) and period is not None:
            stop = self.phrase(twice, "at-once")
            stop = stop if stop > 0 else (twice if "double" in self.words[start:twice] else -1)
            if stop > 0:
                yield _overlap_body(period, (name,), None), stop
                for more, condition, last, _case in self._scope(stop):
                    yield _overlap_body(period, (name, *more), condition), last

    def _moments(self) -> list[str]:
        found = [
            f.name
            for f in self.root.fields
            if f.kind in (Kind.DATE, Kind.DATETIME) and not f.auto and f.required
        ]
        return found if len(found) == 1 else []

    # Itself, and the same parent

    def _own_self(self, place: int) -> Bodies:
        """ "An employee cannot be their own manager", "a user cannot follow themselves"."""
        no = self.at(place, "no", "nobody", "no one", "nothing")
        for where, end in self.read_entity(no if no > 0 else place, self.root, plain=True):
            found = self.modal(end)
            denied = (
                (found is not None and found[1])
                or no > 0
                or self.at(end, "is never", "are never", "never") > 0
            )
            if not denied:
                continue
            start = (
                found[2] if found else max(end, self.at(end, "is never", "are never", "never", "is", "are"))
            )
            own = self.phrase(start, "its-own")
            if own > 0:
                tail = self.words[own - 1] in ("a", "the") and "itself" not in self.words[start:own]
                for ref, stop in self._self_links(own):
                    last = self.phrase(stop, "of-itself") if tail else stop
                    if last > 0:
                        yield self._narrowed(Holds(Compare(ref.path, "ne", "pk")), where), last
            for ref, stop in self._self_verbs(start):
                yield self._narrowed(Holds(Compare(ref.path, "ne", "pk")), where), stop
        for ref, end in self.read_subject(place):
            if (
                isinstance(ref.member, Relationship)
                and ref.member.target == self.root.name
                and not ref.member.many
            ):
                found = self.modal(end)
                if found and found[1]:
                    stop = self.phrase(found[2], "be-itself")
                    if stop < 0:
                        lead = self.at(found[2], "be", "be the same as", "point to", "equal", "refer to")
                        for _none, last in self.read_entity(lead, self.root, plain=True) if lead > 0 else ():
                            stop = self.at(last, "itself", "themselves", "himself", "herself")
                            if stop < 0 and self.words[lead - 1] in ("as", "to"):
                                stop = last
                            if stop > 0:
                                yield Holds(Compare(ref.path, "ne", "pk")), stop
                        continue
                    yield Holds(Compare(ref.path, "ne", "pk")), stop

    def _self_links(self, place: int) -> Iterator[tuple[Ref, int]]:
        for name, end in self.spans(place, 4):
            for member in self.lexicon.members(self.root, name):
                if isinstance(member, Relationship) and member.target == self.root.name:
                    yield Ref(member.name, member), end

    def _self_verbs(self, place: int) -> Iterator[tuple[Ref, int]]:
        """ "report to themselves", "refer itself", "be referred by themselves", "be a sequel of itself"."""
        stop = next((n for n in range(place, min(place + 7, self.end)) if self.word(n) in _SELVES), -1)
        if stop < 0:
            return
        stems = {_stem(word) for word in self.words[place:stop]} - {"be", "to", "by", "of", "a", "the", "as"}
        links = [
            link
            for link in self.root.relationships
            if link.target == self.root.name
            and not link.many
            and stems & {_stem(w) for w in split_name(link.name)}
        ]
        if not links:
            links = [
                link for link in self.root.relationships if link.target == self.root.name and not link.many
            ]
            links = links if len(links) == 1 and len(stems) == 1 else []
        if len(links) == 1:
            yield Ref(links[0].name, links[0]), stop + 1

    def _same_place(self, place: int) -> Bodies:
        """ "The seat must belong to the event's venue", "the vehicle and the driver must be from the same warehouse"."""
        for ref, end in self.read_subject(place):
            if not isinstance(ref.member, Relationship) or ref.member.many:
                continue
            found = self.modal(end)
            if found is not None and (found[0] == "can" or (found[0] == "must" and found[1])):
                continue
            start = found[2] if found else end
            after = self.phrase(start, "belong-to")
            if after < 0:
                continue
            target = self.lexicon.project.by_name[ref.member.target]
            yield from self._shared_parent(ref, target, after)
        yield from self._row_and_link(place)
        for first, end in self.read_subject(place):
            after = self.at(end, "and", "and the", "and its")
            for second, stop in self.read_subject(after) if after > 0 else ():
                yield from self._pair_shares(first, second, stop)

    def _row_and_link(self, place: int) -> Bodies:
        """ "A ticket and its ticket type belong to the same event"."""
        for where, end in self.read_entity(place, self.root, plain=True):
            after = self.at(end, "and its", "and the", "and their")
            if after < 0 or where is not None:
                continue
            for name, stop in self._single_members(after):
                link = self.root.members[name]
                if not isinstance(link, Relationship):
                    continue
                target = self.lexicon.project.by_name[link.target]
                same = next(
                    (
                        n
                        for n in range(stop, min(stop + 7, self.end))
                        if self.at(n, "the same", "one and the same") > 0
                    ),
                    -1,
                )
                shared = self.at(same, "the same", "one and the same") if same > 0 else -1
                if shared < 0 or "not" in self.words[stop:same]:
                    continue
                for own, last in self._single_members(shared):
                    other = self.root.members[own]
                    ways = [
                        o
                        for o in target.relationships
                        if isinstance(other, Relationship) and o.target == other.target and not o.many
                    ]
                    if len(ways) == 1 and own != name:
                        yield Holds(Compare(f"{name}.{ways[0].name}", "eq", own)), last

    def _shared_parent(self, ref: Ref, target: Entity, place: int) -> Bodies:
        for other, end in self.read_member(place, self.root):
            if not isinstance(other.member, Relationship) or other.path == ref.path or other.member.many:
                continue
            for link in target.relationships:
                if link.target == other.member.target and not link.many and self._alone(target, link):
                    yield Holds(Compare(f"{ref.path}.{link.name}", "eq", other.path)), end
        same = self.at(place, "the same")
        if same > 0:
            seen = self.seen_from(target)
            for other, end in seen.read_member(same, target, depth=3):
                if isinstance(other.member, Relationship) and not other.member.many:
                    for own, last in self._as_who(end, other.member, ref):
                        yield Holds(Compare(f"{ref.path}.{other.path}", "eq", own)), last

    def _alone(self, entity: Entity, link: Relationship) -> bool:
        return sum(1 for other in entity.relationships if other.target == link.target and not other.many) == 1

    def _as_who(self, place: int, link: Relationship, ref: Ref) -> Iterator[tuple[str, int]]:
        """ "as the copy itself", "as the driver", or nothing: the root row's own."""
        own = [
            other
            for other in self.root.relationships
            if other.target == link.target and not other.many and other.name != ref.path
        ]
        end = self.at(place, "as itself", "as the row itself", "as it", "too")
        as_root = self.at(place, "as")
        if as_root > 0:
            for _none, stop in self.read_entity(as_root, self.root, plain=True):
                last = self.at(stop, "itself", "themselves", "is in", "belongs to", "is")
                if len(own) == 1:
                    yield own[0].name, last if last > 0 else stop
            for other, stop in self.read_member(as_root, self.root, depth=3):
                if isinstance(other.member, Relationship) and not other.member.many:
                    target = self.lexicon.project.by_name[other.member.target]
                    shared = [o for o in target.relationships if o.target == link.target and not o.many]
                    if len(shared) == 1:
                        yield f"{other.path}.{shared[0].name}", stop
                    elif other.member.target == link.target:
                        yield other.path, stop
        elif len(own) == 1:
            yield own[0].name, end if end > 0 else place

    def _pair_shares(self, first: Ref, second: Ref, place: int) -> Bodies:
        """ "must be in the same department", of two links."""
        if not (isinstance(first.member, Relationship) and isinstance(second.member, Relationship)):
            return
        found = self.modal(place)
        start = found[2] if found and not found[1] else place
        same = next(
            (
                n
                for n in range(start, min(start + 5, self.end))
                if self.at(n, "the same", "one and the same") > 0
            ),
            -1,
        )
        if same < 0:
            return
        after = self.at(same, "the same", "one and the same")
        left = self.lexicon.project.by_name[first.member.target]
        right = self.lexicon.project.by_name[second.member.target]
        for one, end in self.seen_from(left).read_member(after, left, depth=3):
            for two, stop in self.seen_from(right).read_member(after, right, depth=3):
                if (
                    end == stop
                    and isinstance(one.member, Relationship)
                    and isinstance(two.member, Relationship)
                ):
                    if one.member.target == two.member.target:
                        yield (
                            Holds(Compare(f"{first.path}.{one.path}", "eq", f"{second.path}.{two.path}")),
                            end,
                        )

    # States in turn

    def _moves(self, place: int) -> Bodies:
        yield from self._chain(place)
        yield from self._from_state(place)

    def _state_fields(self) -> list[Field]:
        return [field for field in self.root.fields if field.choices]

    def _value_at(self, place: int, field: Field) -> tuple[Scalar, int] | None:
        start = self.skip_determiners(place)
        for name, end in self.spans(start, 4):
            for value in self.lexicon.values(field, name):
                return value, self._past_noun(end)
        return None

    def _value_list(self, place: int, field: Field) -> tuple[tuple[Scalar, ...], int] | None:
        either = self.at(place, "either", "one of", "only")
        found = self._value_at(either if either > 0 else place, field)
        if found is None:
            return None
        values, end = [found[0]], found[1]
        while (after := self.phrase(end, "or-to")) > 0:
            more = self._value_at(after, field)
            if more is None:
                break
            values.append(more[0])
            end = more[1]
        return tuple(values), end

    def _chain(self, place: int) -> Bodies:
        """ "status goes from draft to review to published", "draft → review → published", "from new to paid, from paid to shipped"."""
        for field in self._state_fields():
            for start in self._chain_starts(place, field):
                moves, end = self._read_moves(start, field)
                if moves:
                    stop = self.phrase(end, "in-that-order")
                    yield (
                        Stated((Transitions(field.name, allowed=tuple(dict.fromkeys(moves))),)),
                        stop if stop > 0 else end,
                    )

    def _chain_starts(self, place: int, field: Field) -> Iterator[int]:
        subjects = [place]
        subjects += [
            end for ref, end in self.read_subject(place) if ref.path == field.name and ref.where is None
        ]
        subjects += [end for where, end in self.read_entity(place, self.root, plain=True) if where is None]
        subjects += [end for s in subjects[1:] for end in (self.at(s, "status", "state"),) if end > 0]
        label = self.phrase(place, "allowed-moves")
        if label > 0:
            yield label
        if self._value_at(place, field) is not None:
            yield place
        for subject in dict.fromkeys(subjects):
            found = self.modal(subject)
            start = found[2] if found and not found[1] else subject
            verb = self.phrase(start, "moves")
            start = verb if verb > 0 else start
            if verb < 0 and self.word(start) == ":" and subject != place:
                yield start + 1
            if verb < 0 and subject == place:
                continue
            colon = self.phrase(start, "through-states")
            yield colon if colon > 0 else start

    def _read_moves(self, place: int, field: Field) -> tuple[list[Move], int]:
        moves: list[Move] = []
        end = place
        while True:
            lead = self.at(end, "from", "first from")
            sources = self._value_list_strict(lead if lead > 0 else end, field, wide=True)
            if sources is None:
                return moves, end if moves else place
            here, after = sources
            steps, stop = self._read_steps(here, after, field)
            if not steps:
                return moves, end if moves else place
            moves += steps
            end = stop
            more = self.phrase(stop, "and-from")
            if more < 0:
                return moves, end
            begin = more - 1 if self.words[more - 1] == "from" else more
            following = self._value_list_strict(
                self.at(begin, "from") if self.at(begin, "from") > 0 else begin, field
            )
            if following is None:
                return moves, end
            end = begin

    def _value_list_strict(
        self, place: int, field: Field, *, wide: bool = False
    ) -> tuple[tuple[Scalar, ...], int] | None:
        found = self._value_at(place, field)
        if found is None:
            return None
        values, end = [found[0]], found[1]
        while (after := self.at(end, "or", "and", ", or", *((", and", ",") if wide else ()))) > 0:
            more = self._value_at(after, field)
            if more is None:
                break
            values.append(more[0])
            end = more[1]
        return tuple(values), end

    def _read_steps(self, sources: tuple[Scalar, ...], place: int, field: Field) -> tuple[list[Move], int]:
        moves: list[Move] = []
        end = place
        while True:
            to = self.phrase(end, "step-to")
            if to < 0:
                return moves, end
            alternative = moves and self.words[to - 2 : to] == ["or", "to"]
            found = self._value_list(to, field)
            if found is None:
                return moves, end
            targets, stop = found
            origin = sources
            if alternative:
                origin = tuple(dict.fromkeys(m.source for m in moves if m.target in sources)) or sources
            moves += [Move(source, target) for source in origin for target in targets if source != target]
            sources, end = targets, stop

    def _from_state(self, place: int) -> Bodies:
        """ "A draft can be published", "cancelled orders cannot be reopened", "a paid order can be shipped or refunded"."""
        only = self.at(place, "only")
        for where, end in self.read_entity(only if only > 0 else place, self.root):
            field, sources = self._only_states(where)
            if field is None:
                continue
            found = self.modal(end)
            if found is None:
                after = self.phrase(end, "ends-up")
                if after > 0 and only < 0:
                    values = self._value_list(after, field)
                    if values is not None:
                        yield _moves_body(field, sources, values[0], denied=False), values[1]
                continue
            kind, denied, start = found
            after = self.phrase(start, "be-set-to")
            values = self._value_list(after if after > 0 else start, field)
            if (values is not None and kind != "must") or (values is not None and denied):
                assert values is not None
                if kind == "only" and only < 0:
                    rest = tuple(c.value for c in field.choices if c.value not in (*sources, *values[0]))
                    yield _moves_body(field, sources, rest, denied=True), values[1]
                elif only > 0 and not denied:
                    others = tuple(c.value for c in field.choices if c.value not in sources)
                    yield _moves_body(field, others, values[0], denied=True), values[1]
                elif denied or kind in ("can", "only"):
                    yield _moves_body(field, sources, values[0], denied=denied), values[1]
            again = self.phrase(start, "be-reopened")
            if denied and again > 0:
                others = tuple(c.value for c in field.choices if c.value not in sources)
                yield _moves_body(field, sources, others, denied=True), again

    def _only_states(self, where: Condition | None) -> tuple[Field | None, tuple[Scalar, ...]]:
        conditions = [where] if where is not None else []
        if where is not None and hasattr(where, "parts"):
            conditions = list(where.parts)
        states = [c for c in conditions if isinstance(c, OneOf) and not c.negated]
        if not states or len(states) != len(conditions) or len({c.field for c in states}) != 1:
            return None, ()
        member = self.root.members.get(states[0].field)
        if not isinstance(member, Field) or not member.choices:
            return None, ()
        return member, tuple(value for c in states for value in c.values)

    # Counts and sums

    def _counts(self, place: int) -> Bodies:
        """ "No more than 5 players per team", "the number of guests must not exceed the capacity"."""
        number = self.at(
            place, "the number of", "number of", "the count of", "the total number of", "the amount of"
        )
        if number > 0:
            for relation, _target, where, end in self.read_collection(number):
                for _n, stop in self._of_root(end):
                    yield from self._count_against(relation, where, stop)
        low, high, start = self.read_count(place)
        if start > 0 and self.word(place) not in ("a", "an", "any", "some", "several"):
            for relation, _target, where, end in self.read_collection(start):
                after = self.phrase(end, "allowed-per")
                if after > 0:
                    for _none, stop in self.read_entity(after, self.root, plain=True):
                        yield Holds(Count(relation, low, high, where)), stop
                        more = self.phrase(stop, "are-allowed")
                        if more > 0:
                            yield Holds(Count(relation, low, high, where)), more
        yield from self._more_than_field(place)
        for where, end in self.read_entity(place, self.root):
            found = self.modal(end)
            limited = self.phrase(end, "is-limited-to")
            if found is None and limited > 0:
                low, high, start = self.read_count(limited)
                if start > 0:
                    for relation, _target, inner, stop in self.read_collection(start):
                        top = high if high is not None else low
                        yield self._narrowed(Holds(Count(relation, maximum=top, where=inner)), where), stop

    def _count_against(self, relation: str, where: Condition | None, place: int) -> Bodies:
        found = self.modal(place)
        denied = found[1] if found else False
        start = found[2] if found else place
        start = start + 1 if self.word(start) in ("be", "is", "stay", "remain", "lie", "are") else start
        between = self._count_between(start)
        if between is not None and not denied:
            yield Holds(Count(relation, between[0], between[1], where)), between[2]
        compared = COMPARISONS.find(self.words, start) or self._number_verb(start)
        if compared is None:
            return
        operator, after = compared
        number = self.number(after)
        if number is not None and number[0].isdigit():
            body = Holds(Total(relation, (Term(),), operator, number[0], where=where))
            condition = opposite_of(body.condition) if denied else body.condition
            yield Holds(_as_count(condition)), number[1]
        for other, end in (*self.read_member(after, self.root), *self._rooted(after)):
            if other.field is not None and other.field.kind.is_number:
                total = Total(relation, (Term(),), operator, None, other.path, where)
                yield Holds(opposite_of(total) if denied else total), end

    def _more_than_field(self, place: int) -> Bodies:
        """ "An event cannot have more registrations than its capacity", "no more enrolments in a course than its places"."""
        no_more = self.at(place, "no more", "never more", "not more")
        if no_more > 0:
            yield from self._than_field(no_more, denied=True, named=False)
        for where, end in self.read_entity(place, self.root):
            found = self.modal(end)
            start = found[2] if found else end
            has = self.phrase(start, "takes-in")
            if has < 0:
                continue
            denied = found[1] if found else False
            more = self.at(has, "more")
            no_more = self.phrase(has, "no-more-than-field")
            if more > 0 and denied:
                for body, stop in self._than_field(more, denied=True, named=True):
                    yield self._narrowed(body, where), stop
            elif no_more > 0 and not denied:
                for body, stop in self._than_field(no_more, denied=True, named=True):
                    yield self._narrowed(body, where), stop

    def _than_field(self, place: int, *, denied: bool, named: bool) -> Bodies:
        for relation, _target, inner, end in self.read_collection(place):
            starts = [end]
            among = self.phrase(end, "rows-for")
            if among > 0:
                starts += [stop for _w, stop in self.read_entity(among, self.root, plain=True)]
            for start in starts:
                than = self.at(start, "than", "as")
                allows = self.at(than, "there are", "there is", "it has", "the") if than > 0 else -1
                for other, stop in (
                    self.read_member(allows if allows > 0 else than, self.root) if than > 0 else ()
                ):
                    if other.field is not None and other.field.kind.is_number:
                        last = self.phrase(stop, "field-allows")
                        yield (
                            Holds(Total(relation, (Term(),), "lte", None, other.path, inner)),
                            last if last > 0 else stop,
                        )

    def _sums(self, place: int) -> Iterator[tuple[str, tuple[Term, ...], Condition | None, int]]:
        """ "the sum of its lines' amounts", "the sum of quantity times unit price over its lines", "its line totals"."""
        lead = self.phrase(place, "sum-of")
        if lead < 0:
            return
        start = self.at(lead, "all of its", "all its", "all of the", "all the", "all", "its", "their", "the")
        start = start if start > 0 else lead
        for relation, target, where, end in self.read_collection(start):
            seen = self.seen_from(target)
            after = self.owner_mark(end)
            for terms, stop in seen._child_terms(after):
                yield relation, terms, where, stop
        for begin in (start, lead):
            for relation, target in self.lexicon.relations[self.root.name]:
                seen = self.seen_from(target)
                for terms, end in seen._child_terms(begin):
                    over = self.phrase(end, "of-all-its")
                    if over < 0:
                        continue
                    for found, _t, where, stop in self.read_collection(over):
                        if found == relation:
                            last = next((e for w, e in self._of_root(stop) if w is None and e != stop), stop)
                            yield relation, terms, where, last
                            if last != stop:
                                yield relation, terms, where, stop

    def _sum_limits(self, place: int) -> Bodies:
        """ "The weights of a course's exams may not sum to more than 100 percent"."""
        start = self.at(place, "all the", "all", "the")
        start = start if start > 0 else place
        for relation, terms, end in self._summed(start):
            together = self.at(end, "together", "taken together", "in total", "combined")
            begin = together if together > 0 else end
            found = self.modal(begin)
            denied = found[1] if found else False
            if found is None:
                continue
            verb = self.phrase(found[2], "add-up-to")
            if verb < 0:
                continue
            named = any(
                word in ("sum", "add", "total", "amount", "together", "make", "combined")
                for word in self.words[end:verb]
            )
            if not named:
                continue
            yield from self._sum_against(relation, terms, verb, denied)

    def _sum_against(self, relation: str, terms: tuple[Term, ...], place: int, denied: bool) -> Bodies:
        exceed = self.words[place - 1] in ("exceed", "beyond", "above", "over")
        compared = COMPARISONS.find(self.words, place)
        operator: Operator = "gt" if exceed else compared[0] if compared else "eq"
        quantity = self.quantity(compared[1] if compared and not exceed else place)
        if quantity is None:
            start = compared[1] if compared and not exceed else place
            for other, end in self.read_member(start, self.root):
                if other.field is not None and other.field.kind.is_number:
                    total = Total(relation, terms, operator, None, other.path)
                    yield Holds(opposite_of(total) if denied else total), end
            return
        end = quantity[1]
        tail = TAILS.find(self.words, end) if not exceed and compared is None else None
        if tail is not None:
            operator, end = tail
        total = Total(relation, terms, operator, quantity[0].number)
        yield Holds(opposite_of(total) if denied else total), end

    def _summed(self, place: int) -> Iterator[tuple[str, tuple[Term, ...], int]]:
        for relation, target in self.lexicon.relations[self.root.name]:
            seen = self.seen_from(target)
            for terms, end in seen._child_terms(place):
                over = self.at(end, "of all", "of its", "of the", "of", "over all", "on")
                if over < 0:
                    continue
                owner = next(
                    (
                        self.owner_mark(e)
                        for w, e in self.read_entity(over, self.root, plain=True)
                        if w is None and self.owner_mark(e) != e
                    ),
                    over,
                )
                for found, _target, where, stop in self.read_collection(owner):
                    if found == relation and where is None:
                        for last in (stop, *(e for w, e in self._of_root(stop) if w is None and e != stop)):
                            yield relation, terms, last
            numbers = [f.name for f in target.fields if f.kind.is_number and not f.primary_key]
            for where, end in self.read_entity(place, target, plain=True):
                if where is None and len(numbers) == 1:
                    for last in (e for w, e in self._of_root(end) if w is None and e != end):
                        yield relation, (Term((numbers[0],)),), last
                after = self.owner_mark(end)
                if after == end or where is not None:
                    continue
                for terms, stop in seen._child_terms(after):
                    for last in (stop, *(e for w, e in self._of_root(stop) if w is None and e != stop)):
                        yield relation, terms, last

    def _child_terms(self, place: int) -> Iterator[tuple[tuple[Term, ...], int]]:
        for term, end in self._number_terms(place):
            yield (term,), end

    def _number_terms(self, place: int) -> Iterator[tuple[Term, int]]:
        for other, end in self.read_member(place, self.root, depth=1):
            if other.field is None or not other.field.kind.is_number or other.where is not None:
                continue
            after = self.at(end, "times", "x", "×", "*", "multiplied by", "by")
            if after > 0:
                for more, stop in self._number_terms(after):
                    yield Term((other.path, *more.paths)), stop
            else:
                yield Term((other.path,)), end

    # What the server computes and sets

    def _computed(self, place: int) -> Bodies:
        """ "An order's total is the sum of its lines' amounts", "copy_count is the number of copies", "total = price * quantity"."""
        for ref, end in self.read_subject(place):
            if ref.field is None or not ref.field.kind.is_number or ref.where is not None:
                continue
            found = self.modal(end)
            if found is not None and (found[0] != "must" or found[1]):
                continue
            must = found is not None
            start = found[2] if found else end
            after = self.phrase(start, "is-computed-as")
            if after < 0:
                continue
            computed = any(
                word in ("calculated", "computed", "derived", "automatically", "worked")
                for word in self.words[start:after]
            )
            yield from self._computed_from(ref, after, check=must and not computed)

    def _computed_from(self, ref: Ref, place: int, *, check: bool) -> Bodies:
        for relation, terms, where, end in self._sums(place):
            if where is None:
                yield Stated((Computed(ref.path, terms, relation),)), end
        number = self.at(
            place, "the number of", "number of", "how many", "the count of", "the total number of"
        )
        number = number if number > 0 else place if self.words[place - 1] == "counts" else -1
        if number > 0:
            for relation, _target, where, end in self.read_collection(number):
                if where is None:
                    for stop in self._past_owner(end):
                        yield Stated((Computed(ref.path, relation=relation, count=True),)), stop
        if not check:
            for terms, end in self.read_terms(place, ref):
                simple = len(terms) == 1 and len(terms[0].paths) == 1 and terms[0].factor == "1"
                if not simple and ref.field is not None and ref.field.kind.is_number:
                    stop = self.at(end, "automatically")
                    yield Stated((Computed(ref.path, terms),)), stop if stop > 0 else end

    def _past_owner(self, place: int) -> Iterator[int]:
        yield place
        end = self.phrase(place, "owned-by-row")
        if end > 0:
            yield end
        for where, end in self._of_root(place):
            if where is None and end != place:
                yield end
        after = self.at(place, "in", "on", "at")
        if after > 0:
            for where, end in self.read_entity(after, self.root, plain=True):
                if where is None:
                    yield end

    def _default(self, place: int) -> Bodies:
        """ "status defaults to open", "new tickets are open by default", "unless stated otherwise the currency is EUR"."""
        lead = self.phrase(place, "by-default-first")
        lead = max(lead, self._none_given(place))
        for ref, end in self.read_subject(lead if lead > 0 else place):
            if ref.field is None or ref.where is not None:
                continue
            after = self.phrase(end, "defaults-to")
            if after > 0 and (
                lead > 0 or self.words[end:after] not in (["is", "set", "to"], ["counts", "as"])
            ):
                for value, stop in self._default_value(after, ref):
                    yield Stated((value,)), self._past_default(stop)
            plain = self.phrase(end, "default-is")
            if plain > 0:
                for value, stop in self._default_value(plain, ref):
                    last = self._past_default(stop)
                    if lead > 0 or last != stop:
                        yield Stated((value,)), last
        yield from self._default_rows(place, lead)
        after = self.phrase(place, "the-default-of")
        if after > 0:
            for ref, end in self.read_subject(after):
                start = self.at(end, "is", "=", "must be", "should be", ":", "shall be", "will be")
                if start > 0 and ref.field is not None:
                    for value, stop in self._default_value(start, ref):
                        yield Stated((value,)), stop

    def _none_given(self, place: int) -> int:
        """ "Where no maximum is given, …"."""
        if self.phrase(place, "unless-other") < 0:
            return -1
        for end in range(place + 2, min(place + 8, self.end)):
            after = self.phrase(end, "nothing-given")
            if after > 0:
                return after
        return -1

    def _past_default(self, place: int) -> int:
        new = self.phrase(place, "for-new-rows")
        if new > 0:
            if self.words[new - 1] in ("creation", "created"):
                return new
            return max(self.entity_end(new, self.root), place)
        end = self.phrase(place, "by-default")
        return end if end > 0 else place

    def _default_value(self, place: int, ref: Ref) -> Iterator[tuple[SetDefault, int]]:
        field = ref.field
        if field is None:
            return
        if field.kind in (Kind.DATE, Kind.DATETIME):
            end = self.phrase(place, "today")
            if end > 0:
                yield SetDefault(ref.path, special="today" if field.kind is Kind.DATE else "now"), end
            end = self.phrase(place, "now-as-default")
            if end > 0:
                yield SetDefault(ref.path, special="now" if field.kind is Kind.DATETIME else "today"), end
        if field.kind is Kind.BOOL:
            for words, flag in (
                (("true", "yes", "on", "enabled", "set"), True),
                (("false", "no", "off", "disabled", "not set", "unset"), False),
            ):
                end = self.at(place, *words)
                if end > 0:
                    yield SetDefault(ref.path, flag), end
            return
        if field.kind.is_number:
            quantity = self.quantity(place)
            bound = bound_of(field, quantity[0]) if quantity else None
            if quantity and bound is not None:
                yield SetDefault(ref.path, bound), quantity[1]
            elif self.at(place, "zero", "nil", "nothing") > 0:
                yield SetDefault(ref.path, "0"), place + 1
            return
        for value, end in self._value(place, field, free=True):
            if self.word(end) in (
                "",
                "for",
                "in",
                "by",
                "unless",
                ",",
                "if",
                "when",
                "as",
                "initially",
                "at",
                "to",
            ):
                yield SetDefault(ref.path, value), end

    def _default_rows(self, place: int, lead: int) -> Bodies:
        """ "New tickets are open by default", "a product starts as a draft", "prescriptions run for 14 days unless stated otherwise"."""
        new = self.phrase(lead if lead > 0 else place, "new-rows")
        begin = new if new > 0 else (lead if lead > 0 else place)
        for where, end in self.read_entity(begin, self.root, plain=True):
            if where is not None:
                continue
            start = self.phrase(end, "starts-as")
            initial = start > 0
            start = start if initial else self.phrase(end, "new-row-is")
            if start < 0:
                continue
            for body, stop in self._state_default(start):
                last = self._past_default(stop)
                if initial or lead > 0 or last != stop:
                    yield body, last
            for ref, after in self.read_member(start, self.root, depth=3):
                if ref.field is None or "." in ref.path:
                    continue
                of = self.at(after, "of", "=", "set to", "is")
                for value, stop in self._default_value(of if of > 0 else after, ref):
                    last = self._past_default(stop)
                    if lead > 0 or last != stop:
                        yield Stated((value,)), last
            if self.hinted and (ref_member := self.root.members.get(self.hinted)) is not None:
                for value, stop in self._default_value(start, Ref(self.hinted, ref_member)):
                    last = self._past_default(stop)
                    if lead > 0 or last != stop:
                        yield Stated((value,)), last

    def _state_default(self, place: int) -> Bodies:
        start = self.skip_determiners(place)
        for state, end in self.read_state(start, self.root):
            if isinstance(state, OneOf) and len(state.values) == 1:
                value = state.values[0]
                if state.negated and not isinstance(value, bool):
                    continue
                yield (
                    Stated((SetDefault(state.field, (not value) if state.negated else value),)),
                    self._past_noun(end),
                )
        after = self.phrase(start, "with-state")
        if after > 0:
            for state, end in self.read_state(after, self.root):
                if isinstance(state, OneOf) and len(state.values) == 1 and not state.negated:
                    yield Stated((SetDefault(state.field, state.values[0]),)), self._past_noun(end)

    def _server_set(self, place: int) -> Bodies:
        """ "created_at is set automatically", "issued_by is the user who creates the loan"."""
        yield from self._becomes(place)
        for ref, end in self.read_subject(place):
            found = self.modal(end)
            if found and (found[0] != "must" or found[1]):
                denied = found[1] and self.phrase(found[2], "be-set-by-hand")
                if found[1] and denied and denied > 0:
                    yield Stated((ServerSet(ref.path, "nobody"),)), denied
                continue
            start = found[2] if found else end
            yield from self._set_by_server(ref, start)

    def _becomes(self, place: int) -> Bodies:
        """ "Whoever creates an event becomes its organizer"."""
        user = self.lexicon.project.user
        lead = self.phrase(place, "whoever")
        if lead < 0 or user is None:
            return
        verb = self.word(lead)
        if (
            verb not in CREATE
            and verb.removesuffix("s") not in CREATE
            and verb.removesuffix("es") not in CREATE
            and key_of(verb) not in CREATE
        ):
            return
        for where, end in self.read_entity(lead + 1, self.root, plain=True):
            after = self.phrase(end, "becomes-its")
            for name, stop in self._single_members(after) if after > 0 and where is None else ():
                link = self.root.members[name]
                if isinstance(link, Relationship) and link.target == user.name:
                    last = self.at(stop, "by the system", "automatically", "by the server", "of it")
                    yield Stated((ServerSet(name, "user"),)), last if last > 0 else stop

    def _set_by_server(self, ref: Ref, place: int) -> Bodies:
        start = self.at(place, "be", "is", "are", "must be", "gets", "get")
        start = start if start > 0 else place
        if isinstance(ref.member, Relationship):
            user = self.lexicon.project.user
            if user is None or ref.member.target != user.name or ref.member.many:
                return
            lead = self.phrase(start, "set-to-user")
            who = lead if lead > 0 else start
            end = self.phrase(who, "current-user")
            if end < 0:
                lead_who = self.phrase(who, "the-user-who")
                if lead_who > 0 and (
                    self.word(lead_who) in CREATE
                    or self.word(lead_who).rstrip("s") in CREATE
                    or self.word(lead_who).rstrip("es") in CREATE
                ):
                    for _none, stop in self.read_entity(lead_who + 1, self.root, plain=True):
                        end = stop
            if end > 0:
                when = self._at_creation_words(end)
                yield Stated((ServerSet(ref.path, "user"),)), when
            return
        field = ref.field
        if field is None or field.kind not in (Kind.DATE, Kind.DATETIME):
            return
        auto = self.phrase(start, "set-automatically")
        if auto < 0:
            return
        for words, source in (
            (("when it is created", "when created", "on creation", "at creation", "upon creation", "when a row is created", "of creation", "it was created", "it is created", "at which it is created", "at which it was created",
              "when the record is created", "during creation", "on which it was created", "on which it is created", "at the time of creation", "when it was created", "at the moment of creation"), "created"),
            (("when it is changed", "on every change", "at every change", "whenever it changes", "of the last change", "whenever it is changed", "on each update", "on every update", "when it is updated", "it was last changed", "with every change",
              "whenever it is updated", "at each change", "on each change", "on every save", "at every update", "each time it changes", "each time it is changed", "each time it is saved", "whenever it is saved", "every time it is changed",
              "every time it changes", "with each change", "of its last change", "of the last update"), "updated"),
        ):  # fmt: skip
            stop = self.at(auto, *words)
            if stop > 0:
                yield Stated((ServerSet(ref.path, source),)), stop  # type: ignore[arg-type]  # one of the two sources
            lead = self.phrase(auto, "whenever-row")
            if lead > 0:
                for _none, after in self.read_entity(lead, self.root, plain=True):
                    done = self.at(after, *(("is created", "was created", "is added", "is recorded", "is made", "is placed", "is registered", "is opened", "is entered", "is submitted", "gets created", "is uploaded", "is posted", "is saved for the first time")
                                            if source == "created" else ("is changed", "is updated", "changes", "is saved", "is edited", "is modified", "was last changed")))  # fmt: skip
                    if done > 0:
                        yield Stated((ServerSet(ref.path, source),)), done  # type: ignore[arg-type]  # one of two
        name = loose_key_of(field.name)
        if auto == self.end:
            yield (
                Stated(
                    (
                        ServerSet(
                            ref.path,
                            "updated"
                            if "update" in name or "modified" in name or "chang" in name
                            else "created",
                        ),
                    )
                ),
                auto,
            )

    def _at_creation_words(self, place: int) -> int:
        end = self.phrase(place, "on-being-made")
        if end > 0:
            return end
        lead = self.at(place, "when the", "when a", "when an", "at the time the", "as soon as a")
        if lead > 0:
            for _none, after in self.read_entity(lead, self.root, plain=True):
                done = self.phrase(after, "row-is-made")
                if done > 0:
                    return done
        return place

    # At creation alone

    def _creations(self, place: int) -> Bodies:
        """ "New orders must be drafts", "when a product is created it must be a draft", "an invoice must be created as draft"."""
        new = self.phrase(place, "newly-created")
        if new > 0:
            for body, end in self._row_statements(new):
                yield from self._at_creation(body, end)
            for body, end in self._member_statements(new):
                yield from self._at_creation(body, end)
        start = self._creation_lead(place)
        if start > 0:
            for body, end in (
                *self._member_statements(start),
                *self._row_statements(start),
                *self._pronoun_statements(start),
            ):
                yield from self._at_creation(body, end)
        for body, end in (*self._member_statements(place), *self._row_statements(place)):
            stop = self._creation_tail(end)
            if stop > 0:
                yield from self._at_creation(body, stop)
        for where, end in self.read_entity(place, self.root):
            after = self.phrase(end, "must-be-created")
            if after > 0:
                for state, stop in (
                    *self.read_states(self.skip_determiners(after), self.root),
                    *self._in_state(after),
                    *self._with_state(after),
                ):
                    yield Stated((AtCreation(state, where),)), self._past_noun(stop)

    def _made_for(self, place: int) -> Bodies:
        """ "Transfers may only be created from open accounts", "students can only be enrolled in planned courses"."""
        for where, end in self.read_entity(place, self.root):
            found = self.modal(end)
            if found is None or (found[0] == "must" and not found[1]):
                continue
            start = found[2] + 1 if self.word(found[2]) == "be" else found[2]
            if self.word(start) not in CREATE and not self._is_deed(self.word(start)):
                continue
            yield from self._limited_creation(
                start + 1, allowed=not found[1], only=found[0] == "only", where=where
            )

    def _actor_deed(self, place: int) -> Bodies:
        """ "One can only apply for open vacancies", "nobody may book a cancelled event"."""
        actor = self.phrase(place, "actor")
        found = self.modal(actor) if actor > 0 else None
        if found is None or found[0] == "must":
            if found is None or not found[1]:
                return
        denied = (
            found[1]
            or self.words[actor - 1] in ("nobody", "no one")
            or self.words[place : place + 2] == ["no", "one"]
        )
        if not self._is_deed(self.word(found[2])):
            return
        after = self.at(found[2] + 1, "for", "to", "in", "on", "up for", "at", "from")
        for link, where, end in self._link_rows(after if after > 0 else found[2] + 1):
            if where is not None and (denied or found[0] == "only"):
                said = seen_through(link.name, where)
                yield Stated((AtCreation(opposite_of(said) if denied else said),)), end

    def _limited_creation(self, place: int, *, allowed: bool, only: bool, where: Condition | None) -> Bodies:
        after = self.at(place, "only")
        only = only or after > 0
        for said, end in self._linked_state(after if after > 0 else place):
            if allowed and only:
                yield Stated((AtCreation(said, where),)), end
            elif not allowed:
                yield Stated((AtCreation(opposite_of(said), where),)), end

    def _link_rows(self, place: int) -> Iterator[tuple[Relationship, Condition | None, int]]:
        """Rows that the root links to, and which of them: "blocked members"."""
        for link in self.root.relationships:
            if not link.many:
                target = self.lexicon.project.by_name[link.target]
                for where, end in self.read_entity(place, target):
                    yield link, where, end

    def _who_makes(self, place: int) -> Bodies:
        """ "Blocked members cannot take out new loans", "only active customers can place orders"."""
        only = self.at(place, "only")
        no = self.at(place, "no")
        for link, where, end in self._link_rows(max(only, no) if max(only, no) > 0 else place):
            found = self.modal(end)
            if found is None or where is None or (found[0] == "must" and not found[1]):
                continue
            denied = found[1] or no > 0
            if only < 0 and not denied:
                continue
            stop = self._made_row(found[2], link)
            if stop > 0:
                said = seen_through(link.name, where)
                yield Stated((AtCreation(opposite_of(said) if denied else said),)), stop
        for link, where, end in self._link_rows(place):
            found = self.modal(end)
            if found is None or where is not None or (found[0] == "must" and not found[1]):
                continue
            start = found[2] + 1 if self.word(found[2]) == "be" else found[2]
            if self._is_deed(self.word(start)):
                for said, stop in self._other_linked(start + 1, link):
                    if found[1]:
                        yield Stated((AtCreation(opposite_of(said)),)), stop
                    elif found[0] == "only":
                        yield Stated((AtCreation(said),)), stop

    def _other_linked(self, place: int, link: Relationship) -> Iterator[tuple[Condition, int]]:
        """ "in courses that are still planned", "a cancelled event": another row that the new one links to."""
        after = self.at(place, "in", "for", "to", "on", "at", "with", "from", "up for", "out", "of")
        for other in self.root.relationships:
            if other.many or other is link:
                continue
            target = self.lexicon.project.by_name[other.target]
            for where, end in self.read_entity(after if after > 0 else place, target):
                if where is not None:
                    yield seen_through(other.name, where), end

    def _made_row(self, place: int, link: Relationship) -> int:
        """After "take out new loans", "borrow", "be used for orders": -1 if no row of the root is made."""
        start = place + 1 if self.word(place) == "be" else place
        word = self.word(start)
        if word not in CREATE and not self._is_deed(word) and word not in ("have", "receive", "get", "apply"):
            return -1
        after = self.at(start + 1, "out", "up", "for", "in", "on", "to")
        begin = self.phrase(after if after > 0 else start + 1, "any-new")
        begin = begin if begin > 0 else (after if after > 0 else start + 1)
        for where, end in self.read_entity(begin, self.root, plain=True):
            if where is None:
                return end
        if self._is_deed(word):
            for other in self.root.relationships:
                if not other.many and other is not link:
                    target = self.lexicon.project.by_name[other.target]
                    for where, end in self.read_entity(begin, target, plain=True):
                        if where is None:
                            return end
            return start + 1
        return -1

    def _with_state(self, place: int) -> Iterator[tuple[Condition, int]]:
        after = self.at(place, "with")
        if after > 0:
            yield from self.read_having(after)

    def _pronoun_statements(self, place: int) -> Bodies:
        after = self.at(place, "it", "they", "he or she")
        if after > 0:
            yield from self._said_of_rows(after)

    def _creation_lead(self, place: int) -> int:
        end = self.phrase(place, "on-creation-first")
        if end > 0:
            return end
        lead = self.phrase(place, "when-creating-first")
        if lead < 0:
            return -1
        new = self.at(lead, "a new", "an", "a", "the", "new")
        start = new if new > 0 else lead
        name_end = self.entity_end(start, self.root)
        if name_end < 0:
            return -1
        done = self.phrase(name_end, "row-is-created-first")
        if self.words[lead - 1].endswith("ing") or self.words[lead - 1] in ("creates", "create"):
            done = name_end
        if done < 0:
            return -1
        comma = self.at(done, ",")
        return comma if comma > 0 else done

    def _creation_tail(self, place: int) -> int:
        made = self.phrase(place, "when-it-is")
        if made > 0 and self.word(made) in CREATE and not self.lexicon.states(self.root, self.word(made)):
            return made + 1
        end = self.phrase(place, "on-creation")
        if end > 0:
            return end
        lead = self.phrase(place, "when-creating")
        if lead < 0:
            return -1
        name_end = self.entity_end(lead, self.root)
        if name_end < 0:
            return -1
        if any(word.endswith("ing") for word in self.words[place:lead]):
            return name_end
        return self.phrase(name_end, "row-is-created")

    def _at_creation(self, body: Body, place: int) -> Bodies:
        if isinstance(body, Holds):
            yield Stated((AtCreation(body.condition),)), self._past_creation_tail(place)
        elif isinstance(body, Stated) and len(body.rules) == 1:
            rule = body.rules[0]
            if type(rule).__name__ == "Implies":
                yield Stated((AtCreation(rule.then, rule.when),)), self._past_creation_tail(place)  # type: ignore[union-attr]  # tested by name

    def _past_creation_tail(self, place: int) -> int:
        label = self.root.label.lower()
        end = self.at(
            place,
            f"; this is checked only when the {label} is created",
            f"; this only applies when the {label} is created",
        )
        end = max(end, self.phrase(place, "later-changes"))
        return end if end > 0 else place


_JOINTS = frozenset([",", ";", ":", "within", "per", "in", "for", "among", "and", "or", "with", "by"])
_TURNS = frozenset(
    [
        "not",
        "never",
        "no",
        "cannot",
        "without",
        "unless",
        "if",
        "when",
        "may",
        "can",
        "must",
        "only",
        "except",
        "nobody",
    ]
)
_SELVES = frozenset({"itself", "themselves", "himself", "herself", "oneself", "themself"})
_DEED_WORDS = frozenset(
    [
        "a",
        "an",
        "the",
        "each",
        "every",
        "any",
        "same",
        "to",
        "for",
        "on",
        "in",
        "at",
        "with",
        "of",
        "be",
        "by",
        "been",
        "has",
        "have",
        "only",
        "not",
        "never",
        "no",
        "one",
        "single",
        "given",
        "particular",
        "more",
        "than",
        "and",
        "into",
        "up",
        "out",
        "can",
        "cannot",
        "may",
        "must",
        "per",
        "is",
        "are",
        "from",
        "about",
        "customer's",
        "their",
        "his",
        "her",
        "its",
        "most",
        "at",
        "you",
        "we",
        "anyone",
        "nobody",
        "somebody",
        "twice",
        "once",
        "just",
        "take",
        "took",
        "make",
        "makes",
        "put",
        "sign",
        "rows",
        "row",
        "record",
    ]
)


def _stem(word: str) -> str:
    for suffix in ("ing", "red", "ed", "er", "or", "es", "s"):
        if word.endswith(suffix) and len(word) - len(suffix) >= 4:
            return word[: -len(suffix)]
    return word


def _unique_body(names: tuple[str, ...], where: Condition | None, caseless: bool) -> Body:
    rule = Unique(names, where, caseless)

    def limit(condition: Condition, link: Link) -> tuple[Rule, ...]:
        if link in ("only", "both"):
            return ()
        more = opposite_of(condition) if link == "unless" else condition
        return (replace(rule, where=join(where, more)),)

    return Stated((rule,), limit)


def _overlap_body(period: tuple[str, str], within: tuple[str, ...], where: Condition | None) -> Body:
    rule = NoOverlap(period[0], period[1], within, where)

    def limit(condition: Condition, link: Link) -> tuple[Rule, ...]:
        if link in ("only", "both"):
            return ()
        more = opposite_of(condition) if link == "unless" else condition
        return (replace(rule, where=join(where, more)),)

    return Stated((rule,), limit)


def _moves_body(
    field: Field, sources: tuple[Scalar, ...], targets: tuple[Scalar, ...], *, denied: bool
) -> Body:
    moves = tuple(Move(source, target) for source in sources for target in targets if source != target)
    if denied:
        return Stated((Transitions(field.name, forbidden=moves),))
    return Stated((Transitions(field.name, allowed=moves),))


def _as_count(condition: Condition) -> Condition:
    """A total of ones against a number is a count."""
    if not isinstance(condition, Total) or condition.bound is None:
        return condition
    number = int(condition.bound)
    bounds: dict[Operator, tuple[int | None, int | None]] = {
        "gt": (number + 1, None), "gte": (number, None), "lt": (None, number - 1), "lte": (None, number), "eq": (number, number)}  # fmt: skip
    if condition.operator not in bounds:
        return condition
    low, high = bounds[condition.operator]
    return Count(condition.relation, low, high, condition.where)
