"""Sentences about states in turn.

chain     = [subject "goes"] ["from"] state {("to" | "then") state {"or" state}} {"and from" …}
move      = state rows ("can" | "cannot" | "can only") ["become"] state {"or" state}
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from erdgen.compiler.rules.conditions import Condition, OneOf, Scalar
from erdgen.compiler.rules.forms import Move, Transitions
from erdgen.compiler.rules.language.bodies import Bodies, Body, Stated
from erdgen.compiler.rules.language.links import Links
from erdgen.compiler.rules.language.modals import Modal
from erdgen.compiler.spec.project import Field

Values = tuple[Scalar, ...]


class Moves(Links):
    """Reads which state may follow which."""

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

    def _value_list(self, place: int, field: Field) -> tuple[Values, int] | None:
        """ "either shipped or refunded", "paid, or to cancelled"."""
        start = self.skip(place, "either", "one of", "only")
        return self._values_joined(start, field, lambda end: self.phrase(end, "or-to"))

    def _chain(self, place: int) -> Bodies:
        """ "status goes from draft to review to published", "from new to paid, from paid to shipped"."""
        for field in self._state_fields():
            for start in self._chain_starts(place, field):
                moves, end = self._read_moves(start, field)
                if moves:
                    yield (
                        Stated((Transitions(field.name, allowed=tuple(dict.fromkeys(moves))),)),
                        self.past(end, "in-that-order"),
                    )

    def _chain_starts(self, place: int, field: Field) -> Iterator[int]:
        subjects = [place]
        subjects += [
            end for ref, end in self.read_subject(place) if ref.path == field.name and ref.where is None
        ]
        subjects += self.root_ends(place)
        subjects += [end for s in subjects[1:] for end in (self.at(s, "status", "state"),) if end > 0]
        label = self.phrase(place, "allowed-moves")
        if label > 0:
            yield label
        if self._value_at(place, field) is not None:
            yield place
        for subject in dict.fromkeys(subjects):
            found = self.modal(subject)
            start = found.end if found and not found.denied else subject
            verb = self.phrase(start, "moves")
            start = max(verb, start)
            if verb < 0 and self.word(start) == ":" and subject != place:
                yield start + 1
            if verb < 0 and subject == place:
                continue
            yield self.past(start, "through-states")

    def _read_moves(self, place: int, field: Field) -> tuple[list[Move], int]:
        moves: list[Move] = []
        end = place
        while True:
            sources = self._value_list_strict(self.skip(end, "from", "first from"), field, wide=True)
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
            if self._value_list_strict(self.skip(begin, "from"), field) is None:
                return moves, end
            end = begin

    def _value_list_strict(
        self, place: int, field: Field, *, wide: bool = False
    ) -> tuple[Values, int] | None:
        """Values without "to" between them; commas belong to a ``wide`` list alone."""
        joints = ("or", "and", ", or", *((", and", ",") if wide else ()))
        return self._values_joined(place, field, lambda end: self.at(end, *joints))

    def _values_joined(
        self, place: int, field: Field, past_joint: Callable[[int], int]
    ) -> tuple[Values, int] | None:
        values: list[Scalar] = []
        end = place
        while place > 0 or not values:
            found = self._value_at(place, field)
            if found is None:
                break
            values.append(found[0])
            end = found[1]
            place = past_joint(end)
        return (tuple(values), end) if values else None

    def _read_steps(self, sources: Values, place: int, field: Field) -> tuple[list[Move], int]:
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
        """ "A draft can be published", "cancelled orders cannot be reopened"."""
        only = self.at(place, "only")
        for where, end in self.read_entity(max(only, place), self.root):
            field, sources = self._only_states(where)
            found = self.modal(end)
            if field is not None and found is not None:
                yield from self._state_may(field, sources, found, only=only > 0)
            elif field is not None and only < 0:
                after = self.phrase(end, "ends-up")
                values = self._value_list(after, field) if after > 0 else None
                if values is not None:
                    yield _moves_body(field, sources, values[0], denied=False), values[1]

    def _state_may(self, field: Field, sources: Values, modal: Modal, *, only: bool) -> Bodies:
        """ "(drafts) can be published", "(only drafts) can be …", "(drafts) can only be published"."""
        kind, denied, start = modal
        others = tuple(choice.value for choice in field.choices if choice.value not in sources)
        values = self._value_list(self.past(start, "be-set-to"), field)
        if values is not None and (kind != "must" or denied):
            targets, end = values
            if kind == "only" and not only:
                rest = tuple(value for value in others if value not in targets)
                yield _moves_body(field, sources, rest, denied=True), end
            elif only and not denied:
                yield _moves_body(field, others, targets, denied=True), end
            else:
                yield _moves_body(field, sources, targets, denied=denied), end
        again = self.phrase(start, "be-reopened")
        if denied and again > 0:
            yield _moves_body(field, sources, others, denied=True), again

    def _only_states(self, where: Condition | None) -> tuple[Field | None, Values]:
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


def _moves_body(field: Field, sources: Values, targets: Values, *, denied: bool) -> Body:
    moves = tuple(Move(source, target) for source in sources for target in targets if source != target)
    if denied:
        return Stated((Transitions(field.name, forbidden=moves),))
    return Stated((Transitions(field.name, allowed=moves),))
