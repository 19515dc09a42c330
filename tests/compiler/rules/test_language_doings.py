"""Conditions told by what rows do or have done, by things, and in the words of those who enter rows."""

from __future__ import annotations

import pytest

from erdgen.compiler.rules.conditions import Condition, Every, Given, Moment, OneOf, Range, Some
from erdgen.compiler.rules.forms import AtCreation, Implies, Rule
from tests.compiler.rules.reading import (
    assert_reported,
    assert_states,
    optional,
    optional_link,
    read_entities,
)
from tests.projects import rule

SWITCH = {"type": "bool", "default": False}
PROJECT = read_entities(
    {
        "Room": {
            "fields": {"number": "str", "kind": "choices(single, double, suite)", "out_of_order": SWITCH}
        },
        "Guest": {
            "fields": {
                "name": "str",
                "gift_aid": SWITCH,
                "anonymous": SWITCH,
                "insured": SWITCH,
                "has_driving_licence": SWITCH,
                "late_checkout": SWITCH,
                "currently_employed": SWITCH,
                "payment_method": "choices(cash, card, bank_transfer)",
                "channel": "choices(phone, online, agency)",
                "employment": "choices(full_time, part_time)",
                "status": {"type": "choices(enquiry, confirmed, cancelled)", "default": "enquiry"},
                "paid": SWITCH,
                "paid_on": optional("date"),
                "arrives_on": "date",
                "contract_signed_on": optional("date"),
                "cancellation_reason": optional("text"),
                "note": optional("text"),
                "amount": {"type": "decimal(8, 2)", "default": "0"},
            },
            "relationships": {"room": optional_link("Room", "guests")},
        },
    }
)


def on(name: str, value: object = True, *, negated: bool = False) -> OneOf:
    return OneOf(name, (value,), negated)  # type: ignore[arg-type]  # a choice or a switch


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("Guests who have signed up for gift aid", on("gift_aid")),
        ("Guests who have never signed up for gift aid", on("gift_aid", negated=True)),
        ("Guests who wish to remain anonymous", on("anonymous")),
        ("Guests with a driving licence", on("has_driving_licence")),
        ("Guests without a driving licence", on("has_driving_licence", negated=True)),
        ("Guests who are currently employed", on("currently_employed")),
        ("Guests who pay by card", on("payment_method", "card")),
        ("Guests paying in cash", on("payment_method", "cash")),
        ("Guests who booked online", on("channel", "online")),
        ("Guests that came through an agency", on("channel", "agency")),
        ("Guests employed full time", on("employment", "full_time")),
        ("Guests who work part time", on("employment", "part_time")),
        ("Guests staying in a suite", on("room.kind", "suite")),
        ("Guests whose room is out of order", on("room.out_of_order")),
        ("Guests to whom no room has been assigned", Given("room", negated=True)),
        ("Guests who have been given a room", Given("room")),
        ("Guests who have signed a contract", Given("contract_signed_on")),
        ("Guests who have not yet signed a contract", Given("contract_signed_on", negated=True)),
        ("Guests who are insured but not anonymous", Every((on("insured"), on("anonymous", negated=True)))),
        ("Guests who are insured and have a room", Every((on("insured"), Given("room")))),
        ("Guests who are insured or pay by card", Some((on("insured"), on("payment_method", "card")))),
        ("Guests who are both insured and anonymous", Every((on("insured"), on("anonymous")))),
    ],
)
def test_verbs_say_what_members_tell(case: str, said: Condition) -> None:
    assert_states(PROJECT, rule(f"{case} need a note."), "Guest", (Implies(said, Given("note")),))


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("If a contract has been signed", Given("contract_signed_on")),
        ("If no contract has been signed", Given("contract_signed_on", negated=True)),
        ("If late checkout was requested", on("late_checkout")),
        ("If late checkout has not been booked", on("late_checkout", negated=True)),
        ("If payment is made by card", on("payment_method", "card")),
        ("When paying by card", on("payment_method", "card")),
        ("If the guest's room is a suite", on("room.kind", "suite")),
        ("For amounts above 100", Range("amount", gt="100")),
        ("For any payment method other than cash", on("payment_method", "cash", negated=True)),
    ],
)
def test_things_and_values_say_in_which_case(case: str, said: Condition) -> None:
    assert_states(PROJECT, rule(f"{case}, a note is required."), "Guest", (Implies(said, Given("note")),))


@pytest.mark.parametrize(
    ("sentence", "stated"),
    [
        ("A note must be provided by guests who are insured.", Implies(on("insured"), Given("note"))),
        ("If a guest is insured, somebody has to enter a note.", Implies(on("insured"), Given("note"))),
        ("If a guest is insured, please record a note.", Implies(on("insured"), Given("note"))),
        (
            "Guests can only pay by card if they are insured.",
            Implies(on("payment_method", "card"), on("insured")),
        ),
        (
            "Anonymous guests cannot pay by bank transfer.",
            Implies(on("anonymous"), on("payment_method", "bank_transfer", negated=True)),
        ),
        (
            "When a guest is cancelled, a reason is required.",
            Implies(on("status", "cancelled"), Given("cancellation_reason")),
        ),
        (
            "Cancelled guests must state the reason for the cancellation.",
            Implies(on("status", "cancelled"), Given("cancellation_reason")),
        ),
        ("If a guest is paid, the payment date must be filled in.", Implies(on("paid"), Given("paid_on"))),
        ("New guests are always registered as enquiries first.", AtCreation(on("status", "enquiry"))),
        (
            "A new guest cannot be entered in any status other than enquiry.",
            AtCreation(on("status", "enquiry")),
        ),
        ("Newly created guests may only be enquiries.", AtCreation(on("status", "enquiry"))),
        (
            "When a guest is first entered, the arrival date must be in the future.",
            AtCreation(Moment("arrives_on", "gt")),
        ),
    ],
)
def test_duties_and_new_rows_in_other_words(sentence: str, stated: Rule) -> None:
    assert_states(PROJECT, rule(sentence), "Guest", (stated,))


@pytest.mark.parametrize(
    "sentence",
    [
        "Guests who are eligible for gift aid need a note.",
        "Guests who have to sign up for gift aid need a note.",
        "Guests who pay partly by card need a note.",
        "Guests who pay by card on arrival need a note.",
        "Guests who book a room by phone need a note.",
        "Guests who have signed two contracts need a note.",
        "Guests who have signed a contract twice need a note.",
        "Guests staying in two suites need a note.",
        "Guests with two driving licences need a note.",
        "Guests with a driving licence of their own need a note.",
        "If a contract has been signed twice, a note is required.",
        "If a contract has been offered, a note is required.",
        "If late checkout was refused, a note is required.",
        "If no room is required, a note is required.",
        "For amounts above 100 euros or 10 guests, a note is required.",
        "A note is required only for insured guests.",
        "A note is only required if the guest is insured.",
        "A note is not required only for insured guests.",
        "A new guest can only be confirmed.",
        "A note may be given by insured guests.",
        "When a guest is insured, a reason is required.",
        "Guests may stay in a suite if they are insured.",
    ],
)
def test_what_says_more_or_less_is_reported(sentence: str) -> None:
    assert_reported(PROJECT, rule(sentence))
