"""How many rows belong to a row, said by one too many, by a number, or in a table: in plain words.

The plain forms are "a customer can have at most 5 orders" and "an order must have at least 1 line".
"""

from __future__ import annotations

from erdgen.compiler.rules.language.frames import frame

_N = r"(?P<n>\d+|\w+)"
_NTH = r"(?P<nth>\d+ (st|nd|rd|th)|\w+)"
_TO = "(to|for|in|on|of|with|into|under|from|per|at|inside|within)"
_MOST = "{parent} can have at most {n} {row}"
_LESS = "{parent} can have at most {nth-1} {row}"
_LEAST = "{parent} must have at least {n} {row}"
_MORE = (
    "(any further (one|ones)|another( one)?|any more( of them)?|further ones|more|a further one|one more"
    "|any other"
    "|any new one|another <row2:3>|any further <row2:3>|any other <row2:3>)"
)
_BE = (
    "(live|be|stand|sit|stay|belong|exist|be registered|be kept|be held|hang|be listed|be assigned|be "
    "stored|be entered"
    "|be recorded|be placed|be booked|be added|be put|share|work|be employed|be named|be attached)"
)
_ASIDE = (
    "(not counting|except for|apart from|excluding|ignoring|leaving aside|other than|without counting"
    "|disregarding)"
)
_AT_MOST = (
    "(at most|no more than|not more than|never more than|up to|a maximum of|only|just|maximum|max|max ."
    "|a limit of|one at most)"
)
_CEILING = (
    "(max( .)?|maximum|at most|no more than|not more than|never more than|up to|a maximum of|only|limit"
    "|limited to)"
)
_FLOOR = (
    "(min( .)?|minimum|at least|no fewer than|no less than|not fewer than|never fewer than|not less than"
    "|a minimum of)"
)

