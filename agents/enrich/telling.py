"""What the user is told of what models say. Codes and what they mean stand in docs/llm.md."""

from __future__ import annotations

from dataclasses import replace

from erdgen.compiler.findings import Finding, Level, Location
from erdgen.compiler.rules.describe import describe_rule
from erdgen.compiler.rules.vocabulary import RuleOutcome, Stated
from erdgen.compiler.spec.project import Project

DIAGNOSTICS = {
    "model.W001": "Two readings of a sentence by the model differ; neither is used.",
    "model.W002": "A model sees what is meant, but the vocabulary cannot say it.",
    "model.W003": "A model expects another outcome of a request than the rules give.",
    "model.W004": "What a model contributed was left out, as the backend could not be made with it.",
    "model.W005": "What a model contributed to the version before has no place in this one.",
    "model.I001": "A sentence is enforced as a model read it.",
    "model.I002": "A model suggests something that only a person may let pass.",
    "model.I003": "A model remarks on what the agents decided.",
    "model.I004": "A reading that a person approved before is used again.",
    "model.I005": "The model leaves out questions of which it expects nothing.",
    "model.I006": "What a model expects of a request cannot be a test of the generated project.",
    "model.I007": "A model wrote a function for a sentence; it waits for a person's approval.",
}


def tell(
    code: str, message: str, entity: str = "", hint: str = "", location: Location | None = None
) -> Finding:
    """A finding of the level that its code says."""
    level = Level.WARNING if code.startswith("model.W") else Level.INFO
    return Finding(level, code, message, hint, entity, location)


def compile_outcome(project: Project, outcome: RuleOutcome, stated: tuple[Stated, ...]) -> RuleOutcome:
    """``outcome`` with what a model read."""
    words = "; ".join(describe_rule(each.rule, project.by_name[each.entity]) for each in stated)
    return replace(
        outcome,
        status="compiled",
        entity=stated[0].entity,
        understood=f"{stated[0].entity}: {words} (read by a model)",
        reason="",
        hint="",
        rules=stated,
    )
