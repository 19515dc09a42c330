"""Rules as JSON: what goes out comes back, and what does not fit is told with its place."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from erdgen.compiler.findings import errors
from erdgen.compiler.frontends.erd_json import parse_erd
from erdgen.compiler.frontends.json_schema import build_schema
from erdgen.compiler.rules.codec import FORMS, decode_rule, dump_rule, encode_rule, load_rule
from erdgen.compiler.rules.conditions import Compare, Every, Given, Not, OneOf, Range, Span
from erdgen.compiler.rules.forms import Implies, Rule, Unique
from tests.compiler.rules.rules import rules

ERD: dict[str, Any] = {
    "entities": {
        "User": {},
        "Venue": {"fields": {"name": "str"}},
        "Event": {
            "fields": {
                "title": "str",
                "starts-at": "datetime",
                "ends-at": "datetime",
                "day": "date",
                "price": "decimal(8, 2)",
                "open": "bool",
                "status": "choices(draft, live)",
                "notes": "json",
            },
            "relationships": {
                "venue": {"type": "ForeignKey(Venue)", "related_name": "events"},
                "host": "ForeignKey(User)",
            },
        },
        "Seat": {
            "fields": {"row": "int", "price": "decimal(8, 2)"},
            "relationships": {"event": {"type": "ForeignKey(Event)", "related_name": "seats"}},
        },
    }
}
SCHEMA = build_schema()
VALIDATOR = Draft202012Validator({"$defs": SCHEMA["$defs"], "$ref": "#/$defs/rule"})


@settings(max_examples=150)
@given(rules())
def test_what_is_encoded_comes_back(rule: Rule) -> None:
    encoded = json.loads(json.dumps(encode_rule(rule)))
    assert decode_rule(encoded) == (rule, ())
    assert load_rule(dump_rule(rule)) == rule
    assert [error.message for error in VALIDATOR.iter_errors(encoded)] == []


def test_how_it_reads() -> None:
    rule = Implies(Every((Given("a"), Not(OneOf("b", (1, True))))), Compare("x", "gt", "y", Span(3, "days")))
    assert encode_rule(rule) == {
        "kind": "implies",
        "when": {
            "every": [
                {"kind": "given", "field": "a"},
                {"not": {"kind": "one_of", "field": "b", "values": [1, True]}},
            ]
        },
        "then": {
            "kind": "compare",
            "field": "x",
            "operator": "gt",
            "other": "y",
            "shift": {"count": 3, "unit": "days"},
        },
    }
    assert "no_overlap" in FORMS


def test_numbers_become_exact_text() -> None:
    assert decode_rule({"kind": "range", "field": "n", "gt": 0, "lte": 1.5}) == (
        Range("n", gt="0", lte="1.5"),
        (),
    )


@pytest.mark.parametrize(
    ("data", "path", "message"),
    [
        ("x", (), "a rule is an object, not a text"),
        ({}, (), "a rule needs 'kind'"),
        ({"kind": "rnage"}, ("kind",), "no rule is of kind 'rnage'"),
        ({"not": {"kind": "unique"}}, ("not", "kind"), "no condition is of kind 'unique'"),
        ({"kind": "given"}, (), "'given' needs 'field'"),
        ({"kind": "given", "field": "a", "x": 1}, ("x",), "'given' has no key 'x'"),
        (
            {"kind": "given", "field": 1.5, "negated": 1},
            ("negated",),
            "true or false is wanted here, not a whole number",
        ),
        ({"every": {"kind": "given"}}, ("every",), "a list is wanted here, not an object"),
        ({"kind": "moment", "field": "a", "operator": "is"}, ("operator",), "'is' cannot stand here"),
        (
            {"kind": "moment", "field": "a", "operator": "gt", "shift": 3},
            ("shift",),
            "an object is wanted here, not a whole number",
        ),
        (
            {"kind": "weekday", "field": "a", "days": ["1"]},
            ("days", 0),
            "a whole number is wanted here, not a text",
        ),
    ],
)
def test_what_has_no_such_form(data: Any, path: tuple[str | int, ...], message: str) -> None:
    rule, problems = decode_rule(data)
    assert rule is None
    assert [(problem.path, problem.message) for problem in problems] == [(path, message)]


def told(check: Any, applies_to: str = "Event") -> list[str]:
    """Errors of an ERD with one rule in JSON."""
    document = {"erd": ERD, "business_rules": [{"rule": "A rule.", "applies_to": applies_to, "check": check}]}
    project, findings = parse_erd(json.dumps(document).encode(), "case")
    lines = [
        f"{finding.message} [{finding.location.path}]" for finding in errors(findings) if finding.location
    ]
    assert (project is None) is bool(lines)
    return [line.replace("business_rules[0].check", "") for line in lines]


@pytest.mark.parametrize(
    ("check", "message"),
    [
        ({"kind": "range", "field": "prize", "gt": 0}, "Event has no field or relation 'prize' [.field]"),
        ({"kind": "range", "field": "title", "gt": 0}, "'title' is a text; a number, a date,"),
        ({"kind": "range", "field": "price"}, "a range needs a bound []"),
        ({"kind": "range", "field": "price", "gt": "much"}, "'much' is no value of 'price' [.gt]"),
        ({"kind": "range", "field": "day", "gt": "soon"}, "'soon' is no value of 'day' [.gt]"),
        ({"kind": "length", "field": "title"}, "neither 'minimum' nor 'maximum' is given []"),
        ({"kind": "length", "field": "title", "minimum": 4, "maximum": 2}, "nothing lies between 4 and 2 []"),
        ({"kind": "pattern", "field": "title", "regex": "("}, "'(' is no regular expression"),
        (
            {"kind": "one_of", "field": "status", "values": ["live", "dead"]},
            "'dead' is not among the choices",
        ),
        ({"kind": "one_of", "field": "open", "values": ["yes"]}, "'yes' is no value of 'open'"),
        ({"kind": "one_of", "field": "status", "values": []}, "the list is empty [.values]"),
        ({"kind": "compare", "field": "price", "operator": "gt", "other": "day"}, "cannot be compared"),
        ({"kind": "compare", "field": "venue", "operator": "eq", "other": "host"}, "cannot be compared"),
        (
            {"kind": "compare", "field": "venue", "operator": "gt", "other": "venue"},
            "have no order [.operator]",
        ),
        (
            {"kind": "moment", "field": "price", "operator": "gt"},
            "'price' is a number; a date or a moment is wanted",
        ),
        ({"kind": "weekday", "field": "day", "days": [7]}, "days are numbers from 0, Monday, to 6"),
        ({"kind": "clock", "field": "starts-at", "latest": "5pm"}, "'5pm' is no time of day [.latest]"),
        (
            {"kind": "count", "relation": "venue", "maximum": 1},
            "a relation to many rows is wanted here [.relation]",
        ),
        (
            {
                "kind": "count",
                "relation": "seats",
                "maximum": 1,
                "where": {"kind": "given", "field": "title"},
            },
            "Seat has no field or relation 'title' [.where.field]",
        ),
        (
            {"kind": "total", "relation": "seats", "terms": [{"paths": ["price"]}], "operator": "lt"},
            "held against 'bound' or against 'other'",
        ),
        (
            {"kind": "total", "relation": "seats", "terms": [], "operator": "lt", "bound": 1},
            "there is nothing to add up",
        ),
        (
            {"kind": "formula", "field": "price", "operator": "eq", "terms": [{"factor": "x"}]},
            "'x' is no number",
        ),
        ({"kind": "given", "field": "seats.row"}, "'seats' leads to many rows"),
        ({"kind": "given", "field": "title.x"}, "'title' of Event leads to no other row"),
        ({"every": []}, "'every' joins nothing [.every]"),
        ({"kind": "unique", "fields": []}, "the list is empty [.fields]"),
        ({"kind": "transitions", "field": "status"}, "no move is named []"),
        (
            {"kind": "transitions", "field": "status", "allowed": [{"source": "draft", "target": "gone"}]},
            "'gone' is not among the choices",
        ),
        ({"kind": "set_default", "field": "price", "special": "now"}, "'price' is no moment [.special]"),
        ({"kind": "computed", "field": "price", "count": True}, "there is nothing to count [.count]"),
        (
            {"kind": "no_overlap", "start": "starts-at", "end": "day"},
            "'day' is a date; a moment is wanted here [.end]",
        ),
        ({"kind": "server_set", "field": "venue", "source": "user"}, "'venue' is no link to the user"),
        (
            {"kind": "access", "actions": ["read"], "grantees": ["Clerc"]},
            "there is no role 'Clerc' [.grantees[0]]",
        ),
        (
            {"kind": "access", "actions": ["delete"], "grantees": [], "field": "price"},
            "a field can be read and updated only",
        ),
        (
            {"kind": "access", "actions": ["read"], "grantees": ["owner"], "owner_path": "venue"},
            "'venue' does not end at the user",
        ),
    ],
)
def test_what_does_not_fit_the_entity(check: Any, message: str) -> None:
    found = told(check)
    assert len(found) == 1
    assert message in found[0]


def test_names_may_be_those_of_the_erd() -> None:
    check = {"kind": "compare", "field": "ends-at", "operator": "gt", "other": "starts-at"}
    document = {"erd": ERD, "business_rules": [{"applies_to": "Event", "check": check}]}
    project, _ = parse_erd(json.dumps(document).encode(), "case")
    assert project is not None
    (rule,) = project.rules
    assert load_rule(rule.check) == Compare("ends_at", "gt", "starts_at")
    assert rule.sentence == "Event: ends_at is after starts_at."


def test_relations_and_ways_back_are_known() -> None:
    count = {"kind": "count", "relation": "events.seats", "maximum": 3}
    assert told(count, "Venue") == [
        "'events' leads to many rows, of which no single one has a value [.relation]"
    ]
    assert told({"kind": "unique", "fields": ["venue", "day"]}) == []
    assert told({"kind": "given", "field": "event.venue.name"}, "Seat") == []


def test_a_near_name_is_offered() -> None:
    document = {
        "erd": ERD,
        "business_rules": [{"applies_to": "Event", "check": {"kind": "given", "field": "titel"}}],
    }
    _, findings = parse_erd(json.dumps(document).encode(), "case")
    assert errors(findings)[0].hint == "did you mean 'title'?"


def test_decoding_says_all_at_once() -> None:
    _, problems = decode_rule({"kind": "implies", "when": {"kind": "given"}, "then": {"kind": "x"}})
    assert len(problems) == 2
    assert decode_rule({"kind": "unique", "fields": ["a"]}) == (Unique(("a",)), ())
