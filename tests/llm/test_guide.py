"""What docs/llm.md says is what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from agents.enrich import access, critique, direction, expectations, functions, lists, rules
from agents.enrich.telling import DIAGNOSTICS as MODEL_DIAGNOSTICS
from agents.llm import allowance, choice, profiles, tracing
from agents.llm.budget import AGENT_BUDGET, RUN_BUDGET
from agents.llm.check import WANTED_CONTEXT
from agents.llm.consultant import DIAGNOSTICS
from agents.llm.endpoint import Level
from agents.llm.failures import Kind
from agents.llm.profiles import PROFILES, Profile

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "llm.md").read_text(encoding="utf-8")
ROWS = {
    cells[0].strip("` "): [cell.strip() for cell in cells[1:]]
    for cells in (line.strip("|").split("|") for line in GUIDE.splitlines() if line.startswith("| `"))
}


@pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda profile: profile.name)
def test_profiles(profile: Profile) -> None:
    key, model, testing, level = ROWS[profile.name]
    assert key == (f"`{profile.key_variable}`" if profile.key_variable else "none")
    if profile.model:
        assert (model, testing) == (f"`{profile.model}`", f"`{profile.testing_model}`")
    words = {Level.JSON_SCHEMA: "JSON schema", Level.PROMPT: "asked for in words", None: "tried once"}
    assert level == words[profile.level]


def test_variables() -> None:
    read = {
        *(
            choice.CHOICE,
            choice.BASE_URL,
            profiles.API_KEY,
            profiles.MODEL,
            profiles.PRICE,
            profiles.TESTING,
        ),
        *(allowance.BUDGET, allowance.EACH, tracing.EXPORT),
        *(f"{prefix}_BUSINESS_LOGIC" for prefix in (profiles.MODEL, allowance.BUDGET)),
        *(profile.url_variable for profile in PROFILES.values() if profile.url_variable),
    }
    assert {name for name in ROWS if re.fullmatch("[A-Z_]+", name)} == read


@pytest.mark.parametrize(
    ("variable", "budget"), [(allowance.BUDGET, RUN_BUDGET), (allowance.EACH, AGENT_BUDGET)]
)
def test_default_budgets(variable: str, budget: object) -> None:
    documented = ROWS[variable][0].split("`")[1]
    told = allowance.read_allowance({variable: documented})
    assert budget == (told.run if variable == allowance.BUDGET else told.each)


def test_findings_and_failures() -> None:
    assert {code: row[0] for code, row in ROWS.items() if code.startswith("llm.")} == DIAGNOSTICS
    assert {code: row[0] for code, row in ROWS.items() if code.startswith("model.")} == MODEL_DIAGNOSTICS
    named = GUIDE.split("The kinds of failure that they name:")[1].split("\n\n")[0]
    assert re.findall(r"`(\w+)`", named) == [kind.value for kind in Kind]


def test_tasks() -> None:
    documented = {name for row in ROWS if "_" in row or row in ("remark", "direct") for name in [row]}
    tasks = {rules.SUGGEST, access.TASK, lists.TASK, expectations.TASK, critique.TASK, direction.TASK}
    assert tasks <= documented
    pairs = ((rules.READ, rules.JUDGE), (functions.TRY, functions.WRITE))
    assert {f"{first}`, `{second}" for first, second in pairs} <= documented
    prompts = {path.stem for path in (ROOT / "agents" / "llm" / "prompts").glob("*.txt")}
    paired = {task for pair in pairs for task in pair}
    assert prompts == tasks | paired | {"common", "common_code", "probe"}


def test_the_context_that_a_server_should_have() -> None:
    assert f"{WANTED_CONTEXT:,} tokens" in GUIDE
