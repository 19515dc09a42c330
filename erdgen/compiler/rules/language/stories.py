"""Lifecycles told step by step: where rows may go from each of their states.

story     = step {joint step}
step      = sources moving targets | [rows] moving "from" states "to" targets | moving targets | ending
          | targets "from" states | rows "start as" state
          | ["from" states] "the only way on is" (targets | "from" states "to" targets)
sources   = [state] (rows | "ones") | "from" states | "from there" | "once" state | "it"
moving    = ["can" | "may" | "can only" | "cannot"] {"go" | "turn" | "end" | "back" | "to" | …}
targets   = state {("," | "or") ["returns to" | "be" | …] state}
ending    = sources ("are final" | "stay as they are") | "nothing leaves" states

A story counts where the sentence is understood in no other way. It must tell the steps from two states at
least; then no others are allowed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain

from erdgen.compiler.rules.conditions import Scalar
from erdgen.compiler.rules.forms import Move, SetDefault, Transitions
from erdgen.compiler.rules.language.bodies import Rules, Stated
from erdgen.compiler.rules.language.moves import Values
from erdgen.compiler.rules.language.names import split_name
from erdgen.compiler.rules.language.routes import Routes
from erdgen.compiler.rules.language.words import word_set
from erdgen.compiler.spec.project import Field

#: What rows do, or what is done to them, when they go from one state to the next.
_MOVERS = word_set(
    "be is are been become becomes get gets go goes move moves moved turn turns turned change changes changed"
    " switch switches switched return returns returned revert reverts advance advances advanced proceed"
    " proceeds pass passes progress progresses lead leads end ends finish finishes come comes fall falls"
    " drop drops transition transitions put set sent brought taken marked made reset enter enters reach"
    " reaches continue continues step steps jump jumps flow flows run runs land lands → - > ->"
)
#: What may stand beside such a verb.
_PARTICLES = word_set(
    "to into in on as up over back forward either again next finally eventually directly straight out through"
    " along further then later onwards afterwards being only either"
)
_IN_TURN = word_set("then finally next later eventually afterwards")
_ALLOWING = word_set("can may could")
_ONES = word_set("one ones them those")
#: The fewest states that a story names, each time that it does.
_FEWEST = 4


@dataclass(frozen=True, slots=True)
class Step:
    """``targets`` follow ``sources``, or, where ``denied``, do not; without targets nothing does."""

    sources: Values
    targets: Values
    end: int
    denied: bool = False
    #: Whether the words leave open that there are other ways ("can", "may").
    allows: bool = False
    #: Whether nothing else leads to the targets ("only paid ones can be …").
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Moving:
    """Verbs and particles before a state."""

    end: int
    denied: bool
    allows: bool
    #: Whether a verb is among them, or "to" alone is all there is.
    verb: bool
    #: Whether there is any word at all.
    said: bool


class Stories(Routes):
    """Reads lifecycles of several steps."""

    def read_stories(self) -> Iterator[Rules]:
        """Readings as a lifecycle, for a sentence that is nothing else."""
        for field in self._state_fields():
            known = _words_of(field)
            if sum(word in known for word in self.words) >= _FEWEST:
                yield from self._story(field)

    def _story(self, field: Field) -> Iterator[Rules]:
        steps: list[Step] = []
        here = self._opening(0)
        while True:
            step = self._told_step(here, field, steps[-1] if steps else None)
            if step is None or step.end <= here:
                return
            steps.append(step)
            end = self.past(step.end, "in-that-order")
            if end == self.end:
                yield from self._told(field, steps, closed=end > step.end)
                return
            here = self.phrase(step.end, "next-step")
            if here < 0:
                return

    def _told(self, field: Field, steps: list[Step], *, closed: bool) -> Iterator[Rules]:
        """The rule that the steps make; none where they contradict each other, or leave others open."""
        allowed = _moves_of(step for step in steps if not step.denied)
        forbidden = _moves_of(step for step in steps if step.denied and step.targets)
        final = {source for step in steps if not step.targets for source in step.sources}
        sources = list(dict.fromkeys(move.source for move in allowed))
        if len(sources) < 2 or final & set(sources) or set(allowed) & set(forbidden):
            return
        alone = [step for step in steps if step.alone]
        said_only = self.words.count("only") > len(alone)
        if not (closed or said_only or _is_connected(steps)) or not _are_alone(alone, allowed):
            return
        rule = Transitions(field.name, allowed=allowed)
        first = steps[0]
        yield (rule,) if first.sources else (SetDefault(field.name, first.targets[0]), rule)

    def _told_step(self, place: int, field: Field, last: Step | None) -> Step | None:
        """The first way in which a step can be read here."""
        ways = chain(
            self._from_sources(place, field, last),
            self._from_these_alone(place, field),
            self._only_way(place, field, ()),
            self._rows_go(place, field),
            self._reached_from(place, field),
            self._begins(place, field, last),
            self._goes_further(place, field, last),
            self._endings(place, field),
        )
        return next(ways, None)

    def _from_sources(self, place: int, field: Field, last: Step | None) -> Iterator[Step]:
        for sources, end, led in self._sources(place, field, last):
            yield from self._followed(self.skip(end, "only"), field, sources)
            moving = self._verbs(end, field)
            gap = last is not None and not moving.allows and self.words[end - 1] in _ONES
            if gap or (moving.said and led) or moving.verb or self._does(moving.end, field):
                yield from self._to_targets(sources, moving, field)
            yield from self._only_way(self.skip(end, ","), field, sources)

    def _from_these_alone(self, place: int, field: Field) -> Iterator[Step]:
        """ "Only approved claims can be settled"."""
        only = self.at(place, "only", "just")
        for step in self._from_sources(only, field, None) if only > 0 else ():
            if step.targets and not step.denied:
                yield replace(step, alone=True)

    def _to_targets(self, sources: Values, moving: Moving, field: Field) -> Iterator[Step]:
        found = self._targets_at(moving.end, field)
        if found is not None and not set(found[0]) & set(sources):
            yield Step(sources, found[0], found[1], moving.denied, moving.allows)

    def _does(self, place: int, field: Field) -> bool:
        """Whether the verb is made of the state itself: "(an active one) expires"."""
        return self.word(place).endswith("s") and not self._is_state(place, field)

    def _followed(self, place: int, field: Field, sources: Values) -> Iterator[Step]:
        """ "(From issued) only paid and void can follow"."""
        found = self._targets_at(place, field, listed=True)
        end = self.phrase(found[1], "can-follow") if found is not None else -1
        if found is not None and end > 0:
            yield Step(sources, found[0], end)

    def _reached_from(self, place: int, field: Field) -> Iterator[Step]:
        """ "(Tickets go) to resolved from in progress", "closed can only be reached from resolved"."""
        for start in (place, *self.root_ends(place)):
            moving = self._verbs(start, field)
            if moving.denied:
                continue
            found = self._targets_at(moving.end, field) if moving.said else self._states_at(start, field)
            if found is None:
                continue
            reached = found[1] if moving.said else self.phrase(found[1], "is-reached")
            origin = self.at(reached, "from", "only from", "out of")
            sources = self._states_at(self.past(origin, "the-states"), field) if origin > 0 else None
            if sources is not None and not set(sources[0]) & set(found[0]):
                yield Step(sources[0], found[0], self._past_state_noun(sources[1]), allows=moving.allows)

    def _begins(self, place: int, field: Field, last: Step | None) -> Iterator[Step]:
        """ "A reservation starts as waiting": the first state, from which the story goes on."""
        for end in self.root_ends(place) if last is None else ():
            start = self.phrase(end, "starts-as")
            found = self._state_at(start, field) if start > 0 else None
            if found is not None:
                yield Step((), (found[0],), found[1])

    def _rows_go(self, place: int, field: Field) -> Iterator[Step]:
        """ "Payroll runs go from open to calculated"; "(…,) from calculated to released"."""
        subjects = [*self.root_ends(place)]
        subjects += [end for ref, end in self.read_subject(place) if ref.path == field.name]
        for start in subjects:
            moving = self._verbs(start, field)
            if moving.verb and not moving.denied and self.word(moving.end) == "from":
                yield from self._from_sources(moving.end, field, None)

    def _goes_further(self, place: int, field: Field, last: Step | None) -> Iterator[Step]:
        """ "(…,) then goes to packed": from the states that were reached last."""
        if last is None or last.denied or not last.targets or last.allows:
            return
        moving = self._verbs(self.skip(place, "it", "they"), field)
        if moving.said and not moving.allows and not moving.denied:
            yield from self._to_targets(last.targets, moving, field)

    def _only_way(self, place: int, field: Field, sources: Values) -> Iterator[Step]:
        """ "The only way on is completed", "the only step backwards is from calculated to open"."""
        start = self.skip(place, "the", "one", "a", "its", "their")
        adjective = self.past(start, "allowed-adjective")
        noun = self.phrase(self.skip(adjective, "next", "further", "other"), "change-of-status")
        if noun < 0:
            return
        end = self.past(self.past(noun, "onwards"), "that-is-allowed")
        if not sources:
            begin = self.at(end, "from", "out of")
            found = self._states_at(begin, field) if begin > 0 else None
            if found is not None:
                sources, end = found[0], self.past(self._past_state_noun(found[1]), "onwards")
        verb = self.at(end, "is", "are", ":", "leads", "lead", "would be", "will be")
        if verb < 0:
            return
        if not sources:
            yield from self._from_sources(verb, field, None)
            return
        found = self._targets_at(self.skip(verb, "only", "to", "into", "on to"), field)
        if found is not None and not set(found[0]) & set(sources):
            yield Step(sources, found[0], found[1])

    def _endings(self, place: int, field: Field) -> Iterator[Step]:
        """ "Paid and void are final", "nothing leaves cancelled", "a sold listing stays sold"."""
        for body, end in chain(self._final(place), self._stays(place)):
            rule = body.rules[0] if isinstance(body, Stated) and body.rules else None
            if isinstance(rule, Transitions) and rule.field == field.name and not rule.allowed:
                yield Step(tuple(dict.fromkeys(move.source for move in rule.forbidden)), (), end)

    def _sources(self, place: int, field: Field, last: Step | None) -> Iterator[tuple[Values, int, bool]]:
        """States from which a step goes, and whether a word before them says that it goes from there."""
        there = self.phrase(place, "from-there")
        pronoun = self.at(place, "it", "they", "these", "this", "that")
        if last is not None and last.targets and not last.denied:
            if there > 0:
                start = self.skip(there, ",")
                yield last.targets, self._past_who(start), True
            elif pronoun > 0:
                yield last.targets, pronoun, False
            return_to = there > 0 or pronoun > 0
            if return_to:
                return
        lead = self.phrase(place, "once-in")
        for start in {lead, *self._past_whom(lead)} if lead > 0 else ():
            found = self._states_at(start, field)
            if found is not None:
                yield found[0], self._past_who(self.skip(self._past_state_noun(found[1]), ",")), False
        origin = self.at(place, "from", "out of", "starting from")
        start = self.past(max(origin, place), "the-states")
        found = self._states_at(start, field)
        if found is not None:
            yield found[0], self._past_who(self.skip(self._past_state_noun(found[1]), ",")), origin > 0
            return
        for where, end in self.read_entity(max(origin, place), self.root):
            named, values = self._only_states(where)
            if named is field and values:
                yield values, end, origin > 0

    def _past_whom(self, place: int) -> Iterator[int]:
        """After "it is", "an order has been": whose state is told."""
        it = self.at(place, "it", "they")
        for end in (it, *self.root_ends(place)):
            be = self.phrase(end, "has-been") if end > 0 else -1
            if be > 0:
                yield be
        being = self.phrase(place, "has-been")
        if being > 0:
            yield being

    def _past_who(self, place: int) -> int:
        """After "it" or "the order", where one stands before the verb."""
        it = self.at(place, "it", "they")
        return it if it > 0 else next(self.root_ends(place), place)

    def _past_state_noun(self, place: int) -> int:
        """After the noun behind a state: "(draft) campaigns", "(assigned) ones"."""
        if self.word(place) in _ONES:
            return place + 1
        return max(self.entity_end(place, self.root), self._past_noun(place))

    def _states_at(self, place: int, field: Field) -> tuple[Values, int] | None:
        """ "paid", "returned or cancelled"."""
        values: list[Scalar] = []
        here = end = place
        while (found := self._state_at(here, field)) is not None and found[0] not in values:
            values.append(found[0])
            end = found[1]
            here = self.at(end, "or", "and", ", or", ", and", ",", "/")
            if here < 0 or (self.word(end) == "," and not self._lists_on(here, field)):
                break
        return (tuple(values), end) if values else None

    def _lists_on(self, place: int, field: Field) -> bool:
        """Whether a state after a comma is one of a list of sources: "(draft,) submitted or approved …"."""
        found = self._state_at(place, field)
        return found is not None and self.word(found[1]) in ("or", "and", ",")

    def _state_at(self, place: int, field: Field) -> tuple[Scalar, int] | None:
        start = self.skip_determiners(place)
        for name, end in self.spans(start, 4):
            for value in self.lexicon.values(field, name):
                return value, end
        if self.entity_end(start, self.root) > 0:
            return None
        return self._value_at(place, field)

    def _verbs(self, place: int, field: Field) -> Moving:
        """The verbs and particles that stand here, up to a state."""
        here = place
        denied = allows = verb = False
        while here < self.end:
            word = self.words[here]
            modal = self.modal(here)
            if self._is_state(here, field):
                break
            if word in ("not", "never", "cannot"):
                denied = True
            elif word in _ALLOWING:
                allows = True
            elif word in _MOVERS:
                verb = True
            elif modal is not None and not modal.asks and modal.end > here:
                denied, allows, here = denied or modal.denied, True, modal.end
                continue
            elif word not in _PARTICLES:
                break
            allows = allows or word == "cannot"
            here += 1
        return Moving(here, denied, allows, verb, here > place)

    def _is_state(self, place: int, field: Field) -> bool:
        return any(self.lexicon.values(field, name) for name, _end in self.spans(place, 4))

    def _targets_at(self, place: int, field: Field, *, listed: bool = False) -> tuple[Values, int] | None:
        """ "either goes live or returns to draft": states, each perhaps with a verb of its own."""
        values: list[Scalar] = []
        here = end = place
        while (found := self._state_at(here, field)) is not None:
            if found[0] in values or (values and not listed and self._begins_step(here, found[1], end)):
                break
            values.append(found[0])
            end = self._past_noun(found[1])
            joint = self.at(end, "or", ", or", ",", "and", ", and", "/", "or else", "or alternatively")
            if joint < 0:
                break
            either = "or" in self.words[end:joint] or self.word(end) == "/"
            moving = self._verbs(self.skip(joint, "it", "they") if either else joint, field)
            if not either and (moving.verb or not _IN_TURN.isdisjoint(self.words[joint : moving.end])):
                break  # a step of its own
            here = moving.end
        return (tuple(values), end) if values else None

    def _begins_step(self, place: int, after: int, joint: int) -> bool:
        """Whether a state after "," or "and" is the source of the next step."""
        if "or" in self.words[joint:place] or self.word(joint) == "/":
            return False
        rows = self._past_state_noun(after)
        return rows > after or self.word(after) in _MOVERS or self.modal(after) is not None


def _moves_of(steps: Iterator[Step]) -> tuple[Move, ...]:
    """Each move of the steps once."""
    found = (
        Move(source, target)
        for step in steps
        for source in step.sources
        for target in step.targets
        if source != target
    )
    return tuple(dict.fromkeys(found))


def _are_alone(steps: list[Step], allowed: tuple[Move, ...]) -> bool:
    """Whether no move leads to the targets of ``steps`` but from their sources."""
    return all(
        move.source in step.sources for step in steps for move in allowed if move.target in step.targets
    )


def _is_connected(steps: list[Step]) -> bool:
    """Whether each step begins where an earlier one can end: a lifecycle, not single permissions."""
    known: set[Scalar] = set()
    for step in steps:
        if known and step.sources and not set(step.sources) <= known:
            return False
        known |= {*step.sources, *step.targets}
    return True


@lru_cache(maxsize=256)
def _words_of(field: Field) -> frozenset[str]:
    """The words that values of ``field`` begin with, in the forms that sentences give them."""
    names = (str(each) for choice in field.choices for each in (choice.value, choice.label))
    first = {(split_name(name) or [""])[0].lower() for name in names}
    return frozenset(first | {name.lower() for name in (str(c.value) for c in field.choices)})
