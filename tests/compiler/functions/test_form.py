"""Functions as contributions: what they may ask for, and what agreement leaves out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from erdgen.compiler.contributions import AddFunction, Because
from erdgen.compiler.design import apply_contributions
from erdgen.compiler.functions.form import ByFunction, find_fault
from erdgen.compiler.functions.parameters import list_parameters
from erdgen.compiler.spec.project import Kind, Project
from tests.projects import choices, entity, field, link

SHOP = Project(
    "Shop",
    entities=(
        entity("Supplier", field("name", max_length=80), field("iban", max_length=34, unique=True)),
        entity(
            "Item",
            field("code", max_length=10),
            field("type", max_length=5),
            field("price", Kind.DECIMAL),
            field("made", Kind.DATE, auto="created"),
            field("notes", Kind.TEXT),
            field("data", Kind.JSON),
            choices("state", "new", "old"),
            field("stars", Kind.INT, minimum=1, maximum=5),
            link("supplier", "Supplier"),
        ),
    ),
)
ITEM = SHOP.by_name["Item"]
SENTENCE = "The code of an item reads the same both ways."
FUNCTION = AddFunction(
    owner="business_logic",
    entity="Item",
    name="accepts_code_both_ways",
    fields=("code",),
    source="def accepts_code_both_ways(code):\n    return code == code[::-1]",
    message=SENTENCE,
    accepted=(("abba",), ("level",)),
    rejected=(("abbey",),),
    because=Because("a model wrote it", "model"),
)


def test_what_a_function_can_be_given() -> None:
    known = {path: each.name for path, each in list_parameters(SHOP, ITEM).items()}
    assert known == {
        "code": "code",
        "type": "the_type",
        "price": "price",
        "stars": "stars",
        "state": "state",
        "supplier.name": "supplier_name",
    }


def test_a_function_becomes_a_rule_of_its_entity() -> None:
    design = apply_contributions(SHOP, [FUNCTION])
    (rule,) = design.by_name["Item"].rules
    assert isinstance(rule.rule, ByFunction)
    assert rule.message == SENTENCE
    assert rule.rule.made == FUNCTION


FAULTS = {
    "hostile": (
        replace(FUNCTION, source="def accepts_code_both_ways(code):\n    return eval(code)"),
        "eval cannot be called",
    ),
    "other name": (replace(FUNCTION, name="clean"), "no name of a function"),
    "name of another alphabet": (replace(FUNCTION, name="accepts_\u0435"), "no name of a function"),
    "no such field": (replace(FUNCTION, fields=("password",)), "cannot get password"),
    "unique field": (replace(FUNCTION, fields=("supplier.iban",)), "cannot get supplier.iban"),
    "long way": (replace(FUNCTION, fields=("supplier.name.x",)), "cannot get"),
    "no field": (replace(FUNCTION, fields=()), "cannot get"),
    "one side": (replace(FUNCTION, rejected=()), "both sides"),
    "both sides": (replace(FUNCTION, rejected=(("abba",),)), "on both sides"),
    "lacking": (replace(FUNCTION, accepted=((),)), "lacks a value"),
    "too long": (replace(FUNCTION, accepted=(("a" * 11,),)), "no value that code takes"),
    "empty": (replace(FUNCTION, rejected=(("",),)), "no value that code takes"),
    "out of bounds": (
        replace(
            FUNCTION,
            fields=("stars",),
            source="def accepts_code_both_ways(stars):\n    return stars % 2 == 0",
            accepted=((2,),),
            rejected=((7,),),
        ),
        "no value that stars takes",
    ),
    "wrong value": (replace(FUNCTION, fields=("price",), accepted=(("x",),)), "not allowed|no value"),
}


@pytest.mark.parametrize(("made", "reason"), FAULTS.values(), ids=FAULTS)
def test_faults(made: AddFunction, reason: str) -> None:
    import re

    assert re.search(reason, find_fault(SHOP, ITEM, made))


@pytest.mark.parametrize("made", [each for each, _ in FAULTS.values()], ids=FAULTS)
def test_nothing_faulty_gets_into_a_design(made: AddFunction) -> None:
    design = apply_contributions(SHOP, [made])
    assert design.by_name["Item"].rules == ()
    assert [finding.code for finding in design.findings] == ["design.W002"]
