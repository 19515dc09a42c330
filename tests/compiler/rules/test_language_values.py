"""What a field holds, said by what happens to a row: when it ends, what a step takes, when it is valid."""

from __future__ import annotations

import json

import pytest

from erdgen.compiler.frontends.erd_json import parse_erd
from erdgen.compiler.rules.conditions import Compare, Given, Moment, OneOf, Range, Span, Weekday
from erdgen.compiler.rules.forms import Implies, Rule
from erdgen.compiler.rules.sentences import compile_rule
from erdgen.compiler.spec.project import Project
from tests.projects import rule

ERD = {
    "entities": {
        "User": {},
        "Guide": {
            "fields": {
                "full_name": "str",
                "date_of_birth": {"type": "date", "required": False},
                "hired_on": "date",
                "weekly_hours": "decimal(4, 1)",
                "contract_type": {"type": "choices(permanent, seasonal, trainee)", "default": "permanent"},
                "contract_end": {"type": "date", "required": False},
            }
        },
        "Tour": {
            "fields": {
                "title": "str",
                "starts_at": "datetime",
                "ends_at": "datetime",
                "group_size": "int",
                "language": {"type": "str", "required": False},
                "price": "decimal(8, 2)",
                "status": {"type": "choices(draft, published, cancelled, completed)", "default": "draft"},
                "cancellation_reason": {"type": "text", "required": False},
                "meeting_point": {"type": "str", "required": False},
                "guided": {"type": "bool", "default": False},
                "deposit_paid": {"type": "bool", "default": False},
            },
            "relationships": {
                "guide": {"type": "ForeignKey(Guide)", "related_name": "tours", "required": False}
            },
        },
        "Treatment": {
            "fields": {
                "treated_on": "date",
                "follow_up_on": {"type": "date", "required": False},
                "medication": {"type": "str", "required": False},
                "photo_size_mb": {"type": "decimal(5, 1)", "required": False},
            },
            "relationships": {"guide": {"type": "ForeignKey(Guide)", "related_name": "treatments"}},
        },
    }
}

PUBLISHED_HAVE_A_POINT = Implies(OneOf("status", ("published",)), Given("meeting_point"))
CANCELLED_HAVE_A_REASON = Implies(OneOf("status", ("cancelled",)), Given("cancellation_reason"))
SEASONAL_END = Implies(OneOf("contract_type", ("seasonal",)), Given("contract_end"))
NOT_ON_MONDAYS = Weekday("starts_at", (1, 2, 3, 4, 5, 6))
ENDS_LATER = Compare("ends_at", "gt", "starts_at")

