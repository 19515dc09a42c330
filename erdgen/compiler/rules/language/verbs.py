"""Verbs of what is done with rows: their forms, and the rows that a deed leaves."""

from __future__ import annotations

from erdgen.compiler.rules.language.words import word_set

#: Past participle or adjective → the verb, for actions and the words for deeds.
DELETE = word_set(
    "delete deleted remove removed erase erased discard discarded destroyed destroy deletion deleting"
    " removing"
)
UPDATE = word_set(
    "edit edited change changed modify modified update updated alter altered amend amended rewritten"
    " adjusted adjust revised revise corrected touched overwritten rewrite edits updates changes moved"
    " shifted postponed swapped exchanged replaced"
)
CREATE = word_set(
    "create created add added make made submit submitted post posted place placed open opened register"
    " registered write written raise raised enter entered record recorded file filed insert inserted"
    " schedule scheduled book booked issue issued upload uploaded leave left set reserve reserved start"
    " started accept accepted take taken log logged publish request requested"
)
READ = word_set("see view read list viewed seen retrieve sees views reads")
#: Verbs by which somebody makes a row, where it is said who may.
MAKE = word_set(
    "create created add added make made submit submitted post posted place placed register registered upload"
    " uploaded enter entered write written record recorded book booked"
)
#: What one does, and the words for the row that it leaves.
DEEDS: dict[str, tuple[str, ...]] = {
    deed: rows
    for deeds, rows in {
        "apply|applied": ("application",),
        "bid": ("bid",),
        "book|booked": ("booking", "reservation", "appointment"),
        "bookmark": ("bookmark",),
        "comment": ("comment",),
        "borrow": ("loan", "borrowing", "checkout"),
        "borrowed": ("loan", "borrowing"),
        "lent|lend|borrows": ("loan",),
        "buy": ("order", "purchase"),
        "enrol|enroll|enrolled": ("enrolment", "enrollment"),
        "favourite|favorite": ("favourite", "favorite"),
        "follow": ("follow", "follower", "following"),
        "join": ("membership", "participation"),
        "like|liked": ("like",),
        "rate|rated": ("rating", "review"),
        "register|registered": ("registration",),
        "reserve|reserved": ("reservation", "booking", "hold"),
        "review|reviewed": ("review", "rating"),
        "save": ("save", "bookmark", "savedjob", "saved"),
        "subscribe|subscribed": ("subscription",),
        "vote": ("vote",),
        "rent|rented": ("rental", "lease", "tenancy"),
        "order|ordered": ("order",),
        "attend": ("attendance", "registration"),
        "checkin": ("checkin",),
        "endorse": ("endorsement",),
        "assign|assigned": ("assignment",),
        "message": ("message",),
        "report": ("report",),
        "invite|invited": ("invitation",),
        "nominate": ("nomination",),
        "scheduled": ("appointment", "shift", "booking"),
        "used": ("redemption", "usage"),
        "redeem|redeemed": ("redemption",),
        "grade|graded": ("grade",),
        "answer": ("answer",),
        "submit|submitted": ("submission",),
        "hold": ("hold",),
        "allocate|allocated": ("allocation",),
        "sign": ("signature",),
        "purchase|purchased": ("purchase", "order"),
        "waitlist": ("waitlist",),
        "sold|sell": ("sale", "ticket", "order"),
        "recommend": ("recommendation",),
        "refer": ("referral",),
    }.items()
    for deed in deeds.split("|")
}
