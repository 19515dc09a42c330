"""How workers bring a stored run on through the steps of its workflow, each of them a checkpoint.

A step computes without writing to the database; what it came to is saved in one transaction with the step
itself, and only while the lease is held. So a step that was killed leaves nothing, one that is done twice
leaves the same, and whoever goes on starts after the last one that finished.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection

from erdgen import lifecycle, preferences, setbacks, store, verdicts
from erdgen.comments import recall
from erdgen.compiler import pipeline
from erdgen.compiler.contributions import AddRule, AnyContribution
from erdgen.compiler.design import Design, apply_contributions
from erdgen.compiler.errors import CompilerError, InputError, ToolError
from erdgen.compiler.evolve.wanted_names import place_comments
from erdgen.compiler.passes import Advisor, Comment, Consultation
from erdgen.compiler.pipeline import GenerationRequest
from erdgen.compiler.proof.prove import ProofError, ProofOptions
from erdgen.compiler.regeneration import MissingValuesError
from erdgen.compiler.report import GenerationReport
from erdgen.compiler.rules.vocabulary import RuleOutcome
from erdgen.compiler.spec.called import Called
from erdgen.compiler.spec.project import Project
from erdgen.compiler.standing import find_left_out
from erdgen.compiler.version import VERSION
from erdgen.compiler.writer import Existing, inspect_output
from erdgen.lifecycle import Lease, LeaseLostError
from erdgen.models import Queue, Run, State, Step, StepState
from erdgen.patience import patiently

#: The step that writes into the output folder; a workflow without one writes nothing.
APPLY = "apply"
#: Steps in which nothing is made of what the agents said.
UNTOUCHED = frozenset({"read", "consult", APPLY})
#: Saves what a step came to, inside the step's transaction, and returns the output of the step.
Save = Callable[[], dict[str, Any]]


@dataclass
class Course:
    """One worker's work on one run; what the steps need is made or recalled when it is asked for."""

    run: Run
    lease: Lease
    advisor: Advisor
    protected: tuple[Path, ...]

    @cached_property
    def request(self) -> GenerationRequest:
        return GenerationRequest(
            data=bytes(self.run.erd),
            name=self.run.source,
            output=settings.OUTPUTS_ROOT / self.run.output,
            prove=self.run.options["prove"],
            proof=ProofOptions(database_url=settings.PROOF_DATABASE_URL),
            protected=self.protected,
        )

    @cached_property
    def report(self) -> GenerationReport:
        """With the linked Project: reading is quick, and no row could hold it better than the ERD does."""
        empty = GenerationReport("done", self.request.name, self.request.output)
        return pipeline.parse(self.request, empty)

    @cached_property
    def project(self) -> Project:
        """The Project that the agents spoke of: under the names that comments gave."""
        assert self.report.project is not None  # parse() has put it there
        return self.link(self.advice.names) if self.advice.names else self.report.project

    @cached_property
    def comments(self) -> tuple[Comment, ...]:
        """What reviewers said of earlier runs, and what the author always wants."""
        assert self.report.project is not None  # parse() has put it there
        return (*recall(self.run), *preferences.as_comments(self.run, self.report.project))

    def list_comments(self, project: Project) -> tuple[Comment, ...]:
        """The same in the names of ``project``."""
        return tuple(place_comments(project, self.comments))

    def link(self, names: Sequence[Called]) -> Project:
        """The Project under these names."""
        project = pipeline.parse(self.request, self.report, names).project
        assert project is not None  # parse() raises where there is none
        return project

    def step_back(self, advisor: Advisor) -> Advisor:
        """Who is asked in place of ``advisor`` after what failed with a model's part."""
        return setbacks.step_back(self.run, advisor)

    @cached_property
    def design(self) -> Design:
        """What was agreed, from the stored contributions."""
        said = self.standing
        return apply_contributions(self.project, said.contributions, said.outcomes, said.findings)

    @cached_property
    def standing(self) -> Consultation:
        """What the agents said, without what people rejected and what depends on that."""
        placed = self.placed
        gone = [made for place, made in enumerate(self.advice.contributions) if place not in placed]
        return replace(
            self.advice,
            contributions=tuple(placed.values()),
            rejected=tuple(self.advice.contributions[place] for place in self.rejected),
            outcomes=tuple(reopen(outcome, gone) for outcome in self.advice.outcomes),
        )

    @cached_property
    def placed(self) -> dict[int, AnyContribution]:
        """What stands, by position. Suggestions that people approved come first: they change their minds."""
        made, first = self.advice.contributions, len(self.advice.contributions)
        gone = {*self.rejected, *find_left_out(self.project, made, self.rejected)}
        chosen = {place: self.advice.suggestions[place - first] for place in self.accepted}
        approved = {
            place: replace(each, because=replace(each.because, source="model"))
            for place, each in chosen.items()
        }
        return approved | {place: each for place, each in enumerate(made) if place not in gone}

    @cached_property
    def advice(self) -> Consultation:
        """What the agents said."""
        output = patiently(lambda: self.run.steps.get(name="consult").output)
        return patiently(lambda: store.load_consultation(self.run, output))

    @cached_property
    def rejected(self) -> tuple[int, ...]:
        """Positions of the contributions that people rejected."""
        return patiently(lambda: verdicts.list_rejected(self.run))

    @cached_property
    def accepted(self) -> tuple[int, ...]:
        """Positions of the suggestions that people approved."""
        return patiently(lambda: verdicts.list_accepted(self.run))

    def existing(self) -> Existing:
        """What the output folder holds now."""
        return inspect_output(self.request.output, self.protected)

    def files(self) -> dict[str, bytes]:
        """What was rendered so far."""
        return patiently(lambda: store.load_files(self.run))

    def hash_input(self, step: str) -> str:
        """Of all that the result of a step depends on; reviewers' comments are among the options."""
        rejected = () if step in ("read", "consult") else (*self.rejected, *self.accepted)
        options = repr(sorted(self.run.options.items()))
        # No failure of a model's part changes how the ERD reads.
        failed = [repr(self.run.setbacks)] if self.run.setbacks and step != "read" else []
        name = "\0".join((VERSION, self.run.source, options, repr(rejected), *failed, step))
        return hashlib.sha256(name.encode() + b"\0" + bytes(self.run.erd)).hexdigest()


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of a workflow: ``wanted`` says whether a run goes through it, ``needs`` what comes before."""

    name: str
    work: Callable[[Course], Save]
    queue: Queue = Queue.RUNS
    wanted: Callable[[Run], bool] = lambda run: True
    needs: tuple[str, ...] = ()


def advance(course: Course, stages: Sequence[Stage]) -> None:
    """Do what is left of ``stages`` in the queue that the run is in; LeaseLostError when it is not ours."""
    run, lease = course.run, course.lease
    finished = patiently(
        lambda: dict(run.steps.filter(state=StepState.DONE).values_list("name", "input_hash"))
    )
    for position, stage in enumerate(stages):
        if not stage.wanted(run) or finished.get(stage.name) == course.hash_input(stage.name):
            continue
        if stage.queue != run.queue:
            patiently(partial(lifecycle.hand_over, lease, stage.queue))
            return
        if not pass_stage(course, stage, position):
            return
    patiently(lambda: lifecycle.leave(lease, find_end(run, stages), message=""))


def find_end(run: Run, stages: Sequence[Stage]) -> State:
    """Where a run stands that went through all of them."""
    if not any(stage.name == APPLY for stage in stages):
        return State.DONE
    return State.APPLIED if is_accepted(run) else State.AWAITING_REVIEW


def reopen(outcome: RuleOutcome, gone: Sequence[AnyContribution]) -> RuleOutcome:
    """A sentence that only a model could read stays open when what it read is among ``gone``."""
    read = [made for made in gone if isinstance(made, AddRule) and made.because.source == "model"]
    if outcome.location is None or outcome.location not in [made.because.location for made in read]:
        return outcome
    reason = "what a model read was left out"
    return replace(outcome, status="not_understood", understood="", reason=reason, rules=())


def is_accepted(run: Run) -> bool:
    """Whether the run may be applied: a person said so, or nobody has to."""
    if run.approved_at is not None:
        return True
    if run.options["review"] or settings.REQUIRE_HUMAN_REVIEW:
        return False
    # What loses values, or is in conflict, is never applied unseen.
    return not patiently(lambda: run.steps.filter(output__risky=True).exists())


def pass_stage(course: Course, stage: Stage, position: int) -> bool:
    """Do one step and save it; False when the run ended with it."""
    started = time.perf_counter()
    Progress(course.lease).started(stage.name)
    failure: CompilerError | None = None
    try:
        save = stage.work(course)
    except CompilerError as error:
        failure, save = error, partial(save_failure, course, stage, error)
    except Exception as error:
        # A crash with what a model said is the model's, as long as it does not come without it too.
        if stage.name in UNTOUCHED or not patiently(lambda: verdicts.has_model_part(course.run)):
            raise
        failure = ToolError(f"the generator failed: {error!r}")
        save = partial(save_failure, course, stage, failure)
    seconds = time.perf_counter() - started
    patiently(lambda: finish_step(course, stage, position, save, seconds, failure))
    return failure is None


def finish_step(
    course: Course, stage: Stage, position: int, save: Save, seconds: float, failure: CompilerError | None
) -> None:
    """All that a step leaves, in one transaction."""
    with lifecycle.holding(course.lease):
        Step.objects.update_or_create(
            run=course.run,
            name=stage.name,
            defaults={
                "position": position,
                "input_hash": course.hash_input(stage.name),
                "state": StepState.FAILED if failure else StepState.DONE,
                "output": save(),
                "seconds": seconds,
            },
        )
        Run.objects.filter(pk=course.run.pk).update(attempts=0)
        lifecycle.log(course.run.pk, "step", stage.name, ok=failure is None, seconds=round(seconds, 3))
        if failure is not None:
            end_with(course, stage, failure)


def save_failure(course: Course, stage: Stage, error: CompilerError) -> dict[str, Any]:
    """What is known of a failure."""
    if isinstance(error, InputError):
        store.save_findings(course.run, stage.name, error.findings)
    if isinstance(error, ProofError):
        store.save_proof(course.run, error.proof)
    if isinstance(error, MissingValuesError):
        return {"error": str(error), "questions": [asdict(each) for each in error.questions]}
    return {"error": str(error)}


def end_with(course: Course, stage: Stage, error: CompilerError) -> None:
    """A run fails with its step; one that was approved and does not fit, or not without what was rejected,
    is looked at again."""
    back = setbacks.retreat(course.run, stage.name, error) if stage.name not in UNTOUCHED else ""
    if back:
        lifecycle.leave(course.lease, State.QUEUED, back, queue=Queue.RUNS, attempts=0)
        return
    judged = stage.name == APPLY or course.rejected
    look_again = bool(judged and (course.run.options["review"] or course.run.approved_at))
    to = State.AWAITING_REVIEW if look_again else State.FAILED
    changes: dict[str, Any] = {"approved_at": None, "approved_by": None} if look_again else {}
    lifecycle.leave(course.lease, to, str(error), message=str(error), **changes)


class Progress:
    """Logs what happens within a step, as far as it can: the log may have a gap, the run goes on."""

    def __init__(self, lease: Lease) -> None:
        self._lease = lease

    def started(self, step: str) -> None:
        self._log("started", step)

    def finished(self, step: str, ok: bool, detail: str, seconds: float) -> None:
        self._log("finished", step, ok=ok, detail=detail, seconds=round(seconds, 3))

    def _log(self, kind: str, text: str, **data: Any) -> None:
        try:
            with lifecycle.holding(self._lease):
                lifecycle.log(self._lease.run, kind, text, **data)
        except (DatabaseError, LeaseLostError):
            connection.close()
        finally:
            # The proof tells of its steps in threads of its own, which nobody else would tidy up after.
            if threading.current_thread() is not threading.main_thread():
                connection.close()