SAID: list[tuple[str, str, list[Rule]]] = [
    ("Tour", "The time a tour ends must be after the time it starts.", [ENDS_LATER]),
    (
        "Tour",
        "The moment at which a tour ends must come after the moment at which it starts.",
        [ENDS_LATER],
    ),
    (
        "Guide",
        "The day on which a guide was hired cannot lie in the future.",
        [Moment("hired_on", "lte")],
    ),
    (
        "Treatment",
        "A treatment's follow-up must not take place before the guide was treated.",
        [Compare("follow_up_on", "gte", "treated_on")],
    ),
    (
        "Treatment",
        "A follow-up takes place no later than 30 days after the treatment.",
        [Compare("follow_up_on", "lte", "treated_on", Span(30, "days"))],
    ),
    (
        "Treatment",
        "When a follow-up is planned for a treatment, that day must be after the treatment date.",
        [Implies(Given("follow_up_on"), Compare("follow_up_on", "gt", "treated_on"))],
    ),
    ("Tour", "No tour may start on a Monday, since we are closed then.", [NOT_ON_MONDAYS]),
    ("Tour", "No tour may start on a Monday, as that is our day off.", [NOT_ON_MONDAYS]),
    ("Tour", "A tour cannot be saved unless a meeting point has been given.", [Given("meeting_point")]),
    ("Tour", "A tour cannot be stored if its price is negative.", [Range("price", gte="0")]),
    ("Tour", "A tour is only valid if its group size is at most 30.", [Range("group_size", lte="30")]),
    (
        "Tour",
        "A tour is invalid if it ends before it starts.",
        [Compare("ends_at", "gte", "starts_at")],
    ),
    ("Guide", "Guides on a seasonal contract need a contract end.", [SEASONAL_END]),
    ("Guide", "If a guide has a seasonal contract, a contract end is needed.", [SEASONAL_END]),
    ("Tour", "A meeting point has to be given for a tour to be published.", [PUBLISHED_HAVE_A_POINT]),
    ("Tour", "For a tour to be published, a meeting point must be set.", [PUBLISHED_HAVE_A_POINT]),
    ("Tour", "To publish a tour, a meeting point must be given.", [PUBLISHED_HAVE_A_POINT]),
    ("Tour", "A tour can only be published with a meeting point.", [PUBLISHED_HAVE_A_POINT]),
    ("Tour", "Nobody may publish a tour without a meeting point.", [PUBLISHED_HAVE_A_POINT]),
    (
        "Tour",
        "Whoever marks a tour as cancelled must also state the cancellation reason.",
        [CANCELLED_HAVE_A_REASON],
    ),
    ("Tour", "If you cancel a tour, you must give a cancellation reason.", [CANCELLED_HAVE_A_REASON]),
    ("Tour", "When cancelling a tour, a cancellation reason must be given.", [CANCELLED_HAVE_A_REASON]),
    (
        "Tour",
        "Completed tours must have their deposit paid.",
        [Implies(OneOf("status", ("completed",)), OneOf("deposit_paid", (True,)))],
    ),
    (
        "Tour",
        "As long as a tour is not cancelled, no cancellation reason may be stored for it.",
        [Implies(OneOf("status", ("cancelled",), negated=True), Given("cancellation_reason", negated=True))],
    ),
]
#: A word more, and it is another rule or none.
NOT_SAID = [
    ("Tour", "The time a guide ends must be after the time it starts."),
    ("Guide", "The day on which a guide was paid cannot lie in the future."),
    ("Tour", "No tour may start on a Monday, since deposits must be paid then."),
    ("Tour", "No tour may start on a Monday, as long as that is our day off."),
    ("Tour", "A tour cannot be saved."),
    ("Tour", "A tour is only valid unless it has a title."),
    ("Tour", "A tour is only valid if it is famous."),
    ("Guide", "Guides on a seasonal diet need a contract end."),
    ("Tour", "No cancellation reason is needed for a draft tour."),
    ("Tour", "A meeting point has to be given for a tour to be famous."),
    ("Tour", "A meeting point can be given for a tour to be published."),
    ("Tour", "Whoever cancels a tour may state a cancellation reason."),
    ("Tour", "Whoever joins a tour must state a cancellation reason."),
    ("Tour", "A tour need not have its deposit paid."),
    (
        "Treatment",
        "When a follow-up is planned for a treatment, that price must be after the treatment date.",
    ),
]


@pytest.fixture(scope="module")
def project() -> Project:
    read, findings = parse_erd(json.dumps({"erd": ERD}).encode(), "tours.json")
    assert read is not None, findings
    return read


@pytest.mark.parametrize(("entity", "sentence", "rules"), SAID, ids=[sentence for _, sentence, _ in SAID])
def test_sentence_is_understood(project: Project, entity: str, sentence: str, rules: list[Rule]) -> None:
    outcome = compile_rule(project, rule(sentence, entity))
    assert outcome.status == "compiled", outcome.reason
    assert [stated.rule for stated in outcome.rules] == rules


@pytest.mark.parametrize(("entity", "sentence"), NOT_SAID, ids=[sentence for _, sentence in NOT_SAID])
def test_sentence_is_reported(project: Project, entity: str, sentence: str) -> None:
    outcome = compile_rule(project, rule(sentence, entity))
    assert outcome.status != "compiled", outcome.rules
