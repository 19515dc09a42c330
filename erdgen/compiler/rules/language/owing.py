"""What has to be given in which case, and what must not be there, in plain words.

The plain forms are "if a ticket is resolved, the resolution must be given" and "a ticket must not be resolved
if …".
"""

from __future__ import annotations

from erdgen.compiler.rules.language.frames import frame, wording

_MUST = "(must|has to|have to|needs to|need to|should|shall|is required to|are required to|is obliged to)"
_GIVE = (
    "(enter|state|give|provide|record|note|specify|fill in|fill out|supply|name|document|log|indicate"
    "|add|mention"
    "|write down|set|choose|select|explain|attach|upload|assign|pick)"
)
_THE = "((the|a|an|its|their|his|her|this) )?"
_BRINGING = "(setting|changing|switching|moving|marking|flagging|putting)"
_BRING = "(set|change|switch|turn|move|mark|flag|put)"
_BLANK = "(blank|empty|missing|left blank|left empty|not given|not filled in|not set|not known|unknown)"
_WHILE = "(while|as long as|so long as|if|when|whenever|where)"
_SAVED = "(saved|created|stored|entered|registered|accepted|added|recorded)"
_NOT_AN_OPTION = (
    "(is|must be) (not an option|no option|not allowed|not permitted|forbidden|prohibited|not possible"
    "|impossible"
    "|not acceptable|unacceptable|out of the question|not on)"
)
_FILLED = "(date|value|number|text|entry|amount|figure|name|time|reason|note|address|code)"
_NAMED = "(?P<f>[a-z]+(_[a-z]+)+)"

