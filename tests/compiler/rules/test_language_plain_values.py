"""Values, texts, days and ages told in other words than those of the field, and what must not be read so."""

from __future__ import annotations

import pytest

from erdgen.compiler.rules.conditions import (
    Given,
    Length,
    Moment,
    OneOf,
    Pattern,
    Range,
    Some,
    Span,
    Weekday,
)
from erdgen.compiler.rules.forms import AtCreation, Implies, Rule, SetDefault
from erdgen.compiler.rules.language.plainwords import _FRAMES
from erdgen.compiler.rules.sentences import compile_rule
from tests.compiler.rules.reading import (
    assert_reported,
    assert_states,
    optional,
    optional_link,
    read_entities,
)
from tests.projects import rule

QUARRY = read_entities(
    {
        "User": {},
        "Blaster": {
            "fields": {
                "full_name": "str",
                "born_on": "date",
                "licence_number": optional("str"),
                "nickname": optional("str"),
                "manager_email": optional("str"),
                "phone": optional("str"),
                "day_rate": "decimal(8, 2)",
                "certified": "bool",
            }
        },
        "Blast": {
            "fields": {
                "reference": "str",
                "fires_on": "date",
                "holes": "int",
                "area_ha": "decimal(6, 2)",
                "stars": "int",
                "status": "choices(planned, approved, fired, cancelled)",
                "cancel_reason": optional("text"),
                "cancelled_on": optional("date"),
                "permit_number": optional("str"),
                "material": "str",
                "notes": optional("text"),
            },
            "relationships": {"blaster": optional_link("Blaster", "blasts")},
        },
    }
)
DIGITS = Pattern("reference", "[0-9]{8}", "8 digits")
ADULT = Moment("born_on", "lte", Span(-18, "years"))
NO_WEEKEND = Weekday("fires_on", (0, 1, 2, 3, 4))
MATERIALS = OneOf("material", ("granite", "slate"))


def cancelled(then: object) -> Implies:
    return Implies(OneOf("status", ("cancelled",)), then)  # type: ignore[arg-type]  # a condition


