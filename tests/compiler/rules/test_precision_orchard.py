"""Short and two-part sentences with their near misses: a word or two makes another rule, or none."""

from __future__ import annotations

import pytest

from erdgen.compiler.rules.conditions import (
    Count,
    Every,
    Given,
    Moment,
    OneOf,
    Pattern,
    Range,
    Span,
    Term,
    Total,
)
from erdgen.compiler.rules.forms import (
    AtCreation,
    Computed,
    Implies,
    KeepWhile,
    NoOverlap,
    Rule,
    ServerSet,
    SetDefault,
)
from erdgen.compiler.rules.language.opposites import opposite_of
from erdgen.compiler.spec.project import Project
from tests.compiler.rules.reading import (
    assert_reported,
    assert_states,
    optional,
    optional_link,
    read_entities,
)
from tests.projects import rule

ENTITIES: dict[str, object] = {
    "User": {},
    "Orchard": {
        "fields": {
            "name": optional("str"),
            "code": optional("str"),
            "soil_quality": optional("str"),
            "max_load_kg": optional("int"),
        }
    },
    "Picker": {
        "fields": {"name": optional("str"), "birth_date": optional("date"), "phone": optional("str")},
        "relationships": {"orchard": optional_link("Orchard", "pickers")},
    },
    "Crate": {
        "fields": {
            "weight_kg": optional("int"),
            "position": optional("int"),
            "grade": optional("int"),
            "filled_on": optional("date"),
            "status": {"type": "choices(empty_crate, filled, sent, returned)", "required": False},
            "label": optional("str"),
            "note": optional("text"),
            "sent_at": optional("datetime"),
        },
        "relationships": {
            "orchard": optional_link("Orchard", "crates"),
            "picker": optional_link("Picker", "crates"),
            "packed_by": optional_link("User", "packed_crates"),
        },
    },
    "Order": {
        "fields": {
            "total": optional("decimal(8, 2)"),
            "fee": optional("decimal(8, 2)"),
            "period_days": optional("int"),
        },
    },
    "OrderRow": {
        "fields": {"row_total": optional("decimal(8, 2)"), "quantity": optional("int")},
        "relationships": {"order": optional_link("Order", "rows")},
    },
    "Lease": {
        "fields": {"starts_on": "date", "ends_on": "date"},
        "relationships": {
            "orchard": optional_link("Orchard", "leases"),
            "picker": optional_link("Picker", "leases"),
        },
    },
    "Pass": {
        "fields": {
            "kind": {"type": "choices(day, season, senior)", "required": False},
            "guest_birth_date": optional("date"),
            "valid_on": optional("date"),
        },
        "relationships": {"orchard": optional_link("Orchard", "passes")},
    },
}

_SENT = OneOf("status", ("sent",))
_FILLED = OneOf("status", ("filled",))
_SENIOR = OneOf("kind", ("senior",))

