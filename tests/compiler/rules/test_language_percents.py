"""What a percentage does in sums and products: it takes hundredths of an amount, or the sentence is open."""

from __future__ import annotations

import pytest

from erdgen.compiler.rules.conditions import Formula, Term
from erdgen.compiler.rules.forms import Computed, Rule
from tests.compiler.rules.reading import assert_reported, assert_states, read_entities
from tests.projects import rule

PROJECT = read_entities(
    {
        "User": {},
        "Placement": {
            "fields": {
                "fee": "decimal(10, 2)",
                "total": "decimal(10, 2)",
                "annual_salary": "decimal(10, 2)",
                "bonus": "decimal(10, 2)",
                "fee_percent": "decimal(5, 2)",
                "discount_percent": "decimal(5, 2)",
            }
        },
    }
)
SHARE = Term(("annual_salary", "fee_percent"), "0.01")
LESS = (Term(("annual_salary",)), Term(("annual_salary", "discount_percent"), "-0.01"))


@pytest.mark.parametrize(
    ("sentence", "stated"),
    [
        (
            "The fee for a placement is the annual salary multiplied by the fee percentage.",
            Computed("fee", (SHARE,)),
        ),
        (
            "The fee of a placement is the fee percentage of the annual salary.",
            Computed("fee", (Term(("fee_percent", "annual_salary"), "0.01"),)),
        ),
        ("The total of a placement is the annual salary less the discount.", Computed("total", LESS)),
        (
            "The total of a placement is at most the annual salary minus the discount percent.",
            Formula("total", "lte", LESS),
        ),
        (
            "The total of a placement is the annual salary plus the bonus.",
            Computed("total", (Term(("annual_salary",)), Term(("bonus",)))),
        ),
    ],
)
def test_a_percentage_takes_hundredths(sentence: str, stated: Rule) -> None:
    assert_states(PROJECT, rule(sentence), "Placement", [stated])


def test_a_percentage_of_one_of_two_amounts_is_open() -> None:
    assert_reported(
        PROJECT,
        rule("The total of a placement is the annual salary plus the bonus minus the discount percentage."),
    )
