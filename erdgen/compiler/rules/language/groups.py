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
from erdgen.compiler.rules.language.bodies import Body, Holds, Link, Stated
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

Bodies = Iterator[tuple[Body, int]]
_NO_TWO = (
    "no two",
    "two",
    "two different",
    "no two different",
    "never two",
    "two or more",
    "any two",
    "several",
    "multiple",
)
_SAME = ("the same", "one and the same", "a common", "an identical", "identical", "equal", "one", "a", "the very same", "the exact same",
         "exactly the same", "a single", "same")  # fmt: skip
_SHARE = ("share", "have", "use", "carry", "be given", "bear", "get", "hold", "exist with", "be registered with", "be in", "be on", "be for",
          "take", "occupy", "be assigned", "be assigned to", "be registered under", "be made for", "be held by", "sit in", "be at",
          "belong to", "be stored with", "be created with", "exist for", "be booked for", "show", "refer to", "go to", "be named by",
          "be of", "has", "appear with", "shares", "be scheduled for", "be booked in", "be issued with", "be entered with",
          "with", "of", "for", "be listed with", "run under", "start with")  # fmt: skip
_ONCE = ("only once", "just once", "at most once", "no more than once", "not more than once", "once only", "once", "one time only",
         "only one time", "a single time", "only a single time", "more than once", "twice", "multiple times", "several times",
         "a second time", "again", "repeatedly", "more than one time")  # fmt: skip
_UPPER = frozenset({"only once", "just once", "at most once", "no more than once", "not more than once", "once only", "once", "one time only",
                    "only one time", "a single time", "only a single time"})  # fmt: skip
_OVERLAP = ("overlap", "overlap in time", "overlap each other", "overlap with each other", "be overlapping", "clash", "collide", "intersect",
            "be double - booked", "be double booked", "overlap one another", "be at the same time", "take place at the same time",
            "conflict", "overlapping", "coincide in time", "run at the same time", "happen at the same time",
            "overlap with one another", "run in parallel", "run simultaneously", "run concurrently", "cross")  # fmt: skip
