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
    OPENINGS,
    UPDATE,
)
from erdgen.compiler.spec.project import Field, Kind

Reading = tuple[Rule, ...]
_IF = ("if and when", "if", "when", "whenever", "as soon as", "once", "as long as", "so long as", "while", "whilst", "where", "wherever",
       "provided that", "provided", "in case", "after", "given that", "in the case that", "only if and as long as",
       "for as long as", "in cases where", "on condition that", "in the event that", "since", "because", "until after",
       "should")  # fmt: skip
_UNLESS = ("unless and until", "unless", "except when", "except if", "except where", "except", "until", "before", "other than when",
           "if not", "with the exception of")  # fmt: skip
_ONLY = ("only if", "only when", "only while", "only as long as", "only after", "only once", "only where", "only provided that",
          "only in case", "only so long as", )  # fmt: skip
_EXISTS = ("if given", "if present", "if provided", "if set", "if specified", "if any", "if it is given", "if it is set", "if there is one",
           "when given", "when present", "when provided", "when set", "when specified", "where given", "where provided",
           "if it is provided", "if it is specified", "if one is given", "if entered", "if filled in", "when entered",
           "if it has one", "if known", "if it is present", "when known", "if supplied", "if recorded", "if it was recorded",
           "where present", "where known", "when it is given", "if filled", "if it is filled in", "if they are given",
           "if it exists", "if one is set", "if one is provided", "when there is one", "once given", "once set", "when filled in",
           "if applicable", "if stated", "if one exists", "if it is known", "if it was given", "if it is entered",
           "whenever it is given", "whenever given", "when it is set", "where set", "when one is given",
           "when supplied", "should it be given", "if they have one", "if it is recorded", "when recorded", "when stated")  # fmt: skip


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
        end = self.at(place, *OPENINGS)
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
        becoming = self.at(
            place,
            "in order to be",
            "to be",
            "to become",
            "in order to become",
            "before being",
            "before becoming",
            "before it can be",
            "for being",
        )
        if becoming > 0:
            for state, end in self.read_states(becoming, self.root):
                yield from self._after_limit(state, "if", end)
        among = self.at(
            place, "for", "among", "with", "in", "in the case of", "on", "of", "across", "in case of"
        )
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

    def _about_it(self, condition: Condition, place: int) -> Iterator[tuple[Body, int]]:
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
        both = self.at(
            start,
            "if and only if",
            "if , and only if ,",
            "exactly if",
            "exactly when",
            "if and only when",
            "when and only when",
            "if , and only if",
            "precisely when",
        )
        if both > 0:
            return "both", both
        kinds: tuple[tuple[Link, tuple[str, ...]], ...] = (("only", _ONLY), ("unless", _UNLESS), ("if", _IF))
        for kind, phrases in kinds:
            end = self.at(start, *phrases)
            if end > 0:
                return kind, end
        return "if", -1

    def _finished(self, body: Body, place: int) -> Iterator[Reading]:
        place = self._trailing(place)
        if place == self.end:
            yield from self._some(finish_body(body, self.root))
            return
        given = self.at(place + (self.word(place) == ","), *_EXISTS)
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
        among = self.at(
            place, "for", "in the case of", "in case of", "among", "on", "in", "of", "across", "with"
        )
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
        end = self.at(place, "at all times", "at any time", "in every case", "in all cases", "at all", "either", "under any circumstances",
                      "ever", "in the system", "too", "as well", "anymore", "any more", "any longer", "by anyone", "without exception",
                      "afterwards", "for any reason", "in any case", "by anybody", "always", "later", "again", "later on",
                      "any further", "in any way")  # fmt: skip
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
    def read_main(self, place: int) -> Iterator[tuple[Body, int]]:
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

    def _wanted(self, place: int) -> Iterator[tuple[Body, int]]:
        """ "We need the monthly income of every tenant", "we have to know the blocked reason"."""
        after = self.at(place, "we need", "we need to know", "we have to know", "we must know", "we require", "we want to know", "we need to have", "we must have", "we need to record", "we must record", "we always need",
                        "we have to record", "you must give", "you must provide", "one must give", "you have to give", "you have to provide", "you must enter", "you must state", "you need to give", "users must provide",
                        "users must enter", "you must fill in", "users must give", "you have to enter", "we have to store", "we ask for", "we always ask for")  # fmt: skip
        if after < 0:
            return
        for ref, end in self._subjects(after):
            yield self._limited_to(ref, Holds(Given(ref.path))), end

    def _let(self, place: int) -> Iterator[tuple[Body, int]]:
        """ "Don't let anyone save an order without a shipping address"."""
        after = self.at(place, "do not let anyone", "do not let anybody", "never let anyone", "nobody may", "no one may", "do not let users", "nobody should be able to", "do not allow anyone to", "never allow anyone to",
                        "nobody can", "no one can", "do not allow users to", "you cannot", "you may not", "one cannot")  # fmt: skip
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

    def _only_values(self, place: int) -> Iterator[tuple[Body, int]]:
        """ "We only accept the currencies EUR, USD and GBP", "allowed course languages: en, fr, de"."""
        after = self.at(place, "we only accept the", "we accept only the", "we only support the", "only the", "we support only the", "allowed", "the allowed", "permitted", "valid", "accepted", "possible", "we only allow the",
                        "the only allowed", "the permitted", "the possible", "the valid", "we only offer the", "the following", "the accepted", "supported", "the supported")  # fmt: skip
        if after < 0:
            return
        for ref, end in self._subjects(after):
            if ref.field is None:
                continue
            colon = self.at(end, ":", "are :", "are", "is", "are only", "are the following :", "include only")
            for values, stop in self._values(colon if colon > 0 else end, ref.field, free=True):
                last = self.at(
                    stop,
                    "are allowed",
                    "are accepted",
                    "are supported",
                    "are permitted",
                    "are possible",
                    "are valid",
                    "may be used",
                    "exist",
                    "can be used",
                    "are available",
                    "can be chosen",
                )
                if len(values) > 1 and (
                    last > 0 or self.words[after - 1] != "the" or self.words[place] == "we" or colon > 0
                ):
                    yield Holds(OneOf(ref.path, values)), last if last > 0 else stop

    # … about acts, whoever does them

    def _doing(self, place: int) -> Iterator[tuple[Body, int]]:
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
                after = self.at(
                    end,
                    "is forbidden",
                    "is not allowed",
                    "is not permitted",
                    "is prohibited",
                    "is not possible",
                    "is impossible",
                    "must not be possible",
                    "must be prevented",
                    "is never allowed",
                    "must not be allowed",
                )
                if after > 0:
                    yield Act(verb, False, where), after  # type: ignore[arg-type]  # one of the verbs
                after = self.at(
                    end,
                    "is allowed",
                    "is possible",
                    "is permitted",
                    "is only allowed",
                    "is only possible",
                    "is only permitted",
                )
                if after > 0:
                    yield Act(verb, True, where), after  # type: ignore[arg-type]  # one of the verbs
        denied = self.at(place, "it is forbidden to", "it is not allowed to", "it is not possible to", "it must not be possible to", "it should not be possible to", "it is not permitted to", "it must never be possible to",
                         "it is prohibited to", "it is impossible to", "it shall not be possible to", "it must be impossible to", "it is never allowed to", "it may not be possible to", "it should be impossible to")  # fmt: skip
        allowed = self.at(
            place,
            "it is only possible to",
            "it is only allowed to",
            "it is only permitted to",
            "it should only be possible to",
            "it must only be possible to",
        )
        start = max(denied, allowed)
        if start > 0:
            yield from self._verb_and_rows(start, allowed > 0)

    def _actor_does(self, place: int) -> Iterator[tuple[Body, int]]:
        """ "You cannot delete a department that has employees", "we never delete executed transfers"."""
        actor = self.at(
            place,
            "you",
            "we",
            "one",
            "people",
            "anyone",
            "anybody",
            "users",
            "a user",
            "the user",
            "staff",
            "the system",
        )
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

    def _verb_and_rows(self, place: int, allowed: bool) -> Iterator[tuple[Body, int]]:
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

    def _there_must(self, place: int) -> Iterator[tuple[Body, int]]:
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
        after = self.at(
            place,
            "per",
            "for each",
            "for every",
            "in each",
            "in every",
            "for any",
            "on each",
            "for a",
            "in a",
            "for the",
            "in the",
            "on a",
            "of a",
            "of each",
            "within a",
            "at each",
            "on every",
            "for one",
        )
        if after > 0:
            for where, end in self.read_entity(after, self.root, plain=True):
                if where is None:
                    yield end

    # … about a member

    @remembered
    def _member_statements(self, place: int) -> Iterator[tuple[Body, int]]:
        no = self.at(place, "no", "neither")
        for ref, end in self._subjects(no if no > 0 else place):
            for body, stop in self._said_of(ref, end):
                if no < 0:
                    yield body, stop
                elif isinstance(body, Holds | Allowed):
                    yield Holds(self._where(ref, opposite_of(body.condition))), stop
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

    def _so_many_of(self, place: int) -> Iterator[tuple[Body, int]]:
        """ "At least one of phone and email must be given", "either phone or email is required"."""
        least = self.at(
            place, "at least one of", "at least one of the", "either", "one or more of", "either the"
        )
        most = self.at(
            place, "at most one of", "only one of", "not more than one of", "no more than one of", "not both"
        )
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
        end = self.at(
            begin,
            "given",
            "provided",
            "set",
            "specified",
            "filled in",
            "required",
            "present",
            "entered",
            "known",
            "there",
            "supplied",
            "stated",
            "filled",
            "mandatory",
        )
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

    def _only_for(self, place: int) -> Iterator[tuple[Body, int]]:
        """ "A stream URL is only allowed for online events"."""
        for ref, end in self._subjects(place):
            after = self.at(end, "is only allowed", "are only allowed", "is allowed only", "is only permitted", "is only possible", "may only be used", "may only be given", "is permitted only", "is possible only", "are allowed only",
                            "can only be used", "can only be given", "only makes sense", "only applies", "is only for", "is only available", "is reserved", "may only exist", "can only exist", "are only possible",
                            "applies only", "makes sense only", "only make sense", "only apply", "is only used", "are only used", "is only valid")  # fmt: skip
            if after > 0:
                linked = self.at(after, "for", "in", "with", "on", "to")
                for where, stop in self.read_entity(linked, self.root) if linked > 0 else ():
                    if where is not None:
                        yield Stated((Implies(Given(ref.path), where),)), stop
                yield Allowed(Given(ref.path)), after

    def _subjects(self, place: int) -> Iterator[tuple[Ref, int]]:
        lead = self.at(
            place,
            "the value of",
            "the content of",
            "the contents of",
            "values of",
            "the field",
            "the text of",
        )
        yield from self.read_subject(lead if lead > 0 else place)

    def _listed_subjects(self, place: int) -> Iterator[tuple[Body, int]]:
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
        differ = self.at(start, "differ", "be different", "be distinct", "be different people", "be two different people", "are different",
                         "differ from each other", "be different from each other", "be different users", "be unequal",
                         "be two different accounts", "be different accounts", "be different persons", "not be equal", "not match",
                         "be two different users", "be two different persons")  # fmt: skip
        same = self.at(start, "be the same", "be equal", "match", "be identical", "be the same person", "be the same user", "coincide",
                       "be the same account", "be one and the same", "be the same people", "be one and the same person",
                       "be the same employee", "agree")  # fmt: skip
        if max(differ, same) < 0:
            return None
        equal = (same > 0) != denied
        first, second = refs
        return Holds(Compare(first.path, "eq" if equal else "ne", second.path)), max(differ, same)

    def _each_said(self, refs: list[Ref], place: int) -> Iterator[tuple[Body, int]]:
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
                denied = (found is not None and found[1]) or self.at(
                    place, "are not", "are never", "is not"
                ) > 0
                together = denied and not {"both", "all", "together", "simultaneously"}.isdisjoint(
                    self.words[place:end]
                )
                yield Holds(Some(conditions) if together else Every(conditions)), end
            elif isinstance(body, Allowed):
                yield Allowed(Every(tuple(b.condition for b in bodies if isinstance(b, Allowed)))), end
            elif isinstance(body, Act) and body.verb == "update":
                fields = tuple(name for b in bodies if isinstance(b, Act) for name in b.fields)
                yield replace(body, fields=fields), end

    def _where(self, ref: Ref, condition: Condition) -> Condition:
        return condition

    def _limited_to(self, ref: Ref, body: Body) -> Body:
        """Work in what the subject says of the row ("the salary of an active job")."""
        return narrow_body(body, self.root, ref.where)

    def _said_of(self, ref: Ref, place: int) -> Iterator[tuple[Body, int]]:
        for body, end in self._said_plainly(ref, place):
            yield self._limited_to(ref, body), end

    def _said_plainly(self, ref: Ref, place: int) -> Iterator[tuple[Body, int]]:
        found = self.modal(place)
        if found is not None:
            kind, denied, start = found
            yield from self._modal_said(ref, kind, denied, start)
        yield from self._plainly(ref, place)

    def _modal_said(self, ref: Ref, kind: str, denied: bool, start: int) -> Iterator[tuple[Body, int]]:
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
            end = self.at(start, "stay the same", "remain the same", "remain unchanged", "stay unchanged", "be immutable", "never change",
                          "not change", "be permanent", "stay fixed", "remain fixed", "be fixed", "remain as it is", "remain constant",
                          "stay as it is", "be read - only", "be read only", "be final")  # fmt: skip
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
            for more in (
                "or removed",
                "or deleted",
                "or edited",
                "or changed",
                "or updated",
                "or modified",
                "or altered",
                "or cleared",
            ):
                extra = self.at(end, more)
                end = extra if extra > 0 else end
            return self._after_creation(end)
        return -1

    def _after_creation(self, place: int) -> int:
        end = self.at(place, "after creation", "after it is created", "after it has been created", "after the creation", "once created",
                      "once it is created", "once it has been created", "after being created", "afterwards", "later", "later on",
                      "after it was created", "once it exists", "after it is recorded", "after it has been recorded",
                      "once recorded", "after creation of the record", "after registration", "after the fact", "after they are created",
                      "once they are created", "any more", "anymore", "subsequently", "again", "after the record is created",
                      "once saved", "after saving", "any longer", "ever again", "after it was recorded")  # fmt: skip
        if end < 0:
            lead = self.at(
                place, "after the", "once the", "once a", "after a", "once an", "after an", "when the"
            )
            if lead > 0:
                name_end = self.entity_end(lead, self.root)
                if name_end > 0:
                    end = self.at(name_end, "is created", "has been created", "was created", "exists", "is recorded", "is opened",
                                  "has been recorded", "was recorded", "is made", "is registered", "has been registered",
                                  "is placed", "is saved", "is issued")  # fmt: skip
        return end if end > 0 else place

    def _once_set(self, place: int) -> int:
        return self.at(place, "once set", "once given", "once it is set", "once it has been set", "after it has been set", "after it is set",
                       "once assigned", "once it is assigned", "once it has been assigned", "once recorded", "once entered",
                       "once it has been recorded", "once it is recorded", "once filled in", "after it was set", "once it was set",
                       "once it has been entered", "once chosen", "once it has been given", "once it has been filled in")  # fmt: skip

    def _plainly(self, ref: Ref, place: int) -> Iterator[tuple[Body, int]]:
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
        fixed = self.at(start, "immutable", "fixed once set", "fixed", "permanent", "final", "read - only after creation", "unchangeable",
                        "read only after creation", "not editable", "frozen", "set in stone", "locked", "not changeable", "constant",
                        "never changed", "never edited", "not changed", "not updated", "never updated",
                        "never modified", "never altered", "never reassigned")  # fmt: skip
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
    def _row_statements(self, place: int) -> Iterator[tuple[Body, int]]:
        for where, end in self.read_entity(place, self.root):
            for body, stop in self._said_of_rows(end):
                yield self._narrowed(body, where), stop
            if where is not None:
                yield from self._refused(where, end)
            incomplete = self.at(
                end,
                "is not complete without",
                "is incomplete without",
                "are not complete without",
                "is not valid without",
                "are incomplete without",
                "is invalid without",
                "is nothing without",
                "are not valid without",
            )
            for condition, stop in self._possessions(incomplete) if incomplete > 0 else ():
                yield self._narrowed(Holds(condition), where), stop
        pronoun = (
            self.at(place, "it", "they", "he or she", "he", "she", "these", "those") if place > 0 else -1
        )
        if pronoun > 0:
            yield from self._said_of_rows(pronoun)
        anybody = self.at(
            place,
            "you",
            "one",
            "people",
            "somebody",
            "everyone",
            "anyone",
            "everybody",
            "a person",
            "applicants",
            "whoever",
        )
        if anybody > 0:
            for body, end in self._said_of_rows(anybody):
                tail = self.at(
                    end,
                    "to be a",
                    "to become a",
                    "to be an",
                    "to become an",
                    "to register as a",
                    "to be",
                    "to become",
                    "to join as a",
                )
                name = self.entity_end(tail, self.root) if tail > 0 else -1
                if name > 0:
                    yield body, name

    def _refused(self, where: Condition, place: int) -> Iterator[tuple[Body, int]]:
        """ "An account without a currency is not acceptable", "attachments over 10 MB are refused"."""
        end = self.at(place, "is not acceptable", "are not acceptable", "is not allowed", "are not allowed", "is not valid", "are not valid", "is invalid", "are invalid", "is not permitted",
                      "are not permitted", "is forbidden", "are forbidden", "are refused", "is refused", "are rejected", "is rejected", "must be refused", "must be rejected", "must not exist",
                      "is not possible", "are not possible", "cannot exist", "may not exist", "do not exist", "is never allowed", "are never allowed", "is unacceptable", "are unacceptable",
                      "are prohibited", "is prohibited", "makes no sense", "make no sense", "cannot be saved", "must not be saved", "are not accepted", "is not accepted", "cannot be stored",
                      "may not be saved", "cannot be accepted", "must not be accepted", "should be rejected", "should not exist", "should not be accepted", "must never exist")  # fmt: skip
        if end > 0:
            yield Holds(opposite_of(where)), end

    def _narrowed(self, body: Body, where: Condition | None) -> Body:
        return narrow_body(body, self.root, where)

    def _said_of_rows(self, place: int) -> Iterator[tuple[Body, int]]:
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

    def _neither_verb(self, place: int) -> Iterator[tuple[Body, int]]:
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
        leads = ("at most", "up to", "no more than", "not more than", "a maximum of", "maximum", "max", "no longer than", "no later than", "no greater than", "no higher than", "no larger than", "no older than",
                 "not longer than", "not later than", "as many as", "or less", "or fewer", "no further than")  # fmt: skip
        return any(self.at(here, *leads) > 0 for here in range(place, end))

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

    def _principal(self, kind: str, denied: bool, place: int) -> Iterator[tuple[Body, int]]:
        """ "Viewings must take place on Fridays", "a loan cannot be dated in the future": the one moment of a row."""
        after = self.at(place, "take place", "be held", "happen", "occur", "be dated", "be scheduled", "be planned", "be", "be made", "be booked", "be placed", "fall", "be arranged", "be recorded", "lie", "be logged",
                        "takes place", "happens", "occurs", "fall due", "be dated for", "be set", "be entered", "be scheduled for", "be planned for", "be made for", "be backdated", "be set for", "be booked for")  # fmt: skip
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

    def _without(self, place: int) -> Iterator[tuple[Body, int]]:
        """ "Cannot exist without a syllabus"."""
        after = self.at(place, "exist without", "be saved without", "be created without", "be made without", "do without", "be stored without", "be submitted without", "be placed without", "be entered without",
                        "be without", "go without", "be added without", "be registered without", "be recorded without", "be opened without", "come without", "be left without", "be complete without", "be valid without", "be issued without",
                        "be booked without", "be posted without")  # fmt: skip
        stems = {word[:4] for word in self.words[place:after] if len(word) > 4} if after > 0 else set()
        states = {str(choice.value).lower()[:4] for field in self.root.fields for choice in field.choices}
        if after > 0 and stems.isdisjoint(states):
            for condition, end in self._possessions(after):
                yield Holds(_all_of(condition)), end

    def _rows_plainly(self, place: int) -> Iterator[tuple[Body, int]]:
        denied = self.at(
            place,
            "never",
            "do not",
            "does not",
            "are never",
            "is never",
            "have no",
            "has no",
            "are not",
            "is not",
        )
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
        has = self.at(place, "have", "has", "contain", "contains", "need", "needs", "require", "requires", "include", "includes", "be given",
            "leave",
            "run for",
            "last for",
            "be valid for",
            "be for",
            "is for",
            "are for",
            "comprise",
            "comprises",
            "keep",
            "keeps",
            "be on",
            "be used by",
            "be used in",
            "carry", "carries", "specify", "specifies", "state", "states", "provide", "come with", "comes with", "give", "hold",
                      "be assigned", "be linked to", "belong to", "belongs to", "be assigned to", "name", "show", "bear", "fill in",
                      "cost", "be placed in", "be made for", "list", "mention", "define", "enter", "supply", "get", "set", "take", "consist of",
                      "record", "indicate", "be provided with", "be attached to", "list", "gets", "bears", "be in", "be of")  # fmt: skip
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
                    both = self.at(
                        stop,
                        "but not both",
                        ", but not both",
                        "( but not both )",
                        ", not both",
                        "( not both )",
                        "but never both",
                        ", but never both",
                    )
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

    def _acts(self, kind: str, denied: bool, place: int) -> Iterator[tuple[Body, int]]:
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

    def _mixed_acts(self, allowed: bool, place: int) -> Iterator[tuple[Body, int]]:
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

    def _act_bodies(self, words: tuple[str, ...], allowed: bool, place: int) -> Iterator[tuple[Body, int]]:
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

    def _state_change(self, allowed: bool, place: int) -> Iterator[tuple[Body, int]]:
        """ "be shipped", "become active", "be set to paid", "go back to draft"."""
        start = self.at(place, "be set to", "set to", "be marked as", "marked as", "become", "be moved to", "moved to", "be changed to", "go to",
                        "changed to", "go back to", "return to", "be put back to", "put back to", "be reset to", "move to", "be put into",
                        "move back to", "turn into", "be")  # fmt: skip
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

    def _acts_plainly(self, place: int) -> Iterator[tuple[Body, int]]:
        end = self.at(place, "are immutable", "is immutable", "are read - only", "is read - only", "are final", "is final", "are frozen", "is frozen",
                      "are read only", "is read only", "are locked", "is locked", "are never changed", "is never changed", "never change",
                      "are never edited", "is never edited", "are unchangeable", "are append - only", "are fixed")  # fmt: skip
        if end > 0:
            yield Act("update", False), self._after_creation(end)
        end = self.at(place, "are never deleted", "is never deleted", "are never removed", "are not deleted", "is not deleted",
                      "are kept forever", "is never removed", "are undeletable")  # fmt: skip
        if end > 0:
            yield Act("delete", False), end

    # … with "only" and "no"

    def _only_rows(self, place: int) -> Iterator[tuple[Body, int]]:
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

    def _no_rows(self, place: int) -> Iterator[tuple[Body, int]]:
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
