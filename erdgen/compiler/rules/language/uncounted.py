"""Rows that do not count, told behind or before what is said of the others, in plain words.

The plain form is "…, not counting refunded tickets"; "… (refunded ones do not count)" is brought to it.
"""

from __future__ import annotations

from erdgen.compiler.rules.language.frames import frame

_OUT = (
    "(do not count|does not count|are not counted|is not counted|are left out( of account)?|are ignored|are"
    " disregarded"
    "|do not matter|are not considered|are not taken into account|count for nothing|are excluded|are exempt"
    "|are excepted"
    "|not included|are not included|not counted|aside|excepted)"
)
_STATES = (
    "(<rest2:3>|ones|those) (with( the)? (status|state)( of)?|that are|which are|that have been) <state:2>"
    "|<state:3> (ones|<rest2:3>)"
)

FRAMES = (
    frame(
        "count counted left ignored disregarded matter considered account excluded exempt excepted included"
        " aside",
        r"<rest*> (,|;|–|:|\()( where| whereby| and| but| though)? "
        rf"({_STATES}|the (status|state) <state:2>) {_OUT}( here| for this| towards (this|the limit))?( \))?",
        "{rest} , not counting {state} ones",
    ),
    frame(
        "counting counted considering",
        r"<rest*> \( (not counting|without counting|excluding|except|not considering|ignoring|apart from"
        r"|other than"
        rf"|leaving aside)( the)? ({_STATES}) \)",
        "{rest} , not counting {state} ones",
    ),
    # "…, ignoring those that are cancelled"
    frame(
        "ignoring counting disregarding considering excluding except excepting apart leaving",
        r"<rest*> , (ignoring|not counting|without counting|disregarding|not considering|excluding|except"
        r"|excepting"
        r"|except for|apart from|leaving out|leaving aside)( any| the)? (those|ones|<rest2:3>) (that|which)"
        r" (are|have been)"
        " <state:2>",
        "{rest} , not counting {state} ones",
    ),
)
