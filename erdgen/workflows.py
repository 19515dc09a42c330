"""Named workflows: which steps a run goes through, and what each of them needs.

A workflow is a small graph. Its steps run one after the other, in the order of the table as far as what they
need allows that; each is a checkpoint.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from erdgen.course import APPLY, Stage, is_accepted
from erdgen.models import Queue, Run
from erdgen.regeneration_steps import (
    check_project,
    list_differences,
    listen,
    regenerate,
    swap,
    trace_merge,
)
from erdgen.steps import apply, build, consult, propose, prove, read, trace


@dataclass(frozen=True, slots=True)
class Workflow:
    """``title`` names it on the pages, ``says`` tells what comes of it.

    A run needs an ERD if ``from_erd``, and a generated project if ``from_project``. A workflow without a step
    ``apply`` writes nothing.
    """

    title: str
    says: str
    steps: tuple[Stage, ...]
    from_erd: bool = True
    from_project: bool = False

    @property
    def writes(self) -> bool:
        return any(step.name == APPLY for step in self.steps)


def order_steps(steps: Sequence[Stage]) -> tuple[Stage, ...]:
    """Each after all that it needs, otherwise as they stand; ValueError where that cannot be."""
    names = [step.name for step in steps]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ValueError(f"two steps are called {', '.join(sorted(twice))}")
    unknown = sorted({need for step in steps for need in step.needs} - set(names))
    if unknown:
        raise ValueError(f"no step is called {', '.join(unknown)}, and others need it")
    ordered: list[Stage] = []
    waiting = list(steps)
    while waiting:
        passed = {step.name for step in ordered}
        ready = next((step for step in waiting if passed.issuperset(step.needs)), None)
        if ready is None:
            raise ValueError(f"these steps need each other: {', '.join(step.name for step in waiting)}")
        ordered.append(ready)
        waiting.remove(ready)
    return tuple(ordered)


def find_workflow(run: Run) -> Workflow:
    """The workflow of a run; KeyError for one that is no more."""
    return WORKFLOWS[run.workflow]


def list_stages(run: Run) -> tuple[Stage, ...]:
    """The steps of a run, in order."""
    return order_steps(find_workflow(run).steps)


#: An ERD, or what people wrote into a project, merged with the project as it is.
REGENERATION = (
    Stage("read", read),
    Stage("consult", listen, needs=("read",)),
    Stage("regenerate", regenerate, Queue.PROOF, needs=("consult",)),
    Stage("trace", trace_merge, wanted=lambda run: bool(run.options["review"]), needs=("regenerate",)),
    Stage(APPLY, swap, wanted=is_accepted, needs=("regenerate",)),
)

WORKFLOWS = {
    "new": Workflow(
        "New backend",
        "a backend from an ERD, in a folder that holds none or none that was edited",
        (
            Stage("read", read),
            Stage("consult", consult, needs=("read",)),
            Stage("build", build, needs=("consult",)),
            Stage("trace", trace, wanted=lambda run: bool(run.options["review"]), needs=("build",)),
            Stage("prove", prove, Queue.PROOF, lambda run: bool(run.options["prove"]), needs=("build",)),
            Stage("propose", propose, needs=("build", "prove")),
            Stage(APPLY, apply, wanted=is_accepted, needs=("propose",)),
        ),
    ),
    "evolve": Workflow(
        "Evolve",
        "a new version of the ERD, merged with the project as it was edited; rows are kept",
        REGENERATION,
        from_project=True,
    ),
    "feedback": Workflow(
        "Feedback round",
        "the project's own ERD again, with the comments in the code and of reviewers carried out",
        REGENERATION,
        from_erd=False,
        from_project=True,
    ),
    "tests": Workflow(
        "Tests only",
        "checks, migrations and tests of the project as it is; nothing is written",
        (Stage("prove", check_project, Queue.PROOF),),
        from_erd=False,
        from_project=True,
    ),
    "review": Workflow(
        "Review of a project",
        "what was edited since it was generated, and what its comments would do; nothing is written",
        (
            Stage("read", read),
            Stage("consult", listen, needs=("read",)),
            Stage("compare", list_differences, needs=("consult",)),
        ),
        from_erd=False,
        from_project=True,
    ),
}
