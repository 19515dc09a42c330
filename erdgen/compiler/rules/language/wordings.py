"""Words for which the grammar has others, wherever they stand in a sentence."""

from __future__ import annotations

from erdgen.compiler.rules.language.frames import frame, wording

FRAMES = (
    wording("changes", "make changes to", "update"),
    wording("changes", "making changes to", "updating"),
    wording("very", "(that|this|the) very", "that"),
    wording("he", "he or she", "they"),
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
