"""What the settings allow a run and its agents to spend.

ERDGEN_LLM_BUDGET="usd=1 tokens=800000 calls=200 seconds=1200" is for the run, ERDGEN_LLM_BUDGET_EACH for
each agent, ERDGEN_LLM_BUDGET_BUSINESS_LOGIC for that agent. What is left out stays at its default.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from agents.llm.budget import AGENT_BUDGET, RUN_BUDGET, Amount
from agents.llm.failures import SettingError

BUDGET = "ERDGEN_LLM_BUDGET"
EACH = f"{BUDGET}_EACH"
UNITS = ("usd", "tokens", "calls", "seconds")


@dataclass(frozen=True, slots=True)
class Allowance:
    """Budgets of the run, of each agent, and of the agents that are named."""

    run: Amount
    each: Amount
    agents: Mapping[str, Amount]


def read_allowance(environ: Mapping[str, str]) -> Allowance:
    """The budgets of the settings. Raises SettingError."""
    each = _read(environ, EACH, AGENT_BUDGET)
    named = {
        variable.removeprefix(f"{BUDGET}_").lower(): _read(environ, variable, each)
        for variable in sorted(environ)
        if variable.startswith(f"{BUDGET}_") and variable != EACH
    }
    return Allowance(_read(environ, BUDGET, RUN_BUDGET), each, named)


def _read(environ: Mapping[str, str], variable: str, default: Amount) -> Amount:
    limits: dict[str, Decimal] = {
        "usd": default.usd,
        "tokens": Decimal(default.tokens),
        "calls": Decimal(default.calls),
        "seconds": Decimal(str(default.seconds)),
    }
    for part in environ.get(variable, "").replace(",", " ").split():
        unit, _, number = part.lower().partition("=")
        limits[unit] = _read_number(variable, part, unit, number)
    return Amount(int(limits["tokens"]), limits["usd"], int(limits["calls"]), float(limits["seconds"]))


def _read_number(variable: str, part: str, unit: str, number: str) -> Decimal:
    try:
        limit = Decimal(number)
    except InvalidOperation:
        limit = Decimal(-1)
    if unit not in UNITS or not limit.is_finite() or limit < 0:
        raise SettingError(
            f"{variable} holds {part!r}: write usd=, tokens=, calls= or seconds= and a number, "
            'for example "usd=0.5 calls=100".'
        )
    return limit
