"""DomainExpertHub: where agents tell, ask and broadcast, with a transcript in a replayable order.

Independent agents run side by side, yet the transcript never depends on timing: each agent writes to
its own seat, hears only agents of earlier levels, and seats are read in the order of the schedule. An
audience is told in that order too: what an agent says is held back while one before it still speaks.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar, cast

from agents.notes import Asked, Note, Question
from erdgen.compiler.contributions import AnyContribution
from erdgen.compiler.errors import CompilerError
from erdgen.compiler.findings import Finding
from erdgen.compiler.passes import Audience, Comment, HubMessage, Kept
from erdgen.compiler.rules.vocabulary import RuleOutcome

if TYPE_CHECKING:
    from agents.enrich.desk import Desk

NoteT = TypeVar("NoteT", bound=Note)
AnswerT = TypeVar("AnswerT")
Answerer = Callable[[Question[Any]], Any]

EVERYONE = "all"


class HubError(CompilerError):
    """An agent used the hub in a way that cannot work; ``agent`` is the one at fault."""

    def __init__(self, agent: str, message: str) -> None:
        super().__init__(message)
        self.agent = agent


@dataclass(frozen=True, slots=True)
class _Said:
    message: HubMessage
    note: Note | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What an agent says to a comment: why it cannot carry it out, or nothing when it did."""

    comment: Comment
    reason: str


@dataclass
class Seat:
    """One agent's place at the hub. All its methods are for that agent alone."""

    name: str
    #: Seats of agents that had finished when this one began, in schedule order.
    earlier: tuple[Seat, ...] = ()
    answerer: Answerer | None = None
    contributions: tuple[AnyContribution, ...] = ()
    #: Where the agent may ask a model; None: there is none, and it goes by what it knows.
    desk: Desk | None = None
    #: What a model would like and only a person may let pass.
    suggestions: tuple[AnyContribution, ...] = ()
    #: What the agent, with a model's help, made when the backend was generated before; see ``recall``.
    kept: tuple[Kept, ...] = ()
    _said: list[_Said] = field(default_factory=list)
    _findings: list[Finding] = field(default_factory=list)
    _outcomes: list[RuleOutcome] = field(default_factory=list)
    _replies: list[Reply] = field(default_factory=list)
    _parts: dict[Comment, tuple[Comment, ...]] = field(default_factory=dict)
    #: Called after every line that is said.
    _spoken: Callable[[], None] = lambda: None

    def tell(self, recipient: str, note: Note) -> None:
        """Say ``note`` to one agent."""
        self._say(_Said(HubMessage(self.name, recipient, note.kind, note.text, note.entity), note))

    def broadcast(self, note: Note) -> None:
        """Say ``note`` to every agent that runs later."""
        self.tell(EVERYONE, note)

    def ask(self, recipient: str, question: Question[AnswerT]) -> AnswerT | None:
        """The answer of an agent that has finished; None when it does not run or does not know."""
        self._note(recipient, question.kind, question.text, question.entity)
        seat = next((seat for seat in self.earlier if seat.name == recipient), None)
        answer = cast("AnswerT | None", self._answer_of(seat, question)) if seat else None
        reply = "no answer" if answer is None else _in_words(answer)
        self._say(_Said(HubMessage(recipient, self.name, "answer", reply, question.entity)))
        return answer

    def report(self, finding: Finding) -> None:
        """Add a diagnostic that the user will see."""
        self._findings.append(finding)

    def suggest(self, made: Sequence[AnyContribution]) -> None:
        """Leave contributions to a person's approval."""
        self.suggestions += tuple(made)

    def recall(self, wanted: Callable[[AnyContribution], bool]) -> tuple[Kept, ...]:
        """What of that is ``wanted``. It is the agent's to contribute then; the rest is put back unasked."""
        found = tuple(each for each in self.kept if wanted(each.made))
        self.kept = tuple(each for each in self.kept if each not in found)
        return found

    def settle(self, outcome: RuleOutcome) -> None:
        """Record what became of one business rule."""
        self._outcomes.append(outcome)

    def reply(self, comment: Comment, reason: str = "") -> None:
        """Say that ``comment`` was carried out, or for which ``reason`` it was not."""
        self._replies.append(Reply(comment, reason))

    def divide(self, comment: Comment, parts: Sequence[Comment]) -> None:
        """Say that ``comment`` is ``parts``, each of which is replied to as a comment of its own."""
        self._parts[comment] = tuple(parts)

    def heard(self, kind: type[NoteT]) -> Iterator[NoteT]:
        """Notes of one type that earlier agents told this one or everyone."""
        for seat in self.earlier:
            for said in seat._said:
                if isinstance(said.note, kind) and said.message.recipient in (self.name, EVERYONE):
                    yield said.note

    def agreed(self) -> tuple[AnyContribution, ...]:
        """Contributions of the earlier agents, in schedule order."""
        return tuple(contribution for seat in self.earlier for contribution in seat.contributions)

    def _note(self, recipient: str, kind: str, text: str, entity: str) -> None:
        self._say(_Said(HubMessage(self.name, recipient, kind, text, entity)))

    def _say(self, said: _Said) -> None:
        self._said.append(said)
        self._spoken()

    def _answer_of(self, seat: Seat, question: Question[Any]) -> object:
        if seat.answerer is None:
            return None
        try:
            answer = seat.answerer(question)
        except Exception as error:
            raise HubError(seat.name, f"cannot answer {question.text!r}: {error!r}") from error
        if answer is None or isinstance(answer, question.answer_type):
            return answer
        raise HubError(seat.name, f"answers {question.text!r} with {answer!r}")


