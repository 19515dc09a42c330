"""Whole sentences about one entity.

    sentence  = [opening] [limit ","] main [limit]
    limit     = ("if" | "when" | "once" | "unless" | "only if" | …) conditions
    main      = member modal predicates | row modal "have" … | row modal verb | "only" rows "can" … | …

Every reading that takes in the whole sentence is kept; several that differ make it ambiguous.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from erdgen.compiler.rules.conditions import (
    Clock,
    Compare,
    Condition,
    Count,
    Every,
    Formula,
    Given,
    Moment,
    Not,
    OneOf,
    Some,
    Weekday,
)
from erdgen.compiler.rules.forms import AtCreation, Immutable, Implies, Rule
from erdgen.compiler.rules.language.bodies import (
    Act,
    Allowed,
    Bodies,
    Body,
    Holds,
    Link,
    Only,
    Stated,
    finish_body,
    narrow_body,
)
from erdgen.compiler.rules.language.clauses import Clauses
from erdgen.compiler.rules.language.lexicon import key_of
from erdgen.compiler.rules.language.memory import remembered
from erdgen.compiler.rules.language.nouns import Ref, join
from erdgen.compiler.rules.language.opposites import opposite_of
from erdgen.compiler.rules.language.tokens import Token
from erdgen.compiler.rules.language.words import (
    BE,
    CAN,
    CAN_ONLY,
    CREATE,
    DELETE,
    MUST,
    UPDATE,
)
from erdgen.compiler.spec.project import Field, Kind

Reading = tuple[Rule, ...]


class Sentences(Clauses):
    """Reads one sentence about the root."""

    def read_sentence(self) -> Iterator[Reading]:
        """Every reading of the whole sentence."""
        start = self._opening(0)
        yield from self._limited_first(start)
        for body, end in self.read_main(start):
            yield from self._finished(body, end)

    def read_several(self) -> Iterator[Reading]:
        """Readings as two statements, for a sentence that is none as a whole."""
        yield from self._several(self._opening(0))

    def read_all(self) -> tuple[Reading, ...]:
        """Readings as a whole; where there are none, as several statements."""
        return tuple(self.read_sentence()) or tuple(self.read_several())

    def _opening(self, place: int) -> int:
        end = self.phrase(place, "opening")
        return end if end > 0 else place

    def _several(self, place: int) -> Iterator[Reading]:
        """Two statements in one sentence: "price must be positive and stock must not be negative"."""
        for end in range(place + 3, self.end - 2):
            after = self.at(end, ", and", "; and", ", but", "and", ";", "but", ".", ",")
            if after < 0 or self.words[end - 1] in (",", ";"):
                continue
            first = list(self._whole(place, end))
            if not first:
                continue
            for second in self._part(after, self.end).read_all():
                for reading in first:
                    yield (*reading, *second)
            denied = not {"not", "cannot", "never", "no"}.isdisjoint(self.words[place:end])
            limited = not _CLAUSE_WORDS.isdisjoint(self.words[place:end])
            fixed = all(isinstance(rule, Immutable) for reading in first for rule in reading)
            if (limited and not fixed) or (denied and not self.modal(after)):
                continue
            for reading, subject_end in self._with_subject(place, end):
                spliced = self._spliced(place, subject_end, after)
                for second in spliced.read_all():
                    yield (*reading, *second)

    def _whole(self, place: int, end: int) -> Iterator[Reading]:
        yield from self._part(place, end)._single()

    def _single(self) -> Iterator[Reading]:
        yield from self._limited_first(0)
        for body, end in self.read_main(0):
            yield from self._finished(body, end)

    def _with_subject(self, place: int, end: int) -> Iterator[tuple[Reading, int]]:
        """Readings of the first statement with the place where its subject ends."""
        part = self._part(place, end)
        modal = next((n for n in range(len(part.words)) if part.modal(n) or part.words[n] in BE), -1)
        if modal > 0:
            for reading in part._single():
                yield reading, place + modal

    def _part(self, place: int, end: int) -> Sentences:
        return self._like(tuple(self.tokens[place:end]))

    def _spliced(self, place: int, subject_end: int, after: int) -> Sentences:
        tokens = (*self.tokens[place:subject_end], *self.tokens[after:])
        return self._like(tokens)

    def _like(self, tokens: tuple[Token, ...]) -> Sentences:
        """Another sentence about the same."""
        return type(self)(tokens, self.lexicon, self.root)

    # Limits

    def _limited_first(self, place: int) -> Iterator[Reading]:
        link, after = self._link(place)
        link = "if" if self.word(place) == "before" else link
        if after > 0:
            for condition, end in self.read_conditions(after):
                yield from self._after_limit(condition, link, end)
        becoming = self.phrase(place, "to-become")
        if becoming > 0:
            for state, end in self.read_states(becoming, self.root):
                yield from self._after_limit(state, "if", end)
        among = self.phrase(place, "limited-to-rows")
        if among > 0:
            for where, end in self.read_entity(among, self.root):
                if where is not None:
                    yield from self._after_limit(where, "if", end)
            for said, end in self._linked_state(place):
                yield from self._after_limit(said, "if", end)

    def _after_limit(self, condition: Condition, link: Link, place: int) -> Iterator[Reading]:
        start = self.at(place, ", then", "then", ",")
        for said, end in (
            *self.read_main(start if start > 0 else place),
            *self._about_it(condition, start if start > 0 else place),
        ):
            body = Holds(said.condition) if isinstance(said, Only) else said
            if self._trailing(end) == self.end:
                yield from self._some(finish_body(body, self.root, condition, link))
            else:
                yield from self._limited_twice(body, condition, link, end)

    def _about_it(self, condition: Condition, place: int) -> Bodies:
        """ "If a minimum age is set, it is at least 6": "it" is what is set."""
        after = self.at(place, "it", "they", "this", "that")
        if (
            after > 0
            and isinstance(condition, Given)
            and not condition.negated
            and "." not in condition.field
        ):
            yield from self._said_of(Ref(condition.field, self.root.members[condition.field]), after)

    def _limited_twice(self, body: Body, condition: Condition, link: Link, place: int) -> Iterator[Reading]:
        second, after = self._link(place)
        if after < 0 or link != "if" or second == "only":
            return
        for more, end in self.read_conditions(after):
            if end == self.end:
                both = join(condition, opposite_of(more) if second == "unless" else more)
                yield from self._some(finish_body(body, self.root, both, "if"))

    def _link(self, place: int) -> tuple[Link, int]:
        start = place + 1 if self.word(place) == "," else place
        both = self.phrase(start, "if-and-only-if")
        if both > 0:
            return "both", both
        kinds: tuple[tuple[Link, str], ...] = (("only", "only-if"), ("unless", "unless"), ("if", "if"))
        for kind, key in kinds:
            end = self.phrase(start, key)
            if end > 0:
                return kind, end
        return "if", -1

    def _finished(self, body: Body, place: int) -> Iterator[Reading]:
        place = self._trailing(place)
        if place == self.end:
            yield from self._some(finish_body(body, self.root))
            return
        given = self.phrase(place + (self.word(place) == ","), "if-given")
        if given == self.end:
            yield from self._some(finish_body(body, self.root))
        if (
            isinstance(body, Holds)
            and isinstance(body.condition, Every)
            and not {",", "but"}.isdisjoint(self.words[:place])
        ):
            return  # to which of its parts the rest belongs cannot be told
        link, after = self._link(place)
        if self.words[place : place + 2][-1:] == ["before"] or self.word(place) == "before":
            link = (
                "if"
                if isinstance(body, Holds)
                and isinstance(body.condition, Given)
                and not body.condition.negated
                else link
            )
            if isinstance(body, Holds) and not isinstance(body.condition, Given):
                return
        staged = (
            not {"until", "before", "after", "once"}.isdisjoint(self.words[place:after])
            if after > 0
            else False
        )
        if after > 0:
            for condition, end in self.read_conditions(after):
                if (
                    staged
                    and (link != "if" or isinstance(body, Only | Allowed))
                    and self._is_stage(condition)
                    and not (isinstance(body, Act) and body.verb == "enter")
                ):
                    continue
                if self._trailing(end) == self.end:
                    yield from self._some(finish_body(body, self.root, condition, link))
        among = self.phrase(place, "limited-to-rows")
        if among > 0:
            for where, end in self.read_entity(among, self.root):
                if self._trailing(end) == self.end:
                    yield from self._some(finish_body(body, self.root, where, "if"))
        for said, end in self._linked_state(place):
            if end == self.end:
                yield from self._some(finish_body(body, self.root, said, "if"))

    def _is_stage(self, condition: Condition) -> bool:
        """One of several states, after which others may come: "until it is confirmed" leaves open what then."""
        if not isinstance(condition, OneOf) or condition.negated or len(condition.values) != 1:
            return False
        field = self.root.members.get(condition.field)
        return isinstance(field, Field) and len(field.choices) > 2

    def _trailing(self, place: int) -> int:
        """Words at the end that add nothing."""
        end = self.phrase(place, "at-the-end")
        return end if end == self.end else place

    def _some(self, rules: Reading) -> Iterator[Reading]:
        if rules:
            yield rules

    # Modals

    def modal(self, place: int) -> tuple[str, bool, int] | None:
        """``must``, ``can``, ``only`` with its denial, and the place after it."""
        if self.word(place) == ":":
            return "must", False, place + 1
        if place > 0 and self.words[place - 1] in ("not", "n't"):
            return None
        only = CAN_ONLY.find(self.words, place)
        if only is not None:
            return "only", False, only[1]
        must = MUST.find(self.words, place)
        if must is not None:
            return "must", must[0], self._past_adverbs(must[1])
        can = CAN.find(self.words, place)
        if can is not None:
            if self.word(can[1]) == "only":
                return "only", False, can[1] + 1
            return "can", False, self._past_adverbs(can[1])
        return None

    def _past_adverbs(self, place: int) -> int:
        while self.word(place) in (
            "always",
            "also",
            "still",
            "strictly",
            "ever",
            "yet",
            "then",
            "both",
            "each",
            "all",
            "themselves",
            "either",
        ):
            if self.word(place) == "either" and self.word(place + 1) != "be":
                break
            place += 1
        return place

    # Main parts

    @remembered
    def read_main(self, place: int) -> Bodies:
        """The statement itself, from each of the forms that a sentence can have."""
        yield from self._member_statements(place)
        yield from self._row_statements(place)
        yield from self._only_rows(place)
        yield from self._no_rows(place)
        yield from self._doing(place)
        yield from self._wanted(place)
        yield from self._let(place)
        yield from self._only_values(place)
        yield from self._actor_does(place)
        yield from self._there_must(place)

    # … in words of those who run things

    def _wanted(self, place: int) -> Bodies:
        """ "We need the monthly income of every tenant", "we have to know the blocked reason"."""
        after = self.phrase(place, "we-need")
        if after < 0:
            return
        for ref, end in self._subjects(after):
            yield self._limited_to(ref, Holds(Given(ref.path))), end

    def _let(self, place: int) -> Bodies:
        """ "Don't let anyone save an order without a shipping address"."""
        after = self.phrase(place, "never-let")
        if after < 0 or self.word(after) not in (
            "save",
            "create",
            "submit",
            "place",
            "add",
            "enter",
            "make",
            "store",
            "register",
        ):
            return
        for where, end in self.read_entity(after + 1, self.root, plain=True):
            without = self.at(end, "without")
            for condition, stop in self._possessions(without) if without > 0 else ():
                yield narrow_body(Holds(condition), self.root, where), stop

    def _only_values(self, place: int) -> Bodies:
        """ "We only accept the currencies EUR, USD and GBP", "allowed course languages: en, fr, de"."""
        after = self.phrase(place, "the-allowed")
        if after < 0:
            return
        for ref, end in self._subjects(after):
            if ref.field is None:
                continue
            colon = self.at(end, ":", "are :", "are", "is", "are only", "are the following :", "include only")
            for values, stop in self._values(colon if colon > 0 else end, ref.field, free=True):
                last = self.phrase(stop, "allowed-values")
                if len(values) > 1 and (
                    last > 0 or self.words[after - 1] != "the" or self.words[place] == "we" or colon > 0
                ):
                    yield Holds(OneOf(ref.path, values)), last if last > 0 else stop

    # … about acts, whoever does them

    def _doing(self, place: int) -> Bodies:
        """ "Deleting an account is forbidden", "it is not possible to edit closed tickets"."""
        gerund = {
            "deleting": "delete",
            "removing": "delete",
            "editing": "update",
            "changing": "update",
            "creating": "create",
            "adding": "create",
            "updating": "update",
            "modifying": "update",
        }
        verb = gerund.get(self.word(place))
        if verb is not None:
            for where, end in self.read_entity(place + 1, self.root):
                after = self.phrase(end, "doing-forbidden")
                if after > 0:
                    yield Act(verb, False, where), after  # type: ignore[arg-type]  # one of the verbs
                after = self.phrase(end, "doing-allowed")
                if after > 0:
                    yield Act(verb, True, where), after  # type: ignore[arg-type]  # one of the verbs
        denied = self.phrase(place, "it-is-forbidden-to")
        allowed = self.phrase(place, "it-is-only-possible-to")
        start = max(denied, allowed)
        if start > 0:
            yield from self._verb_and_rows(start, allowed > 0)

    def _actor_does(self, place: int) -> Bodies:
        """ "You cannot delete a department that has employees", "we never delete executed transfers"."""
        actor = self.phrase(place, "somebody")
        nobody = self.at(place, "nobody", "no one", "no user")
        start = max(actor, nobody, self._any_user(place))
        if start < 0:
            return
        actor = start if nobody < 0 else actor
        found = self.modal(start)
        never = self.at(start, "never", "do not")
        if found is not None:
            if found[0] == "must" and not found[1]:
                return
            denied = found[1] or (nobody > 0 and found[0] == "can")
            for body, end in self._verb_and_rows(found[2], not denied):
                made = isinstance(body, Act) and body.verb == "create" and body.where is not None
                if found[0] == "only" and made and isinstance(body, Act) and body.where is not None:
                    yield Stated((AtCreation(body.where),)), end
                elif found[0] != "only":
                    yield body, end
        elif never > 0 and actor > 0:
            yield from self._verb_and_rows(never, False)

    def _any_user(self, place: int) -> int:
        """After a phrase for all users: -1 for roles, about which a rule on rows says nothing."""
        user = self.lexicon.project.user
        for name, end in self.spans(self.skip_determiners(place), 3):
            if user is not None and user in self.lexicon.entities.get(key_of(name), ()):
                return end
        return -1

    def _verb_and_rows(self, place: int, allowed: bool) -> Bodies:
        only = self.at(place, "only")
        start = only if only > 0 else place
        for verb, known in (("delete", DELETE), ("update", UPDATE), ("create", CREATE)):
            if self.word(start) in known:
                after = self.at(start + 1, "out", "up", "in", "down")
                after = after if after > 0 else start + 1
                new = self.at(after, "a new", "new", "any new", "another")
                for where, end in self.read_entity(new if new > 0 else after, self.root):
                    if not allowed or only < 0:
                        yield Act(verb, allowed, where), end  # type: ignore[arg-type]  # one of the verbs

    def _there_must(self, place: int) -> Bodies:
        """ "There must be at least one work log", "there can only be one main occupant per lease"."""
        if self.word(place) != "there":
            return
        found = self.modal(place + 1)
        start = found[2] if found else place + 1
        be = self.at(start, "be", "is", "are", "exist")
        if be < 0:
            return
        kind, denied = (found[0], found[1]) if found else ("must", False)
        only = self.at(be, "only", "just")
        for condition, end in self.read_having(only if only > 0 else be):
            if not isinstance(condition, Count):
                continue
            ends = [end, *(stop for stop in self._per_root(end))]
            if denied:
                condition = _denied(condition)
            elif (kind == "only" or only > 0) and condition.maximum is not None:
                condition = replace(condition, minimum=None)
            elif kind == "can" and not _only_upper(condition):
                continue
            for stop in ends if place > 0 else ends[1:]:
                yield Holds(condition), stop

    def _per_root(self, place: int) -> Iterator[int]:
        after = self.phrase(place, "per-row")
        if after > 0:
            for where, end in self.read_entity(after, self.root, plain=True):
                if where is None:
                    yield end

    # … about a member

    @remembered
    def _member_statements(self, place: int) -> Bodies:
        no = self.at(place, "no", "neither")
        for ref, end in self._subjects(no if no > 0 else place):
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
        yield from self._so_many_of(place)

    def _so_many_of(self, place: int) -> Bodies:
        """ "At least one of phone and email must be given", "either phone or email is required"."""
        least = self.phrase(place, "at-least-one-of")
        most = self.phrase(place, "at-most-one-of")
        one = self.at(place, "exactly one of", "precisely one of", "exactly one of the")
        start = max(least, most, one)
        if start < 0:
            return
        refs: list[Ref] = []
        here = start
        while True:
            found = max(self.read_subject(here), key=lambda each: each[1], default=None)
            if found is None:
                return
            refs.append(found[0])
            after = self.at(found[1], ", or", ", and", "or", "and", ",")
            if after < 0:
                here = found[1]
                break
            here = after
        modal = self.modal(here)
        begin = modal[2] if modal and not modal[1] else here
        begin = begin + 1 if self.word(begin) in BE else begin
        end = self.phrase(begin, "member-known")
        if len(refs) < 2 or end < 0 or (modal and modal[0] == "can" and most < 0 and one < 0):
            return
        given = tuple(Given(ref.path) for ref in refs)
        pairs = tuple(
            Some((Given(a.field, True), Given(b.field, True)))
            for n, a in enumerate(given)
            for b in given[n + 1 :]
        )
        parts = (*((Some(given),) if least > 0 or one > 0 else ()), *(pairs if most > 0 or one > 0 else ()))
        yield Holds(parts[0] if len(parts) == 1 else Every(parts)), end

    def _only_for(self, place: int) -> Bodies:
        """ "A stream URL is only allowed for online events"."""
        for ref, end in self._subjects(place):
            after = self.phrase(end, "only-allowed")
            if after > 0:
                linked = self.at(after, "for", "in", "with", "on", "to")
                for where, stop in self.read_entity(linked, self.root) if linked > 0 else ():
                    if where is not None:
                        yield Stated((Implies(Given(ref.path), where),)), stop
                yield Allowed(Given(ref.path)), after

    def _subjects(self, place: int) -> Iterator[tuple[Ref, int]]:
        lead = self.phrase(place, "value-of")
        yield from self.read_subject(lead if lead > 0 else place)

    def _listed_subjects(self, place: int) -> Bodies:
        """ "title and description must not be empty"."""
        both = self.at(place, "both")
        for first, end in self.read_subject(both if both > 0 else place):
            refs, stop = [first], end
            while (after := self.at(stop, ", and", "and", ", nor", "nor", ",")) > 0:
                more = max(self.read_subject(after), key=lambda found: found[1], default=None)
                if more is None:
                    break
                refs.append(more[0])
                stop = more[1]
            if len(refs) < 2:
                continue
            differ = self._pair(refs, stop)
            if differ is not None:
                yield differ
            for bodies in self._each_said(refs, stop):
                yield bodies

    def _pair(self, refs: list[Ref], place: int) -> tuple[Body, int] | None:
        """ "sender and recipient must differ", "… must not be the same person"."""
        if len(refs) != 2:
            return None
        found = self.modal(place)
        denied = found[1] if found else False
        start = found[2] if found else place
        differ = self.phrase(start, "differ")
        same = self.phrase(start, "be-the-same")
        if max(differ, same) < 0:
            return None
        equal = (same > 0) != denied
        first, second = refs
        return Holds(Compare(first.path, "eq" if equal else "ne", second.path)), max(differ, same)

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
                denied = (found is not None and found[1]) or self.phrase(place, "are-not") > 0
                together = denied and not {"both", "all", "together", "simultaneously"}.isdisjoint(
                    self.words[place:end]
                )
                yield Holds(Some(conditions) if together else Every(conditions)), end
            elif isinstance(body, Allowed):
                yield Allowed(Every(tuple(b.condition for b in bodies if isinstance(b, Allowed)))), end
            elif isinstance(body, Act) and body.verb == "update":
                fields = tuple(name for b in bodies if isinstance(b, Act) for name in b.fields)
                yield replace(body, fields=fields), end

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
        if change > 0:
            if kind in ("only", "can") or denied:
                yield Act("update", kind != "must", fields=(ref.path,)), change
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
                upper = _only_upper(condition) and self._says_at_most(start, end)
                if upper or not _ONLY_WORDS.isdisjoint(self.words[start:end]):
                    yield Holds(condition), end
                yield Allowed(condition), end
        if kind == "must" and not denied:
            end = self.phrase(start, "never-change")
            if end > 0:
                yield Act("update", False, fields=(ref.path,)), self._after_creation(end)

    def _change_of(self, ref: Ref, place: int) -> int:
        """After "be changed", "change": -1 if that is not what is said."""
        start = place + 1 if self.word(place) in BE else place
        if (
            self.word(start) in UPDATE
            or self.at(start, "overwritten", "reassigned", "replaced", "set again", "touched") > 0
        ):
            end = start + 1
            while (more := self.phrase(end, "or-removed")) > 0:
                end = more
            return self._after_creation(end)
        return -1

    def _after_creation(self, place: int) -> int:
        end = self.phrase(place, "after-creation")
        if end < 0:
            lead = self.phrase(place, "after-the")
            if lead > 0:
                name_end = self.entity_end(lead, self.root)
                if name_end > 0:
                    end = self.phrase(name_end, "has-been-created")
        return end if end > 0 else place

    def _once_set(self, place: int) -> int:
        return self.phrase(place, "once-set")

    def _plainly(self, ref: Ref, place: int) -> Bodies:
        """Without a modal: "is required", "is never negative", "ranges from 1 to 5", "comes after …"."""
        if self.word(place) not in (
            "is",
            "are",
            "has",
            "have",
            "does",
            "do",
            "never",
            "always",
            "was",
        ) and not (
            self.words[place : place + 1]
            and (
                self.word(place).endswith("s")
                or self.word(place)
                in (
                    "go",
                    "lie",
                    "come",
                    "range",
                    "consist",
                    "start",
                    "begin",
                    "end",
                    ">",
                    "<",
                    ">=",
                    "<=",
                    "=",
                    "≥",
                    "≤",
                    "!=",
                    "≠",
                    "look",
                    "contain",
                    "follow",
                    "precede",
                    "exceed",
                    "run",
                    "fall",
                )
            )  # fmt: skip
        ):
            return
        start = place + 1 if self.word(place) in ("is", "are", "has", "have") else place
        denied = self.at(start, "never", "not")
        if (
            self.at(place, "does not have to", "do not have to", "does not need", "do not need", "need not")
            > 0
        ):
            return
        denied = max(denied, self.at(place, "does not", "do not", "never"))
        fixed = self.phrase(start, "immutable")
        if fixed > 0:
            yield Act("update", False, fields=(ref.path,)), self._after_creation(fixed)
            if self.at(fixed, "when the") > 0 or self.at(fixed, "when a") > 0:
                yield Act("update", False, fields=(ref.path,)), self._after_creation(fixed)
            return
        if denied > 0:
            if self.word(denied) in ("change", "changes", "change."):
                yield Act("update", False, fields=(ref.path,)), self._after_creation(denied + 1)
            for condition, end in self.read_predicates(denied, ref):
                if not isinstance(condition, Every) and not self.is_duty(denied):
                    yield Holds(opposite_of(condition)), end
        else:
            start = self._past_adverbs(start)
            for condition, end in self.read_predicates(start, ref):
                if not (isinstance(condition, Formula | Moment) and condition.operator == "eq"):
                    yield Holds(condition), end

    # … about rows

    @remembered
    def _row_statements(self, place: int) -> Bodies:
        for where, end in self.read_entity(place, self.root):
            for body, stop in self._said_of_rows(end):
                yield self._narrowed(body, where), stop
            if where is not None:
                yield from self._refused(where, end)
            incomplete = self.phrase(end, "not-complete-without")
            for condition, stop in self._possessions(incomplete) if incomplete > 0 else ():
                yield self._narrowed(Holds(condition), where), stop
        pronoun = (
            self.at(place, "it", "they", "he or she", "he", "she", "these", "those") if place > 0 else -1
        )
        if pronoun > 0:
            yield from self._said_of_rows(pronoun)
        anybody = self.phrase(place, "anybody")
        if anybody > 0:
            for body, end in self._said_of_rows(anybody):
                tail = self.phrase(end, "to-become-row")
                name = self.entity_end(tail, self.root) if tail > 0 else -1
                if name > 0:
                    yield body, name

    def _refused(self, where: Condition, place: int) -> Bodies:
        """ "An account without a currency is not acceptable", "attachments over 10 MB are refused"."""
        end = self.phrase(place, "row-refused")
        if end > 0:
            yield Holds(opposite_of(where)), end

    def _narrowed(self, body: Body, where: Condition | None) -> Body:
        return narrow_body(body, self.root, where)

    def _said_of_rows(self, place: int) -> Bodies:
        found = self.modal(place)
        if found is not None:
            kind, denied, start = found
            yield from self._acts(kind, denied, start)
            if denied:
                yield from self._without(start)
            yield from self._principal(kind, denied, start)
            for condition, end in self._row_facts(start):
                if kind == "must":
                    if denied and self._enters(condition):
                        without = self.at(end, "without")
                        for having, stop in self._possessions(without) if without > 0 else ():
                            yield Stated((Implies(condition, _all_of(having)),)), stop
                    elif not (denied and isinstance(condition, Every)):
                        yield Holds(_denied(condition) if denied else self._present(condition, start)), end
                elif self._enters(condition):
                    continue
                elif isinstance(condition, Given) and not {*self.words[start : start + 2]}.isdisjoint(CREATE):
                    continue  # "can only be opened for …" is about making a row
                elif kind == "can" and _not_both(condition):
                    assert isinstance(condition, Every)
                    yield Holds(condition.parts[1]), end
                elif kind == "only":
                    limited = _at_most(condition)
                    if isinstance(condition, Given) and not condition.negated:
                        yield Allowed(condition), end
                    if limited is not None and not isinstance(limited, Given | Every | Some):
                        yield Only(limited), end
                else:
                    yield Allowed(condition), end
                    if _only_upper(condition) and self._says_at_most(start, end):
                        yield Holds(condition), end
        else:
            yield from self._rows_plainly(place)
            yield from self._acts_plainly(place)

    def _neither_verb(self, place: int) -> Bodies:
        """ "neither starts nor ends on a weekend"."""
        if self.word(place + 1) != "nor":
            return
        refs = []
        for at in (place, place + 2):
            name = self.name(at, at + 1)
            members = self.lexicon.members(self.root, _VERBS.get(name.lower(), name)) if name else ()
            refs += [Ref(m.name, m) for m in members if isinstance(m, Field) and m.kind.is_temporal][:1]
        if len(refs) != 2:
            return
        for first, end in self.read_predicate(place + 3, refs[0]):
            second = next(
                (
                    c
                    for c, e in self.read_predicate(place + 3, refs[1])
                    if e == end and type(c) is type(first)
                ),
                None,
            )
            if second is not None:
                yield Holds(Every((opposite_of(first), opposite_of(second)))), end

    def _says_at_most(self, place: int, end: int) -> bool:
        """Whether a permission names its limit: "up to 5", "at most 80 characters"."""
        return any(self.phrase(here, "at-most") > 0 for here in range(place, end))

    def _present(self, condition: Condition, place: int) -> Condition:
        """ "Must have a fee above 5" asks for the fee too."""
        field = getattr(condition, "field", "")
        member = self.root.members.get(field)
        having = self.words[place] in ("have", "has", "need", "require", "contain", "carry")
        if (
            having
            and isinstance(member, Field)
            and member.nullable
            and not isinstance(condition, Given | OneOf)
        ):
            return Every((Given(field), condition))
        return condition

    def _principal(self, kind: str, denied: bool, place: int) -> Bodies:
        """ "Viewings must take place on Fridays", "a loan cannot be dated in the future": the one moment of a row."""
        after = self.phrase(place, "take-place")
        if after < 0:
            return
        for ref in self._main_moment():
            for condition, end in self.read_predicates(after, ref):
                if not isinstance(condition, Moment | Weekday | Clock | Every | Not | Compare):
                    continue
                if denied and isinstance(condition, Every):
                    continue
                last = self.at(end, "only")
                if kind != "can" or denied or last > 0:
                    yield Holds(opposite_of(condition) if denied else condition), last if last > 0 else end

    def _main_moment(self) -> Iterator[Ref]:
        """The field that says when a row's event is: the only moment, or the start of its period."""
        moments = [
            f
            for f in self.root.fields
            if f.kind in (Kind.DATE, Kind.DATETIME) and not f.auto and not f.builtin
        ]
        if len(moments) == 1:
            yield Ref(moments[0].name, moments[0])
        elif self.period is not None and self.period[0] in self.root.members:
            member = self.root.members[self.period[0]]
            if isinstance(member, Field) and member.kind is not Kind.TIME:
                yield Ref(member.name, member)

    def _without(self, place: int) -> Bodies:
        """ "Cannot exist without a syllabus"."""
        after = self.phrase(place, "exist-without")
        stems = {word[:4] for word in self.words[place:after] if len(word) > 4} if after > 0 else set()
        states = {str(choice.value).lower()[:4] for field in self.root.fields for choice in field.choices}
        if after > 0 and stems.isdisjoint(states):
            for condition, end in self._possessions(after):
                yield Holds(_all_of(condition)), end

    def _rows_plainly(self, place: int) -> Bodies:
        denied = self.phrase(place, "rows-never")
        if self.at(place, "do not have to", "does not have to", "do not need", "does not need") > 0:
            return
        neither = self.at(place, "neither")
        if neither > 0:
            yield from self._neither_verb(neither)
        if denied > 0 and self.words[denied - 1] != "no":
            for condition, end in self._row_facts(denied):
                if not isinstance(condition, Every):
                    yield Holds(opposite_of(condition)), end
        yield from self._principal("must", False, place)
        start = self.at(place, "always", "each", "all", "are always", "is always")
        for condition, end in self._row_facts(start if start > 0 else place):
            yield Holds(condition), end

    def _row_facts(self, place: int) -> Iterator[tuple[Condition, int]]:
        """ "have a positive salary and a title", "be at least 18 years old", "end after it starts", "be active"."""
        start = place + 1 if self.word(place) in BE else place
        has = self.phrase(place, "have")
        if has > 0:
            yield from self._possessions(has)
        yield from self._row_phrase(place)
        if start != place:
            yield from self._ages(start)
        yield from self._verb_of_member(place)

    def _possessions(self, place: int) -> Iterator[tuple[Condition, int]]:
        either = self.at(place, "either", "both")
        start = either if either > 0 else place
        if self.word(place) == "neither":
            yield from self._havings(place)
            return
        for first, end in self.read_having(start):
            yield first, end
            after = self.at(end, ", and", "and", ", as well as", "as well as", ",")
            if after > 0 and self.words[place] != "either":
                for more, stop in self._possessions(after):
                    joined = join(first, more)
                    if joined is not None and not isinstance(more, Some):
                        yield joined, stop
            after = self.at(end, ", or", "or", ", or else")
            if after > 0:
                for more, stop in self._possessions(after):
                    both = self.phrase(stop, "but-not-both")
                    if isinstance(more, Every):
                        continue
                    some = Some((first, *(more.parts if isinstance(more, Some) else (more,))))
                    yield some, stop
                    if both > 0 and len(some.parts) == 2:
                        yield Every((some, Some(tuple(opposite_of(part) for part in some.parts)))), both

    def _verb_of_member(self, place: int) -> Iterator[tuple[Condition, int]]:
        """ "end after it starts", "expire within 30 days", "cost at least 5", "last no longer than 3 hours"."""
        start = place
        while self.word(start) in (*BE, "have", "has"):
            start += 1
        name = self.name(start, start + 1)
        if not name:
            return
        for member in self.lexicon.members(self.root, _VERBS.get(name.lower(), name)):
            if not isinstance(member, Field) or member.choices or member.kind is Kind.BOOL:
                continue
            if not (member.kind.is_temporal or member.kind.is_number or member.kind is Kind.DURATION):
                continue
            ref = Ref(member.name, member)
            yield from self.read_predicates(start + 1, ref)

    # … about acts

    def _acts(self, kind: str, denied: bool, place: int) -> Bodies:
        """ "cannot be deleted", "can only be changed", "may not be shipped"."""
        if kind == "must" and not denied:
            return
        allowed = kind in ("only", "can")
        start = place + 1 if self.word(place) in BE else place
        if start == place and self.word(place) not in ("change", "leave"):
            yield from self._state_change(allowed, place)
            return
        verbs = self._verb_list(start)
        for words, end in verbs:
            if not all(word in DELETE or word in UPDATE or word in CREATE for word in words):
                continue
            for verb, known in (("delete", DELETE), ("update", UPDATE), ("create", CREATE)):
                if any(word in known for word in words) and self._is_plain_verb(words, verb):
                    yield from self._act_bodies(words, allowed, end)
                    break
        yield from self._state_change(allowed, start)
        yield from self._mixed_acts(allowed, start)

    def _mixed_acts(self, allowed: bool, place: int) -> Bodies:
        """ "cancelled or deleted": states and acts in one list."""
        acts: list[Body] = []
        here = place
        while True:
            word = self.word(here)
            state = next(((c, e) for c, e in self.read_state(here, self.root) if self._enters(c)), None)
            if word in DELETE:
                acts.append(Act("delete", allowed))
                here += 1
            elif word in UPDATE:
                acts.append(Act("update", allowed))
                here += 1
            elif state is not None and isinstance(state[0], OneOf):
                acts.append(Act("enter", allowed, field=state[0].field, value=state[0].values[0]))
                here = state[1]
            else:
                return
            after = self.at(here, ", or", "or", ", nor", "nor", ",")
            if after < 0:
                break
            here = after
        if (
            len({type(a) for a in acts})
            and len(acts) > 1
            and any(isinstance(a, Act) and a.verb == "enter" for a in acts)
        ):
            bodies = tuple(acts)

            def limit(condition: Condition, link: Link) -> Reading:
                rules = [finish_body(body, self.root, condition, link) for body in bodies]
                return tuple(rule for found in rules for rule in found) if all(rules) else ()

            alone = [finish_body(body, self.root) for body in bodies]
            yield Stated(tuple(rule for found in alone for rule in found) if all(alone) else (), limit), here

    def _is_plain_verb(self, words: tuple[str, ...], verb: str) -> bool:
        """Whether a verb like "opened" is no state of the row itself."""
        return verb != "create" or not any(self.lexicon.states(self.root, word) for word in words)

    def _act_bodies(self, words: tuple[str, ...], allowed: bool, place: int) -> Bodies:
        end = self._after_creation(place)
        bodies: list[Body] = []
        if any(word in DELETE for word in words):
            bodies.append(Act("delete", allowed))
        if any(word in UPDATE for word in words):
            bodies.append(Act("update", allowed))
        if not bodies and any(word in CREATE for word in words):
            bodies.append(Act("create", allowed))
        if len(bodies) == 1:
            yield bodies[0], place
            if end != place and isinstance(bodies[0], Act) and bodies[0].verb == "update":
                yield bodies[0], end
        elif bodies:
            both = bodies

            def limit(condition: Condition, link: Link) -> Reading:
                return tuple(rule for body in both for rule in finish_body(body, self.root, condition, link))

            yield Stated(tuple(rule for body in both for rule in finish_body(body, self.root)), limit), place

    def _verb_list(self, place: int) -> Iterator[tuple[tuple[str, ...], int]]:
        """ "edited", "edited or deleted", "changed, moved or removed"."""
        words = [self.word(place)]
        end = place + 1
        while (after := self.at(end, ", or", "or", ", nor", "nor", "and", ",")) > 0:
            if self.word(after) in (*DELETE, *UPDATE, *CREATE):
                words.append(self.word(after))
                end = after + 1
            else:
                break
        yield tuple(words), end

    def _state_change(self, allowed: bool, place: int) -> Bodies:
        """ "be shipped", "become active", "be set to paid", "go back to draft"."""
        start = self.phrase(place, "be-brought-into")
        for state, end in self.read_state(start if start > 0 else place, self.root):
            if (
                isinstance(state, OneOf)
                and len(state.values) == 1
                and not state.negated
                and not self._plain_switch(state, place, start)
            ):
                yield Act("enter", allowed, field=state.field, value=state.values[0]), self._past_noun(end)

    def _plain_switch(self, state: OneOf, place: int, start: int) -> bool:
        """Whether "be blocked" says how a row is, rather than what becomes of it."""
        field = self.root.members.get(state.field)
        became = start > 0 and self.words[place:start] != ["be"]
        return isinstance(field, Field) and field.kind is Kind.BOOL and not became

    def _enters(self, condition: Condition) -> bool:
        """Whether a state of a row is one that it is brought into, step by step."""
        if not isinstance(condition, OneOf) or len(condition.values) != 1 or condition.negated:
            return False
        field = self.root.members.get(condition.field)
        return isinstance(field, Field) and bool(field.choices)

    def _acts_plainly(self, place: int) -> Bodies:
        end = self.phrase(place, "rows-fixed")
        if end > 0:
            yield Act("update", False), self._after_creation(end)
        end = self.phrase(place, "rows-kept")
        if end > 0:
            yield Act("delete", False), end

    # … with "only" and "no"

    def _only_rows(self, place: int) -> Bodies:
        """ "Only draft posts can be deleted", "Only VIP customers can have a credit limit above 1000"."""
        after = self.at(place, "only", "solely", "just")
        if after < 0:
            return
        for where, end in self.read_entity(after, self.root):
            if where is None:
                continue
            for body, stop in self._said_of_rows(end):
                plain = isinstance(body, Holds) and self.modal(end) is None
                if isinstance(body, Allowed | Only) or (plain and isinstance(body, Holds)):
                    yield Stated(finish_body(Allowed(body.condition), self.root, where, "only")), stop
                elif isinstance(body, Act) and body.allowed and body.where is None:
                    rules = finish_body(body, self.root, where, "only")
                    if rules:
                        yield Stated(rules), stop

    def _no_rows(self, place: int) -> Bodies:
        """ "No order may be deleted", "no job can have a negative salary", "no order without lines may be paid"."""
        after = self.at(place, "no", "none of the", "not a single")
        if after < 0:
            return
        for where, end in self.read_entity(after, self.root):
            for body, stop in self._said_of_rows(end):
                if isinstance(body, Holds | Allowed) and not isinstance(body.condition, Every):
                    yield self._narrowed(Holds(opposite_of(body.condition)), where), stop
                elif isinstance(body, Act) and body.allowed:
                    yield self._narrowed(replace(body, allowed=False), where), stop


