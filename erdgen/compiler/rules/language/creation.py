"""Sentences about rows at the time they are made.

creation  = "a new" row said | "when" row "is created ," said | said "when it is created"
          | row "must be created" state | link "can only" make rows | row "can only be created for" rows
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.conditions import Compare, Condition, Count, Every, Moment, OneOf, Range
from erdgen.compiler.rules.forms import AtCreation, Implies
from erdgen.compiler.rules.language.authors import Authors
from erdgen.compiler.rules.language.bodies import Act, Bodies, Body, Holds, Stated
from erdgen.compiler.rules.language.cues import cued
from erdgen.compiler.rules.language.modals import Modal
from erdgen.compiler.rules.language.opposites import opposite_of
from erdgen.compiler.rules.language.paths import seen_through
from erdgen.compiler.rules.language.verbs import CREATE
from erdgen.compiler.rules.language.words import BE, word_set
from erdgen.compiler.rules.walk import paths_in, predicates_in
from erdgen.compiler.spec.project import Relationship

_MAKING = CREATE | word_set("creation creating making adding placing booking registering entering entry")
#: A clause with one of these leaves open what holds at another stage.
_STAGES = word_set("until before after")
#: In a clause these may be those who make a row, not the row.
_THEY = word_set("they he she it their his her its")


class Creation(Authors):
    """Reads what must hold of new rows alone."""

    @cued(
        "newly-created",
        "on-creation-first",
        "when-creating-first",
        "when-it-is",
        "on-creation",
        "when-creating",
        "must-be-created",
    )
    def _creations(self, place: int) -> Bodies:
        """ "New orders must be drafts", "when a product is created it must be a draft"."""
        new = self.phrase(place, "newly-created")
        if new > 0:
            for body, end in (*self._row_statements(new), *self._member_statements(new)):
                if not self._leaves_state(place, new, body):
                    yield from self._at_creation(body, end)
            for where, end in self.read_entity(new, self.root, plain=True):
                yield from self._made_if(end, where)
        start = self._creation_lead(place)
        if start > 0:
            for body, end in (
                *self._member_statements(start),
                *self._row_statements(start),
                *self._pronoun_statements(start),
                *self._linked_said(start),
                *self._only_made(start),
            ):
                yield from self._at_creation(body, end)
        for body, end in (
            *self._member_statements(place),
            *self._row_statements(place),
            *self._linked_said(place),
        ):
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

    def _leaves_state(self, place: int, end: int, body: Body) -> bool:
        """Whether "new" is a state of the field that ``body`` is about: "new ones are paid" is a move."""
        fields = {
            condition.field
            for condition in self.lexicon.states(self.root, self.words[end - 1])
            if place < end and isinstance(condition, OneOf)
        }
        return bool(fields) and isinstance(body, Holds) and not fields.isdisjoint(paths_in(body.condition))

    def _only_made(self, place: int) -> Bodies:
        """ "(At creation) a move can only be planned": what it is then, not what becomes of it."""
        for where, end in self.read_entity(place, self.root, plain=True):
            found = self.modal(end)
            if where is None and found is not None and found.kind == "only" and self.word(found.end) in BE:
                for state, stop in self.read_states(self.skip_determiners(found.end + 1), self.root):
                    yield Holds(state), stop

    def _linked_said(self, place: int) -> Bodies:
        """ "Its event must be published": said of a row to which a new one is linked."""
        making = not _MAKING.isdisjoint(self.words)
        for name, end in self.spans(self.skip_determiners(place), 4) if making else ():
            for link in self.lexicon.links(self.root, name):
                seen = self.seen_from(self.lexicon.project.by_name[link.target])
                of = self.at(end, "of")
                for last in (end, *(self.root_ends(of) if of > 0 else ())):
                    found = self.modal(last)
                    if found is None or found.kind != "must":
                        continue
                    for said, stop in seen._row_facts(found.end):
                        through = seen_through(link.name, said)
                        if not (found.denied and isinstance(said, Every)):
                            yield Holds(opposite_of(through) if found.denied else through), stop

    def _made_if(self, place: int, where: Condition | None) -> Bodies:
        """ "(New applications) can only be submitted (while …)": what a clause limits."""
        found = self.modal(place)
        if found is None or found.asks or self.word(found.end) != "be":
            return
        if self.word(found.end + 1) in CREATE:
            only = found.kind == "only"
            yield Act("create", not found.denied, where, only=only), found.end + 2

    def _made_for(self, place: int) -> Bodies:
        """ "Transfers may only be created from open accounts", "students can only join planned courses"."""
        for where, end in self.read_entity(self.past(place, "newly-created"), self.root):
            found = self.modal(end)
            if found is None or found.asks:
                continue
            yield from self._made_with(found, where)
            start = found.end + 1 if self.word(found.end) == "be" else found.end
            if self.word(start) not in CREATE and not self._is_deed(self.word(start)):
                continue
            yield from self._limited_creation(
                start + 1, allowed=not found.denied, only=found.kind == "only", where=where
            )

    def _made_with(self, found: Modal, where: Condition | None) -> Bodies:
        """ "Exams cannot be created with a start in the past", "new listings cannot be given a … that …"."""
        start = self.phrase(found.end, "be-created-with")
        if start < 0 or found.kind == "can":
            return
        for said, end in self.read_having(start):
            if isinstance(said, Moment | Compare | Range):
                yield Stated((AtCreation(opposite_of(said) if found.denied else said, where),)), end

    def _actor_deed(self, place: int) -> Bodies:
        """ "One can only apply for open vacancies", "nobody may book a cancelled event"."""
        actor = self.phrase(place, "actor")
        found = self.modal(actor) if actor > 0 else None
        if found is None or found.asks:
            return
        denied = (
            found.denied
            or self.words[actor - 1] in ("nobody", "no one")
            or self.words[place : place + 2] == ["no", "one"]
        )
        if not self._is_deed(self.word(found.end)):
            return
        for link, where, end in self._link_rows(
            self.skip(found.end + 1, "for", "to", "in", "on", "up for", "at", "from")
        ):
            if where is not None and (denied or found.kind == "only"):
                said = seen_through(link.name, where)
                yield Stated((AtCreation(opposite_of(said) if denied else said),)), end

    def _limited_creation(self, place: int, *, allowed: bool, only: bool, where: Condition | None) -> Bodies:
        after = self.at(place, "only")
        only = only or after > 0
        for said, end in self._linked_state(max(after, place)):
            if allowed and only:
                yield Stated((AtCreation(said, where),)), end
            elif not allowed:
                yield Stated((AtCreation(opposite_of(said), where),)), end

    def _who_makes(self, place: int) -> Bodies:
        """ "Blocked members cannot take out new loans", "only active customers can place orders"."""
        only = self.at(place, "only")
        no = self.at(place, "no")
        for link, where, end in self._link_rows(max(only, no, place)):
            found = self.modal(end)
            if found is None or where is None or found.asks:
                continue
            denied = found.denied or no > 0
            if only < 0 and not denied:
                continue
            stop = self._made_row(found.end, link)
            if stop > 0:
                if link.related_name in {
                    each.relation for each in predicates_in(where) if isinstance(each, Count)
                }:
                    continue  # the new row would be one of those that are counted
                said = seen_through(link.name, where)
                yield Stated((AtCreation(opposite_of(said) if denied else said),)), stop
        for link, where, end in self._link_rows(place):
            found = self.modal(end)
            if found is None or where is not None or found.asks:
                continue
            start = found.end + 1 if self.word(found.end) == "be" else found.end
            if self._is_deed(self.word(start)):
                for said, stop in self._other_linked(start + 1, link):
                    if found.denied:
                        yield Stated((AtCreation(opposite_of(said)),)), stop
                    elif found.kind == "only":
                        yield Stated((AtCreation(said),)), stop
                yield from self._deed_if(link, found, start + 1)
                if not {*self.words[start + 1 : start + 5]} & _THEY:
                    yield Act("create", not found.denied, only=found.kind == "only"), start + 1

    def _deed_if(self, link: Relationship, found: Modal, place: int) -> Bodies:
        """ "(A machine can be reserved) only if it is available": said of what the new row links to."""
        kind, after = self._link(place)
        staged = not _STAGES.isdisjoint(self.words[place:after])
        if after < 0 or self.word(after) not in ("it", "they") or staged or kind == "both":
            return
        seen = self.seen_from(self.lexicon.project.by_name[link.target])
        for said, end in seen.read_conditions(after):
            through = seen_through(link.name, said)
            if found.denied and kind in ("if", "unless"):
                yield Stated((AtCreation(opposite_of(through) if kind == "if" else through),)), end
            elif not found.denied and (kind == "only" or (found.kind == "only" and kind == "if")):
                yield Stated((AtCreation(through),)), end

    def _other_linked(self, place: int, link: Relationship) -> Iterator[tuple[Condition, int]]:
        """ "in courses that are still planned", "a cancelled event": another row that a new one links to."""
        after = self.at(place, "in", "for", "to", "on", "at", "with", "from", "up for", "out", "of")
        for other in self.root.relationships:
            if other.many or other is link:
                continue
            target = self.lexicon.project.by_name[other.target]
            for where, end in self.read_entity(max(after, place), target):
                if where is not None:
                    yield seen_through(other.name, where), end

    def _made_row(self, place: int, link: Relationship) -> int:
        """After "take out new loans", "borrow", "be used for orders": -1 if no row of the root is made."""
        start = place + 1 if self.word(place) == "be" else place
        word = self.word(start)
        if word not in CREATE and not self._is_deed(word) and word not in ("have", "receive", "get", "apply"):
            return -1
        begin = self.past(self.skip(start + 1, "out", "up", "for", "in", "on", "to"), "any-new")
        for end in self.root_ends(begin):
            return end
        if self._is_deed(word):
            for other in self.root.relationships:
                if not other.many and other is not link:
                    target = self.lexicon.project.by_name[other.target]
                    for where, end in self.read_entity(begin, target, plain=True):
                        if where is None and self.words[begin - 1] == "new":
                            return -1  # "enrol in new courses" says in which
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
        lead = self.phrase(place, "when-creating-first")
        if lead <= end:
            return end
        start = self.skip(lead, "a new", "an", "a", "the", "new")
        name_end = self.entity_end(start, self.root)
        if name_end < 0:
            return -1
        done = self.phrase(name_end, "row-is-created-first")
        if self.words[lead - 1].endswith("ing") or self.words[lead - 1] in ("creates", "create", "of"):
            done = name_end
        if done < 0:
            return -1
        return self.skip(done, ",")

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
        end = self.phrase(name_end, "row-is-created")
        return end if end < 0 or not self.lexicon.states(self.root, self.words[end - 1]) else -1

    def _at_creation(self, body: Body, place: int) -> Bodies:
        if isinstance(body, Holds):
            yield Stated((AtCreation(body.condition),)), self._past_creation_tail(place)
        elif isinstance(body, Stated) and len(body.rules) == 1:
            rule = body.rules[0]
            if isinstance(rule, Implies):
                yield Stated((AtCreation(rule.then, rule.when),)), self._past_creation_tail(place)

    def _past_creation_tail(self, place: int) -> int:
        label = self.root.label.lower()
        end = self.at(
            place,
            f"; this is checked only when the {label} is created",
            f"; this only applies when the {label} is created",
        )
        return max(end, self.past(place, "later-changes"))