FRAMES = (
    # "Must not have a date in contract_ends_on"
    wording("in", f"no {_FILLED} in( the field)? {_NAMED}", "no {f}"),
    wording("in", f"(a|an|the|any) {_FILLED} in( the field)? {_NAMED}", "a {f}"),
    wording(
        "list statement indication details", "(a|the) (list|statement|indication) of (its|the|their)", "the"
    ),
    wording(
        "who",
        "(saying|telling|knowing|stating|recording|giving) who (the|its|their|his|her) <m:3> is",
        "a {m}",
    ),
    wording(
        "=",
        "(?P<joint>if|when|whenever|where) ((the|a|an|its) )?<m:6> = <v:1>",
        "{joint} {m} is {v}",
        "{joint} the {m} is {v}",
    ),
    wording(
        "lack lacks miss missing", "(that|which|who) (lack|lacks|miss|are missing|is missing)", "without"
    ),
    wording("well", "as well as (their|its|his|her|the)", "and the"),
    wording(
        "no",
        "no <m:3> is (given|set|entered|recorded|stated|known|filled in) for (it|them)",
        "the {m} is empty",
    ),
    wording("any", "(?P<be>is|are) in any (status|state) other than", "{be} not"),
    wording("reject", f", reject (a|any) {_FILLED} (for|in)( the)? <m:4>", ", the {m} must be empty"),
    wording(
        "work", "work on(?= (a|an|the) .* (is in progress|has started|has begun|is done|is finished))", ""
    ),
    # "You have to enter a resolution before you can set a ticket to resolved"
    frame(
        "before",
        f"{{SPEAKER}} {_MUST} {_GIVE} {_THE}<m:5> before ({{SPEAKER}} can )?({_BRING}|{_BRINGING}) {{A}}"
        f" <row:4>( status)? "
        "(to|as|into) <state:4>",
        "if a {row} is {state} , the {m} must be given",
    ),
    frame(
        "before",
        f"{_THE}<m:5> (must|has to|have to|needs to|should) be (entered|given|filled in|stated|provided"
        f"|set|known"
        f"|recorded|assigned) before ({{SPEAKER}} can )?({_BRING}|{_BRINGING}) {{A}} <row:4>( status)?"
        f" (to|as|into) <state:4>",
        "if a {row} is {state} , the {m} must be given",
    ),
    # "No ticket may have the status resolved while its resolution is blank"
    frame(
        "while long if when whenever where",
        f"(no <row:4> (may|can|must|should)|{{A}} <row:4> {{NOT}}) (have the (status|state)|have status"
        f"|be in (the "
        f")?(status|state)( of)?) <state:3> {_WHILE} <c*>",
        "the status of a {row} must not be {state} if {c}",
    ),
    frame(
        "while long",
        "no <row:4> (may|can|must|should) be <state:3> (while|as long as|so long as) <c*>",
        "a {row} must not be {state} if {c}",
    ),
    frame(
        "unless until before",
        f"({{SPEAKER}} {{NOT}}|{{NOBODY}}|do not|never) {_BRING} {{A}} <row:4>( status)? (to|as|into)"
        f" <state:3> "
        "(unless|until|before) <c*>",
        "a {row} must not be {state} unless {c}",
    ),
    frame(
        "only",
        f"{{SPEAKER}} (can|may) only {_BRING} {{A}} <row:4>( status)? (to|as|into) <state:3> (if|when"
        f"|once|after) <c*>",
        "a {row} must not be {state} unless {c}",
    ),
    frame(
        "leaving",
        f"leaving <m*> (blank|empty|out|open|unfilled) {_NOT_AN_OPTION} (for|with|on|in) <rest*>",
        "for {rest} , {m} must be given",
    ),
    frame(
        "leaving",
        f"leaving <m*> (blank|empty|out|open|unfilled) {_NOT_AN_OPTION} (?P<rest>(if|when|once|as long"
        f" as|while) .+)",
        "{rest} , {m} must be given",
    ),
    frame(
        "leaving",
        f"leaving <m*> (blank|empty|out|open|unfilled) {_NOT_AN_OPTION}",
        "{m} must be given",
    ),
    # "Without a licence number, nobody can hold the position of captain"
    wording(
        "nobody",
        "(nobody|no one) (can|may) (hold|have|take|fill|occupy|be given) the <m:3> of",
        "the {m} cannot be",
    ),
    frame(
        "setting changing switching moving marking flagging putting",
        f"{_BRINGING} {{A}} <row:4>( status)? (to|as|into) <state:3> (requires|needs|takes|presupposes"
        f"|calls for"
        "|demands) (?!(no|nothing|neither|none) )<rest*>",
        "if a {row} is {state} , {rest} must be given",
    ),
    frame(
        "blank empty",
        f"{_THE}<m:5> {_MUST} (be|stay|remain) (left )?(blank|empty) (on|for|in) {{A}} <row:4> {_WHILE} <c*>",
        "the {m} of a {row} must be empty if {c}",
    ),
    frame(
        "rated scored graded assessed",
        "(?P<rows>.+) (cannot|must not|may not|can never) be (rated|scored|graded|assessed) (for|in) <m:3>",
        "{rows} must not have a {m}",
    ),
    frame(
        "unless",
        f"no <row:4> (may|can|must|should) be {_SAVED} unless (we|you) (have|know) (?P<rest>.+?)"
        "( for (it|them|him|her))?",
        "a {row} must have {rest}",
    ),
    # Two of which one has to be there
    frame(
        "both",
        f"({{A}} <row:4> {{NOT}}|no <row:4> (can|may|must)) be {_SAVED} with both {_THE}<a:4> and"
        f" {_THE}<b:4> {_BLANK}",
        "a {row} must have a {a} or a {b}",
    ),
    frame(
        "both",
        f"(?P<lead>.+ ({_MUST} (provide|give|have|state|supply|enter|leave|carry)|needs|need)) (a|an)"
        f" <a:4> (,|or|, or)"
        " (a|an) <b:4>( ,)? or both",
        "{lead} a {a} or a {b}",
    ),
    frame(
        "least",
        "(?P<lead>.+) at least (a|an) <a:4> or (a|an) <b:4>( on file)?",
        "{lead} a {a} or a {b}",
    ),
    frame(
        "must",
        "(for|of) (each|every) <row:4> (we|you) (must|have to|need to) (have|know|keep) (?P<rest>(a|an) .+)",
        "each {row} must have {rest}",
    ),
)
