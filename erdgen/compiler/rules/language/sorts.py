"""Which values rows of one sort may have, in plain words.

The plain forms are "the editions of cookbooks must be hardcover", "rooms with a floor above 3 are smokeless"
and "a review with a rating of 1 must not have …".
"""

from __future__ import annotations

from erdgen.compiler.rules.language.frames import frame, wording

#: Say no more than that there are such rows; none is said of the moment alone at which a row is made.
_KEPT = (
    "(brought out|put out|released|issued|published|produced|printed|made available|offered|supplied|sold"
    "|employed|kept|held|stored|run|used|let|rented out|handed out)"
)
_ONLY = "(only|exclusively|solely)"
_OPEN = "(available|open|given|granted|offered)"
#: A name of rows in which a length of time or an age may stand.
_SORT = "(?!some |many |most |few |several )<sort:8>"
_AS = (
    f"(are|is|may be|can be|must be|should be) (?P<going__a>{_KEPT}) {_ONLY} as",
    f"(are|is|may|can|must|should) {_ONLY}( ever)? (be )?(?P<going__b>{_KEPT}) as",
)
_THERE = "(are|is|may be|can be|must be|should be) (?P<going__c>{KEPT}) as".replace("{KEPT}", _KEPT)
_DONE = (
    "( (that |which )?(we|you|they) (carry out|do|make|perform|run|hold|accept|allow|permit|offer|conduct)"
    "| (that are |which are )?(allowed|permitted|possible|carried out|performed|accepted|offered))?"
)
_WHERE = "(?P<where>(on|at|in|for) <place:4>)".replace("<place:4>", r"(?!the only )\S+( \S+){0,2}?")
#: Which of several: "third", "3rd".
_NTH = "(?P<n>\\d+ (st|nd|rd|th)|[a-z]+(st|nd|rd|th))"
_SAID = "(?P<be>are|is|must|has to|have to|should|shall|cannot|can not|may not)( all)? <rest*>"

FRAMES = (
    # "Cookbooks are brought out as hardcover editions only"; "workers below 18 can only be employed as …"
    *(
        form
        for said, tail in (*((each, "") for each in _AS), (_THERE, f" {_ONLY}"))
        for form in (
            *(
                frame(
                    "only exclusively solely",
                    f"{_SORT} {said} (an? )?<state:4> <apart:{longest}>{tail}",
                    "the {apart} of {sort} must be {state}",
                )
                for longest in (1, 2)
            ),
            frame(
                "only exclusively solely", f"{_SORT} {said} (an? )?<state:4>{tail}", "{sort} must be {state}"
            ),
        )
    ),
    # "On hazardous sites the only inspections we carry out are safety and structural ones"
    *(
        frame(
            "only",
            f"{_WHERE}( ,)? the only <row:3>{_DONE} are {states}( ones| <row2:3>)?",
            f"{{where}} , {{row}} must be {plain}",
        )
        for states, plain in (
            ("<state:3>", "{state}"),
            ("<state:3> (and|or) <other:3>", "{state} or {other}"),
            ("<state:3> , <next:3>( ,)? (and|or) <other:3>", "{state} , {next} or {other}"),
        )
    ),
    # "Rooms above the third floor are all non-smoking"
    *(
        frame("floor storey story level row deck grade class tier year", f"<row:3> {where} {_SAID}", plain)
        for where, plain in (
            (f"(above|over) (the )?{_NTH} <m:1>", "{row} with a {m} above {n#} {be} {rest}"),
            (f"(below|under) (the )?{_NTH} <m:1>", "{row} with a {m} below {n#} {be} {rest}"),
            (f"(on|in) the {_NTH} <m:1>", "{row} with a {m} of {n#} {be} {rest}"),
        )
    ),
    # "Gold tier is only available to guests who have a loyalty number"
    frame(
        "only exclusively solely",
        f"<state:3> is( {_ONLY} {_OPEN}| {_OPEN} {_ONLY}) (to|for)"
        " (?!some |many |most |few |several )<rest*>",
        "only {rest} can be {state}",
    ),
    frame("reserved", "<state:3> is reserved (to|for) <rest*>", "only {rest} can be {state}"),
    # "With a rating of 1 or 2, a review is not allowed to have publish as its recommendation"
    frame(
        "with",
        "with (?P<what>(a|an|the|no) \\S+( \\S+){0,7}?) , (a|an|any) <row:3> {NOT} have <rest*>",
        "a {row} with {what} must not have {rest}",
    ),
    wording("allowed permitted", "(is|are) (not|never) (allowed|permitted) to have", "must not have"),
    # "… on a payment that was made by any method other than voucher"
    wording(
        "than",
        "(that|which) (was|were|is|are|has been|have been) (made|paid|done|sent|settled)"
        " (by|with|via|through|in|using) (any|a|an|another|some) <m:2> other than",
        "whose {m} is not",
    ),
    wording("than", "(with|by|of) any <m:2> other than(?= \\S+ )", "whose {m} is not"),
)
