"""Sentences about states in turn.

chain     = [subject "goes"] ["from"] state {("to" | "then") state {"or" state}} {"and from" …}
move      = state rows ("can" | "cannot" | "can only") ["become"] state {"or" state}
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

from erdgen.compiler.rules.conditions import Condition, OneOf, Scalar
from erdgen.compiler.rules.forms import Move, Transitions
from erdgen.compiler.rules.language.bodies import Bodies, Body, Stated
from erdgen.compiler.rules.language.cues import cued
from erdgen.compiler.rules.language.modals import Modal
from erdgen.compiler.rules.language.others import Others
from erdgen.compiler.rules.language.plainly import OnlyMoves
from erdgen.compiler.spec.project import Field

Values = tuple[Scalar, ...]


class Moves(Others):
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
        if start > 0 and self.words[start - 1] in ("into", "in"):
            for name, end in self.spans(start, 3):
                for value in self.lexicon.values(field, f"in {name}"):
                    return value, self._past_noun(end)
        stem = state_stem(self.word(start))
        found = [c.value for c in field.choices if stem and state_stem(str(c.value)) == stem]
        return (found[0], start + 1) if len(found) == 1 else None

    def _value_list(self, place: int, field: Field) -> tuple[Values, int] | None:
        """ "either shipped or refunded", "paid, or to cancelled"."""
        start = self.skip(place, "either", "one of", "only")
        return self._values_joined(start, field, self._past_alternative)

    def _past_alternative(self, place: int) -> int:
        """ "or", "or be", "or go"."""
        end = self.phrase(place, "or-to")
        return self.past(end, "become-again") if end > 0 else -1

    @cued("step-to")
    def _chain(self, place: int) -> Bodies:
        """ "status goes from draft to review to published", "from new to paid, from paid to shipped"."""
        for field in self._state_fields():
            for start in self._chain_starts(place, field):
                moves, end = self._read_moves(start, field)
                if moves and self._tells_all_of_one(moves, start, end):
                    yield self._no_other(field, moves), end
                elif moves:
                    yield _listed(field, moves), self.past(end, "in-that-order")
                    yield from self._with_detour(field, moves, end)

    def _with_detour(self, field: Field, moves: list[Move], place: int) -> Bodies:
        """ "…, and it can be cancelled at any point before it has shipped": from every state before that."""
        start = self.phrase(place, "and-it-can")
        found = self._value_list(start, field) if start > 0 else None
        if found is None:
            return
        targets, end = found
        before = self.phrase(end, "any-time-before")
        until = self._value_at(before, field) if before > 0 else None
        states = list(dict.fromkeys(state for move in moves for state in (move.source, move.target)))
        if until is not None and until[0] in states:
            earlier = states[: states.index(until[0])]
            more = [Move(source, target) for source in earlier for target in targets if source != target]
            yield _listed(field, [*moves, *more]), until[1]

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
        if self.follows and self.word(place) == "from":
            yield place
        yield from self._labelled(place, field)
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

    def _labelled(self, place: int, field: Field) -> Iterator[int]:
        """ "the only allowed status changes of an invoice are", "invoice status flow:"."""
        start = self.skip(place, "the", "all", "our")
        start = next((end for end in self.root_ends(start) if end > start), start)
        adjective = self.past(start, "allowed-adjective")
        noun = self.phrase(adjective, "change-of-status")
        noun = max(noun, self.phrase(start, "status-flow"))
        if noun < 0:
            return
        noun = self.past(noun, "allowed-adjective")
        after = self.at(noun, "of", "for", "in")
        ends = [noun]
        if after > 0:
            ends = [*self.root_ends(after)]
            ends += [end for ref, end in self.read_subject(after) if ref.path == field.name]
        for end in ends:
            colon = self.phrase(end, "are-as-follows")
            if colon > 0:
                yield colon

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
        return self._values_joined(place, field, lambda end: self.at(end, *joints), sources=True)

    def _values_joined(
        self, place: int, field: Field, past_joint: Callable[[int], int], *, sources: bool = False
    ) -> tuple[Values, int] | None:
        values: list[Scalar] = []
        end = place
        while place > 0 or not values:
            found = self._value_at(place, field)
            if found is None or found[0] in values:
                break
            if values and not sources and self._is_source(place, found[1]):
                break
            values.append(found[0])
            end = found[1]
            place = past_joint(end)
        return (tuple(values), end) if values else None

    def _is_source(self, place: int, end: int) -> bool:
        """Whether a value after a comma begins the next move: "draft to live, live to sold"."""
        listed = self.words[place - 1] in (",", "and") and self.word(end) not in (",", "and", "or", ";")
        return listed and self.phrase(end, "step-to") > 0

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
                    yield moves_body(field, sources, values[0], denied=False), values[1]
                yield from self._leads_on(field, sources, end)

    def _leads_on(self, field: Field, sources: Values, place: int) -> Bodies:
        """ "(a draft) goes on to picking, then to packed"."""
        verb = self.phrase(place, "moves")
        moves, end = self._read_steps(sources, verb, field) if verb > 0 else ([], -1)
        if moves:
            yield _listed(field, moves), end
            yield from self._with_detour(field, moves, end)

    def _state_may(self, field: Field, sources: Values, modal: Modal, *, only: bool) -> Bodies:
        """ "(drafts) can be published", "(only drafts) can be …", "(drafts) can only be published"."""
        kind, denied, start = modal
        others = tuple(choice.value for choice in field.choices if choice.value not in sources)
        again = self.phrase(start, "be-reopened") if denied else -1
        if again > 0:
            yield moves_body(field, sources, others, denied=True), again
            return
        values = self._value_list(self.past(start, "be-set-to"), field)
        if values is not None and (kind != "must" or denied):
            targets, end = values
            if (kind == "only" or (self.closed and not denied)) and not only:
                moves = [Move(source, target) for source in sources for target in targets]
                yield self._no_other(field, moves), end
            elif only and not denied:
                yield moves_body(field, others, targets, denied=True), end
            else:
                yield moves_body(field, sources, targets, denied=denied), end

    def _tells_all_of_one(self, moves: list[Move], place: int, end: int) -> bool:
        """ "(Jobs on) hold can only become open": it is said of rows in one state alone."""
        words = self.words[place:end]
        told = "only" in words or (self.closed and not {"can", "may"}.isdisjoint(words))
        return told and len({move.source for move in moves}) == 1

    def _no_other(self, field: Field, moves: list[Move]) -> Body:
        """From the states that ``moves`` leave none but them is possible; of others nothing is said."""
        sources = tuple(dict.fromkeys(move.source for move in moves))
        known = {*sources, *(move.target for move in moves)}
        rest = tuple(choice.value for choice in field.choices if choice.value not in known)
        barred = tuple(Move(source, target) for source in sources for target in rest)
        return Stated((OnlyMoves(field.name, forbidden=barred, told=tuple(moves)),))

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


@lru_cache(maxsize=4096)
def state_stem(word: str) -> str:
    """What verbs and states have in common: "activated", "reactivated" and "active" are one."""
    plain = word.lower()
    for prefix in ("re-", "re"):
        if plain.startswith(prefix) and plain.endswith(("ated", "opened", "open", "ate")):
            plain = plain.removeprefix(prefix)
    for suffix in ("ated", "ates", "ate", "ed", "es", "e", "s"):
        if plain.endswith(suffix) and len(plain) - len(suffix) >= 4:
            return plain.removesuffix(suffix)
    return plain if len(plain) >= 4 else ""


def _listed(field: Field, moves: list[Move]) -> Stated:
    return Stated((Transitions(field.name, allowed=tuple(dict.fromkeys(moves))),))


def moves_body(field: Field, sources: Values, targets: Values, *, denied: bool) -> Body:
    moves = tuple(Move(source, target) for source in sources for target in targets if source != target)
    if denied:
        return Stated((Transitions(field.name, forbidden=moves),))
    return Stated((Transitions(field.name, allowed=moves),))
