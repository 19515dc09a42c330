"""Whole sentences about one entity.

    sentence  = [opening] [limit ","] main [limit]
    limit     = ("if" | "when" | "once" | "unless" | "only if" | …) conditions
    main      = members | rows | wish

Every reading that takes in the whole sentence is kept; several that differ make it ambiguous.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from erdgen.compiler.rules.conditions import Compare, Condition, Count, Every, Given, Total
from erdgen.compiler.rules.forms import Immutable
from erdgen.compiler.rules.language.bodies import (
    Act,
    Allowed,
    Bodies,
    Body,
    Holds,
    Link,
    Only,
    Rules,
    Stated,
    duty_last,
    finish_body,
    is_of_one_sort,
)
from erdgen.compiler.rules.language.entities import join
from erdgen.compiler.rules.language.limited import Limited, comes_first
from erdgen.compiler.rules.language.memory import remembered
from erdgen.compiler.rules.language.names import split_name
from erdgen.compiler.rules.language.opposites import opposite_of
from erdgen.compiler.rules.language.tokens import Token
from erdgen.compiler.rules.language.words import BE, word_set
from erdgen.compiler.spec.project import Field

_CLAUSE_WORDS = word_set("if unless when whenever while once until except where")
#: A sentence that begins with one of these tells first of which rows it is.
_CASES = word_set(
    "if when whenever once while unless until where for on at upon in among during before after"
)
_DENIALS = word_set("not no never cannot nobody nothing nor neither without")
_HAS = word_set("needs need has have requires require contains contain takes take")
#: These speak of every row: "for a customer".
_UNIVERSAL = word_set("each every all any a an the")


#: After "never be negative and" these begin a statement that is not denied.
_FINITE = word_set("is has needs requires")
_IT = word_set("it this that")
_COMPARED = word_set("later earlier sooner more less fewer longer shorter higher lower older younger")


class Sentences(Limited):
    """Reads one sentence about the root."""

    def read_sentence(self) -> Iterator[Rules]:
        """Every reading of the whole sentence."""
        start = self._opening(0)
        yield from self._limited_first(start)
        for body, end in self.read_main(start):
            yield from self._finished(body, end)

    def read_several(self) -> Iterator[Rules]:
        """Readings as two statements, for a sentence that is none as a whole."""
        yield from self._several(self._opening(0))

    def read_all(self) -> tuple[Rules, ...]:
        """Readings as a whole; where there are none, as several statements."""
        return tuple(self.read_sentence()) or tuple(self.read_several())

    @remembered
    def read_main(self, place: int) -> Bodies:
        """The statement itself, from each of the forms that a sentence can have."""
        yield from self._member_statements(place)
        yield from self._row_statements(place)
        yield from self._bounded_subject(place)
        yield from self._things_said(place)
        yield from self._only_rows(place)
        yield from self._no_rows(place)
        yield from self._doing(place)
        yield from self._wanted(place)
        yield from self._let(place)
        yield from self._least_ages(place)
        yield from self._nobody_becomes(place)
        yield from self._persons(place)
        yield from self._only_values(place)
        yield from self._actor_does(place)
        yield from self._there_must(place)
        yield from self._amounts(place)
        yield from self._somebody_does(place)
        yield from self._offers(place)
        yield from self._never_first(place)
        yield from self._valid_rows(place)
        yield from self._none_then(place)
        yield from self._never_handled(place)
        yield from self._only_entered_with(place)
        yield from self._whoever_steps(place)

    def _opening(self, place: int) -> int:
        return self.past(place, "opening")

    def _several(self, place: int) -> Iterator[Rules]:
        """Two statements in one sentence: "price must be positive and stock must not be negative"."""
        for end in range(place + 3, self.end - 2):
            after = self.at(end, ", and", "; and", ", but", "and", ";", "but", ".", ",")
            if after < 0 or self.words[end - 1] in (",", ";") or self.word(after) in ("nor", "or"):
                continue
            first = list(self._whole(place, end))
            if not first:
                continue
            for second in self._under_the_same(place, end, after).read_all():
                for reading in first:
                    yield (*reading, *second)
            yield from self._said_of_it(place, end, after)
            denied = self._is_denied(place, end)
            limited = not _CLAUSE_WORDS.isdisjoint(self.words[place:end])
            fixed = all(isinstance(rule, Immutable) for reading in first for rule in reading)
            own = self.modal(after) is not None or self.word(after) in _FINITE
            if (limited and not fixed) or (denied and not own):
                continue
            if not own and self.kinds(after) is not None:
                continue  # "only digits, spaces and a plus sign" is no form for each of them
            for reading, subject_end in self._with_subject(place, end):
                spliced = self._spliced(place, subject_end, after)
                for second in spliced.read_all():
                    yield (*reading, *second)

    def _under_the_same(self, place: int, end: int, after: int) -> Sentences:
        """The second statement; "if it is paid, its note … and its date …" says both of that case."""
        joined = {"and", "but"}.isdisjoint(self.words[end:after])
        comma = self.words.index(",", place, end) if "," in self.words[place:end] else -1
        if joined or comma < 0 or self.words[place] not in _CASES:
            return self._following(after)
        return self._like((*self.tokens[place : comma + 1], *self.tokens[after:]))

    def _said_of_it(self, place: int, end: int, after: int) -> Iterator[Rules]:
        """ "(A note may only be given if paid), and it must be short": the subject of the first part."""
        it = self.phrase(after, "it-again")
        if (
            it < 0
            or self.words[place] in _CLAUSE_WORDS
            or (self.modal(it) is None and self.word(it) not in BE)
        ):
            return
        for reading, subject_end in self._with_subject(place, end):
            for second in self._spliced(place, subject_end, it).read_all():
                yield (*reading, *second)

    def _is_denied(self, place: int, end: int) -> bool:
        """Whether the words deny something; "no later than" only compares."""
        words = self.words[place : end + 1]
        return any(
            word in ("not", "cannot", "never") or (word == "no" and after not in _COMPARED)
            for word, after in pairwise(words)
        )

    def _whole(self, place: int, end: int) -> Iterator[Rules]:
        yield from self._part(place, end)._single()

    def _single(self) -> Iterator[Rules]:
        yield from self._limited_first(0)
        for body, end in self.read_main(0):
            yield from self._finished(body, end)

    def _with_subject(self, place: int, end: int) -> Iterator[tuple[Rules, int]]:
        """Readings of the first statement with the place where its subject ends."""
        part = self._part(place, end)
        modal = next((n for n in range(len(part.words)) if part.modal(n) or part.words[n] in BE), -1)
        modal = modal if modal > 0 else next((n for n, word in enumerate(part.words) if word in _HAS), -1)
        modal = modal if modal > 0 else part.entity_end(part.skip_determiners(0), self.root)
        if modal > 0:
            for reading in part._single():
                yield reading, place + modal

    def _part(self, place: int, end: int) -> Sentences:
        part = self._like(tuple(self.tokens[place:end]))
        part.follows = self.follows
        return part

    def _following(self, place: int) -> Sentences:
        """A later statement of the sentence, in which "one" stands for a row."""
        part = self._part(place, self.end)
        part.follows = True
        return part

    def _spliced(self, place: int, subject_end: int, after: int) -> Sentences:
        tokens = (*self.tokens[place:subject_end], *self.tokens[after:])
        return self._like(tokens)

    def _like(self, tokens: tuple[Token, ...]) -> Sentences:
        """Another sentence about the same."""
        return type(self)(tokens, self.lexicon, self.root)

    def _limited_first(self, place: int) -> Iterator[Rules]:
        link, after = self._link(place)
        link = "if" if self.word(place) == "before" else link
        if after > 0:
            others = {end for _said, end in self._link_clause(after)}
            for condition, end in self.read_conditions(after):
                start = self.skip(end, ",")
                if end in others and (
                    self.word(start) in ("it", "they") or self.phrase(start, "deleting-it") > 0
                ):
                    continue  # "while a client has orders, it …": the client, not the row that links to it
                rest = self._after_limit(condition, link, end, after)
                yield from filter(comes_first, rest) if self.word(place) == "before" else rest
        yield from self._made_first(place)
        for state, end in self._purpose(place):
            yield from self._after_limit(state, "if", end)
        becoming = self.phrase(place, "to-become")
        if becoming > 0:
            for state, end in self.read_states(becoming, self.root):
                yield from self._after_limit(state, "if", end)
        among = self.phrase(place, "limited-to-rows")
        if among > 0:
            for where, end in self.read_entity(among, self.root):
                if where is not None:
                    yield from self._after_limit(where, "if", end)
                else:
                    yield from self._of_every_row(among, end)
            for said, end in self._linked_state(place):
                yield from self._after_limit(said, "if", end)
        without = self.at(place, "without")
        if without > 0:
            for condition, end in self.read_having(without):
                if isinstance(condition, Given | Count) and self.word(end) == ",":
                    yield from self._after_limit(opposite_of(condition), "if", end)
        yield from self._valued_first(place)
        aside = self.phrase(place, "except-for-first")
        for where, end in self.read_entity(aside, self.root) if aside > 0 else ():
            if where is not None and self.word(end) == ",":
                yield from self._after_limit(opposite_of(where), "if", end)
        whole = self.phrase(place, "from-start-to-end")
        if whole > 0:
            for body, end in self.read_main(whole):
                lasting = isinstance(body, Holds) and self._is_lasting(body.condition)
                if lasting and self._trailing(end) == self.end:
                    yield from self._some(finish_body(body, self.root))
        event = self.phrase(place, "in-the-event-of")
        if event > 0:
            for state, end in self.read_states(event, self.root):
                yield from self._after_limit(state, "if", end)

    def _is_lasting(self, condition: Condition) -> bool:
        """Whether it says how long the row's period is."""
        period = self.period
        return (
            isinstance(condition, Compare)
            and condition.shift is not None
            and period is not None
            and (condition.field, condition.other) == (period[1], period[0])
        )

    def _made_first(self, place: int) -> Iterator[Rules]:
        """ "Once saved, the VIN is fixed": for a row that is there, that is always."""
        made = max(self.made_end(place), self.phrase(place, "from-creation-on"))
        for body, end in self.read_main(self.skip(made, ",")) if made > 0 else ():
            if isinstance(body, Act) and body.verb == "update" and self._trailing(end) == self.end:
                yield from self._some(finish_body(body, self.root))

    def _of_every_row(self, among: int, place: int) -> Iterator[Rules]:
        """ "For each customer, a phone number is required": the row itself is no limit."""
        start = self.skip(place, ",")
        for body, end in self.read_main(start):
            row = isinstance(body, Holds) and not isinstance(body.condition, Count | Total)
            told = self.word(among) in _UNIVERSAL or start > place
            if row and told and self._trailing(end) == self.end:
                yield from self._some(finish_body(body, self.root))

    def _never_first(self, place: int) -> Bodies:
        """ "Under no circumstances may the discount of a subscription exceed 40 %"."""
        after = self.phrase(place, "never-first")
        modal = self.modal(after) if after > 0 else None
        if modal is None or modal.denied or modal.kind == "only":
            return
        for ref, end in self._subjects(modal.end):
            for condition, stop in self.read_predicates(end, ref):
                if not isinstance(condition, Every) and not self.is_duty(end):
                    yield self._limited_to(ref, Holds(opposite_of(condition))), stop

    def _after_limit(self, condition: Condition, link: Link, place: int, clause: int = -1) -> Iterator[Rules]:
        """The rest, in the case of ``condition``, which was read at ``clause``."""
        start = self.at(place, ", then", "then", ",")
        of_member = self._has_subject(clause, condition) and self.word(max(start, place)) in _IT
        for said, end in (
            *self.read_main(max(start, place)),
            *self._about_it(condition, max(start, place)),
        ):
            body = Holds(said.condition) if isinstance(said, Only) else said
            if of_member and isinstance(body, Act) and not body.fields:
                continue  # "once a number is entered, it is fixed": the number
            if self._trailing(end) == self.end:
                yield from self._some(finish_body(body, self.root, condition, link))
            else:
                yield from self._limited_twice(body, condition, link, end)

    def _limited_twice(self, body: Body, condition: Condition, link: Link, place: int) -> Iterator[Rules]:
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

    def _finished(self, body: Body, place: int) -> Iterator[Rules]:
        """What ``body`` states, where all that follows it limits it."""
        place = self._trailing(place)
        if self.end in (place, self.phrase(self.skip(place, ","), "if-given")):
            yield from self._some(finish_body(body, self.root))
            if place == self.end:
                return
        joined = isinstance(body, Holds) and isinstance(body.condition, Every)
        if joined and not {",", "but"}.isdisjoint(self.words[:place]):
            return  # to which of its parts the rest belongs cannot be told
        if joined and isinstance(body, Holds) and not is_of_one_sort(body.condition):
            joint = max((n for n in range(place) if self.words[n] == "and"), default=-1)
            own = self.word(joint + 1) in BE or self.modal(joint + 1) is not None
            told = duty_last(body.condition, self.root) if own else None
            if told is None:
                return
            body = told
        yield from self._limited_last(body, place)
        for both, end in self._told_apart(body, place):
            if self._trailing(end) == self.end:
                yield from self._some(finish_body(both, self.root))
        yield from self._limited_to_rows(body, place)
        having = self.at(place, "only with")
        for said, end in self.read_having(having) if having > 0 and isinstance(body, Act) else ():
            if self._trailing(end) == self.end:
                yield from self._some(finish_body(body, self.root, said, "only"))
        for said, end in self._linked_state(place):
            if end == self.end:
                yield from self._some(finish_body(body, self.root, said, "if"))
        for state, end in self._purpose(place) if isinstance(body, Holds) else ():
            if self._trailing(end) == self.end:
                yield from self._some(finish_body(body, self.root, state, "if"))

    def _limited_last(self, body: Body, place: int) -> Iterator[Rules]:
        """A limit at the end; the stage before which something holds says nothing of the time after."""
        link, after = self._link(place)
        if after < 0:
            return
        if "before" in self.words[place : place + 2] and isinstance(body, Holds):
            if not isinstance(body.condition, Given | Count) or (
                isinstance(body.condition, Count) and body.condition.minimum is None
            ):
                return
            denied = isinstance(body.condition, Given) and body.condition.negated
            link = link if denied else "if"
        needs_clause = isinstance(body, Only | Allowed) or (isinstance(body, Stated) and not body.rules)
        staged = self._speaks_of_stages(place, after) and (link != "if" or needs_clause)
        if isinstance(body, Act):
            staged = (staged or body.only) and body.verb != "enter" and self._speaks_of_stages(place, after)
            link = "only" if body.only and link == "if" else link
        for condition, end in self.read_conditions(after):
            if self._is_order(body, condition, place, after):
                continue
            if self._trailing(end) == self.end and not (staged and self._is_stage(condition)):
                yield from self._some(finish_body(body, self.root, condition, link))

    def _is_order(self, body: Body, condition: Condition, place: int, end: int) -> bool:
        """Whether two events are put in order: "ends after it starts" asks for neither."""
        if {"after", "before"}.isdisjoint(self.words[place:end]) or not self._is_event(condition):
            return False
        if isinstance(body, Act) and body.verb == "enter":
            dated = [field for field in self.root.fields if field.kind.is_temporal]
            told = any(str(body.value) in split_name(field.name) for field in dated)
            return told and isinstance(condition, Given)
        return isinstance(body, Holds) and self._is_event(body.condition)

    def _is_event(self, condition: Condition) -> bool:
        """Whether it tells that a moment has come or a state is reached."""
        if isinstance(condition, Given):
            field = self.root.members.get(condition.field)
            return isinstance(field, Field) and field.kind.is_temporal
        return self._enters(condition)

    def _trailing(self, place: int) -> int:
        """Words at the end that add nothing; "again" says more, but for what must not be."""
        end = self.phrase(place, "at-the-end")
        if self.word(place) == "again" and _DENIALS.isdisjoint(self.words):
            return place
        return end if end == self.end else place

    def _some(self, rules: Rules) -> Iterator[Rules]:
        if rules:
            yield rules
