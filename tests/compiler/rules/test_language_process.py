"""Sentences about states in turn, and what may be done when: read as they are meant, or reported."""

from __future__ import annotations

import pytest

from erdgen.compiler.rules.sentences import compile_rule
from tests.compiler.rules.reading import assert_reported, link_to, optional, read_entities
from tests.projects import rule


def _stages(*values: str) -> dict[str, object]:
    return {"type": f"choices({', '.join(values)})", "default": values[0]}


ENTITIES: dict[str, object] = {
    "User": {},
    "Customer": {
        "fields": {
            "name": "str",
            "email": "email",
            "credit_limit": optional("decimal(10, 2)"),
            "status": _stages("trial", "active", "blocked"),
        }
    },
    "Subscription": {
        "fields": {
            "starts_on": "date",
            "ends_on": "date",
            "seats": "int",
            "discount_percent": optional("decimal(5, 2)"),
            "billing_cycle": _stages("yearly", "monthly"),
            "activated_at": optional("datetime"),
            "status": _stages("pending", "active", "suspended", "cancelled", "expired"),
        },
        "relationships": {"customer": link_to("Customer", "subscriptions")},
    },
    "Invoice": {
        "fields": {
            "number": "str",
            "issued_on": "date",
            "due_on": optional("date"),
            "tax_percent": "decimal(5, 2)",
            "currency": "str",
            "status": _stages("draft", "issued", "paid", "void"),
        },
        "relationships": {"issued_by": link_to("User", "invoices", required=False)},
    },
    "Listing": {
        "fields": {
            "title": "str",
            "start_price": "decimal(10, 2)",
            "starts_at": "datetime",
            "published_at": optional("datetime"),
            "status": _stages("draft", "live", "sold", "withdrawn"),
        },
        "relationships": {"seller": link_to("User", "listings")},
    },
    "Bid": {
        "fields": {"amount": "decimal(10, 2)"},
        "relationships": {"listing": link_to("Listing", "bids"), "bidder": link_to("User", "bids")},
    },
    "Claim": {
        "fields": {
            "number": "str",
            "loss_date": "date",
            "decided_at": optional("datetime"),
            "status": _stages("submitted", "in_review", "approved", "rejected", "paid", "closed"),
        },
        "relationships": {"adjuster": link_to("User", "claims")},
    },
    "Vehicle": {"fields": {"vin": "str", "plate": "str"}},
    "Ticket": {
        "fields": {
            "subject": "str",
            "priority": _stages("low", "normal", "high"),
            "status": _stages("open", "in_progress", "resolved", "closed"),
            "opened_at": optional("datetime"),
            "resolved_at": optional("datetime"),
        },
        "relationships": {"reporter": link_to("User", "reported")},
    },
    "Comment": {
        "fields": {"text": "text"},
        "relationships": {"ticket": link_to("Ticket", "comments"), "author": link_to("User", "comments")},
    },
}


PROJECT = read_entities(ENTITIES, "Accountant", "Manager", "Agent", "Auditor")

