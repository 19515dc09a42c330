"""Functions that a model wrote, when what they are given is called otherwise."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from agents.orchestrator import DomainOrchestrator
from agents.roster import default_roster
from erdgen.compiler.contributions import AddFunction, Because
from erdgen.compiler.evolve.function_text import rename_values
from erdgen.compiler.evolve.functions import follow_function
from erdgen.compiler.evolve.recall import Recalling
from erdgen.compiler.findings import errors
from erdgen.compiler.frontends.erd_json import parse_erd
from erdgen.compiler.functions.form import find_fault
from erdgen.compiler.spec.called import Called
from erdgen.compiler.spec.project import Project

SENTENCE = "The code of an item reads the same both ways and starts as its supplier does."
ENTITIES: dict[str, Any] = {
    "Supplier": {"fields": {"title": "str(80)"}},
    "Item": {
        "fields": {"code": "str(10)", "stars": "int"},
        "relationships": {"supplier": "ForeignKey(Supplier)"},
    },
}
FUNCTION = AddFunction(
    owner="business_logic",
    entity="Item",
    name="accepts_code_both_ways",
    fields=("code", "supplier.title"),
    source=(
        "def accepts_code_both_ways(code, supplier_title):\n"
        "    start = supplier_title.lower()\n"
        "    return code == code[::-1] and code.lower().startswith(start)"
    ),
    message=SENTENCE,
    accepted=(("abba", "A"),),
    rejected=(("abbey", "A"),),
    because=Because("a model wrote it", "model"),
)


def read(entities: dict[str, Any], *called: Called) -> Project:
    said = {"erd": {"entities": entities}, "business_rules": [{"rule": SENTENCE, "applies_to": "Item"}]}
    project, findings = parse_erd(json.dumps(said).encode(), "shop", called)
    assert project is not None, [each.as_text() for each in errors(findings)]
    return project


FORMER = read(ENTITIES)


def follow(*called: Called) -> AddFunction:
    """The function where comments gave these names; it may stand there as well as before."""
    project = read(ENTITIES, *called)
    made = follow_function(FUNCTION, FORMER, project)
    assert isinstance(made, AddFunction)
    assert find_fault(project, project.by_name[made.entity], made) == ""
    return made


def test_it_stays_where_nothing_that_it_is_given_is_called_otherwise() -> None:
    assert follow() == FUNCTION
    assert follow(Called("Item", "stars", "rating")) == FUNCTION


@pytest.mark.parametrize(
    ("called", "fields", "old", "new"),
    [
        (Called("Item", "code", "mark"), ("mark", "supplier.title"), "code", "mark"),
        (
            Called("Item", "supplier", "maker"),
            ("code", "maker.title"),
            "supplier_title",
            "maker_title",
        ),
        (
            Called("Supplier", "title", "name"),
            ("code", "supplier.name"),
            "supplier_title",
            "supplier_name",
        ),
        # What a model may not call a value has another name: see ``list_parameters``.
        (Called("Item", "code", "type"), ("type", "supplier.title"), "code", "the_type"),
    ],
    ids=["field", "link", "field behind a link", "word of Python"],
)
def test_what_it_is_given_goes_by_its_new_name(
    called: Called, fields: tuple[str, ...], old: str, new: str
) -> None:
    made = follow(called)
    assert made.fields == fields
    head, _, rest = FUNCTION.source.partition("(")
    assert made.source == head + "(" + rest.replace(old, new)
    assert replace(made, fields=FUNCTION.fields, source=FUNCTION.source) == FUNCTION


def test_two_that_change_their_names_with_each_other_do_so_in_the_text() -> None:
    fields = {"low": "int", "high": "int"}
    source = "def accepts_gap(low, high):\n    return high - low > 3"
    made = replace(
        FUNCTION,
        name="accepts_gap",
        fields=("low", "high"),
        source=source,
        accepted=((1, 9),),
        rejected=((1, 2),),
    )
    swapped = {
        "high": {"type": "int", "renamed_from": "low0"},
        "low": {"type": "int", "renamed_from": "high0"},
    }
    former = read({"Item": {"fields": {"low0": "int", "high0": "int"}}}, *swap_names())
    after = read({"Item": {"fields": swapped}})
    assert fields.keys() == former.by_name["Item"].members.keys()
    followed = follow_function(made, former, after)
    assert isinstance(followed, AddFunction)
    assert followed.fields == ("high", "low")
    assert followed.source == "def accepts_gap(high, low):\n    return low - high > 3"


def swap_names() -> tuple[Called, ...]:
    return Called("Item", "low0", "low"), Called("Item", "high0", "high")


def test_its_entity_goes_by_its_new_name() -> None:
    made = follow(Called("Item", "", "Product"), Called("Supplier", "", "Maker"))
    assert made == replace(FUNCTION, entity="Product")


def test_a_name_that_means_something_else_in_it_is_told() -> None:
    project = read(ENTITIES, Called("Item", "code", "start"))
    told = follow_function(FUNCTION, FORMER, project)
    assert told == (
        "code is called start now, and accepts_code_both_ways has a value of its own called start; give that "
        "another name, and start to each code in it"
    )
    advisor = Recalling(DomainOrchestrator(default_roster()), (FUNCTION,), former=FORMER)
    advice = advisor.consult(project)
    assert not [each for each in advice.contributions if isinstance(each, AddFunction)]
    (found,) = (each for each in advice.findings if each.code == "model.W005")
    assert told in found.message


@pytest.mark.parametrize("kept", [SENTENCE, SENTENCE.replace("code", "mark")], ids=["as it was", "renamed"])
def test_its_sentence_may_follow_or_not(kept: str) -> None:
    fields = {"mark": {"type": "str(10)", "renamed_from": "code"}, "stars": "int"}
    said = {
        "erd": {"entities": {**ENTITIES, "Item": {**ENTITIES["Item"], "fields": fields}}},
        "business_rules": [{"rule": kept, "applies_to": "Item"}],
    }
    project, _ = parse_erd(json.dumps(said).encode(), "shop")
    assert project is not None
    advisor = Recalling(DomainOrchestrator(default_roster()), (FUNCTION,), former=FORMER)
    (made,) = (each for each in advisor.consult(project).contributions if isinstance(each, AddFunction))
    assert (made.fields, made.message) == (("mark", "supplier.title"), kept)
    assert "def accepts_code_both_ways(mark, supplier_title):" in made.source
    dropped = advisor.without([made])
    assert not [each for each in dropped.consult(project).contributions if isinstance(each, AddFunction)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("def f(x):\n    return x.lower() == y.x", "def f(z):\n    return z.lower() == y.x"),
        ("def f(x):\n    return g(x, x=x)", "def f(z):\n    return g(z, x=z)"),
        ("def x(x):  # x\n    return 'x' in x", "def x(z):  # x\n    return 'x' in z"),
        (
            "def f(x):\n    return all(x > a for a in [x])",
            "def f(z):\n    return all(z > a for a in [z])",
        ),
    ],
)
def test_only_values_are_renamed_in_a_text(before: str, after: str) -> None:
    assert rename_values(before, {"x": "z"}) == after
