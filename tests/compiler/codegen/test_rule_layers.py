"""What is said of where a rule is enforced is what the generated models do."""

from __future__ import annotations

import pytest

from erdgen.compiler.codegen.python import Imports
from erdgen.compiler.codegen.rule_code import write_rules
from erdgen.compiler.contributions import AddRule, Because
from erdgen.compiler.design import apply_contributions
from erdgen.compiler.rules.conditions import Compare, Every, Formula, Moment, Pattern, Range, Span, Term
from erdgen.compiler.rules.forms import Implies, Rule, Unique
from erdgen.compiler.rules.layers import find_layers
from erdgen.compiler.rules.showcase import SHOWN
from erdgen.compiler.spec.project import Kind, Project
from tests.compiler.rules.test_rules_reference import shop
from tests.projects import entity, field, job_board

STAY = job_board(
    entity(
        "Stay",
        field("begins", Kind.DATE),
        field("ends", Kind.DATE),
        field("left_at", Kind.DATETIME, required=False),
        field("nights", Kind.INT),
        field("rate", Kind.DECIMAL),
        field("code"),
    )
)


@pytest.mark.parametrize("shown", SHOWN, ids=lambda shown: shown.kind)
def test_every_form_is_held_where_it_is_said_to_be(shown) -> None:
    compare(shop(), shown.entity, shown.rule)


@pytest.mark.parametrize(
    "rule",
    [
        Compare("ends", "gte", "begins", Span(3, "days")),
        Compare("ends", "gte", "begins", Span(3, "hours")),
        Compare("ends", "gte", "begins", Span(3, "months")),
        Compare("left_at", "gte", "begins", Span(3, "days")),
        Every((Range("nights", gt="0"), Range("rate", gte="0"))),
        Formula("nights", "lte", (Term(("nights",), "2"),)),
        Formula("rate", "lte", (Term(("rate",), "2"),)),
        Implies(Range("nights", gt="7"), Moment("begins", "gt")),
        Pattern("code", "(?i)a+"),
        Unique(("code",), where=Compare("ends", "gte", "begins")),
    ],
    ids=repr,
)
def test_rules_at_the_edge_of_what_a_database_holds(rule: Rule) -> None:
    compare(STAY, "Stay", rule)


def compare(project: Project, entity: str, rule: Rule) -> None:
    added = AddRule(owner="x", entity=entity, rule=rule, message="So it is.", because=Because("so", "erd"))
    design = apply_contributions(project, [added])
    made = design.by_name[entity]
    codes = [code for code in write_rules(design, made, Imports()) if "OfParent" not in code.code]
    in_database = bool(codes) and all(code.name or code.constraint for code in codes)
    assert in_database is ("database" in find_layers(rule, made.entity))
