"""When the period that a row has begins and ends, told by the noun for it, in plain words.

The plain forms are "the term end of a contract must be at least two years after the term start", and for a
noun that names no field "a contract must end at least two years after it starts".
"""

from __future__ import annotations

from erdgen.compiler.rules.language.frames import Frame, frame

_MUST = "(?P<must>must|has to|have to|should|must not|cannot|may not|must never|can never)"
_COVERED = "(( that| which)?( is)? (covered|spanned|described|stated) by| covered in| of| for)"
_STARTS = "(starts|begins|started|began|has started|has begun)"
_ENDS = "(ends|finishes|is over|ended|has ended)"
_START, _END = "(start|begin)", "(end|finish|be over)"
#: A noun that says no more than that there is a beginning and an end.
_PLAIN = "(period|time|time span|timespan|duration)"
_CUES = "starts begins started began begun ends finishes ended over"


def _forms(verb: str, other: str, end: str, start: str) -> tuple[Frame, ...]:
    """What is said of the end ``end``, which is told by ``verb``, against ``start``."""
    rows = (f"(the )?{{noun}}{_COVERED} {{{{A}}}} <row:3>", "{{A}} <row:3> {{S}} {noun}")
    told = f" {_MUST} {verb} <how*> it {other}"
    return tuple(
        frame(_CUES, row.format(noun=noun) + told, plain)
        for noun, plain in (
            ("<noun:2>", f"the {{noun}} {end} of a {{row}} {{must}} be {{how}} the {{noun}} {start}"),
            (_PLAIN, f"a {{row}} {{must}} {end} {{how}} it {start}s"),
        )
        for row in rows
    )


FRAMES = (*_forms(_END, _STARTS, "end", "start"), *_forms(_START, _ENDS, "start", "end"))