FRAMES = (
    # "From one sample, a maximum of five aliquots can be taken"
    frame(
        "from",
        f"from (one|a|an|each|every|any|any one|a single|the same) <parent:3>( ,)? (?P<rest>{_AT_MOST} .+"
        " (can|may|must|should) (ever )?be (taken|made|drawn|cut|prepared|produced|derived|split off))",
        "{rest} from one {parent}",
    ),
    # "Closed accounts aside, …", "…, not counting closed ones"
    frame(
        "aside excepted excluded apart",
        "<state:3> <row:2> (aside|excepted|excluded|apart|not counted|not included)( ,)? <rest*>",
        "{rest} , not counting {state} {row}",
    ),
    frame(
        "counting except apart excluding ignoring leaving other disregarding",
        f"<lead*> {_AT_MOST} {_N} <row:3>( <rest*>)?( ,)? {_ASIDE} <state:3> (ones|<row2:3>)",
        "{lead} at most {n} {row} that are not {state} {rest}",
        "{lead} at most {n} {row} that are not {state}",
    ),
    frame(
        "counting except apart excluding ignoring leaving other disregarding",
        f"{_AT_MOST} {_N} <row:3>( <rest*>)?( ,)? {_ASIDE} <state:3> (ones|<row2:3>)",
        "at most {n} {row} that are not {state} {rest}",
    ),
    # "Max. 5 accounts per customer", "accounts per customer: 5 at most"
    frame(
        "max maximum", f"(max( .)?|maximum) {_N} <row:5> (per|for each|for every|in each) <parent:3>", _MOST
    ),
    frame(
        "min minimum", f"(min( .)?|minimum) {_N} <row:5> (per|for each|for every|in each) <parent:3>", _LEAST
    ),
    frame(":", f"<row:5> (per|for each|for every|in each) <parent:3> : {_CEILING} {_N}", _MOST),
    frame(
        ":",
        f"<row:5> (per|for each|for every|in each) <parent:3> : {_N} (max( .)?|maximum|at most|or fewer"
        "|or less|tops|at the most)",
        _MOST,
    ),
    frame(":", f"<row:5> : {_CEILING} {_N} (per|for each|for every|in each) <parent:3>", _MOST),
    frame(
        ":",
        f"<row:5> : {_N} (max( .)?|maximum|at most|or fewer) (per|for each|for every|in each) <parent:3>",
        _MOST,
    ),
    frame(":", f"<row:5> (per|for each|for every|in each) <parent:3> : {_FLOOR} {_N}", _LEAST),
    frame(
        ":",
        f"<row:5> (per|for each|for every|in each) <parent:3> : {_N} (min( .)?|minimum|at least|or more"
        "|and more|and up)",
        _LEAST,
    ),
    frame(":", f"<row:5> : {_FLOOR} {_N} (per|for each|for every|in each) <parent:3>", _LEAST),
    frame(":", f"<parent:6> : {_FLOOR} {_N} <row:4>", _LEAST),
    frame(":", f"<parent:6> : {_CEILING} {_N} <row:4>", _MOST),
    frame(
        "more",
        f"<parent*> (needs|need|must have|has to have|have to have) {_N} <row:4> or more( of them)?",
        _LEAST,
    ),
    # "The number of a customer's open tickets must not exceed 3"
    frame(
        "number",
        "the (total )?number of {A} <parent:3> {S} <row:4>( (that|which) <rest*>)? (must not|cannot|may "
        "not|can never|must never"
        "|may never|should not|shall not) (exceed|be more than|be above|be over|go above|be higher than"
        f"|be greater than) {_N}",
        "a {parent} can have at most {n} {row} that {rest}",
        "a {parent} can have at most {n} {row}",
    ),
    frame(
        "number",
        f"the (total )?number of <row:5>( that)? {{A}} <parent:3> (may|can) ({{HOLD}}|keep) (is|must be) "
        f"(limited|restricted|capped) (to|at) {_N}",
        "a {parent} can have at most {n} {row}",
    ),
    frame(
        "number",
        "the (total )?number of <row:3> with the same <parent:3> (must not|cannot|may not|can never|must "
        "never) "
        f"(exceed|be more than|be above|be over) {_N}",
        "at most {n} {row} per {parent}",
    ),
    frame(
        "maximum limit most",
        f"{_N} is the (maximum|greatest|highest|largest)( number)? (number )?of <row*> (that )?{{A}} "
        f"(single )?<parent:3> (may|can) ({{HOLD}}|keep)",
        "a {parent} can have at most {n} {row}",
    ),
    # "You cannot add a sixth address to a customer"; "reject an eleventh loan if the member already has ten"
    frame(
        "cannot can not never nobody no refuse forbidden impossible allow",
        f"{{DENY}} ({{CREATE}}|assign|book|put|attach|hang|place|upload|link|give|sell|admit|hire|send"
        f"|take on) (a|an|the) {_NTH} <row:5> "
        f"{_TO} ({{A}}|the same|one and the same) <parent:3>",
        "a " + _LESS,
    ),
    frame(
        "reject refuse decline block forbid rejected refused accept",
        f"({{REJECT}}|{{DENY}} ({{CREATE}}|book|assign|put|give)) (a|an|the) {_NTH} <row:3>( {_TO} {{A}} "
        "<parent2:3>)? "
        "(if|when|where|who|that|once)( the| a| an| that| this)?( <parent:3>)? already (has|holds|have) "
        f"{_N}( <rest*>)?",
        "a {parent} can have at most {n} {row} {rest}",
        "a {parent} can have at most {n} {row}",
    ),
    # "If a customer already has 5 addresses, reject any further one"
    frame(
        "if once when",
        f"(if|once|when|whenever|as soon as|where) {{A}} <parent:3> (already )?(has|holds|have|owns"
        f"|keeps) {_N} <row:6>( already)? , "
        f"({{REJECT}} {_MORE}|(we|you|one|it|they|the system|nobody) (cannot|can|may not|may|must not|do "
        "not|does not|never)( let| allow)?"
        "( (them|it|him|her|that <parent2:3>|the <parent2:3>|anybody|anyone))?( to)? (have|get|add"
        "|create|hold|open|book|receive|be given|register)"
        f" {_MORE}|(it|they|that <parent2:3>|the <parent2:3>) (cannot|may not|must not|can no longer|may "
        "no longer) "
        f"(have|get|add|create|hold|open|book|receive|be given|register) {_MORE}"
        f"|{_MORE} (is|are|must be|has to be|will be) {{REFUSED}})",
        "a {parent} can have at most {n} {row}",
    ),
    frame(
        "already",
        f"{{REJECT}} (another|any further|any other|any new|a further|an additional|any additional) "
        f"<row:3> (if|when|once|where) {{A}} <parent:3> "
        f"(already )?(has|holds|have) {_N}( of them| already| <row2:3>)?",
        "a {parent} can have at most {n} {row}",
    ),
    frame(
        "long while",
        f"(as long as|while) {_N} of {{A}} <parent:3> {{S}} <row:3> are <rest*> , (that|the|this) "
        "<parent2:3> (cannot|may not|must not|can not) "
        f"(have|get|add|create|hold|open|book|receive|be given|register) {_MORE}",
        "a {parent} can have at most {n} {row} that are {rest}",
    ),
    # "No more than 6 occupants may live under one lease"; "up to 12 employees can have the same manager"
    frame(
        "more most up maximum",
        f"(no more than|not more than|at most|up to|a maximum of|never more than) {_N} <row:5> (may|can"
        f"|must) {_BE} {_TO} "
        "(one|a|an|the same|one and the same|a single|any one|each|any) <parent:3>",
        _MOST,
    ),
    frame(
        "more most up",
        f"{{DENY}} (have|hold|keep|own|get|be given|carry|open|create|add|store|register|borrow|book"
        f"|place) more than {_N} <row*> "
        "(per|for each|for one|for a|for the same|in one|in the same|on one|on the same) <parent:3>",
        "a " + _MOST,
    ),
)