LIVE_PRICE = "Listing: start_price never changes once status is live"
TAX = "Invoice: tax_percent is 20 by default"
NORMAL = "Ticket: priority is normal by default"
PUBLISHED = "Listing: published_at is set by the server to the moment at which status is live"
ISSUED_BY = "Invoice: issued_by is set by the server to the user who creates the row"
ADJUSTER = "Claim: only the owner (by adjuster) may update"
#: Sentence → what is understood of it, in words.
MOVES = [
    (
        "A pending subscription may only become active or cancelled, an active one may only become"
        " suspended or"
        " cancelled, and a suspended one may only go back to active.",
        "Subscription: status never changes from pending to suspended, from pending to expired, from active"
        " to"
        " pending, from active to expired, from suspended to pending, from suspended to cancelled or from"
        " suspended to expired",
    ),
    (
        "Invoices move from draft to issued, from issued to paid; every other change of status is refused.",
        "Invoice: status changes only from draft to issued or from issued to paid",
    ),
    (
        "Subscriptions move from pending to active, and any other transition is rejected.",
        "Subscription: status changes only from pending to active",
    ),
    (
        "A draft invoice goes on to issued, then to paid, and it can be voided at any point before it is"
        " paid.",
        "Invoice: status changes only from draft to issued, from issued to paid, from draft to void or from"
        " issued to void",
    ),
    (
        "Allowed transitions for a listing's status are draft to live, live to sold and live to withdrawn.",
        "Listing: status changes only from draft to live, from live to sold or from live to withdrawn",
    ),
    (
        "An invoice passes through draft, issued and paid in this order.",
        "Invoice: status changes only from draft to issued or from issued to paid",
    ),
    (
        "From draft, an invoice can only move to issued; from issued, only to paid or void.",
        "Invoice: status never changes from draft to paid, from draft to void or from issued to draft",
    ),
    (
        "A draft invoice can only become issued; paid and void are final.",
        "Invoice: status never changes from draft to paid, from draft to void, from paid to draft, from"
        " paid to"
        " issued, from paid to void, from void to draft, from void to issued or from void to paid",
    ),
    (
        "Once withdrawn, a listing stays withdrawn.",
        "Listing: status never changes from withdrawn to draft, from withdrawn to live or from withdrawn to"
        " sold",
    ),
    ("An invoice can't go straight from draft to paid.", "Invoice: status never changes from draft to paid"),
    ("A paid invoice can't be voided.", "Invoice: status never changes from paid to void"),
    (
        "An invoice can't be paid before it has been issued.",
        "Invoice: status never changes from draft to paid or from void to paid",
    ),
    (
        "An invoice can only be paid if it has a due date.",
        "Invoice: status becomes paid only while due_on is given",
    ),
    (
        "An invoice may only be edited while it is a draft.",
        "Invoice: nothing changes once status is not draft",
    ),
]
KEPT = [
    ("The VIN of a vehicle is set once and stays the same for its whole life.", "Vehicle: vin never changes"),
    ("Once saved, the VIN of a vehicle is fixed for good.", "Vehicle: vin never changes"),
    ("A vehicle's VIN is assigned once and may not be altered afterwards.", "Vehicle: vin never changes"),
    ("The loss date of a claim is not editable after the claim was filed.", "Claim: loss_date never changes"),
    ("The amount of a bid can't be altered once the bid has been placed.", "Bid: amount never changes"),
    ("Nobody may change the amount of a bid.", "Bid: amount never changes"),
    ("Changes to the VIN of a vehicle are not allowed.", "Vehicle: vin never changes"),
    ("A listing keeps its seller for ever.", "Listing: seller never changes"),
    ("A bid can't be moved to another listing.", "Bid: listing never changes"),
    ("The number of an invoice can only be set on creation.", "Invoice: number never changes"),
    (
        "After an invoice has been issued, neither its tax percentage nor its due date may be modified.",
        "Invoice: tax_percent and due_on never change once status is issued",
    ),
    ("As soon as a listing goes live, its start price is locked.", LIVE_PRICE),
    ("Any change to a paid invoice is refused.", "Invoice: nothing changes once status is paid"),
]
DEFAULTS = [
    ("New tickets have normal priority unless the caller asks for something else.", NORMAL),
    (
        "If the seats are not specified for a subscription, they are 5.",
        "Subscription: seats is 5 by default",
    ),
    ("Invoices carry 20 % tax unless another percentage is entered.", TAX),
    ("If nothing else is entered, the tax percentage of an invoice is 20.", TAX),
    ("Where the accountant leaves the tax percentage of an invoice open, 20 is assumed.", TAX),
    ("Unless something else is chosen, new tickets get normal priority.", NORMAL),
    ("By default, tickets have normal priority.", NORMAL),
    ("If no priority is given, it is normal.", NORMAL),
    (
        "Unless the customer says otherwise, subscriptions are billed monthly.",
        "Subscription: billing_cycle is monthly by default",
    ),
    ("A subscription comes with 5 seats unless ordered otherwise.", "Subscription: seats is 5 by default"),
]
RECORDED = [
    ("When a listing goes live, the system itself stamps the publication time.", PUBLISHED),
    ("On creation of an invoice, the system fills in issued_by with the logged-in user.", ISSUED_BY),
    ("The system records the current time in published_at at the moment a listing becomes live.", PUBLISHED),
    ("published_at is set automatically when a listing goes live and can't be entered by hand.", PUBLISHED),
    ("When a listing goes live, published_at is stamped with the current time.", PUBLISHED),
    ("The moment a listing goes live is stored in published_at by the server.", PUBLISHED),
    (
        "decided_at is set by the system when a claim is approved or rejected.",
        "Claim: decided_at is set by the server to the moment at which status is approved or rejected",
    ),
    (
        "When a ticket is created, the system sets opened_at to the current time.",
        "Ticket: opened_at is set by the server when a row is created",
    ),
]
RIGHTS = [
    ("Vehicles are created by managers and by no one else.", "Vehicle: only Manager may create"),
    ("The VIN of a vehicle can't be changed except by managers.", "Vehicle: only Manager may update vin"),
    ("A claim may only be edited by the adjuster assigned to it.", ADJUSTER),
    ("Customers can't be deleted by anyone but managers.", "Customer: only Manager may delete"),
    ("Deleting customers is reserved for managers.", "Customer: only Manager may delete"),
    ("Managers alone may delete customers.", "Customer: only Manager may delete"),
    (
        "Changing the credit limit of a customer is reserved for managers.",
        "Customer: only Manager may update credit_limit",
    ),
]
LATER_FREE = [
    (
        "When a subscription is created, its start date must not be in the past;"
        " changing other details later does not trigger this check.",
        "Subscription: in a new row, starts_on is not in the past",
    ),
    (
        "A new subscription may not have a start date in the past; this is checked"
        " only at the moment it is created.",
        "Subscription: in a new row, starts_on is not in the past",
    ),
    (
        "When a subscription is created, its start date must not be in the past;"
        " it may pass later without blocking edits.",
        "Subscription: in a new row, starts_on is not in the past",
    ),
    (
        "When a subscription is first entered its start date has to lie in the future,"
        " but existing subscriptions can still be edited after their start date has passed.",
        "Subscription: in a new row, starts_on is in the future",
    ),
    (
        "When a subscription is first entered, its start date must not be in the past; later edits aren't"
        " subject"
        " to this check.",
        "Subscription: in a new row, starts_on is not in the past",
    ),
    (
        "On creation of a listing, its start must be in the future; corrections to an existing listing are"
        " exempt.",
        "Listing: in a new row, starts_at is in the future",
    ),
]
REPORTED = [
    "published_at is set by the system when a listing is sold again.",
    "A listing's start price is locked when it is sold again.",
    "The VIN of a vehicle is set once and stays the same for a year.",
    "New tickets have normal priority unless the caller asks for a manager.",
    "Vehicles are created by managers and by agents.",
    "When a subscription is created, its start date must not be in the past; later edits may only move it.",
    "When a subscription is created, its start date must not be in the past; this is checked only by agents.",
    "When a subscription is created, its start must be in the future; it can be edited if an agent agrees.",
    "A subscription's start date must not be in the past; it may pass later without blocking edits.",
    "Customers can't be deleted by anyone but managers on Mondays.",
    "Deleting customers requires a manager's approval.",
    "Deleting blocked customers is reserved for managers.",
    "Agents may not delete customers.",
    "Managers may delete customers.",
    "issued_by is set to the current user when an invoice is issued.",
    "published_at is set by the system when a listing has bids.",
    "published_at is set to the start time when a listing goes live.",
    "published_at is set by the seller when a listing goes live.",
    "published_at is set to tomorrow when a listing goes live.",
    "When a listing goes live, published_at may be set to the current time.",
    "published_at is not set automatically when a listing becomes live.",
    "The start price is set to the current time when a listing goes live.",
    "The reporter of a ticket is the user who closes it.",
    "The VIN of a vehicle should ideally not be changed.",
    "The plate of a vehicle can be changed once.",
    "The amount of a bid can't be lowered once it is placed.",
    "The product of a vehicle is fixed for good customers.",
    "Once saved, the VIN of a vehicle is checked by an agent.",
    "Nobody may change the amount of a bid without the bidder's consent.",
    "A bid can't be moved to another listing of the same seller.",
    "Editing a paid invoice is not possible on Sundays.",
    "If no priority is given, a manager chooses one.",
    "By default, tickets of agents have normal priority.",
    "Unless another product is chosen, tickets get normal priority.",
    "Invoices carry 20 % tax unless another customer is entered.",
    "The default priority of a closed ticket is normal.",
    "Invoices move from draft to issued, from issued to paid; other changes are possible too.",
    "Invoices move from draft to issued, from issued to paid; any other change needs a manager.",
    "Invoices move from draft to issued and from issued to paid, but not on Sundays.",
    "Invoices go through draft, issued and paid, though paid may be skipped.",
    "A pending subscription may only become active, an active one need not become suspended.",
    "A closed ticket can't be reopened by agents.",
    "A withdrawn listing stays withdrawn for a year.",
    "The status paid is final unless a manager intervenes.",
    "Draft and issued are not final states of an invoice.",
    "Paid and void are states of an invoice.",
    "An invoice can only be edited after it has been issued.",
    "When it is a draft, an invoice can only be edited.",
    "When a subscription is first entered, its start date must not be in the past; later edits are checked"
    " by a"
    " manager.",
    "New subscriptions can't start in the past; existing ones can't either.",
    "A new subscription has to start in the future; this does not apply to blocked customers.",
]


@pytest.mark.parametrize(("sentence", "understood"), MOVES + RIGHTS + KEPT + RECORDED + DEFAULTS + LATER_FREE)
def test_says(sentence: str, understood: str) -> None:
    outcome = compile_rule(PROJECT, rule(sentence))
    assert (outcome.reason, outcome.understood) == ("", understood)


@pytest.mark.parametrize("sentence", REPORTED)
def test_reports(sentence: str) -> None:
    assert_reported(PROJECT, rule(sentence))
