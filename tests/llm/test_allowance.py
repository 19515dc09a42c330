"""Budgets of the settings."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from agents.llm.allowance import Allowance, read_allowance
from agents.llm.budget import AGENT_BUDGET, RUN_BUDGET, Amount
from agents.llm.failures import SettingError


def test_defaults() -> None:
    assert read_allowance({}) == Allowance(RUN_BUDGET, AGENT_BUDGET, {})


def test_each_unit_and_what_is_left_out() -> None:
    environ = {
        "ERDGEN_LLM_BUDGET": "usd=1.50 tokens=10,calls=3 seconds=0.5",
        "ERDGEN_LLM_BUDGET_EACH": "calls=2",
        "ERDGEN_LLM_BUDGET_BUSINESS_LOGIC": "USD=0",
    }
    each = replace(AGENT_BUDGET, calls=2)
    assert read_allowance(environ) == Allowance(
        Amount(10, Decimal("1.50"), 3, 0.5), each, {"business_logic": replace(each, usd=Decimal(0))}
    )


@pytest.mark.parametrize(
    "text", ["1", "usd", "usd=", "usd=much", "usd=-1", "usd=nan", "tokens=inf", "euro=1"]
)
@pytest.mark.parametrize("variable", ["ERDGEN_LLM_BUDGET", "ERDGEN_LLM_BUDGET_EACH", "ERDGEN_LLM_BUDGET_API"])
def test_what_is_no_budget_is_named(variable: str, text: str) -> None:
    with pytest.raises(SettingError, match=f"{variable} holds '{text}'"):
        read_allowance({variable: text})
