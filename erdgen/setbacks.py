"""The way back of a stored run whose steps fail with what a model said.

As in a command the model is asked again, then what failed is left out, then all that it said. What was done
is stored with the failure, so whoever takes the run up next consults the agents just so; what a model said
before is known and costs nothing. Once somebody has judged the run, contributions stay where they were seen:
then those of the model are rejected in the generator's name, functions before all else.
"""

from __future__ import annotations

from functools import reduce
from typing import Any

from erdgen import store, verdicts
from erdgen.compiler.codec import decode, encode
from erdgen.compiler.errors import CompilerError, ToolError
from erdgen.compiler.fallback import Setback, describe_failure, find_setback, left_out
from erdgen.compiler.passes import Advisor
from erdgen.compiler.proof.prove import ProofError
from erdgen.models import Run, StepState

#: The step under which the findings stand that say what was left out.
FALLBACK = "fallback"
ASKED, LEFT_OUT = "the model is asked again", "made anew without what a model said"


def load_setbacks(run: Run) -> tuple[Setback, ...]:
    """What was done about the failures so far."""
    return _read(run.setbacks)


def step_back(run: Run, advisor: Advisor) -> Advisor:
    """Who is asked after these failures."""
    return reduce(lambda asked, setback: setback.apply(asked), load_setbacks(run), advisor)


def retreat(run: Run, step: str, error: CompilerError) -> str:
    """Store what is done about the failure of ``step``, in words; empty when nothing of it is a model's.

    An input or an output folder that cannot be used is nobody's fault but its own.
    """
    if not isinstance(error, ToolError) or not verdicts.has_model_part(run):
        return ""
    if verdicts.is_judged(run):
        verdicts.drop_by_model(run, f"{step} failed with it")
        told = [left_out((), f"“{step}” failed with it: {error}")]
        how = LEFT_OUT
    else:
        how, told = _go_back(run, step, error), []
    store.save_findings(run, FALLBACK, [*(each.told for each in _read(_load_rows(run))), *told])
    return f"{how}, as {step} failed with it"


def _go_back(run: Run, step: str, error: CompilerError) -> str:
    """One more setback. What is stored counts: a step may be saved again when the database was away."""
    standing = run.contributions.filter(verdicts.STANDING_BY_MODEL).order_by("position")
    made = [decode(data) for data in standing.values_list("data", flat=True)]
    rows = _load_rows(run)
    name, text = describe_failure(str(error), error.proof if isinstance(error, ProofError) else None)
    setback = find_setback(_read(rows), made, name if name != text else step, text)
    Run.objects.filter(pk=run.pk).update(setbacks=[*rows, _as_row(setback)])
    # The agents are consulted again, so whoever takes the run up needs the model again.
    run.steps.filter(name="consult").update(state=StepState.RUNNING)
    return ASKED if setback.how == "ask" else LEFT_OUT


def _load_rows(run: Run) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = Run.objects.values_list("setbacks", flat=True).get(pk=run.pk)
    return rows


def _read(rows: list[dict[str, Any]]) -> tuple[Setback, ...]:
    return tuple(Setback(**{**row, "blamed": decode(row["blamed"])}) for row in rows)


def _as_row(setback: Setback) -> dict[str, Any]:
    named = {name: getattr(setback, name) for name in ("how", "name", "plain", "failure")}
    return {**named, "blamed": encode(setback.blamed)}