@dataclass
class DomainExpertHub:
    """The seats of one consultation, in schedule order."""

    seats: list[Seat] = field(default_factory=list)
    levels: list[tuple[str, ...]] = field(default_factory=list)
    #: Of people, who speak before all agents and are none.
    guests: list[Seat] = field(default_factory=list)
    audience: Audience | None = None
    desk: Desk | None = None
    kept: tuple[Kept, ...] = ()
    _finished: set[str] = field(default_factory=set)
    #: How far the audience was told: the seat, and its next line.
    _place: tuple[int, int] = (0, 0)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def invite(self, name: str) -> Seat:
        """A seat for a person; all agents of later levels hear what is said there."""
        guest = Seat(name, _spoken=self._pass_on)
        self.guests.append(guest)
        return guest

    def begin(self, name: str) -> None:
        """The agent of this name is at work."""
        if self.audience is not None:
            with self._lock:
                self.audience.began(name, len(self.levels))

    def finish(self, name: str, seconds: float) -> None:
        """It says no more; what it says in the review round the audience learns from the transcript."""
        self._finished.add(name)
        if self.audience is not None:
            with self._lock:
                self.audience.ended(name, seconds)
        self._pass_on()

    def _pass_on(self) -> None:
        """Tell the audience what has its place in the transcript by now."""
        if self.audience is None:
            return
        with self._lock:
            number, line = self._place
            seats = (*self.guests, *self.seats)
            while number < len(seats):
                said = seats[number]._said
                while line < len(said):
                    self.audience.told(said[line].message)
                    line += 1
                if not self._is_silent(number):
                    break
                number, line = number + 1, 0
            self._place = number, line

    def _is_silent(self, number: int) -> bool:
        """Whether nothing more is said at a seat: people speak before agents, agents until they finish."""
        if number < len(self.guests):
            return bool(self.levels)
        return self.seats[number - len(self.guests)].name in self._finished

    def is_told(self, name: str) -> bool:
        """Whether a person has something to say to the agent of this name."""
        return any(said.message.recipient == name for guest in self.guests for said in guest._said)

    def list_kept(self, name: str) -> tuple[Kept, ...]:
        """What the agent of this name made before."""
        return tuple(each for each in self.kept if each.made.owner == name)

    def open_level(self, names: tuple[str, ...]) -> tuple[Seat, ...]:
        """Seats for agents that run side by side; each hears the levels before, never its neighbours."""
        earlier = (*self.guests, *self.seats)
        opened = tuple(
            Seat(name, earlier, desk=self.desk, kept=self.list_kept(name), _spoken=self._pass_on)
            for name in names
        )
        self.seats.extend(opened)
        self.levels += [names] if names else []
        return opened

    def schedule(self) -> tuple[tuple[str, ...], ...]:
        """Names of the agents that ran, level by level."""
        return tuple(self.levels)

    def transcript(self) -> tuple[HubMessage, ...]:
        """All that was said, people first, by level, by roster order within it, in the order of speaking."""
        return tuple(said.message for seat in (*self.guests, *self.seats) for said in seat._said)

    def findings(self) -> tuple[Finding, ...]:
        return tuple(finding for seat in self.seats for finding in seat._findings)

    def replies(self) -> tuple[Reply, ...]:
        return tuple(reply for seat in self.seats for reply in seat._replies)

    def carried_out(self) -> frozenset[Comment]:
        """Comments that an agent carried out and none refused that was asked for its share of it."""
        refused = {
            reply.comment
            for seat in self.seats
            for reply in seat._replies
            if reply.reason and any(note.comment == reply.comment for note in seat.heard(Asked))
        }
        return frozenset(reply.comment for reply in self.replies() if not reply.reason) - refused

    def parts(self) -> Mapping[Comment, tuple[Comment, ...]]:
        """Comments with several wishes, and these."""
        return {comment: parts for seat in self.seats for comment, parts in seat._parts.items()}

    def outcomes(self) -> tuple[RuleOutcome, ...]:
        return tuple(outcome for seat in self.seats for outcome in seat._outcomes)

    def suggestions(self) -> tuple[AnyContribution, ...]:
        return tuple(made for seat in self.seats for made in seat.suggestions)

    def contributions(self) -> tuple[AnyContribution, ...]:
        return tuple(contribution for seat in self.seats for contribution in seat.contributions)


def _in_words(answer: object) -> str:
    """How an answer reads in the transcript."""
    if isinstance(answer, tuple):
        return ", ".join(str(part) for part in answer) or "nobody or nothing"
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return str(answer)
