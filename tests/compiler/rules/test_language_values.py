"""What a field holds, said by what happens to a row: when it ends, what a step takes, when it is valid."""

from __future__ import annotations

from dataclasses import replace

import pytest

from erdgen.compiler.rules.conditions import (
    Clock,
    Compare,
    Given,
    Length,
    Moment,
    OneOf,
    Pattern,
    Range,
    Span,
    Weekday,
)
from erdgen.compiler.rules.forms import Implies, Rule
from erdgen.compiler.rules.sentences import compile_rule
from erdgen.compiler.spec.project import Project
from tests.compiler.rules.reading import assert_reported, link_to, optional, optional_link, read_entities
from tests.projects import rule

ENTITIES: dict[str, object] = {
    "User": {},
    "Guide": {
        "fields": {
            "full_name": "str",
            "date_of_birth": optional("date"),
            "hired_on": "date",
            "weekly_hours": "decimal(4, 1)",
            "contract_type": {"type": "choices(permanent, seasonal, trainee)", "default": "permanent"},
            "contract_end": optional("date"),
            "hourly_wage": "decimal(6, 2)",
            "badge_code": "str",
            "phone": optional("str"),
        }
    },
    "Tour": {
        "fields": {
            "title": "str",
            "starts_at": "datetime",
            "ends_at": "datetime",
            "group_size": "int",
            "language": optional("str"),
            "price": "decimal(8, 2)",
            "status": {"type": "choices(draft, published, cancelled, completed)", "default": "draft"},
            "cancellation_reason": optional("text"),
            "cancelled_at": optional("datetime"),
            "meeting_point": optional("str"),
            "guided": {"type": "bool", "default": False},
            "deposit_paid": {"type": "bool", "default": False},
        },
        "relationships": {"guide": optional_link("Guide", "tours")},
    },
    "Ticket": {
        "fields": {"price": "decimal(6, 2)", "interval_days": "int"},
        "relationships": {"tour": link_to("Tour", "tickets")},
    },
    "Treatment": {
        "fields": {
            "treated_on": "date",
            "follow_up_on": optional("date"),
            "medication": optional("str"),
            "photo_size_mb": optional("decimal(5, 1)"),
        },
        "relationships": {"guide": link_to("Guide", "treatments")},
    },
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
    ("Tour", "Tour titles: minimum 5, maximum 80 characters.", [Length("title", 5, 80)]),
    ("Tour", "Tour titles: 5 characters minimum, 80 maximum.", [Length("title", 5, 80)]),
    ("Tour", "The title of a tour needs a minimum of five characters.", [Length("title", 5)]),
    ("Guide", "Badge codes are a K and then exactly four digits.", [Pattern("badge_code", "K[0-9]{4}")]),
    (
        "Guide",
        "A badge code is written as a four-digit year, a dash and a two-digit month.",
        [Pattern("badge_code", "[0-9]{4}-(?:0[1-9]|1[0-2])")],
    ),
    ("Guide", "A guide may work at most 48 hours a week.", [Range("weekly_hours", lte="48")]),
    (
        "Guide",
        "No trainee may work more than 20 hours per week.",
        [Implies(OneOf("contract_type", ("trainee",)), Range("weekly_hours", lte="20"))],
    ),
    ("Guide", "A guide must be paid at least 12 euros an hour.", [Range("hourly_wage", gte="12")]),
    ("Guide", "We can't keep a guide on file without a phone number.", [Given("phone")]),
    ("Tour", "Tours with more than 30 people are refused.", [Range("group_size", lte="30")]),
    (
        "Tour",
        "A tour must have a minimum of 5 and a maximum of 30 people.",
        [Range("group_size", gte="5", lte="30")],
    ),
    ("Tour", "We only take groups of between 5 and 30 people.", [Range("group_size", gte="5", lte="30")]),
    ("Tour", "The price a tour asks for must not exceed 50.", [Range("price", lte="50")]),
    (
        "Tour",
        "The price that is charged for a tour may not be higher than 50 euros.",
        [Range("price", lte="50")],
    ),
    ("Tour", "The price we charge for a tour may not be higher than 50 euros.", [Range("price", lte="50")]),
    (
        "Ticket",
        "The price of a ticket must not be higher than the price of the tour it admits to.",
        [Compare("price", "lte", "tour.price")],
    ),
    (
        "Ticket",
        "Intervals shorter than 30 days or longer than two years (730 days) are to be rejected.",
        [Range("interval_days", gte="30", lte="730")],
    ),
    (
        "Tour",
        "Tours can be held in the languages English, sign-language and German and in no other.",
        [OneOf("language", ("English", "sign-language", "German"))],
    ),
    ("Tour", "There are no tours on Mondays.", [NOT_ON_MONDAYS]),
    ("Tour", "We offer no tours before 9:00.", [Clock("starts_at", "09:00")]),
    ("Tour", "Tours only take place between 9:00 and 17:00.", [Clock("starts_at", "09:00", "17:00")]),
    ("Tour", "Tours can be booked up to 60 days in advance.", [Moment("starts_at", "lte", Span(60, "days"))]),
    (
        "Tour",
        "Cancelled tours must state when and why they were cancelled.",
        [
            Implies(OneOf("status", ("cancelled",)), Given("cancelled_at")),
            CANCELLED_HAVE_A_REASON,
        ],
    ),
    (
        "Tour",
        "A guided tour is only possible if the start and the end are different.",
        [Implies(OneOf("guided", (True,)), Compare("starts_at", "ne", "ends_at"))],
    ),
    ("Ticket", "We do not sell tickets for less than 2 euros.", [Range("price", gte="2")]),
    ("Ticket", "Nobody may sell a ticket costing more than 500 euros.", [Range("price", lte="500")]),
    ("Ticket", "A ticket cannot be sold for less than 2 euros.", [Range("price", gte="2")]),
    ("Tour", "Tours starting before 9:00 are refused.", [Clock("starts_at", "09:00")]),
    (
        "Tour",
        "Tours begin no earlier than 6 am and end no later than 10 pm.",
        [Clock("starts_at", "06:00"), Clock("ends_at", None, "22:00")],
    ),
    (
        "Tour",
        "For a tour that is not cancelled there must be no cancellation reason.",
        [Implies(OneOf("status", ("cancelled",), negated=True), Given("cancellation_reason", negated=True))],
    ),
    ("Tour", "A cancellation reason has to be filed for every cancelled tour.", [CANCELLED_HAVE_A_REASON]),
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
    return read_entities(ENTITIES)


@pytest.mark.parametrize(("entity", "sentence", "rules"), SAID, ids=[sentence for _, sentence, _ in SAID])
def test_sentence_is_understood(project: Project, entity: str, sentence: str, rules: list[Rule]) -> None:
    outcome = compile_rule(project, rule(sentence, entity))
    assert outcome.status == "compiled", outcome.reason
    assert [_unnamed(stated.rule) for stated in outcome.rules] == rules


def _unnamed(stated: Rule) -> Rule:
    """A pattern without its words for messages."""
    return replace(stated, name="") if isinstance(stated, Pattern) else stated


@pytest.mark.parametrize(("entity", "sentence"), NOT_SAID, ids=[sentence for _, sentence in NOT_SAID])
def test_sentence_is_reported(project: Project, entity: str, sentence: str) -> None:
    assert_reported(project, rule(sentence, entity))