EXACT: list[tuple[str, str, list[Rule]]] = [
    ("A crate that is sent cannot be deleted.", "Crate", [KeepWhile(_SENT)]),
    ("A sent crate must have a note.", "Crate", [Implies(_SENT, Given("note"))]),
    ("A crate can't be sent without a note.", "Crate", [Implies(_SENT, Given("note"))]),
    (
        "sent_at gets the current time when a crate is sent.",
        "Crate",
        [ServerSet("sent_at", "reached", _SENT)],
    ),
    (
        "Sent_at gets the current time automatically when a crate is created.",
        "Crate",
        [ServerSet("sent_at", "created")],
    ),
    ("The packed_by of a new crate is always the logged-in user.", "Crate", [ServerSet("packed_by", "user")]),
    (
        "The soil quality is either excellent, good or poor.",
        "Orchard",
        [OneOf("soil_quality", ("excellent", "good", "poor"))],
    ),
    (
        "An orchard code has the format OR-YYYY-NNN.",
        "Orchard",
        [Pattern("code", r"OR\-[0-9]{4}\-[0-9]{3}", "the format OR-YYYY-NNN")],
    ),
    (
        "The format of an orchard code is O##/YYMM.",
        "Orchard",
        [Pattern("code", "O[0-9]{2}/[0-9]{2}(?:0[1-9]|1[0-2])", "the format O##/YYMM")],
    ),
    (
        "Order total is the sum of its row totals.",
        "Order",
        [Computed("total", (Term(("row_total",)),), "rows")],
    ),
    (
        "The total of an order equals the sum of its rows' totals.",
        "Order",
        [Computed("total", (Term(("row_total",)),), "rows")],
    ),
    (
        "The crates of an orchard must not weigh more than 900 kg in total.",
        "Orchard",
        [Total("crates", (Term(("weight_kg",)),), "lte", "900")],
    ),
    (
        "Total weight_kg of the crates in an orchard can't exceed its max_load_kg.",
        "Orchard",
        [Total("crates", (Term(("weight_kg",)),), "lte", None, "max_load_kg")],
    ),
    ("A note need not be written, but the label is mandatory.", "Crate", [Given("label")]),
    ("Crates don't need a picker but they must have a label.", "Crate", [Given("label")]),
    ("The fee is optional, but if there is one it must be more than 0.", "Order", [Range("fee", gt="0")]),
    ("The weight of a crate can be zero but never below that.", "Crate", [Range("weight_kg", gte="0")]),
    ("The weight of a crate can be 50 but never above that.", "Crate", [Range("weight_kg", lte="50")]),
    ("The fee must not be negative, zero is fine.", "Order", [Range("fee", gte="0")]),
    ("The grade can be 1, 2 or 3.", "Crate", [OneOf("grade", ("1", "2", "3"))]),
    ("The grade must be 1, 2 or 3.", "Crate", [OneOf("grade", ("1", "2", "3"))]),
    ("The grade must not be 1, 2 or 3.", "Crate", [OneOf("grade", ("1", "2", "3"), negated=True)]),
    (
        "The period of an order is either 7, 14 or 30 days.",
        "Order",
        [OneOf("period_days", ("7", "14", "30"))],
    ),
    (
        "The period of an order is one of 7, 14 and 30 days.",
        "Order",
        [OneOf("period_days", ("7", "14", "30"))],
    ),
    (
        "Leases for the same orchard and picker must not overlap.",
        "Lease",
        [NoOverlap("starts_on", "ends_on", ("orchard", "picker"))],
    ),
    (
        "The filled_on date of a new crate can't be in the past.",
        "Crate",
        [AtCreation(Moment("filled_on", "gte"))],
    ),
    (
        "At creation a crate can only be filled, not sent or returned.",
        "Crate",
        [AtCreation(OneOf("status", ("filled",)))],
    ),
    (
        "If a crate is not sent or returned, it must have a note.",
        "Crate",
        [Implies(Every((opposite_of(_SENT), OneOf("status", ("returned",), negated=True))), Given("note"))],
    ),
    (
        "Senior passes are only for guests aged 65 or over.",
        "Pass",
        [Implies(_SENIOR, Moment("guest_birth_date", "lte", Span(-65, "years")))],
    ),
    (
        "Guests with a senior pass must be at least 65.",
        "Pass",
        [Implies(_SENIOR, Moment("guest_birth_date", "lte", Span(-65, "years")))],
    ),
    (
        "You have to be 16 or older to be hired as a picker.",
        "Picker",
        [Moment("birth_date", "lte", Span(-16, "years"))],
    ),
    (
        "Nobody under 16 may pick in our orchards.",
        "Picker",
        [Moment("birth_date", "lte", Span(-16, "years"))],
    ),
    (
        "The note has to stay empty until the crate is filled.",
        "Crate",
        [Implies(opposite_of(_FILLED), Given("note", negated=True))],
    ),
    (
        "No note unless the crate is filled.",
        "Crate",
        [Implies(opposite_of(_FILLED), Given("note", negated=True))],
    ),
    ("No crate goes without a picker.", "Crate", [Given("picker")]),
    ("If no period is given, assume 14 days.", "Order", [SetDefault("period_days", "14")]),
    ("The weight in kg must be positive.", "Crate", [Range("weight_kg", gt="0")]),
    ("Sent crates are free (weight 0).", "Crate", [Implies(_SENT, Range("weight_kg", gte="0", lte="0"))]),
    ("An orchard has 40 pickers at most.", "Orchard", [Count("pickers", maximum=40)]),
]