_AT_ONCE = ("that run at the same time", "that take place at the same time", "which run at the same time", "that happen at the same time", "which take place at the same time", "that start at the same time",
            "at the same time", "at once", "at one time", "simultaneously", "at a time", "for overlapping periods", "for the same time",
            "in the same period", "for the same period", "that overlap", "which overlap", "in parallel", "for overlapping times",
            "over the same period", "during the same time", "at overlapping times", "with overlapping dates", "on overlapping dates",
            "for overlapping dates", "concurrently", "with overlapping times", "for the same dates", "at the same moment",
            "with overlapping periods", "during the same period", "for the same time slot", "that overlap in time",
            "in the same time slot", "on the same dates")  # fmt: skip


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
                refused = self.at(
                    stop,
                    "are refused",
                    "is refused",
                    "are rejected",
                    "is rejected",
                    "are not allowed",
                    "is not allowed",
                    "are forbidden",
                    "are not accepted",
                    "are not permitted",
                    "are invalid",
                    "cannot be saved",
                )
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
        after = self.at(place, "within a", "within one", "within each", "within the same", "within", "per", "for each", "for every", "in each", "in every", "in one", "in the same", "on the same", "for the same",
                        "at one", "on one", "for one", "at the same", "inside a", "inside one", "for a given", "for any one", "in a", "on a", "at a", "for a", "on each", "at each", "across a")  # fmt: skip
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
        verbs = ("is registered", "are registered", "is stored", "is given", "be assigned", "be used", "occur", "appear", "exist", "be given", "be given out", "be issued", "be taken", "be registered", "be stored", "be entered", "be reused", "come up", "be allocated",
                 "occurs", "appears", "exists", "is assigned", "is used", "is issued", "are used", "are assigned", "are issued", "is given out", "be repeated", "be duplicated", "be shared", "happen")  # fmt: skip
        after = self.at(start, *verbs)
        if after < 0:
            return -1
        if denied:
            alone = self.words[after - 1] in ("reused", "repeated", "duplicated", "shared")
            end = self.at(
                after, "twice", "more than once", "again", "a second time", "multiple times", "several times"
            )
            return end if end > 0 else after if alone else -1
        return self.at(
            after,
            "only once",
            "just once",
            "once only",
            "once and only once",
            "at most once",
            "exactly once",
            "no more than once",
        )

    def _unique_word(self, place: int) -> int:
        return self.at(place, "globally unique", "unique", "distinct", "unambiguous", "a unique value", "one of a kind", "never duplicated",
                       "never repeated", "never reused", "used only once", "never used twice", "never assigned twice",
                       "different for each", "different for every", "unrepeated", "be unique", "not be duplicated", "a unique",
                       "never given out twice", "never issued twice", "different", "strictly unique", "never shared",
                       "registered only once", "stored only once")  # fmt: skip

    def _combined(self, place: int) -> Iterator[tuple[tuple[str, ...], int]]:
        """ "The combination of number and building", "building and number together"."""
        lead = self.at(place, "the combination of", "each combination of", "a combination of", "combination of", "every combination of",
                       "the pair of", "the combination", "together ,", "the pair")  # fmt: skip
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
        end = self.at(place, "regardless of case", "ignoring case", "case - insensitively", "case insensitively", "irrespective of case",
                      "( case - insensitive )", "without regard to case", "regardless of upper and lower case",
                      "regardless of capitalisation", "regardless of capitalization", "independent of case",
                      "irrespective of upper and lower case", "when case is ignored", "not counting case")  # fmt: skip
        if end > 0:
            yield (), None, end, True
        end = self.at(place, "in the system", "in the whole system", "system - wide", "globally", "across the system", "everywhere",
                      "in the database", "throughout the system", "across the whole system", "within the system",
                      "across the company", "company - wide", "worldwide", "in the entire system", "within the company")  # fmt: skip
        if end > 0:
            yield (), None, end, False
        after = self.at(place, "per", "within each", "within the same", "within a", "within one", "within its", "within the", "within", "for each", "for every",
                        "in each", "in every", "inside a", "inside one", "for the same", "for a given", "for any", "for one", "for a", "in a", "in one",
                        "across a", "on the same", "in the same", "of the same", "at the same", "for the", "by", "with the same", "inside the same",
                        "on a", "at a", "at each", "on each", "for any one", "for any given", "in any one", "under the same", "at one",
                        "of a", "of each", "in the", "for its", "in its", "among those of the same", "on one", "under a")  # fmt: skip
        if after > 0:
            for names, condition, stop in self._parents(after):
                yield names, condition, stop, False
        after = self.at(
            place, "among the", "amongst the", "among all", "amongst all", "across the", "among", "amongst"
        )
        for where, stop in self.read_entity(after, self.root, plain=True) if after > 0 else ():
            of = self.at(
                stop,
                "of a",
                "of one",
                "of the same",
                "in a",
                "of each",
                "in one",
                "of an",
                "in the same",
                "for a",
            )
            for names, condition, last in self._parents(of) if of > 0 else ():
                yield names, join(where, condition), last, False
        yield from self._ones_aside(place)
        after = self.at(
            place, "across all", "among all", "across", "among", "amongst", "for all", "over all", "for"
        )
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
        lead = self.at(
            start,
            "except for",
            "except",
            "not counting",
            "apart from",
            "other than",
            "excluding",
            "leaving aside",
            "ignoring",
            "unless",
            "besides",
            "without counting",
        )
        begin = self.skip_determiners(lead if lead > 0 else start)
        for state, end in self.read_states(begin, self.root):
            ones = self.at(end, "ones")
            if ones < 0:
                ones = self.entity_end(end, self.root)
            if ones < 0 and lead > 0 and self.words[lead - 1] == "unless":
                ones = end
            aside = (
                self.at(
                    ones,
                    "aside",
                    "excepted",
                    "excluded",
                    "apart",
                    "not included",
                    "not counted",
                    "do not count",
                    "exempt",
                )
                if ones > 0
                else -1
            )
            if ones > 0 and (lead > 0 or aside > 0):
                yield (), opposite_of(state), aside if aside > 0 else ones, False

    def _parents(self, place: int) -> Iterator[tuple[tuple[str, ...], Condition | None, int]]:
        """Members that rows must agree in to count as alike: "team and year"."""
        for name, end in self._single_members(place):
            yield (name,), None, end
            after = self.at(
                end, ", and the same", "and the same", ", and per", "and per", ", and", "and", ",", "/"
            )
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
            has = self.at(start, "have", "has", "need", "needs", "get", "gets", "be given", "carry", "carries", "be identified by", "is identified by",
                          "are identified by", "is given", "be assigned", "is assigned", "receives", "come with", "bear", "require", "bears",
                          "owns", "requires", "use")  # fmt: skip
            unique = self.at(has, "a unique", "an unique", "unique", "its own unique", "their own unique", "a distinct", "its own", "a different",
                             "a globally unique", "one unique", "their own", "a separate", "exactly one unique", "distinct", "different",
                             "his or her own", "an own")  # fmt: skip
            if has > 0 and unique > 0:
                for name, stop in self._single_members(unique):
                    yield from self._unique((name,), where, stop)

    def _no_two(self, place: int) -> Bodies:
        """ "No two users may share an email", "Two products must never carry the same SKU"."""
        lead = self.at(place, *_NO_TWO)
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
        after = self.at(place, "of the same", "in the same", "for the same", "of one", "in one", "of a", "in a", "for a", "for one", "on the same",
                        "at the same", "of any", "by the same", "within the same", "within one", "within a", "by one", "with the same",
                        "on a", "on one", "at one", "at a", "from the same", "belonging to the same", "of any one", "in any one", "in any", "in the")  # fmt: skip
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
        after = self.at(place, *_SHARE)
        return after if after > 0 else place

    def _alike_in(self, place: int) -> Iterator[tuple[tuple[str, ...], int]]:
        """ "the same email", "the same room and the same date"."""
        after = self.at(place, *_SAME)
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
                if len(every) > 1 or more:
                    yield _unique_body(every, condition, False), end
                elif len(every) == 1 and begin - place > 2 and not more:
                    yield _unique_body(every, condition, False), end

    def _once_places(self, place: int) -> Iterator[tuple[bool, int, int]]:
        for begin in range(place + 2, self.end):
            for phrase in _ONCE:
                stop = self.at(begin, phrase)
                if stop > 0:
                    upper = phrase in _UPPER
                    if phrase == "once" and "only" in self.words[place:begin]:
                        yield True, begin, stop
                    elif phrase != "once":
                        yield upper, begin, stop
                    break

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
            have = self.at(
                start,
                "have",
                "hold",
                "own",
                "get",
                "be given",
                "contain",
                "be assigned",
                "make",
                "write",
                "place",
                "use",
                "receive",
                "publish",
                "be on",
                "run",
                "open",
                "submit",
                "raise",
            )
            begin = self.at(
                have if have > 0 else start,
                "two",
                "more than one",
                "several",
                "multiple",
                "two different",
                "any two",
            )
            if begin < 0:
                continue
            for where, stop in self.read_entity(begin, self.root):
                same = self.at(stop, "of the same", "with the same", "on the same", "for the same", "at the same", "with identical", "with equal", "in the same", "under the same", "due on the same", "from the same", "that have the same",
                               "which have the same", "that share the same", "sharing the same", "that share a", "having the same", "with one and the same", "by the same", "to the same")  # fmt: skip
                for names, last in self._alike_in(same) if same > 0 else ():
                    yield _unique_body(tuple(dict.fromkeys((parent, *names))), where, False), last

    def _so_many_may(self, place: int) -> Bodies:
        """ "Per account, only one card may be active", "at least two beneficiaries have to be named for each account"."""
        lead = self.at(
            place,
            "per",
            "for each",
            "for every",
            "within a",
            "in each",
            "in a",
            "for a",
            "of a",
            "in every",
            "for any",
            "on each",
            "within one",
            "for one",
            "within each",
        )
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
            known = self.at(begin, "be named", "be given", "exist", "be recorded", "be assigned", "be present", "be there", "be listed", "be entered", "be registered", "be attached", "be added", "be stored", "be allowed", "be made",
                            "be created", "are allowed", "is allowed", "are permitted", "is permitted", "belong", "be provided", "are required", "is required", "are possible", "is possible", "be kept", "be linked", "be set")  # fmt: skip
            for last in self._limit_ends(known, owned) if known > 0 else ():
                yield Holds(Count(relation, low, high, where)), last

    def _limit_ends(self, place: int, owned: bool) -> Iterator[int]:
        at_once = self.at(
            place,
            "at a time",
            "at once",
            "at the same time",
            "at any time",
            "at any one time",
            "simultaneously",
        )
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
        lead = self.at(place, *_NO_TWO)
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
                stop = self.at(begin, *_OVERLAP)
                if stop < 0:
                    continue
                yield _overlap_body(period, names, where), stop
                for more, condition, last, _case in self._scope(stop):
                    yield _overlap_body(period, (*names, *more), join(where, condition)), last
                aside = self.at(
                    stop,
                    ", unless",
                    "unless",
                    ", except when",
                    "except when",
                    ", except where",
                    "except where",
                    ", except if",
                    "except if",
                )
                if aside > 0:
                    for condition, last in self._one_of_them(aside):
                        yield _overlap_body(period, names, join(where, opposite_of(condition))), last

    def _one_of_them(self, place: int) -> Iterator[tuple[Condition, int]]:
        start = self.at(
            place,
            "one of them",
            "one",
            "either of them",
            "either",
            "one of the two",
            "at least one of them",
            "one of the bookings",
        )
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
        have = self.at(start, "have", "be assigned", "hold", "be assigned to", "attend", "be in", "be booked for", "be on", "take", "work", "host", "be scheduled for",
                       "give", "be given", "conduct", "be part of", "run", "be used for", "be used by", "be used in", "be booked by", "be booked into", "be reserved for",
                       "see", "do", "serve", "be allocated to", "lead", "drive", "carry", "be in use by", "be on", "be rented out to", "make", "be at", "hold")  # fmt: skip
        start = have if have > 0 else start
        lead = self.at(start, "two", "more than one", "several", "multiple", "overlapping", "two overlapping", "any overlapping", "two different", "concurrent", "parallel", "simultaneous",
                       "only one", "one", "a single", "at most one", "just one", "no more than one", "only be in one")  # fmt: skip
        single = (
            lead > 0 and self.words[lead - 1] in ("one", "single") and self.at(start, "more than one") < 0
        )
        if lead > 0 and ((denied and not single) or (not denied and single)):
            for where, after in self.read_entity(lead, self.root):
                overlapping = "overlapping" in self.words[start:lead] or any(
                    w in self.words[start:lead] for w in ("concurrent", "parallel", "simultaneous")
                )
                stop = self.at(after, *_AT_ONCE)
                if stop < 0 and not overlapping:
                    continue
                if period is not None:
                    yield _overlap_body(period, (name,), where), stop if stop > 0 else after
                elif stop > 0 and self._moments():
                    yield _unique_body((name, self._moments()[0]), where, False), stop
        twice = self.at(start, "be booked twice", "be reserved twice", "be double - booked", "be double booked", "be used twice", "be assigned twice", "be booked more than once",
                        "be scheduled twice", "be let twice", "be rented twice", "be rented out twice", "be taken twice", "be used more than once", "be allocated twice",
                        "double - booked", "be lent twice")  # fmt: skip
        if twice > 0 and (denied or only) and period is not None:
            stop = self.at(twice, *_AT_ONCE)
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
            own = self.at(start, "be its own", "be their own", "be his own", "be her own", "be his or her own", "have itself as", "have themselves as", "have itself as its",
                          "be the own", "its own", "their own", "be linked to itself as", "reference itself as", "name itself as", "have itself as a", "a", "be a", "be the",
                          "list itself as", "be set as its own", "act as its own", "act as their own", "have itself for a", "be listed as its own", "the")  # fmt: skip
            if own > 0:
                tail = self.words[own - 1] in ("a", "the") and "itself" not in self.words[start:own]
                for ref, stop in self._self_links(own):
                    last = (
                        self.at(
                            stop,
                            "of itself",
                            "of themselves",
                            "to itself",
                            "of himself",
                            "of oneself",
                            "of its own",
                        )
                        if tail
                        else stop
                    )
                    if last > 0:
                        yield self._limited_where(Compare(ref.path, "ne", "pk"), where), last
            for ref, stop in self._self_verbs(start):
                yield self._limited_where(Compare(ref.path, "ne", "pk"), where), stop
        for ref, end in self.read_subject(place):
            if (
                isinstance(ref.member, Relationship)
                and ref.member.target == self.root.name
                and not ref.member.many
            ):
                found = self.modal(end)
                if found and found[1]:
                    stop = self.at(found[2], "be itself", "be the same as itself", "point to itself", "refer to itself", "be the same", "be themselves", "be the employee themselves",
                                   "be the category itself", "be oneself", "be identical to itself", "reference itself")  # fmt: skip
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

    def _limited_where(self, condition: Condition, where: Condition | None) -> Body:
        return self._narrowed(Holds(condition), where)

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
            after = self.at(start, "belong to", "be part of", "be in", "be located in", "be one of", "be of", "be from", "work for", "work in", "be a member of", "be at",
                            "come from", "be at home in", "be assigned to", "be employed by", "be owned by", "be on", "sit in", "belongs to", "must be in", "is in", "lie in",
                            "be registered with", "be stationed at", "be based at", "be taught by", "be held by", "be employed at", "be for", "be written by", "be attached to")  # fmt: skip
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
        while (
            after := self.at(
                end, ", or to", "or to", ", or", "or", ", and to", "and to", ", to", ",", "and", "/"
            )
        ) > 0:
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
                    stop = self.at(end, "only", "in that order", "in this order", "and nothing else", ", in that order", "and in no other way", "and so on",
                                   ", nothing else", ", no other way", "one after the other", ", in this order", "and only in this order")  # fmt: skip
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
        label = self.at(place, "allowed status changes :", "the allowed status changes are :", "allowed transitions :", "the allowed transitions are :", "the following status changes are allowed :", "possible status changes :",
                        "allowed status transitions :", "status transitions :", "the status transitions are :", "valid transitions :", "the allowed transitions are", "allowed state changes :", "status flow :",
                        "the status flow is", "lifecycle :", "the lifecycle is", "workflow :")  # fmt: skip
        if label > 0:
            yield label
        if self._value_at(place, field) is not None:
            yield place
        for subject in dict.fromkeys(subjects):
            found = self.modal(subject)
            start = found[2] if found and not found[1] else subject
            verb = self.at(start, "go", "goes", "move", "moves", "change", "changes", "pass", "passes", "progress", "progresses", "switch", "switches", "be changed", "be moved",
                           "follow the order", "follows", "follow", "be set", "transition", "transitions", "is moved", "run", "runs", "advance", "advances", "proceed", "proceeds",
                           "are moved", "be switched", "follows the sequence", "follow the sequence", "changes only", "moves only", "goes only", "may only go", "develop",
                           "step", "steps", "evolve", "evolves", "come", "be advanced", "are processed", "is processed", "take the path", "only go", "only goes", "only move", "only moves",
                           "follows the path", "can only move forward", "move forward")  # fmt: skip
            start = verb if verb > 0 else start
            if verb < 0 and self.word(start) == ":" and subject != place:
                yield start + 1
            if verb < 0 and subject == place:
                continue
            colon = self.at(
                start,
                "only",
                ":",
                "forward :",
                "through",
                "in the order",
                "in this order :",
                "as follows :",
                "along",
                "forward",
                "like this :",
                "in the sequence",
                "through the states",
            )
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
            more = self.at(
                stop,
                ", and then from",
                "and then from",
                ", then from",
                "then from",
                ", and from",
                "and from",
                ", from",
                "; from",
                ", or from",
                "or from",
                ",",
                ", and",
                "and",
                ";",
            )
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
            to = self.at(end, "to either", "and then to", ", then to", "then to", ", and then to", "to", "→", "->", ", then", "then", "via", "and finally to", ", and finally to", "over to", "back to", "and back to", "can only go to", "may go to", "can go to", "may only go to", "goes to", "can change to", "may change to",
                         "and on to", "can become", "may become", "becomes", "become", "and later to", "and then", ", and then", "can turn into", "into", "through", ", to", "through to",
                         "on to", "or to", ", or to", "-", ", and finally", "can only become", "may only become", "to either :")  # fmt: skip
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
                after = self.at(
                    end,
                    "gets",
                    "get",
                    "becomes",
                    "become",
                    "is either",
                    "are either",
                    "is",
                    "ends up",
                    "end up",
                    "ends as",
                    "goes to",
                    "is then",
                    "then becomes",
                    "then",
                )
                if after > 0 and only < 0:
                    values = self._value_list(after, field)
                    if values is not None:
                        yield _moves_body(field, sources, values[0], denied=False), values[1]
                continue
            kind, denied, start = found
            after = self.at(start, "be set to", "become", "be moved to", "go to", "be changed to", "be", "change to", "move to", "go back to", "return to", "be put back to", "be turned into",
                            "move back to", "be set back to", "be reset to", "be marked as", "be marked", "turn into", "only become", "only be", "be sent back to", "only go to")  # fmt: skip
            values = self._value_list(after if after > 0 else start, field)
            if values is not None and kind != "must" or (values is not None and denied):
                assert values is not None
                if kind == "only" and only < 0:
                    rest = tuple(c.value for c in field.choices if c.value not in (*sources, *values[0]))
                    yield _moves_body(field, sources, rest, denied=True), values[1]
                elif only > 0 and not denied:
                    others = tuple(c.value for c in field.choices if c.value not in sources)
                    yield _moves_body(field, others, values[0], denied=True), values[1]
                elif denied or kind in ("can", "only"):
                    yield _moves_body(field, sources, values[0], denied=denied), values[1]
            again = self.at(start, "be reopened", "be re - opened", "reopen", "be changed back", "change status again", "change their status", "change its status", "change status",
                            "be reactivated", "be revived", "be restored", "be undone", "leave that status", "leave that state", "be resurrected", "be re - activated")  # fmt: skip
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
                after = self.at(end, "are allowed per", "are permitted per", "per", "are allowed for each", "are allowed for a", "can belong to a", "in a", "on a", "for a", "for each", "in each",
                                "may belong to a", "may belong to one", "can belong to one", "of a", "in one", "on one", "to a", "for one", "may be in one", "can be in one", "with each", "are allowed in a",
                                "in every", "can be registered for one", "may be registered for one", "may exist per", "can exist per", "are possible per", "are allowed on a", "at a", "may hang on one", "fit in one",
                                "may be assigned to one", "may be assigned to a", "can be assigned to one", "can be assigned to a", "fit in a", "allowed per", "may use one", "may be booked for one")  # fmt: skip
                if after > 0:
                    for _none, stop in self.read_entity(after, self.root, plain=True):
                        yield Holds(Count(relation, low, high, where)), stop
                        more = self.at(
                            stop,
                            "are allowed",
                            "are permitted",
                            "is allowed",
                            "is permitted",
                            "at the same time",
                            "at once",
                            "at a time",
                            "may be open",
                            "are possible",
                        )
                        if more > 0:
                            yield Holds(Count(relation, low, high, where)), more
        yield from self._more_than_field(place)
        for where, end in self.read_entity(place, self.root):
            found = self.modal(end)
            limited = self.at(
                end,
                "is limited to",
                "are limited to",
                "is restricted to",
                "are restricted to",
                "is capped at",
                "accepts",
                "accept",
                "has room for",
                "holds",
                "takes",
                "is open to",
                "seats",
            )
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
            has = self.at(
                start,
                "have",
                "has",
                "accept",
                "hold",
                "contain",
                "sell",
                "admit",
                "take",
                "get",
                "accommodate",
                "be given",
                "receive",
                "allow",
                "carry",
                "accepts",
                "holds",
                "list",
                "host",
            )
            if has < 0:
                continue
            denied = found[1] if found else False
            more = self.at(has, "more")
            no_more = self.at(
                has, "no more", "at most as many", "only as many", "no more than", "never more", "not more"
            )
            if more > 0 and denied:
                for body, stop in self._than_field(more, denied=True, named=True):
                    yield self._narrowed(body, where), stop
            elif no_more > 0 and not denied:
                for body, stop in self._than_field(no_more, denied=True, named=True):
                    yield self._narrowed(body, where), stop

    def _than_field(self, place: int, *, denied: bool, named: bool) -> Bodies:
        for relation, _target, inner, end in self.read_collection(place):
            starts = [end]
            among = self.at(
                end,
                "in",
                "for",
                "on",
                "of",
                "to",
                "per",
                "can be sold for",
                "may be sold for",
                "can be made for",
                "at",
                "may be made for",
                "can register for",
                "may register for",
            )
            if among > 0:
                starts += [stop for _w, stop in self.read_entity(among, self.root, plain=True)]
            for start in starts:
                than = self.at(start, "than", "as")
                allows = self.at(than, "there are", "there is", "it has", "the") if than > 0 else -1
                for other, stop in (
                    self.read_member(allows if allows > 0 else than, self.root) if than > 0 else ()
                ):
                    if other.field is not None and other.field.kind.is_number:
                        last = self.at(
                            stop,
                            "allows",
                            "allow",
                            "permits",
                            "says",
                            "states",
                            "admits",
                            "provides",
                            "permit",
                        )
                        yield (
                            Holds(Total(relation, (Term(),), "lte", None, other.path, inner)),
                            last if last > 0 else stop,
                        )

    def _sums(self, place: int) -> Iterator[tuple[str, tuple[Term, ...], Condition | None, int]]:
        """ "the sum of its lines' amounts", "the sum of quantity times unit price over its lines", "its line totals"."""
        lead = self.at(place, "the sum of", "sum of", "the total of", "total of", "the sum total of", "the combined", "the total", "the added", "the sum over", "the combined value of", "the sum of all",
                       "adding up", "the totals of", "the accumulated", "the cumulative", "all")  # fmt: skip
        if lead < 0:
            return
        start = self.at(lead, "all of its", "all its", "all of the", "all the", "all", "its", "their", "the")
        start = start if start > 0 else lead
        for relation, target, where, end in self.read_collection(start):
            seen = self.seen_from(target)
            after = self.owner_mark(end)
            for terms, stop in seen._child_terms(after, target):
                yield relation, terms, where, stop
        for begin in (start, lead):
            for relation, target in self.lexicon.relations[self.root.name]:
                seen = self.seen_from(target)
                for terms, end in seen._child_terms(begin, target):
                    over = self.at(end, "of all of its", "of all its", "of all", "of its", "of the", "of", "over all its", "over its", "over all", "on its", "in its", "across its", "across all its", "across all",
                                   "in all", "from its", "for all its", "of each of its", "for its", "on all", "of each", "for all")  # fmt: skip
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
            verb = self.at(
                found[2],
                "sum up to",
                "sum to",
                "add up to",
                "total",
                "amount to",
                "come to",
                "exceed",
                "be",
                "sum up to be",
                "make up",
                "not exceed",
                "add to",
                "equal",
                "go beyond",
                "go above",
                "go over",
                "give",
            )
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
            for terms, end in seen._child_terms(place, target):
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
                for terms, stop in seen._child_terms(after, target):
                    for last in (stop, *(e for w, e in self._of_root(stop) if w is None and e != stop)):
                        yield relation, terms, last

    def _child_terms(self, place: int, target: Entity) -> Iterator[tuple[tuple[Term, ...], int]]:
        ref = Ref("", next(iter(target.members.values()), Relationship("", "", None, "", "")))  # type: ignore[arg-type]  # a stand-in: nothing is compared with it
        for term, end in self._number_terms(place, ref):
            yield (term,), end

    def _number_terms(self, place: int, ref: Ref) -> Iterator[tuple[Term, int]]:
        for other, end in self.read_member(place, self.root, depth=1):
            if other.field is None or not other.field.kind.is_number or other.where is not None:
                continue
            after = self.at(end, "times", "x", "×", "*", "multiplied by", "by")
            if after > 0:
                for more, stop in self._number_terms(after, ref):
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
            after = self.at(start, "be calculated as", "be computed as", "is calculated as", "is computed as", "be derived from", "is derived from", "is the result of", "is calculated from",
                            "be calculated from", "is worked out as", "be calculated automatically as", "are calculated as", "is always calculated as", "is automatically calculated as",
                            "is computed from", "is determined by", "is made up of", "results from", "is obtained by", "is formed by", "equals", "equal", "be equal to", "is equal to", "is", "be", "=",
                            "must be", "are", "match", "matches", "comes to", "amounts to", "is always", "correspond to", "corresponds to", "be the same as", "adds up to", "add up to", "shows", "show",
                            "holds", "counts", "be kept equal to", "is kept equal to", "is set to", "reflects", "reflect", "contains", "be set to", "is kept in step with", "gives", "states", "tells",
                            "is automatically", "be computed automatically as", "is computed automatically as", "sums up")  # fmt: skip
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
        for text in (
            "it has",
            "that it has",
            "it contains",
            "they have",
            "there are",
            "in it",
            "belonging to it",
            "that belong to it",
            "it holds",
            "made for it",
            "for it",
            "of it",
            "recorded for it",
        ):
            end = self.at(place, text)
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
        lead = self.at(place, "by default ,", "by default", "unless stated otherwise ,", "unless stated otherwise", "if nothing else is said ,", "if nothing is given ,", "unless specified otherwise ,",
                       "if nothing else is given ,", "if nothing is specified ,", "if not specified ,", "unless otherwise specified ,", "unless otherwise stated ,", "if none is given ,", "if nothing else is stated ,",
                       "if no value is given ,", "when nothing is given ,", "if left out ,", "if omitted ,", "unless told otherwise ,", "if nothing is said ,", "when not specified ,", "when left out ,",
                       "if it is not given ,", "when nothing else is said ,", "if nobody says otherwise ,", "where nothing is given ,", "where none is given ,", "if nothing else is specified ,", "if nothing is entered ,",
                       "when omitted ,", "in the absence of a value ,", "without further information ,", "if not given ,", "when nothing is entered ,", "unless given ,", "where nothing else is given ,")  # fmt: skip
        lead = max(lead, self._none_given(place))
        for ref, end in self.read_subject(lead if lead > 0 else place):
            if ref.field is None or ref.where is not None:
                continue
            after = self.at(end, "defaults to", "default to", "is by default", "should default to", "must default to", "shall default to", "has the default", "has the default value", "is set by default to",
                            "is preset to", "starts as", "starts at", "starts out as", "begins at", "begins as", "start at", "has a default of", "is assumed to be", "has a default value of", "will default to",
                            "falls back to", "is initially", "are by default", "initially is", "start as", "is initially set to", "is set to", "starts out at", "is pre - set to",
                            "is taken to be", "is presumed to be", "are preset to", "counts as", "has default")  # fmt: skip
            if after > 0 and (
                lead > 0 or self.words[end:after] not in (["is", "set", "to"], ["counts", "as"])
            ):
                for value, stop in self._default_value(after, ref):
                    yield _default_body(ref, value), self._past_default(stop)
            plain = self.at(
                end,
                "is",
                "are",
                "must be",
                "should be",
                "is set to",
                "shall be",
                "=",
                "will be",
                "will be set to",
                "should be set to",
                "be",
                "are set to",
                "is always",
                "counts as",
                "are",
            )
            if plain > 0:
                for value, stop in self._default_value(plain, ref):
                    last = self._past_default(stop)
                    if lead > 0 or last != stop:
                        yield _default_body(ref, value), last
        yield from self._default_rows(place, lead)
        after = self.at(
            place,
            "the default value of",
            "the default for",
            "the default value for",
            "the default of",
            "the standard value of",
            "the default",
            "default",
            "the standard",
            "the initial",
            "the initial value of",
        )
        if after > 0:
            for ref, end in self.read_subject(after):
                start = self.at(end, "is", "=", "must be", "should be", ":", "shall be", "will be")
                if start > 0 and ref.field is not None:
                    for value, stop in self._default_value(start, ref):
                        yield _default_body(ref, value), stop

    def _none_given(self, place: int) -> int:
        """ "Where no maximum is given, …"."""
        if (
            self.at(
                place,
                "where no",
                "if no",
                "when no",
                "as long as no",
                "unless a",
                "unless another",
                "unless a different",
            )
            < 0
        ):
            return -1
        for end in range(place + 2, min(place + 8, self.end)):
            after = self.at(
                end,
                "is given ,",
                "is set ,",
                "is specified ,",
                "is entered ,",
                "is chosen ,",
                "is provided ,",
                "is stated ,",
                "is known ,",
                "is selected ,",
                "was given ,",
            )
            if after > 0:
                return after
        return -1

    def _past_default(self, place: int) -> int:
        new = self.at(
            place,
            "for new",
            "for every new",
            "for each new",
            "for a new",
            "for all new",
            "in new",
            "on creation",
            "at creation",
            "when created",
            "when it is created",
            "upon creation",
        )
        if new > 0:
            if self.words[new - 1] in ("creation", "created"):
                return new
            return max(self.entity_end(new, self.root), place)
        end = self.at(place, "by default", "unless stated otherwise", "unless specified otherwise", "if nothing else is given", "unless otherwise stated", "unless otherwise specified", "when not specified",
                      "if not specified", "if nothing is specified", "if no other value is given", "unless otherwise agreed", "unless agreed otherwise", "if none is given", "if not given", "if nothing is given",
                      "when nothing is specified", "as a default", "as the default", "unless another value is given", "unless told otherwise", "unless given", "initially", "if nothing else is specified",
                      "unless something else is given", "at first", "to begin with", "unless noted otherwise", "when nothing else is given", "when none is given", "if nobody says otherwise", "to start with",
                      "unless somebody says otherwise", "unless another one is given", "unless the client sends another one", "if left out", "if omitted", "unless another is given", "when omitted", "if it is not given",
                      "unless set otherwise", "unless the user says otherwise", "at the beginning", "at the start", "if not stated otherwise", "if not set", "unless a different one is given",
                      "unless something else is chosen", "unless something else is said", "when nothing is given", "unless something else is entered", "in the beginning", "unless indicated otherwise",
                      "unless one is given", "when not given", "if nothing else is stated", "unless the user chooses another", "if nothing is entered", "if no one says otherwise")  # fmt: skip
        return end if end > 0 else place

    def _default_value(self, place: int, ref: Ref) -> Iterator[tuple[SetDefault, int]]:
        field = ref.field
        if field is None:
            return
        if field.kind in (Kind.DATE, Kind.DATETIME):
            end = self.at(
                place,
                "today",
                "the current date",
                "today's date",
                "the day of creation",
                "the date of creation",
                "the day on which it is created",
                "the creation date",
                "the present day",
            )
            if end > 0:
                yield SetDefault(ref.path, special="today" if field.kind is Kind.DATE else "now"), end
            end = self.at(
                place,
                "now",
                "the current time",
                "the current date and time",
                "the time of creation",
                "the moment of creation",
                "the current moment",
            )
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
        new = self.at(
            lead if lead > 0 else place,
            "new",
            "a new",
            "newly created",
            "every new",
            "each new",
            "a newly created",
            "all new",
            "a freshly created",
            "any new",
            "the new",
        )
        begin = new if new > 0 else (lead if lead > 0 else place)
        for where, end in self.read_entity(begin, self.root, plain=True):
            if where is not None:
                continue
            start = self.at(end, "start as", "starts as", "start out as", "starts out as", "begin as", "begins as", "start in", "starts in", "is created as", "are created as", "is initially", "are initially",
                            "starts off as", "default to", "defaults to", "start life as", "starts life as", "begin in", "begins in", "start", "starts", "starts out", "start out", "begin life as")  # fmt: skip
            initial = start > 0
            start = (
                start
                if initial
                else self.at(
                    end,
                    "is",
                    "are",
                    "has",
                    "have",
                    "get",
                    "gets",
                    "must be",
                    "should be",
                    "receives",
                    "receive",
                    "will be",
                    "must have",
                    "run for",
                    "runs for",
                    "comes with",
                    "is given",
                    "are given",
                    "be",
                )
            )
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
                        yield _default_body(ref, value), last
            if self.hinted and (ref_member := self.root.members.get(self.hinted)) is not None:
                for value, stop in self._default_value(start, Ref(self.hinted, ref_member)):
                    last = self._past_default(stop)
                    if lead > 0 or last != stop:
                        yield _default_body(Ref(self.hinted, ref_member), value), last

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
        after = self.at(
            start,
            "in status",
            "in state",
            "in the state",
            "in the status",
            "with status",
            "status",
            "with the status",
            "state",
        )
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
                denied = found[1] and self.at(found[2], "be set by clients", "be set by the client", "be entered by hand", "be set by hand", "be set by users", "be entered manually", "be set manually",
                                              "be supplied by clients", "be sent by clients", "be set by the user", "be entered by users", "be provided by the client", "be edited by hand", "be typed in",
                                              "be set through the api", "be written by clients", "be set from outside", "be entered by the user", "be chosen by the user", "be filled in by hand")  # fmt: skip
                if found[1] and denied and denied > 0:
                    yield Stated((ServerSet(ref.path, "nobody"),)), denied
                continue
            start = found[2] if found else end
            yield from self._set_by_server(ref, start)

    def _becomes(self, place: int) -> Bodies:
        """ "Whoever creates an event becomes its organizer"."""
        user = self.lexicon.project.user
        lead = self.at(
            place,
            "whoever",
            "the user who",
            "the person who",
            "the one who",
            "the user that",
            "the account that",
            "the logged - in user who",
            "the signed - in user who",
        )
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
            after = self.at(end, "becomes its", "is its", "is recorded as its", "is recorded as", "becomes the", "is stored as", "is stored as its", "is set as", "is set as its", "is automatically its", "is saved as", "becomes",
                            "is entered as", "is noted as", "is automatically recorded as", "is kept as", "is automatically set as", "is registered as its", "is the", "is automatically the", "is recorded as the",
                            "will be its", "is filled in as", "is automatically stored as")  # fmt: skip
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
            lead = self.at(start, "set automatically to", "automatically set to", "set to", "filled with", "filled in with", "recorded as", "filled automatically with", "automatically filled with", "taken from", "automatically",
                           "always set to", "always", "stamped with", "set by the system to", "recorded automatically as", "assigned to", "filled from")  # fmt: skip
            who = lead if lead > 0 else start
            end = self.at(who, "the current user", "the logged - in user", "the signed - in user", "the requesting user", "the user who creates it", "the user making the request", "the acting user", "the logged in user",
                          "the person logged in", "the user who is logged in", "the user who is signed in", "the authenticated user", "whoever creates it", "the one who creates it", "the user that creates it",
                          "the person who creates it", "the signed in user", "the creator", "the user who submits it", "the person signed in", "the user who created it", "the user sending the request", "the sender of the request",
                          "the caller", "the user who made it", "the user who adds it", "the request's user", "the user who posts it", "the user who enters it", "the user who records it", "the user who sends the request")  # fmt: skip
            if end < 0:
                lead_who = self.at(
                    who,
                    "the user who",
                    "the person who",
                    "whoever",
                    "the one who",
                    "the user that",
                    "the member of staff who",
                    "the employee who",
                    "the staff member who",
                    "the account that",
                    "the logged - in user who",
                )
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
        auto = self.at(start, "set automatically by the system", "set automatically", "automatically set", "set by the system", "filled in automatically", "recorded automatically", "automatically recorded", "set by the server", "filled in by the system",
                       "assigned automatically", "stamped automatically", "filled automatically", "automatically filled in", "generated automatically", "recorded by the system", "set to the current time", "set to now", "maintained automatically",
                       "the moment", "the time", "the date", "set to the current date", "automatically", "set to the time", "set to the moment", "always the moment", "filled by the server", "set to the current time automatically",
                       "set automatically to the current time", "stamped by the server", "stamped by the system", "set to today", "set automatically to today", "set automatically to now", "recorded by the server",
                       "set to the date", "set to today's date", "maintained by the system")  # fmt: skip
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
            lead = self.at(
                auto,
                "when the",
                "when a",
                "when an",
                "at which the",
                "on which the",
                "the moment the",
                "as soon as the",
                "whenever the",
                "whenever a",
                "each time the",
                "every time a",
                "at which a",
                "every time the",
            )
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
        end = self.at(
            place,
            "when it is created",
            "on creation",
            "at creation",
            "upon creation",
            "when created",
            "automatically",
            "by the system",
            "by the server",
            "when it is made",
            "and cannot be changed",
        )
        if end > 0:
            return end
        lead = self.at(place, "when the", "when a", "when an", "at the time the", "as soon as a")
        if lead > 0:
            for _none, after in self.read_entity(lead, self.root, plain=True):
                done = self.at(
                    after,
                    "is created",
                    "was created",
                    "is added",
                    "is recorded",
                    "is made",
                    "is placed",
                    "is registered",
                    "is opened",
                    "is submitted",
                    "is entered",
                    "is posted",
                    "is issued",
                    "is uploaded",
                    "is written",
                )
                if done > 0:
                    return done
        return place

    # At creation alone

    def _creations(self, place: int) -> Bodies:
        """ "New orders must be drafts", "when a product is created it must be a draft", "an invoice must be created as draft"."""
        new = self.at(place, "a new", "every new", "each new", "new", "newly created", "a newly created", "all new", "any new", "freshly created", "newly registered", "a newly registered", "newly added", "a newly added",
                      "newly placed", "newly opened", "a freshly created")  # fmt: skip
        if new > 0:
            rest = self._part(place + (new - place), self.end) if False else None
            del rest
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
            after = self.at(end, "must be created", "can only be created", "may only be created", "must be created as", "must start as", "must start out as", "are always created as", "is always created as", "must begin as", "can only be created as",
                            "may only be created as", "must always be created as", "have to start as", "has to start as", "must first be", "must initially be", "has to be created as", "must always start as", "are created as", "must be registered as")  # fmt: skip
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
        actor = self.at(
            place, "one", "you", "we", "people", "users", "a user", "anyone", "nobody", "no one", "everyone"
        )
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
        begin = self.at(
            after if after > 0 else start + 1,
            "a new",
            "any new",
            "new",
            "any",
            "further",
            "any further",
            "any more",
            "another",
            "more",
        )
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
        end = self.at(place, "on creation ,", "at creation ,", "upon creation ,", "on creation", "at creation", "upon creation", "when created ,", "when it is created ,", "at the time of creation ,", "when first created ,",
                      "at the moment of creation ,", "during creation ,", "at the time of creation", "at the point of creation ,", "when being created ,")  # fmt: skip
        if end > 0:
            return end
        lead = self.at(place, "when", "whenever", "at the time", "if", "upon creating", "when creating", "on creating", "when registering", "when adding", "when placing", "when entering", "when booking", "when making", "when opening",
                       "when submitting", "when somebody creates", "when you create", "when someone creates")  # fmt: skip
        if lead < 0:
            return -1
        new = self.at(lead, "a new", "an", "a", "the", "new")
        start = new if new > 0 else lead
        name_end = self.entity_end(start, self.root)
        if name_end < 0:
            return -1
        done = self.at(name_end, "is first created", "is created", "is being created", "are created", "is first registered", "is placed", "is opened", "is added", "is registered", "is made", "is submitted", "is entered", "gets created", "is booked",
                       "is newly created", "is recorded", "is first entered", "is first saved", "is set up", "is reported")  # fmt: skip
        if self.words[lead - 1].endswith("ing") or self.words[lead - 1] in ("creates", "create"):
            done = name_end
        if done < 0:
            return -1
        comma = self.at(done, ",")
        return comma if comma > 0 else done

    def _creation_tail(self, place: int) -> int:
        made = self.at(
            place, "when it is", "when they are", "when it was", "at the time it is", "when it gets"
        )
        if made > 0 and self.word(made) in CREATE and not self.lexicon.states(self.root, self.word(made)):
            return made + 1
        end = self.at(place, "on creation", "at creation", "upon creation", "when created", "when it is created", "at the time of creation", "when first created", "at the moment of creation", "when they are created", "when it is first created",
                      "at first", "when being created", "initially", "at the point of creation", "when newly created", "when it is placed", "when it is made", "when it is opened", "when it is booked", "when they are first created")  # fmt: skip
        if end > 0:
            return end
        lead = self.at(
            place,
            "when a",
            "when an",
            "when the",
            "at the time a",
            "at the time the",
            "at the moment the",
            "when creating a",
            "when creating an",
            "when creating the",
            "on creating a",
            "when placing a",
            "when placing an",
            "when a new",
            "when booking an",
            "when booking a",
        )
        if lead < 0:
            return -1
        name_end = self.entity_end(lead, self.root)
        if name_end < 0:
            return -1
        if any(word.endswith("ing") for word in self.words[place:lead]):
            return name_end
        return self.at(
            name_end,
            "is created",
            "is made",
            "is added",
            "is placed",
            "is registered",
            "is opened",
            "is submitted",
            "is booked",
            "is entered",
            "is first created",
            "is being created",
            "is recorded",
            "is issued",
        )

    def _at_creation(self, body: Body, place: int) -> Bodies:
        if isinstance(body, Holds):
            yield Stated((AtCreation(body.condition),)), self._past_creation_tail(place)
        elif isinstance(body, Stated) and len(body.rules) == 1:
            rule = body.rules[0]
            if type(rule).__name__ == "Implies":
                yield Stated((AtCreation(rule.then, rule.when),)), self._past_creation_tail(place)  # type: ignore[union-attr]  # tested by name

    def _past_creation_tail(self, place: int) -> int:
        end = self.at(place, f"; this is checked only when the {self.root.label.lower()} is created", f"; this only applies when the {self.root.label.lower()} is created", "; this is checked only at creation", "; this is checked only on creation", "; later edits are not affected", ", later changes are free", "; later it may change", ", but may change later", "; afterwards it may change", ", later edits are not affected", ", but it may change later",
                      "; later changes are allowed", ", later it may change", "; this may change later", ", though it may change later", "but may change later")  # fmt: skip
        return end if end > 0 else place


_JOINTS = frozenset(", ; : within per in for among and or with by".split())
_TURNS = frozenset("not never no cannot without unless if when may can must only except nobody".split())
_SELVES = frozenset({"itself", "themselves", "himself", "herself", "oneself", "themself"})
_DEED_WORDS = frozenset(
    "a an the each every any same to for on in at with of be by been has have only not never no one single given particular"
    " more than and into up out can cannot may must per is are from about customer's their his her its most at you we anyone"
    " nobody somebody twice once just take took make makes put sign rows row record".split()
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


def _default_body(ref: Ref, default: SetDefault) -> Body:
    return Stated((default,))


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
