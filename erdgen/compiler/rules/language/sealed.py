"""What is closed to changes, told by a noun or in an aside, and the states that are not left.

The plain forms are "a validated analysis cannot be changed", "a cancelled order cannot change its status" and
"setting a room to out of order requires a reason".
"""

from __future__ import annotations

from erdgen.compiler.rules.language.frames import frame

_ONCE = "(once|after|when|if|as soon as|from the moment)"
_DEEDS = "(changes|change|edits|edit|modifications?|amendments?|alterations?|corrections?)"
_AT_ALL = "(whatsoever|at all|whatever|of any kind|of any sort)"
_MAY_BE_MADE = (
    "((may|can|must|should|shall) be (made|applied|carried out)|(are|is) (allowed|permitted|possible|made"
    "|accepted))"
)
_NO_OTHER = (
    "{NOT} (be (given|set to|put into|moved to|moved into|switched to|brought into|assigned|changed to)|get"
    "|take on|go into|move to|have|receive|change to) (any other|another|a different) (status|state|stage)"
    "( any more| anymore| again| ever again)?"
)
#: Of what else is so then, it would not be clear of which row the aside tells.
_OF_CHANGES = (
    "(?=.*(changed|altered|edited|modified|updated|amended|overwritten|adjusted|touched|locked|frozen|fixed"
    "|final|read - only|immutable|deleted|removed)( |$))"
)
#: No clause, and nobody by whom it may be done after all.
_PLAINLY = (
    "(?!.* (by|without|unless|except|before|until|if|when|while|that|which|who|whose|once|after|as|but|other)"
    " )"
)

FRAMES = (
    # "No changes whatsoever may be made to a validated analysis"
    *(
        frame(
            "changes change edits edit modifications modification amendments amendment alterations alteration"
            " corrections correction",
            f"no( further| more| later| subsequent)? {_DEEDS}( {_AT_ALL})? {_MAY_BE_MADE} {of}",
            *plain,
        )
        for of, plain in (
            (f"(to|in|on) {_PLAINLY}<row*>", ("{row} cannot be changed", "{row&} cannot be changed")),
            (
                "(to|in|on) (?P<row>.+) (?P<that>that|which) (?P<be>is|are) <state:3>",
                ("{row} {that} {be} {state} cannot be changed",),
            ),
            (
                f"(to|in|on) (?P<row>.+) {_ONCE} <rest*>",
                ("{row} cannot be changed once {rest}", "{row&} cannot be changed once {rest}"),
            ),
        )
    ),
    # "A legal name, once saved, is never altered"
    frame(
        "once after when",
        "(?P<m>[^,;]+) , (?P<when>once|after|when|as soon as) <rest:6> ,"
        f" (?P<be>is|are|can|cannot|may|must) {_OF_CHANGES}<p*>",
        "{m} {be} {p} {when} {rest}",
    ),
    # "A cancelled order cannot be given any other status"
    frame(
        "other another",
        f"{{A}} <row:5>( (stays|stay|remains|remain) <row3:3>( ,)? and( it| they)?)? {_NO_OTHER}",
        "a {row} cannot change its status",
    ),
    # "Taking a room out of order requires a reason"
    frame(
        "taking putting bringing placing",
        "(taking|putting|bringing|placing) {A} <row:4> (?P<state>(out of|off|on|in|into|under) \\S+( \\S+)?)"
        " (requires|needs|demands|calls for|is only possible with) <rest*>",
        "setting a {row} to {state} requires {rest}",
    ),
)