#: Sentence, hinted entity, hinted field.
REPORTED = [
    ("A crate is sent to the guest when it is filled.", "", ""),
    ("When a crate is filled, a note is sent.", "", ""),
    ("A crate must be sent within 3 days.", "", ""),
    ("A crate must be sent.", "", ""),
    ("A note is sent when a crate is returned.", "", ""),
    ("The soil quality must be good.", "", ""),
    ("The soil quality should be good or better.", "", ""),
    ("The format of an orchard code is AAA-NNN.", "", ""),
    ("The format of an orchard code is ABC-123.", "", ""),
    ("The format of an orchard code is DD-NN.", "", ""),
    ("All crates of an orchard must weigh 5 kg.", "", ""),
    ("The crates of an orchard must not weigh more than 900 kg.", "", ""),
    ("Order total is the sum of its crates' totals.", "", ""),
    ("A note need not be written, but a label need not be either.", "", ""),
    ("Filled crates need not have a label, but crates must have a label.", "", ""),
    ("The note must not be empty until the crate is filled.", "", ""),
    ("The note cannot be changed until the crate is filled.", "", ""),
    ("No crates if the picker has a phone.", "", ""),
    ("No orchard goes without 5 pickers.", "", ""),
    ("If no period is given, do not assume 14 days.", "", ""),
    ("The period in hours must be positive.", "", ""),
    ("Sent crates are free (weight 5).", "", ""),
    ("Sent crates are not free (weight 0).", "", ""),
    ("A note is optional.", "", ""),
    ("A note is optional, but not for sent crates.", "", ""),
    ("The fee must not be negative, zero is not fine.", "", ""),
    ("The fee must be positive, zero is fine.", "", ""),
    ("The weight of a crate can be zero but never equal to that.", "", ""),
    ("The grade need not be 1, 2 or 3.", "", ""),
    ("The grade must be 1, 2 and 3.", "", ""),
    ("The grade must be 3, 6 or 9, but at least 12.", "", ""),
    ("The period of an order is either 7, 14 or 30 weeks.", "", ""),
    ("Leases for the same orchard or picker must not overlap.", "", ""),
    ("Leases for different orchards and pickers must not overlap.", "", ""),
    ("The filled_on date of a new crate can't be in the past if it is filled.", "", ""),
    ("A new crate can only be filled.", "Crate", "status"),
    ("The packed_by of a new crate is never the logged-in user.", "", ""),
    ("sent_at gets the current time.", "", ""),
    ("Senior passes are not only for guests aged 65 or over.", "", ""),
    ("Senior passes are for guests aged 65 or over.", "", ""),
    ("You do not have to be 16 or older to be hired as a picker.", "", ""),
    ("Nobody under 16 picks without a crate.", "", ""),
    ("Nobody under 16 picks at night.", "Picker", "birth_date"),
    ("A crate must be filled, not filled or sent.", "", ""),
]


@pytest.fixture(scope="module")
def project() -> Project:
    return read_entities(ENTITIES)


@pytest.mark.parametrize(("sentence", "entity", "rules"), EXACT)
def test_a_sentence_states_exactly_this(
    project: Project, sentence: str, entity: str, rules: list[Rule]
) -> None:
    assert_states(project, rule(sentence), entity, rules)


@pytest.mark.parametrize(("sentence", "applies_to", "about"), REPORTED)
def test_a_near_miss_is_reported(project: Project, sentence: str, applies_to: str, about: str) -> None:
    assert_reported(project, rule(sentence, applies_to, about))
