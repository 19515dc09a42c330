"""Rules that the ERD gives as JSON: nothing to understand, only to read."""

from __future__ import annotations

from erdgen.compiler.rules.codec import load_rule
from erdgen.compiler.rules.describe import describe_rule
from erdgen.compiler.rules.vocabulary import RuleOutcome, Stated
from erdgen.compiler.spec.project import Project, RuleText


def read_written_rule(project: Project, text: RuleText) -> RuleOutcome:
    """The outcome of a rule with ``check``, which the frontend has held against the Project."""
    rule = load_rule(text.check)
    words = describe_rule(rule, project.by_name[text.applies_to])
    return RuleOutcome(
        sentence=text.sentence,
        status="compiled",
        understood=f"{text.applies_to}: {words}",
        location=text.location,
        rules=(Stated(text.applies_to, rule),),
    )
