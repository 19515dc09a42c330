"""New rows and the state in which they are made, in plain words.

The plain form is "when an order is created, it must be a draft".
"""

from __future__ import annotations

from erdgen.compiler.rules.language.frames import frame

_MADE = (
    "(created|registered|entered|recorded|saved|stored|set up|added|opened|filed|logged|put in|taken"
    " on|started"
    "|submitted|booked|made|captured|put into the system|entered into the"
    " system|placed|planned|raised|issued)"
)
_STATUS = "(status|state|stage|phase)"
_NEW = (
    "((a|an|any|each|every|all|the) )?(new|newly created|newly added|newly registered|brand - new"
    "|freshly created)"
)
_MUST = "(is|are|gets|get|must be|has to be|have to be|should be|needs to be|need to be|will be|shall be)"
_FIRST = "( first| initially| at first| to begin with| at the start| in the beginning| originally)?"
_AS = (
    f"(as|in the {_STATUS}( of)?|with the {_STATUS}( of)?|in {_STATUS}|with {_STATUS}|in|under"
    f"|with a {_STATUS} of)"
)
_VALUE = "((a|an) )?<state:4>"
_SAID = "when a {row} is created , it must be {state}"
_CUES = "new newly freshly"

FRAMES = (
    frame(_CUES, f"{_NEW} <row:4> {_MUST}{_FIRST} {_MADE}{_FIRST} {_AS} {_VALUE}{_FIRST}", _SAID),
    frame(
        _CUES,
        f"{_NEW} <row:4> (must|has to|have to|needs to|need to|should|shall|can only|may only|will|will only"
        f"|can|may)( only)? (start|begin)( out| off| life)? (with|at|{_AS}) {_VALUE}{_FIRST}",
        _SAID,
    ),
    frame(
        _CUES,
        f"{_NEW} <row:4> (starts|start|begins|begin)( out| off| life)? (with|at|{_AS}) {_VALUE}{_FIRST}",
        _SAID,
    ),
    frame(
        _CUES,
        f"{_NEW} <row:4> {{NOT}} (be {_MADE}|be|have|start out|start|begin)( in| with| as)?"
        f" (any|a|an|another)"
        f" {_STATUS} (other than|but|except|different from|besides|apart from) {_VALUE}",
        _SAID,
    ),
    frame(
        "other but except apart besides",
        f"{{A}} <row:4> {{NOT}} be {_MADE} (in|with) (any|a|another) {_STATUS} (other than|but|except"
        f"|different from|besides|apart from) {_VALUE}",
        _SAID,
    ),
    # "New work orders can be raised on active sites only"
    frame(
        "only",
        f"(?P<row>new \\S+( \\S+){{0,3}}) (can|may) be (?P<verb>{_MADE}) (?P<on>on|for|in|at|with|from|to)"
        " <rest:5> only",
        "{row} can only be {verb} {on} {rest}",
    ),
    frame(
        "other but except apart besides",
        f"no( new)? <row:4> (may|can|must|should|shall|is allowed to) be {_MADE} (in|with|under)"
        f" (any|a|another) {_STATUS} (other than|but|except|different from|besides|apart from) <state*>",
        _SAID,
    ),
    frame(
        _CUES,
        f"{_NEW} <row:4> (can|may|must|should|shall) (only|solely|initially|first) (be {_MADE}"
        f" {_AS}|be(?! \\S+ed$)"
        f"|have the {_STATUS}( of)?|have {_STATUS}|be in the {_STATUS}( of)?|be in {_STATUS}) {_VALUE}",
        _SAID,
    ),
    frame(
        _CUES,
        f"{_NEW} <row:4> (must|has to|have to|needs to|need to|should|shall) (be in|have|be"
        f" given|carry|get|enter"
        f"|receive) (the )?{_STATUS}( of)? {_VALUE}{_FIRST}",
        _SAID,
    ),
    frame(
        "only must has have",
        f"{{A}} <row:4> (can only|may only|must|has to|have to)( first| initially| always)? be"
        f"( first| initially)? {_MADE} {_AS} {_VALUE}{_FIRST}",
        _SAID,
    ),
    frame(
        "initially first beginning begin start",
        f"(initially|at first|in the beginning|to begin with|at the start|at the beginning)( ,)?"
        f" {{A}} <row:4> "
        f"(must|has to|have to) (be|have the {_STATUS}( of)?|be in the {_STATUS}( of)?) {_VALUE}",
        _SAID,
    ),
    frame(
        "first initially",
        f"{{A}} <row:4> (must|has to|have to|should) (initially|first|at first) (be|have the"
        f" {_STATUS}( of)?|be in"
        f" the {_STATUS}( of)?) {_VALUE}",
        _SAID,
    ),
    frame(
        "initial starting first",
        f"the (initial|starting|first) {_STATUS} of {{A}} (new )?<row:4> (must be|has to be|can only"
        f" be|may only be)"
        f" {_VALUE}",
        _SAID,
    ),
    frame(
        "when whenever if once at upon on",
        f"(when|whenever|if|at the time|at the moment|the moment|each time|every time)( when)? {{A}}"
        f" (new )?<row:4> "
        f"(is|are|gets|is being) (first|initially|newly|originally) {_MADE} , <rest*>",
        "when a {row} is created , {rest}",
    ),
    frame(
        "when whenever if",
        f"(when|whenever|if) {{A}} new <row:4> (is|are|gets) {_MADE} , <rest*>",
        "when a {row} is created , {rest}",
    ),
    frame(
        "when whenever if",
        f"(when|whenever|if) {{A}} <row:4> (is|are|gets) {_MADE} for the first time , <rest*>",
        "when a {row} is created , {rest}",
    ),
)
