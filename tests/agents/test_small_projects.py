"""What is generated of small ERDs: what their rules need, and nothing else."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from agents.orchestrator import DomainOrchestrator
from agents.roster import default_roster
from erdgen.compiler.codegen.render import render_project
from erdgen.compiler.codegen.rule_tests_view import build_rule_tests_context
from erdgen.compiler.codegen.tests_view import build_tests_context
from erdgen.compiler.design import Design, apply_contributions
from erdgen.compiler.frontends.erd_json import parse_erd

Entities = dict[str, dict[str, Any]]

TICKET: dict[str, Any] = {
    "fields": {"status": "choices(new, closed)", "hours": {"type": "int", "min": 0}},
    "relationships": {"reporter": {"type": "ForeignKey(User)", "related_name": "tickets"}},
}
OPEN_TO_ALL = {"create": ["authenticated"], "read": ["owner"], "update": ["owner"], "delete": ["owner"]}


def design_of(entities: Entities, *sentences: str, **sections: Any) -> Design:
    """The Design of an ERD whose sentences are all understood."""
    erd = {"erd": {"entities": {"User": {}, **entities}}, "business_rules": list(sentences), **sections}
    project, findings = parse_erd(json.dumps(erd).encode(), "small")
    assert project is not None, [finding.as_text() for finding in findings]
    found = DomainOrchestrator(default_roster()).consult(project)
    assert {outcome.status for outcome in found.outcomes} <= {"compiled"}
    return apply_contributions(project, found.contributions, found.outcomes, found.findings)


def owned(ticket: dict[str, Any]) -> Design:
    """A ticket whose reporter is whoever sends it."""
    return design_of(
        {"Ticket": ticket},
        "A user has at most 3 tickets that are new.",
        "The hours of the tickets of a user add up to at most 40.",
        auth_requirements={"permissions": {"Ticket": OPEN_TO_ALL}},
    )


def test_a_limit_on_rows_of_the_sender_is_tried_by_creating_them() -> None:
    tables = build_rule_tests_context(owned(TICKET))["tables"]
    assert [len(tables[name]) for name in ("OWN_COUNTS", "OWN_TOTALS")] == [1, 1]
    assert not {"COUNTS", "TOTALS", "FIXED_COUNTS", "FIXED_TOTALS"} & {*tables}


def test_a_limit_on_rows_that_no_request_can_add_is_tried_in_the_model() -> None:
    fields = {
        "status": {"type": "choices(new, closed)", "default": "closed", "read_only": True},
        "hours": {"type": "int", "min": 0, "read_only": True},
    }
    tables = build_rule_tests_context(owned({**TICKET, "fields": fields}))["tables"]
    assert {"FIXED_COUNTS", "FIXED_TOTALS"} <= {*tables}
    assert not {"COUNTS", "OWN_COUNTS", "TOTALS", "OWN_TOTALS"} & {*tables}


def test_a_limit_on_rows_whose_parent_clients_choose_is_tried_by_moving_one() -> None:
    order = {
        "fields": {"status": "choices(new, sent)"},
        "relationships": {"customer": {"type": "ForeignKey(Customer)", "related_name": "orders"}},
    }
    customer = {"fields": {"name": "str"}}
    made = design_of({"Customer": customer, "Order": order}, "A customer has at most 3 orders that are new.")
    tables = build_rule_tests_context(made)["tables"]
    assert "COUNTS" in tables
    assert not {"OWN_COUNTS", "FIXED_COUNTS"} & {*tables}


def test_only_rows_that_are_marked_as_deleted_need_a_proof_that_protected_ones_hold_them() -> None:
    def protected(**shelf: Any) -> Any:
        books = {"relationships": {"shelf": {"type": "ForeignKey(Shelf)", "on_delete": "PROTECT"}}}
        made = design_of({"Shelf": {"fields": {"name": "str"}, **shelf}, "Book": books})
        return build_tests_context(made)["protected"]

    assert protected(soft_delete=True) == '[("shelves", "books", "shelf")]'
    assert protected() == ""


AMOUNTS = "The amounts of the orders of a customer add up to at most 40."


def order_rules(*sentences: str, **fields: Any) -> dict[str, str]:
    """The files of a project whose customers have orders."""
    order = {
        "fields": {"status": "choices(new, sent)", "amount": "int"} | fields,
        "relationships": {"customer": {"type": "ForeignKey(Customer)", "related_name": "orders"}},
    }
    return render_project(design_of({"Customer": {"fields": {"name": "str"}}, "Order": order}, *sentences))


@pytest.mark.parametrize(
    ("sentence", "fields", "refuses"),
    [
        ("A customer has at most 3 orders that are new.", {}, False),
        ("A customer must have at least 1 order.", {}, True),
        ("A customer with orders cannot be deleted.", {}, True),
        ("The amounts of the orders of a customer add up to at most 40.", {}, True),
        (
            "The amounts of the orders of a customer add up to at most 40.",
            {"amount": {"type": "int", "min": 0}},
            False,
        ),
    ],
)
def test_deletions_are_tried_only_where_a_rule_can_refuse_one(
    sentence: str, fields: dict[str, Any], refuses: bool
) -> None:
    files = order_rules(sentence, **fields)
    for path in ("backend/admin.py", "backend/api_extensions.py", "backend/business_logic.py"):
        assert (
            bool(re.search(r"class KeepingAdmin|DeletionRefused\)|class DeletionRefused", files[path]))
            is refuses
        )


@pytest.mark.parametrize(
    ("sentence", "used"),
    [
        ("Orders can only be created with the status new.", {"is_true", "follow"}),
        ("The status of an order cannot be changed.", {"is_true", "lock", "stored"}),
        ("A customer has at most 3 orders.", {"is_true", "lock", "stored", "related_rows", "asks_for"}),
        ("The amount of an order must be positive.", set()),
    ],
)
def test_only_functions_that_a_rule_needs_are_written(sentence: str, used: set[str]) -> None:
    logic = order_rules(sentence)["backend/business_logic.py"]
    written = re.findall(r"^def (\w+)", logic, re.MULTILINE)
    assert {*written} - {"refuse_other_case"} == used
    assert ("evaluate(" in logic) is False
    assert all(len(re.findall(rf"\b{name}\(", logic)) > 1 for name in written if name != "refuse_other_case")


def test_doubles_among_rows_that_are_not_deleted_are_told_in_the_words_of_django() -> None:
    instrument = {
        "soft_delete": True,
        "label": "Brass instrument",
        "fields": {"serial_number": {"type": "str", "unique": True}, "room": "str", "place": "int"},
        "unique_together": [["room", "place"]],
    }
    constraints = re.findall(
        r'code="(\w+)", violation_error_message="(.*?)"',
        render_project(design_of({"Instrument": instrument}))["backend/models.py"],
    )
    assert constraints == [
        ("unique", "Brass instrument with this Serial number already exists."),
        ("unique_together", "Brass instrument with this Room and Place already exists."),
    ]


VISITS: Entities = {
    "Room": {"fields": {"name": "str", "places": "int"}},
    "Visit": {
        "fields": {"starts_at": "datetime", "code": "str(8)", "leaves_on": "date", "arrives_on": "date"},
        "relationships": {"room": {"type": "ForeignKey(Room)", "related_name": "visits"}},
    },
}


@pytest.mark.parametrize(
    ("table", "sentence", "others"),
    [
        ("STATES", "Visits start between 09:00 and 18:00.", ["Visits start from Monday to Friday."]),
        (
            "FROZEN",
            "The code of a visit never changes.",
            ["The code of a visit consists of two capital letters and four digits."],
        ),
        (
            "FIELD_COUNTS",
            "A room has no more visits than its places.",
            ["The places of a room are at least 1."],
        ),
    ],
)
def test_a_rule_is_tried_beside_others_of_the_same_field(
    table: str, sentence: str, others: list[str]
) -> None:
    tables = build_rule_tests_context(design_of(VISITS, sentence, *others))["tables"]
    assert any(sentence in row for row in tables[table])


def test_a_row_that_several_kinds_of_rows_keep_is_tried_with_each() -> None:
    links = {"relationships": {"room": {"type": "ForeignKey(Room)", "on_delete": "CASCADE"}}}
    entities = {"Room": VISITS["Room"], "Chair": links, "Table": links}
    made = design_of(entities, "A room that still has chairs or tables must not be deleted.")
    assert len(build_rule_tests_context(made)["tables"]["KEPT_BY_ROWS"]) == 2


def test_the_documents_say_of_which_rule_no_row_is_tried() -> None:
    stronger = "A visit lasts at least 2 days, from arrives_on to leaves_on."
    weaker = "A visit leaves after it arrives."
    text = render_project(design_of(VISITS, weaker, stronger))["docs/SPEC.md"]
    told = {
        name: next(line for line in text.splitlines() if f"| {name[:20]}" in line)
        for name in (weaker, stronger)
    }
    assert "none: no row was found" in told[weaker]
    assert "`backend/test_rules.py`" in told[stronger]
