"""Rules that leave no valid row are named before anything is rendered."""

from __future__ import annotations

from erdgen.compiler.codegen.impossible import find_impossible
from erdgen.compiler.contributions import AddRule, Because
from erdgen.compiler.design import apply_contributions
from erdgen.compiler.findings import Level, Location
from erdgen.compiler.rules.conditions import Compare, Condition, Given, OneOf, Span, Weekday
from erdgen.compiler.rules.forms import Implies
from erdgen.compiler.spec.project import Kind
from tests.projects import choices, entity, field, job_board

LOAN = entity(
    "Loan",
    field("lent_on", Kind.DATE),
    field("due_on", Kind.DATE),
    field("note", required=False),
    choices("status", "open", "closed"),
)
CLOSED = OneOf("status", ("closed",))
NOTED, UNNOTED = Given("note"), Given("note", negated=True)


def added(message: str, line: int, rule: Condition | Implies) -> AddRule:
    because = Because("the ERD says so", "erd", Location(line, 1))
    return AddRule(owner="business_logic", entity="Loan", rule=rule, message=message, because=because)


LENT_ON_MONDAYS = added("Loans begin on Mondays.", 3, Weekday("lent_on", (0,)))
DUE_ON_SUNDAYS = added("Loans end on Sundays.", 4, Weekday("due_on", (6,)))
DUE_NEXT_DAY = added("Loans last a day.", 5, Compare("due_on", "eq", "lent_on", Span(1, "days")))
CLOSED_ONES_ARE_NOTED = added("A closed loan has a note.", 6, Implies(CLOSED, NOTED))


def find(*rules: AddRule) -> list[str]:
    design = apply_contributions(job_board(LOAN), rules)
    found = list(find_impossible(design))
    assert all(finding.level is Level.ERROR and finding.subject == "Loan" for finding in found)
    assert not found or found[0].location == Location(5, 1)
    return [finding.message for finding in found]


def test_only_the_rules_that_stand_in_each_others_way_are_named() -> None:
    assert find(LENT_ON_MONDAYS, CLOSED_ONES_ARE_NOTED, DUE_ON_SUNDAYS, DUE_NEXT_DAY) == [
        "no example of a valid Loan is found that keeps "
        "“Loans begin on Mondays.” and “Loans end on Sundays.” and “Loans last a day.”"
    ]


def test_rules_with_a_valid_row_are_none() -> None:
    assert not find(LENT_ON_MONDAYS, DUE_NEXT_DAY, CLOSED_ONES_ARE_NOTED)
    assert not find(DUE_ON_SUNDAYS, DUE_NEXT_DAY)
