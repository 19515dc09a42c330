"""DomainOrchestrator: decides who runs and in what order, and gathers what they came to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, TypeVar, get_args

from agents.base import Agent, Roster
from agents.feedback.wanted_names import list_wanted_names
from agents.hub import DomainExpertHub, HubError, Seat
from agents.notes import Commented
from agents.recalled import put_back
from erdgen.compiler.contributions import AnyContribution, Renaming
from erdgen.compiler.design import shape_project
from erdgen.compiler.errors import CompilerError
from erdgen.compiler.findings import Finding, Level, errors
from erdgen.compiler.passes import Audience, Comment, Consultation, Kept
from erdgen.compiler.spec.project import Project

if TYPE_CHECKING:
    from agents.enrich.desk import Desk

ResultT = TypeVar("ResultT")
#: Who speaks for the people that commented on earlier runs.
REVIEWER = "reviewer"


@dataclass(frozen=True)
class DomainOrchestrator:
    """Consults the agents of a roster; implements ``passes.Advisor``.

    Every consultation makes its own agents, so one orchestrator serves any number of runs at once.
    """

    roster: Roster
    #: Where the agents may ask a model. Without it they go by what they know, and that is enough.
    desk: Desk | None = None
    #: What agents made with a model's help when the backend was generated before.
    kept: tuple[Kept, ...] = ()

    def recalling(self, kept: Sequence[Kept]) -> DomainOrchestrator:
        """The same, whose agents contribute ``kept`` again unless they know better."""
        return replace(self, kept=tuple(kept))

    def without(self, dropped: Collection[AnyContribution], failure: str = "") -> DomainOrchestrator:
        """The same, but no model makes any of ``dropped`` again; with a ``failure`` it is asked anew."""
        if self.desk is None:
            return self
        # Only who asks a model waits for what that needs.
        from agents.enrich.desk import without_words

        gone = {without_words(made) for made in dropped}
        failed = {**self.desk.failed, **(dict.fromkeys(gone, failure) if failure else {})}
        return replace(self, desk=replace(self.desk, dropped=self.desk.dropped | gone, failed=failed))

    def unaided(self) -> DomainOrchestrator:
        """The same without a model."""
        return replace(self, desk=None)

    def list_names(self, project: Project, comments: Sequence[Comment]) -> Mapping[Comment, Renaming]:
        """The comments that rename members, and what to."""
        return list_wanted_names(project, comments)

    def consult(
        self, project: Project, comments: Sequence[Comment] = (), audience: Audience | None = None
    ) -> Consultation:
        """Post the reviewers' comments, run every agent that wants to, level by level, then the review round.

        A comment that no agent carries out is a finding. The ``audience`` follows as it goes.
        """
        try:
            agents = tuple(factory() for factory in self.roster)
        except Exception as error:
            return Consultation(findings=(_failed("of the roster", f"cannot be made: {error!r}"),))
        levels, problems = schedule_agents(agents)
        if problems:
            return Consultation(findings=problems)
        desk, directed = _direct(project, self.desk)
        hub = DomainExpertHub(audience=audience, desk=desk, kept=self.kept)
        _post(comments, agents, hub)
        failures = _run_levels(project, levels, hub)
        left_open: tuple[Comment, ...] = ()
        parts: tuple[Comment, ...] = ()
        if not failures:
            done = hub.carried_out()
            left_open = _list_open(comments, done, hub)
            parts = tuple(part for each in comments for part in hub.parts().get(each, ()) if part in done)
            told = (comment.left_open(_reasons(comment, done, hub)) for comment in left_open)
            shaped = shape_project(project, hub.contributions())
            failures = (*told, *_review(shaped, levels, hub), *_remark(shaped, hub))
        return replace(_gather(hub, (*directed, *failures)), left_open=left_open, parts=parts)


def _direct(project: Project, desk: Desk | None) -> tuple[Desk | None, tuple[Finding, ...]]:
    """``desk`` without the questions that are not worth their money."""
    if desk is None:
        return None, ()
    from agents.enrich.direction import choose_questions

    return choose_questions(project, desk)


def _remark(project: Project, hub: DomainExpertHub) -> tuple[Finding, ...]:
    """What a model remarks on what all agents decided."""
    desk = hub.desk
    if desk is None:
        return ()
    from agents.enrich.critique import remark_on_entities

    return remark_on_entities(project, hub.contributions(), desk)


def schedule_agents(agents: Sequence[Agent]) -> tuple[tuple[tuple[Agent, ...], ...], tuple[Finding, ...]]:
    """Levels of agents that may run side by side, in roster order; or why there is no such order."""
    problems = _check_roster(agents)
    if problems:
        return (), problems
    levels: list[tuple[Agent, ...]] = []
    placed: set[str] = set()
    waiting = list(agents)
    while waiting:
        ready = tuple(agent for agent in waiting if placed.issuperset(agent.after))
        if not ready:
            return (), (_cycle(waiting),)
        levels.append(ready)
        placed.update(agent.name for agent in ready)
        waiting = [agent for agent in waiting if agent.name not in placed]
    return tuple(levels), ()


def _check_roster(agents: Sequence[Agent]) -> tuple[Finding, ...]:
    names = [agent.name for agent in agents]
    twice = [name for place, name in enumerate(names) if name in names[:place]]
    problems = [
        _fault("agents.E001", f"two agents are called {name!r}", "give each agent its own name")
        for name in twice
    ]
    problems += [
        _fault(
            "agents.E002",
            f"agent {agent.name!r} runs after {needed!r}, which is not in the roster",
            f"the roster has: {', '.join(names)}",
        )
        for agent in agents
        for needed in agent.after
        if needed not in names
    ]
    return tuple(problems)


def _cycle(waiting: Sequence[Agent]) -> Finding:
    names = ", ".join(agent.name for agent in waiting)
    return _fault("agents.E003", f"agents wait for each other: {names}", "break the cycle in their `after`")


def _post(comments: Sequence[Comment], agents: Sequence[Agent], hub: DomainExpertHub) -> None:
    """Hand each comment to the agents that it is about, and to those that read all."""
    seat = hub.invite(REVIEWER)
    for comment in comments:
        for agent in agents:
            if agent.reads_comments or agent.name in comment.owners:
                seat.tell(agent.name, Commented(comment.entity, comment))


def _list_open(
    comments: Sequence[Comment], done: frozenset[Comment], hub: DomainExpertHub
) -> tuple[Comment, ...]:
    """Comments that nobody carried out with all that they wish for."""
    parts = hub.parts()
    return tuple(
        comment
        for comment in dict.fromkeys(comments)
        if comment not in done and not (comment in parts and done.issuperset(parts[comment]))
    )


def _reasons(comment: Comment, done: frozenset[Comment], hub: DomainExpertHub) -> list[str]:
    """What the agents say to it, or to what of it is not done."""
    parts = hub.parts().get(comment, ())
    said = [reply.reason for reply in hub.replies() if reply.comment == comment]
    said += [
        f"“{reply.comment.text}”: {reply.reason}"
        for reply in hub.replies()
        if reply.comment in parts and reply.comment not in done
    ]
    carried_out = ", ".join(f"“{part.text}”" for part in parts if part in done)
    return [*said, f"carried out is {carried_out}"] if carried_out else said


def _run_levels(
    project: Project, levels: Sequence[Sequence[Agent]], hub: DomainExpertHub
) -> tuple[Finding, ...]:
    """Run all levels; stops after one in which an agent failed, as the next ones would build on nothing.

    What reviewers want of fields shapes the Project for those that come later.
    """
    for level in levels:
        failures = _run_level(shape_project(project, hub.contributions()), level, hub)
        if failures:
            return failures
    return ()


def _run_level(project: Project, level: Sequence[Agent], hub: DomainExpertHub) -> tuple[Finding, ...]:
    willing: list[Agent] = []
    failures: list[Finding] = []
    for agent in level:
        wants, failure = _guarded(agent, partial(agent.wants, project))
        failures += [failure] if failure else []
        willing += [agent] if wants or hub.is_told(agent.name) or hub.list_kept(agent.name) else []
    seats = hub.open_level(tuple(agent.name for agent in willing))
    with ThreadPoolExecutor(max_workers=max(1, len(willing))) as pool:
        results = list(
            pool.map(lambda pair: _run_agent(project, hub, *pair), zip(willing, seats, strict=True))
        )
    return (*failures, *(failure for failure in results if failure))


def _run_agent(project: Project, hub: DomainExpertHub, agent: Agent, seat: Seat) -> Finding | None:
    hub.begin(agent.name)
    started = perf_counter()
    made, failure = _guarded(agent, lambda: _checked(agent, _contribute(agent, project, seat)))
    hub.finish(agent.name, perf_counter() - started)
    if failure is None and made is not None:
        seat.contributions = made
        seat.answerer = agent.answer
    return failure


def _contribute(agent: Agent, project: Project, seat: Seat) -> Sequence[AnyContribution]:
    """What the agent makes, with what it made before and does not take up itself."""
    made = agent.contribute(project, seat)
    return put_back(made, seat.kept) if seat.kept else made


def _checked(agent: Agent, made: Sequence[AnyContribution]) -> tuple[AnyContribution, ...]:
    """``made`` as a tuple, if it holds nothing but contributions of this agent."""
    known = get_args(AnyContribution)
    contributions = tuple(made)
    for contribution in contributions:
        if not isinstance(contribution, known):
            raise HubError(agent.name, f"returns {contribution!r}, which is no contribution")
        if contribution.owner != agent.name:
            raise HubError(agent.name, f"returns a contribution of {contribution.owner!r}")
    return contributions


def _review(project: Project, levels: Sequence[Sequence[Agent]], hub: DomainExpertHub) -> tuple[Finding, ...]:
    contributions = hub.contributions()
    agents = {agent.name: agent for level in levels for agent in level}
    failures: list[Finding] = []
    for seat in hub.seats:
        agent = agents[seat.name]
        found, failure = _guarded(agent, partial(_findings_of, agent, project, contributions, seat))
        for finding in found or ():
            seat.report(finding)
        failures += [failure] if failure else []
    return tuple(failures)


def _findings_of(
    agent: Agent, project: Project, contributions: Sequence[AnyContribution], seat: Seat
) -> tuple[Finding, ...]:
    found = tuple(agent.review(project, contributions, seat))
    for finding in found:
        if not isinstance(finding, Finding):
            raise HubError(agent.name, f"reviews with {finding!r}, which is no finding")
    return found


def _gather(hub: DomainExpertHub, last: tuple[Finding, ...]) -> Consultation:
    findings = (*hub.findings(), *last)
    return Consultation(
        contributions=() if errors(last) else hub.contributions(),
        outcomes=hub.outcomes(),
        findings=findings,
        transcript=hub.transcript(),
        schedule=hub.schedule(),
        suggestions=hub.suggestions(),
    )


def _guarded(agent: Agent, call: Callable[[], ResultT]) -> tuple[ResultT | None, Finding | None]:
    """The result of ``call``, or a finding that names the agent at fault: agents may be anyone's code."""
    try:
        return call(), None
    except HubError as error:
        return None, _failed(repr(error.agent), str(error))
    except CompilerError as error:
        return None, _failed(repr(agent.name), str(error))
    except Exception as error:
        return None, _failed(repr(agent.name), f"failed with {type(error).__name__}: {error}")


def _failed(agent: str, reason: str) -> Finding:
    return _fault("agents.E004", f"agent {agent} {reason}", "correct the agent or take it out of the roster")


def _fault(code: str, message: str, hint: str) -> Finding:
    return Finding(Level.ERROR, code, message, hint)
