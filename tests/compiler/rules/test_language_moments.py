"""Moments told by what happens then, and what lies between them: read as they are meant, or reported."""

from __future__ import annotations

import pytest

from erdgen.compiler.rules.sentences import compile_rule
from tests.compiler.rules.reading import assert_reported, read_entities
from tests.projects import rule

HOTEL = read_entities(
    {
        "User": {},
        "Hotel": {
            "fields": {
                "name": "str",
                "opened_on": "date",
                "check_in_from": "time",
                "check_out_until": "time",
                "stars": "int",
            }
        },
        "Guest": {
            "fields": {
                "full_name": "str",
                "email": "email",
                "date_of_birth": "date",
                "member_since": {"type": "date", "required": False},
                "passport_expires_on": {"type": "date", "required": False},
            }
        },
        "Room": {
            "fields": {
                "number": "str",
                "nightly_rate": "decimal(8, 2)",
                "weekend_rate": "decimal(8, 2)",
                "max_occupants": "int",
                "renovated_on": {"type": "date", "required": False},
            },
            "relationships": {"hotel": {"type": "ForeignKey(Hotel)", "related_name": "rooms"}},
        },
        "Reservation": {
            "fields": {
                "arrives_on": "date",
                "departs_on": "date",
                "booked_on": "date",
                "guests": "int",
                "total_price": "decimal(10, 2)",
                "deposit": {"type": "decimal(10, 2)", "required": False},
                "deposit_due_on": {"type": "date", "required": False},
                "cancelled_on": {"type": "date", "required": False},
                "status": {
                    "type": "choices(requested, confirmed, checked_in, cancelled)",
                    "default": "requested",
                },
            },
            "relationships": {
                "guest": {"type": "ForeignKey(Guest)", "related_name": "reservations"},
                "room": {"type": "ForeignKey(Room)", "related_name": "reservations"},
            },
        },
        "SpaSession": {
            "fields": {
                "starts_at": "datetime",
                "ends_at": "datetime",
                "treatment": "choices(massage, sauna, facial)",
                "price": "decimal(8, 2)",
                "tip": {"type": "decimal(8, 2)", "required": False},
            },
            "relationships": {
                "reservation": {"type": "ForeignKey(Reservation)", "related_name": "spa_sessions"},
                "therapist": {"type": "ForeignKey(Employee)", "related_name": "spa_sessions"},
            },
        },
        "Employee": {
            "fields": {
                "full_name": "str",
                "born_on": "date",
                "hired_on": "date",
                "left_on": {"type": "date", "required": False},
                "hourly_wage": "decimal(6, 2)",
                "overtime_wage": {"type": "decimal(6, 2)", "required": False},
                "trainee": {"type": "bool", "default": False},
            },
            "relationships": {"hotel": {"type": "ForeignKey(Hotel)", "related_name": "employees"}},
        },
    }
)
CONCERTS = read_entities(
    {
        "User": {},
        "Artist": {
            "fields": {
                "name": "str",
                "born_on": "date",
                "died_on": {"type": "date", "required": False},
                "joined_on": "date",
            }
        },
        "Venue": {
            "fields": {
                "name": "str",
                "capacity": "int",
                "opens_at": "time",
                "closes_at": "time",
                "built_on": {"type": "date", "required": False},
            }
        },
        "Tour": {
            "fields": {
                "title": "str",
                "first_show_on": "date",
                "last_show_on": "date",
                "budget": "decimal(12, 2)",
                "spent": "decimal(12, 2)",
                "contract_signed_on": {"type": "date", "required": False},
                "announced_on": {"type": "date", "required": False},
            },
            "relationships": {"artist": {"type": "ForeignKey(Artist)", "related_name": "tours"}},
        },
        "Concert": {
            "fields": {
                "held_on": "date",
                "doors_open_at": "datetime",
                "starts_at": "datetime",
                "ends_at": "datetime",
                "tickets_on_sale_from": {"type": "date", "required": False},
                "expected_visitors": "int",
                "ticket_price": "decimal(7, 2)",
                "student_price": {"type": "decimal(7, 2)", "required": False},
                "venue_fee": "decimal(9, 2)",
                "advance_payment": {"type": "decimal(9, 2)", "required": False},
            },
            "relationships": {
                "tour": {"type": "ForeignKey(Tour)", "related_name": "concerts"},
                "venue": {"type": "ForeignKey(Venue)", "related_name": "concerts"},
            },
        },
        "CrewMember": {
            "fields": {
                "full_name": "str",
                "date_of_birth": "date",
                "hired_on": "date",
                "contract_ends_on": {"type": "date", "required": False},
                "weekly_wage": "decimal(8, 2)",
                "bonus": {"type": "decimal(8, 2)", "required": False},
                "role": "choices(roadie, sound, light, driver)",
                "licence_expires_on": {"type": "date", "required": False},
            }
        },
        "Shift": {
            "fields": {
                "begins_at": "datetime",
                "finishes_at": "datetime",
                "break_minutes": {"type": "int", "required": False},
            },
            "relationships": {
                "concert": {"type": "ForeignKey(Concert)", "related_name": "shifts"},
                "crew_member": {"type": "ForeignKey(CrewMember)", "related_name": "shifts"},
            },
        },
    }
)
IN_THE_HOTEL = [
    (
        "Guests must leave at least one day after they arrive.",
        "Reservation: departs_on is not before the moment 1 day after arrives_on",
    ),
    (
        "A reservation can't be made for an arrival date that has already passed.",
        "Reservation: arrives_on is not in the past",
    ),
    (
        "Stays are limited to 30 nights.",
        "Reservation: departs_on is not after the moment 30 days after arrives_on",
    ),
    (
        "A stay may last no longer than 28 days.",
        "Reservation: departs_on is not after the moment 28 days after arrives_on",
    ),
    ("Nobody under 16 can be hired.", "Employee: hired_on is not before the moment 16 years after born_on"),
    (
        "Employees have to be 18 or older on the day they are hired.",
        "Employee: hired_on is not before the moment 18 years after born_on",
    ),
    (
        "Spa sessions take between 20 minutes and two hours.",
        "SpaSession: ends_at is not before the moment 20 minutes after starts_at; "
        "ends_at is not after the moment 2 hours after starts_at",
    ),
    (
        "No spa session starts before 9 a.m. or ends after 10 p.m.",
        "SpaSession: starts_at is at 09:00 or later (UTC); ends_at is at 22:00 or earlier (UTC)",
    ),
    (
        "Guests may only arrive on weekdays.",
        "Reservation: arrives_on is on Monday, Tuesday, Wednesday, Thursday or Friday",
    ),
    (
        "The deposit is due no later than 14 days before arrival.",
        "Reservation: deposit_due_on is not after the moment 14 days before arrives_on",
    ),
    (
        "A reservation must not be for more guests than the room can take.",
        "Reservation: guests is at most room.max_occupants",
    ),
    (
        "A therapist cannot have two sessions at the same time.",
        "SpaSession: no two rows of the same therapist overlap from starts_at to ends_at",
    ),
    ("An employee cannot leave before being hired.", "Employee: left_on is not before hired_on"),
    (
        "A guest's passport has to be valid for at least six months after departure.",
        "Reservation: guest.passport_expires_on is not before the moment 6 months after departs_on",
    ),
    (
        "A cancellation must be dated on or before the day of arrival.",
        "Reservation: cancelled_on is not after arrives_on",
    ),
    (
        "A room can't have been renovated before its hotel opened.",
        "Room: renovated_on is not before hotel.opened_on",
    ),
    (
        "A spa session must take place during the reservation.",
        "SpaSession: starts_at is not before reservation.arrives_on; "
        "ends_at is not after reservation.departs_on",
    ),
    (
        "A spa session cannot start before 9:00 nor end after 22:00.",
        "SpaSession: starts_at is at 09:00 or later (UTC); ends_at is at 22:00 or earlier (UTC)",
    ),
    (
        "Spa sessions start at 9:00 at the earliest and at 20:30 at the latest.",
        "SpaSession: starts_at is at 09:00 or later (UTC); starts_at is at 20:30 or earlier (UTC)",
    ),
    (
        "The deposit is due 14 days before arrival at the latest.",
        "Reservation: deposit_due_on is not after the moment 14 days before arrives_on",
    ),
    (
        "The cancellation date is the day of arrival at the latest.",
        "Reservation: cancelled_on is not after arrives_on",
    ),
    (
        "On the day they are hired, employees must be at least 18.",
        "Employee: hired_on is not before the moment 18 years after born_on",
    ),
    (
        "When they are hired, employees must be at least 18 years old.",
        "Employee: hired_on is not before the moment 18 years after born_on",
    ),
    (
        "At the time of hiring, employees must be at least 18 years old.",
        "Employee: hired_on is not before the moment 18 years after born_on",
    ),
    (
        "Employees must be at least 18 at the time of hiring.",
        "Employee: hired_on is not before the moment 18 years after born_on",
    ),
    (
        "Employees may not be hired before they turn 18.",
        "Employee: hired_on is not before the moment 18 years after born_on",
    ),
    (
        "An employee cannot be hired before his or her 18th birthday.",
        "Employee: hired_on is not before the moment 18 years after born_on",
    ),
    (
        "Employees cannot be younger than 18 when hired.",
        "Employee: hired_on is not before the moment 18 years after born_on",
    ),
    (
        "Nobody may be hired who is under 18.",
        "Employee: hired_on is not before the moment 18 years after born_on",
    ),
    (
        "Persons younger than 16 must not be hired.",
        "Employee: hired_on is not before the moment 16 years after born_on",
    ),
]
AT_CONCERTS = [
    (
        "The doors have to open at least one hour before the concert starts.",
        "Concert: doors_open_at is not after the moment 1 hour before starts_at",
    ),
    ("A tour's last show can't come before its first one.", "Tour: last_show_on is not before first_show_on"),
    (
        "A tour has to be announced no later than 60 days before the first show.",
        "Tour: announced_on is not after the moment 60 days before first_show_on",
    ),
    (
        "Nobody may be hired who is under 18.",
        "CrewMember: hired_on is not before the moment 18 years after date_of_birth",
    ),
    (
        "Drivers must be at least 21 years old when they are hired.",
        "CrewMember: where role is driver, hired_on is not before the moment 21 years after date_of_birth",
    ),
    (
        "The venue fee mustn't exceed half of the tour's budget.",
        "Concert: venue_fee is at most 0.5 × tour.budget",
    ),
    (
        "A concert takes place between the first and the last show of its tour.",
        "Concert: starts_at is not before tour.first_show_on; starts_at is not after tour.last_show_on",
    ),
    (
        "Crew members can't work two shifts that overlap.",
        "Shift: no two rows of the same crew_member overlap from begins_at to finishes_at",
    ),
    ("A shift must not begin before the doors open.", "Shift: begins_at is not before concert.doors_open_at"),
    (
        "The contract of a crew member can't end before they were hired.",
        "CrewMember: contract_ends_on is not before hired_on",
    ),
    (
        "A driver's licence has to be valid on the day they are hired.",
        "CrewMember: where role is driver, licence_expires_on is not before hired_on",
    ),
    (
        "A crew member's bonus is limited to four weeks' wages.",
        "CrewMember: bonus is at most 4 × weekly_wage",
    ),
    (
        "Concerts may only be held on Thursdays, Fridays and Saturdays.",
        "Concert: held_on is on Thursday, Friday or Saturday",
    ),
    ("An artist can't have died before being born.", "Artist: died_on is not before born_on"),
    (
        "The contract for a tour must be signed before the tour is announced.",
        "Tour: contract_signed_on is before announced_on",
    ),
    (
        "Shifts are between 4 and 12 hours long.",
        "Shift: finishes_at is not before the moment 4 hours after begins_at; "
        "finishes_at is not after the moment 12 hours after begins_at",
    ),
    (
        "An advance payment of more than 50 % of the venue fee isn't allowed.",
        "Concert: advance_payment is at most 0.5 × venue_fee",
    ),
    (
        "An artist has to be at least 16 when joining us.",
        "Artist: joined_on is not before the moment 16 years after born_on",
    ),
]
REPORTED = [
    "Employees must be at least 18 when they are promoted.",
    "Employees must be at least 18 on the day the hotel opens.",
    "Guests must leave at least one day after the manager arrives.",
    "Guests must leave before lunch.",
    "Guests with a deposit may only arrive on Mondays.",
    "Regular guests may only arrive on weekdays.",
    "The deposit is due no later than 14 days before the holidays.",
    "The first deposit is due no later than 14 days before arrival.",
    "Stays are limited to 30 meals.",
    "A guest may have at most three stays.",
    "Most stays last no longer than 28 days.",
    "Stays in summer last no longer than 14 days.",
    "A guest's passport should usually be valid for six months after departure.",
    "A guest's visa has to be valid for at least six months after departure.",
    "A guest's passport has to be valid for at least six months.",
    "An employee cannot leave before being promoted.",
    "Employees who are no trainees cannot be hired before they turn 18.",
    "Employees may be hired before they turn 18.",
    "Nobody under 16 can be promoted.",
    "Nobody under 16 can be hired as a cook.",
    "No spa session starts before 9 a.m. or ends well.",
    "A spa session must take place during the holidays.",
    "A spa session may take place during the reservation.",
    "Spa sessions can start at 9:00 at the earliest in summer.",
    "A reservation must not be for more guests than the hotel can take.",
    "A room can be reserved up to three times per stay.",
    "The deposit is due 14 days before arrival at the latest unless the guest is a member.",
    "The stay of a VIP may last no longer than 28 days.",
    "A guest's arrival must be on a weekday, and the hotel may not be fully booked.",
]


@pytest.mark.parametrize(("sentence", "understood"), IN_THE_HOTEL)
def test_says_when(sentence: str, understood: str) -> None:
    outcome = compile_rule(HOTEL, rule(sentence))
    assert (outcome.reason, outcome.understood) == ("", understood)


@pytest.mark.parametrize(("sentence", "understood"), AT_CONCERTS)
def test_says_when_of_things(sentence: str, understood: str) -> None:
    outcome = compile_rule(CONCERTS, rule(sentence))
    assert (outcome.reason, outcome.understood) == ("", understood)


@pytest.mark.parametrize("sentence", REPORTED)
def test_reports(sentence: str) -> None:
    assert_reported(HOTEL, rule(sentence))