@pytest.mark.parametrize(
    ("sentence", "entity", "about", "stated"),
    [
        (
            "A blast's reference must be 8 digits long, with no letters or other characters.",
            "Blast",
            "",
            DIGITS,
        ),
        ("The reference of a blast is exactly 8 digits, no more and no fewer.", "Blast", "", DIGITS),
        ("No blast may have a reference that is not 8 digits.", "Blast", "", DIGITS),
        (
            "The reference of a blast is a Q followed by 3 digits, with the Q in upper case.",
            "Blast",
            "",
            Pattern("reference", "Q[0-9]{3}", "“Q”, then 3 digits"),
        ),
        (
            "A blast's reference must match this format: four digits for the year, a dot, then three digits.",
            "Blast",
            "",
            Pattern("reference", r"[0-9]{4}\.[0-9]{3}", "4 digits, then a dot, then 3 digits"),
        ),
        (
            "A blaster's phone number begins with + and after that has at least 8 and at most 15 digits.",
            "Blaster",
            "",
            Pattern("phone", r"\+[0-9]{8,15}", "“+”, then 8 to 15 digits"),
        ),
        (
            "The length of a blast's notes ranges from 5 to 120 characters.",
            "Blast",
            "",
            Length("notes", 5, 120),
        ),
        (
            "No blast may carry a reference with more than 12 characters.",
            "Blast",
            "",
            Length("reference", None, 12),
        ),
        ("Keep the notes of blasts to 90 characters or fewer.", "Blast", "", Length("notes", None, 90)),
        ("We only take blasts in granite and slate.", "Blast", "material", MATERIALS),
        ("The only materials available for blasts are granite and slate.", "Blast", "", MATERIALS),
        ("No blast may be held in a material other than granite or slate.", "Blast", "", MATERIALS),
        ("We accept blasts of up to 40 hectares.", "Blast", "area_ha", Range("area_ha", lte="40")),
        ("Blasts smaller than 2 hectares are not accepted.", "Blast", "area_ha", Range("area_ha", gte="2")),
        (
            "The stars of a blast must be at least one star and at most 5.",
            "Blast",
            "",
            Range("stars", gte="1", lte="5"),
        ),
        (
            "Setting a blast to cancelled requires a cancel reason.",
            "Blast",
            "",
            cancelled(Given("cancel_reason")),
        ),
        (
            "You have to enter a cancel reason before you can set a blast to cancelled.",
            "Blast",
            "",
            cancelled(Given("cancel_reason")),
        ),
        ("Cancelled blasts must have a date in cancelled_on.", "Blast", "", cancelled(Given("cancelled_on"))),
        (
            "You can't record a cancelled blast without stating the cancel reason.",
            "Blast",
            "",
            cancelled(Given("cancel_reason")),
        ),
        (
            "A blaster can't be saved with both the phone and the manager email missing.",
            "Blaster",
            "",
            Some((Given("phone"), Given("manager_email"))),
        ),
        ("The age of a blaster must be at least 18 years.", "Blaster", "", ADULT),
        ("Only adults (18+) can become blasters.", "Blaster", "", ADULT),
        ("Nobody can become a blaster who is younger than 18.", "Blaster", "", ADULT),
        ("Blasts can't be scheduled on a Saturday or Sunday.", "Blast", "fires_on", NO_WEEKEND),
        ("We don't run blasts on Saturdays or Sundays.", "Blast", "fires_on", NO_WEEKEND),
        ("Blasts may be planned from Monday to Friday only.", "Blast", "fires_on", NO_WEEKEND),
        (
            "When the client leaves out the status, the blast is saved with status planned.",
            "Blast",
            "",
            SetDefault("status", "planned"),
        ),
        (
            "Status of a blast if nothing else is entered: planned.",
            "Blast",
            "",
            SetDefault("status", "planned"),
        ),
        (
            "A new blast cannot be created in any status other than planned.",
            "Blast",
            "",
            AtCreation(OneOf("status", ("planned",))),
        ),
        (
            "Approved blasts must be assigned to a blaster.",
            "Blast",
            "",
            Implies(OneOf("status", ("approved",)), Given("blaster")),
        ),
    ],
)
def test_is_read_in_plain_words(sentence: str, entity: str, about: str, stated: Rule) -> None:
    assert_states(QUARRY, rule(sentence, entity if about else "", about), entity, (stated,))


@pytest.mark.parametrize(
    ("sentence", "about"),
    [
        ("A blast's reference must be 8 digits long, without digits.", ""),
        ("You can't use capital letters in the reference of a blast, just letters and digits.", ""),
        ("The reference of a blast has four digits for the US.", ""),
        ("The phone number of a blaster may contain only digits, spaces and a leading plus sign.", ""),
        ("The holes of a blast must not be zero and must not be anything but zero.", ""),
        ("You need to be 18 or older to be a blaster of the night shift.", ""),
        ("Blasts can be cancelled on Sundays.", "fires_on"),
        ("Blasts cannot be postponed on Sundays.", "fires_on"),
        ("Blasts can be scheduled on Sundays.", "fires_on"),
        ("You can order at most 3 holes per day.", "holes"),
        ("We only accept blasts with papers that are complete.", "material"),
        ("We only run blasts in bags.", "material"),
        ("We offer blasts in granite and slate.", "material"),
        ("We accept blasts of at least 40 hectares.", "area_ha"),
        ("You can order at least 5 holes.", "holes"),
        ("Blasts may be registered without a permit number.", ""),
    ],
)
def test_is_not_read_so(sentence: str, about: str) -> None:
    assert_reported(QUARRY, rule(sentence, "Blast" if about else "", about))


def test_two_bounds_of_a_length_are_one_rule() -> None:
    outcome = compile_rule(
        QUARRY, rule("No nickname of a blaster may be shorter than 3 or longer than 9 characters.")
    )

    assert [stated.rule for stated in outcome.rules] == [Length("nickname", 3, 9)]


@pytest.mark.parametrize("form", _FRAMES, ids=lambda form: form.written[:40])
def test_every_form_is_a_pattern(form: object) -> None:
    assert getattr(form, "pattern", None) is not None
