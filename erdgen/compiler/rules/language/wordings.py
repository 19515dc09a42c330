"""Words for which the grammar has others, wherever they stand in a sentence."""

from __future__ import annotations

from erdgen.compiler.rules.language.frames import frame, wording

_LEAST = "(smallest|lowest|minimum|least|shortest|lightest|cheapest)"
_MOST = "(largest|highest|maximum|biggest|greatest|longest|heaviest|most)"
_WE = "( (we|you|they|one|anybody|anyone) (ever )?\\S+)?"
_GRANT = "(we|you|they) (only )?(grant|give|allow|offer)"
_UP_TO = "(up to|at most|no more than|not more than|a maximum of)"

FRAMES = (
    frame(
        "smallest lowest minimum least shortest lightest cheapest",
        f"the {_LEAST}( possible| allowed)? <row:6>{_WE} is <n:4> (and|,|;|,? while)( the)? {_MOST}"
        f"( possible| allowed)?( <row2:3>| one)?{_WE} is <m:4>",
        "the {row} must be at least {n} and at most {m}",
        "a {row} must be at least {n} and at most {m}",
    ),
    frame(
        "can may",
        f"the {_MOST} (a |an |the )?<rest:8> (can|may) (ever )?be is <n:4>",
        "{rest} must be at most {n}",
    ),
    frame(
        "can may",
        f"the {_LEAST} (a |an |the )?<rest:8> (can|may) (ever )?be is <n:4>",
        "{rest} must be at least {n}",
    ),
    wording(
        "after",
        "and (have|has|contain|contains|then) <rest:5> after (that|it|this|them)",
        "followed by {rest}",
    ),
    wording("newly freshly", "(newly|freshly) (entered|created|added|recorded|saved)", "new"),
    wording("cent", "(?P<n>\\d+([.,]\\d+)?) per cent", "{n} percent"),
    # "… are considered hazardous and must be flagged as such"
    frame(
        "such",
        "<rows:6> (is|are)( always)?( (considered|regarded as|treated as|deemed|classed as|classified as))?"
        " <state:3> and (must|have to|has to|need to|needs to|should|shall)( always)? be"
        " (flagged|marked|labelled|labeled|recorded|classified|entered|tagged|registered) as such",
        "{rows} must be {state}",
    ),
    # "On an order we grant a discount of up to 15 %"
    *(
        frame("grant give allow offer", form, "the {m} of a {row} must be at most {n}")
        for form in (
            f"(on|for|with) {{A}} <row:4>( ,)? {_GRANT} (a|an) <m:4> of {_UP_TO} <n:4>",
            f"{_GRANT} (a|an) <m:4> of {_UP_TO} <n:2> (on|for|with) {{A}} <row:4>",
        )
    ),
    wording("changes", "make changes to", "update"),
    wording("changes", "making changes to", "updating"),
    wording("very", "(that|this|the) very", "that"),
    wording("he", "he or she", "they"),
    wording(
        "turns switches flips moves goes transitions advances jumps passes",
        "(?P<noun>status|state) (turns|switches|flips|moves|goes|transitions|advances|jumps|passes)"
        " (to|into)",
        "{noun} changes to",
    ),
    wording("direct", "direct (reports|subordinates)", "reports"),
    wording("later", "and later from", "and from"),
    wording("status", ", the (status|state) (may|can) (only )?(move|go|change|switch) to", "to"),
    wording("nowhere", "(, and |; |, )from <state:3> nowhere( else)?", ", and {state} is final"),
    wording("any", "from any of these( two| three| four)?( states| statuses| stages)?", "from any of these"),
    frame("left", "(?P<rest>.+ (has|have|is|are) .+) left", "{rest}"),
    frame(
        "or", "(?P<lead>.+) (?P<n>one|two|three|four|five|\\d+) <row:3> or more", "{lead} at least {n} {row}"
    ),
    # "…, so the last one cannot be removed": what "at least one" says, said again
    frame(
        "last final only remaining",
        "(?P<rest>.*(at least|minimum|min|fewer|less|or more|without).*) (,|;|–)( so| and| therefore"
        "| which means)?( that)? ((the|its|their) (last|final|only|very last)( remaining| one left)? "
        "(one|<rest2:1>) ({NOT} be (removed|deleted|taken away|moved|dropped)|(has|have) to stay|must stay)"
        "|(removing|deleting|taking away|dropping|moving) (the|its|their) (last|final|only)( remaining)? "
        "(one|<rest2:1>) is {REFUSED})",
        "{rest}",
    ),
)
