"""What a model expects of requests becomes a test, where the rules say so too and nothing tries it yet."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agents.enrich.expectations import MOST_TESTS
from erdgen.compiler.codegen.render import render_project
from erdgen.compiler.codegen.scenario_rows import ScenarioError, fit_scenario
from erdgen.compiler.contributions import AddRule, AddTest, Because
from erdgen.compiler.design import apply_contributions
from erdgen.compiler.functions.form import ByFunction
from erdgen.compiler.passes import Consultation
from erdgen.compiler.rules.conditions import OneOf
from erdgen.compiler.rules.forms import Immutable
from erdgen.compiler.spec.project import Kind, Project, RuleText
from tests.agents.enrich.test_agents import codes, consult, only
from tests.llm.players import Json
from tests.projects import choices, entity, field, link, user

PROJECT = Project(
    "Shop",
    entities=(
        user(),
        entity("Shelf", field("name"), field("room", Kind.INT)),
        entity(
            "Item",
            field("name", max_length=20),
            field("price", Kind.DECIMAL),
            field("cost", Kind.DECIMAL),
            field("state", required=False),
            field("sold_on", Kind.DATE, required=False),
            field("made_on", Kind.DATE, required=False),
            field("seen_on", Kind.DATE, required=False),
            field("code", Kind.SLUG, required=False),
            field("added", Kind.DATETIME, auto="created"),
            choices("kind", "new", "used"),
            choices("rank", "low", "high", required=False),
            link("shelf", "Shelf", related_name="items"),
        ),
    ),
    rules=(
        RuleText("The price of an item must be positive.", "Item"),
        RuleText("The price of an item must not be less than its cost.", "Item"),
        RuleText("The cost cannot be changed once the kind is used.", "Item"),
        RuleText("The sold on of an item must be after its made on.", "Item"),
        RuleText("A shelf can have at most 3 items where rank is high.", "Shelf"),
    ),
)


BECAUSE = Because("a test")


def expect(outcome: str, before: tuple[str, ...] = (), /, **sent: str) -> Json:
    wish = {"reason": "it is so", "kind": outcome, "fields": list(sent), "values": list(sent.values())}
    return wish | {"before": list(before)}


def hear(*wishes: Json, project: Project = PROJECT) -> Consultation:
    return consult({"expect_outcomes": only("Item", "expectations", *wishes)}, project)[0]


def scenarios(advice: Consultation) -> list[AddTest]:
    made = (each for each in advice.contributions if isinstance(each, AddTest))
    return [each for each in made if each.test == "scenario"]


def reasons(advice: Consultation) -> list[str]:
    return [each.message.partition(": ")[2] for each in advice.findings if each.code == "model.I006"]


def rendered(advice: Consultation, *left_out: type) -> str:
    made = [each for each in advice.contributions if type(getattr(each, "rule", None)) not in left_out]
    files = render_project(apply_contributions(PROJECT, made, advice.outcomes))
    text = files.get("backend/test_rules.py", "")
    return text.partition("SCENARIOS = [")[2].partition("\n]")[0]


def test_the_rules_are_read() -> None:
    assert [outcome.status for outcome in hear().outcomes] == ["compiled"] * 5


@pytest.mark.parametrize(
    ("wish", "row"),
    [
        (
            expect("rejected", price="7", cost="8.5"),
            '("items", None, {"price": "7.00", "cost": "8.50"}, '
            '"The price of an item must not be less than its cost.")',
        ),
        (
            expect("accepted", price="9", cost="8.5"),
            '("items", None, {"price": "9.00", "cost": "8.50"}, "")',
        ),
        (
            expect("accepted", ("3", "2", "new"), price="4", cost="3", kind="new"),
            '("items", {"price": "3.00", "cost": "2.00", "kind": "new"}, '
            '{"price": "4.00", "cost": "3.00", "kind": "new"}, "")',
        ),
        (
            expect("rejected", ("30", "2", "used"), price="30", cost="3", kind="used"),
            '("items", {"price": "30.00", "cost": "2.00", "kind": "used"}, '
            '{"price": "30.00", "cost": "3.00", "kind": "used"}, '
            '"The cost cannot be changed once the kind is used.")',
        ),
        (
            expect("accepted", made_on="2026-01-01", sold_on="2026-01-02"),
            '("items", None, {"made_on": "2026-01-01", "sold_on": "2026-01-02"}, "")',
        ),
        (
            expect("accepted", state="-", seen_on="-", name="X"),
            '("items", None, {"state": "", "seen_on": None, "name": "X"}, "")',
        ),
    ],
)
def test_what_all_agree_on_becomes_a_test(wish: Json, row: str) -> None:
    advice = hear(wish)
    (made,) = scenarios(advice)
    assert made.because.source == "model"
    assert row in rendered(advice), rendered(advice)


def test_what_the_rules_refuse_otherwise_stays_a_finding() -> None:
    advice = hear(expect("accepted", price="0", cost="0"), expect("rejected", name="forbidden"))
    assert scenarios(advice) == []
    assert codes(advice) == ["model.W003", "model.W003"]


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        (expect("accepted", shelf="1"), "shelf takes no plain value"),
        (expect("accepted", code="a b"), "code takes no plain value"),
        (expect("accepted", added="2026-01-01T00:00:00Z"), "clients do not set added"),
        (expect("accepted", name="-"), "name always has a value"),
        (expect("accepted", name="x" * 21), "name does not take"),
        (expect("accepted", name=" x"), "name does not take"),
        (expect("accepted", name="x\x00\n"), "name does not take"),
        (expect("accepted", price="1e40", cost="1"), "price does not take"),
        (expect("accepted", price="1.001", cost="1"), "price does not take"),
        (expect("accepted", kind="broken"), "kind does not take 'broken'"),
        (expect("rejected", price="-1", cost="2"), "it breaks more than one rule"),
        (expect("accepted", ("1", "2"), price="9", cost="2"), "the row before it breaks a rule"),
        (expect("accepted", sold_on="2026-01-02"), "it leaves open made_on"),
        (expect("accepted", rank="high"), "“A shelf can have at most 3 items where rank is high.” is about"),
    ],
)
def test_what_cannot_be_shown_is_left_out_with_its_reason(wish: Json, why: str) -> None:
    advice = hear(wish)
    assert scenarios(advice) == []
    (found,) = reasons(advice)
    assert why in found
    assert codes(advice) == ["model.I006"]


def test_what_is_tried_anyway_is_not_tried_again() -> None:
    advice = hear(expect("rejected", price="0"), expect("accepted", price="0.01"))
    assert scenarios(advice) == []


def test_an_entity_gets_few_of_them() -> None:
    advice = hear(*(expect("accepted", price=str(n + 50), cost=str(n)) for n in range(1, 9)))
    assert len(scenarios(advice)) == MOST_TESTS


def test_a_repeated_one_counts_once() -> None:
    wish = expect("accepted", price="9", cost="8.5")
    assert len(scenarios(hear(wish, {**wish, "reason": "once more"}))) == 1


def test_values_are_data() -> None:
    advice = hear(expect("accepted", name="\"])' + exit()"))
    assert len(scenarios(advice)) == 1
    compile(render_all(advice), "tests", "exec")
    assert repr("\"])' + exit()") in rendered(advice)


def render_all(advice: Consultation) -> str:
    return render_project(apply_contributions(PROJECT, advice.contributions))["backend/test_rules.py"]


def test_a_scenario_goes_with_the_rule_that_decides_it() -> None:
    wish = expect("rejected", ("30", "2", "used"), price="30", cost="3", kind="used")
    assert rendered(hear(wish))
    assert rendered(hear(wish), Immutable) == ""


def test_what_a_function_refuses_is_not_foreseen() -> None:
    rule = ByFunction((OneOf("name", ("Lamp",)),))
    unread = Project(PROJECT.name, PROJECT.entities)
    made = AddRule(owner="x", entity="Item", rule=rule, message="No.", because=BECAUSE)
    design = apply_contributions(unread, [made])
    test = AddTest(
        owner="x",
        entity="Item",
        test="scenario",
        fields=("name",),
        values=("Desk",),
        rule=rule,
        because=BECAUSE,
    )
    with pytest.raises(ScenarioError, match="function"):
        fit_scenario(design, design.by_name["Item"], test)
    open_end = replace(test, rule=None)
    with pytest.raises(ScenarioError):
        fit_scenario(design, design.by_name["Item"], open_end)


def test_without_a_model_there_are_none() -> None:
    plain = replace(hear(), findings=())
    assert "SCENARIOS" not in render_all(plain)