def _denied(condition: Condition) -> Condition:
    """ "Cannot have two" means not three either."""
    if isinstance(condition, Count) and condition.minimum == condition.maximum and condition.minimum:
        return replace(condition, minimum=None, maximum=condition.minimum - 1)
    return opposite_of(condition)


def _all_of(condition: Condition) -> Condition:
    """ "Not without a or b" needs both."""
    return Every(condition.parts) if isinstance(condition, Some) else condition


def _at_most(condition: Condition) -> Condition | None:
    """ "Can only be on one loan" allows none; "only be assigned to urgent orders" forbids any other."""
    if not isinstance(condition, Count):
        return condition
    if condition.maximum is not None:
        return replace(condition, minimum=None)
    return (
        replace(condition, minimum=None, maximum=0, where=opposite_of(condition.where))
        if condition.where
        else None
    )


def _not_both(condition: Condition) -> bool:
    """ "One or the other, but not both"."""
    return (
        isinstance(condition, Every)
        and len(condition.parts) == 2
        and all(isinstance(part, Some) for part in condition.parts)
    )


_CLAUSE_WORDS = frozenset({"if", "unless", "when", "whenever", "while", "once", "until", "except", "where"})
_ONLY_WORDS = frozenset({"only", "solely", "exclusively", "nothing"})
#: Verbs that stand for a member of another name.
_VERBS = {
    "last": "duration",
    "lasts": "duration",
    "take": "duration",
    "cost": "price",
    "costs": "price",
    "weigh": "weight",
    "weighs": "weight",
    "start": "start",
    "starts": "start",
    "ends": "end",
    "expire": "expire",
    "expires": "expire",
    "due": "due",
    "finish": "end",
}


def _only_upper(condition: Condition) -> bool:
    """Whether a permission to be so ("can be at most 5", "may have up to 3 tickets") limits from above."""
    from erdgen.compiler.rules.conditions import Compare, Formula, Length, Moment, Range

    match condition:
        case Range():
            return condition.gt is None and condition.gte is None
        case Length() | Count():
            return condition.minimum is None and condition.maximum is not None
        case Compare() | Formula() | Moment():
            return condition.operator in ("lt", "lte")
    return False
