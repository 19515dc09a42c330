"""Regenerations by the command: a project is generated again in this process, and the run recorded.

Apart from ``composition.py``, as nobody else has to wait for what a merge needs.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from django.conf import settings

from agents.llm.failures import SettingError
from erdgen.compiler.pipeline import Progress
from erdgen.compiler.regeneration import RegenerationRequest, list_wishes, regenerate
from erdgen.compiler.regeneration_report import RegenerationReport
from erdgen.compiler.report import GenerationReport
from erdgen.composition import REVIEW_FIRST, make_advisor, open_model, record_model, with_costs
from erdgen.record import TimedProgress, record_run


def run_regeneration(request: RegenerationRequest, progress: Progress, llm: str = "") -> RegenerationReport:
    """Generate a project again in this process, and record the run; as ``run_generation``."""
    generation = request.generation
    if settings.REQUIRE_HUMAN_REVIEW and not generation.dry_run:
        name = generation.name or str(generation.output)
        return RegenerationReport(GenerationReport("refused", name, generation.output, message=REVIEW_FIRST))
    try:
        model = open_model(llm)
    except SettingError as error:
        name = generation.name or str(generation.output)
        return RegenerationReport(GenerationReport("refused", name, generation.output, message=str(error)))
    timed = TimedProgress(progress)
    report = regenerate(request, make_advisor(model), timed)
    report = replace(report, generation=with_costs(report.generation, model))
    record_run(generation, report.generation, timed.steps, "evolve" if generation.data else "feedback")
    record_model(model, timed)
    return report


def preview_wishes(output: Path) -> RegenerationReport:
    """The comments in the code of a generated project, and what each would come to."""
    return list_wishes(output, make_advisor())