NEEDED = (
    # "You cannot save an order that has no lines", "we do not accept orders with no lines in them"
    *(
        form
        for start in (
            "({DENY} (save|store|have|keep|accept|leave|confirm|run|hold|own|allow|permit)|{REJECT}"
            "|(there )?(cannot|must not"
            "|may not|must never|can never) be)",
        )
        for form in (
            frame(
                "no none without",
                f"{start} ({{A}} )?<parent:5> ((that|which) (has|have|contains|contain|comes with|come "
                "with|holds|hold)|with) "
                "(no|not a single|not even one) <row:4>( at all)?( (in|on|for|to|under) (it|them))?",
                "{parent} must have at least 1 {row}",
            ),
            frame(
                "without",
                f"{start} ({{A}} )?<parent:5> without ((a|an|any|a single|even one) )?<row:4>( at all)?( "
                "(in|on|for|to|under) (it|them))?",
                "{parent} must have at least 1 {row}",
            ),
            frame(
                "without",
                f"{start} ({{A}} )?<parent:5> without at least {_N} <row:4>( (in|on|for|to|under) (it"
                "|them))?",
                _LEAST,
            ),
            frame(
                "not fewer less",
                f"{start} ({{A}} )?<parent:5> (that|which) (does|do) not (have|contain|include|hold"
                f"|list) at least {_N} <row:4>( (in|on) (it|them))?",
                _LEAST,
            ),
            frame(
                "fewer less",
                f"{start} ({{A}} )?<parent:5> (with|that has|that have|having) (fewer|less) than {_N} "
                "<row:4>( (in|on|for|to) (it|them))?",
                _LEAST,
            ),
            frame(
                "unless",
                f"{start} ({{A}} )?<parent:5> unless (it|they) (has|have|contains|contain) (at least "
                f")?{_N} <row:4>( (in|on|for|to) (it|them))?",
                _LEAST,
            ),
        )
    ),
    frame(
        "without no",
        "no <parent:3> (may|can|must|should)( ever)? (exist|be left|be|remain|stay|be saved|be created"
        "|go) (without|with no) "
        "((a|an|any|a single) )?<row:4>( at all)?",
        "{parent} must have at least 1 {row}",
    ),
    frame(
        "consists consist",
        "<parent:5> (consists|consist|is made up|are made up) of <rest*>",
        "{parent} must have {rest}",
    ),
)
