"""How old somebody is and on which days of the week something is, in plain words.

The plain forms are "a driver must be between 18 and 70 years old", "shipments must be on …" and, where the
ERD names the field beside the sentence, "it must not be on …".
"""

from __future__ import annotations

from erdgen.compiler.rules.language.frames import frame, wording

_MUST = "(must|has to|have to|needs to|need to|should|shall)"
_DAY = (
    "(monday|tuesday|wednesday|thursday|friday|saturday|sunday|mondays|tuesdays|wednesdays|thursdays|fridays"
    "|saturdays|sundays|weekend|weekends|weekday|weekdays|the weekend|mon|tue|tues|wed|thu|thurs|fri|sat|sun)"
)
#: "Saturdays or Sundays", "Tuesday to Saturday", "any day except Sunday"
_LISTED = f"(a )?{_DAY}(( ,)?( (or|and|to|through|till|until|-|–)( on)?)?( a)? {_DAY})*"
_BUT_DAYS = f"(any|every) day( of the week)? (except|but|other than|apart from|except for) (on )?{_LISTED}"
_DAYS = f"({_BUT_DAYS}|{_LISTED})"
#: What is done when a row gets its day, and not on another day of its own.
_SET = (
    "(scheduled|planned|booked|promised|arranged|set|fixed|dated|timed|held|executed|logged|entered|recorded"
    "|reserved|due)"
)
_DONE = "(execution|delivery|collection|processing|pickup)"
_MAKE = "(sell|take|book|schedule|plan|hold|run|offer|accept|deliver|ship|show|log|record|execute)"
_ON = "( (on|for|from|at|over|during))?"
_SPEAKING = "(you|we|one|they|users|people|staff|our staff)"
_NEVER = "(do not|never|cannot|can not|may not|must not|can never|will not)"
_LEAVE_OUT_DAY = "(the (one|only) day (on which|when)|the (one|only) day of the week (on which|when))"
_OLD = "(?=.* (old|older|over|above|under|younger|age|aged))"

FRAMES = (
    # "The age of an employee must be between 16 and 75 years"
    *(
        form
        for age in ("the age of {A} <row:6>", "{A} <row:6> 's age")
        for verb in (f"({_MUST} (be|lie|range)|lies|ranges|is|may only be|can only be|has to lie)",)
        for form in (
            frame("age", f"{age} {verb} <rest*> years( old)?", "a {row} must be {rest} years old"),
            frame(
                "age",
                f"{age} {verb} (?P<rest>.+ \\S+) (, )?(inclusive|, both included|both included)",
                "a {row} must be {rest} years old",
            ),
            frame("age", f"{age} {verb} <rest*>", "a {row} must be {rest} years old"),
            frame("age", f"{age} must not be <rest*>", "a {row} must not be {rest} years old"),
        )
    ),
    wording(
        "adults",
        "(only )?adults \\( (at least )?(?P<n>\\d+)( \\+| or over| and over| or older)? \\)",
        "only people aged {n} or over",
    ),
    frame(
        "who",
        "{NOBODY} (become|be) {A} <row:4> who is <rest*>",
        "a {row} must not be {rest}",
    ),
    wording(
        "whose",
        "whose (date of birth|birth date|birthday|age) (we know|is known|has been given|is recorded|is"
        " on file)",
        "",
    ),
    frame(
        "makes make",
        "{SPEAKER} {NOT} (enter|give|use|have|choose) {A} (date of birth|birth date|birthday) (that"
        "|which) (makes"
        "|would make) {A} <row:4> <rest*>",
        "a {row} must not be {rest}",
    ),
    frame(
        "only",
        f"{_SPEAKING} only (take|take on|accept|employ|hire|admit|register|enrol|recruit|insure|treat)"
        f" <row:4> "
        f"(who|that) are {_OLD}<rest*>",
        "{row} must be {rest}",
    ),
    # "Transfers cannot be scheduled on a Saturday or Sunday"
    wording("happens happen", "(happens|happen) to be", "is"),
    frame(
        "only must",
        f"<row:4> (can only be|may only be|must be|must only be) {_SET}{_ON} (?P<d>{_DAYS})",
        "{row} must be on {d}",
    ),
    frame("only", f"<row:4> (can|may) be {_SET}{_ON} (?P<d>{_DAYS}) only", "{row} must be on {d}"),
    frame("any every", f"<row:4> (can|may|must) be {_SET}{_ON} (?P<d>{_BUT_DAYS})", "{row} must be on {d}"),
    frame(
        "cannot not never",
        f"<row:4> (cannot|must not|may not|can never|must never) be( {_SET})?( for {_DONE})?{_ON}"
        f" (?P<d>{_LISTED})",
        "{row} must not be on {d}",
    ),
    frame(
        "no",
        f"no <row:4> (is|are|can be|may be)( {_SET})?{_ON} (?P<d>{_LISTED})",
        "{row} must not be on {d}",
        "a {row} must not be on {d}",
    ),
    frame(
        "never not cannot",
        f"{_SPEAKING} {_NEVER} {_MAKE} (anything|<row:3>) on (?P<d>{_LISTED})",
        "{row} must not be on {d}",
        "it must not be on {d}",
    ),
    frame(
        "one only",
        f"(?P<d>{_DAY}) is {_LEAVE_OUT_DAY} no <row:3> (may|can|must) <v:2>",
        "no {row} may {v} on a {d}",
    ),
)
