"""What a member holds where nobody says otherwise, and how the server works it out, in plain words.

The plain forms are "the default priority of a load is 3" and "the rent is calculated as … times …".
"""

from __future__ import annotations

from erdgen.compiler.rules.language.frames import frame, wording

_SOMEBODY = "(the client|the user|nobody|no one|one|somebody|someone|the caller|a client|a user|you|we|users)"
_THE = "((the|a|an|its|their|his|her|this) )?"
_GIVEN = (
    "(given|entered|stated|specified|chosen|selected|set|provided|supplied|recorded|filled in|picked"
    "|indicated|said"
    "|noted)"
)
_SAVED = "(saved|stored|created|recorded|registered|entered|added)"
_PUT = (
    "(set it to|it is set to|it becomes|it is|it gets|it will be|it will be set to|it shall be|use"
    "|assume|take|we assume|we use|we take|it defaults to)"
)
_OTHERWISE = (
    "(unless|if not) (told|said|specified|stated|instructed|noted|indicated|set|given|declared) otherwise"
)

FRAMES = (
    # "When the client leaves out the priority, the load is saved with priority 3"
    *(
        form
        for lead in (
            f"(if|when|whenever|where) {_SOMEBODY} (leaves out|leaves|omits|leave out|omit|does not"
            f" (give|enter|state"
            f"|specify|set|provide)|do not (give|enter|state|specify|set|provide)) {_THE}<m:4>( out|"
            f" blank| empty)?",
            f"(if|when|whenever|where) {_THE}<m:5> is (left out|omitted|missing|left blank|left empty"
            f"|not {_GIVEN}"
            "|blank|empty)",
            f"(if|when|whenever|where) no <m:4> (is|was|has been) {_GIVEN}",
            "(if|when|whenever|where) (nobody|no one) (gives|enters|states|specifies|sets|provides"
            "|chooses|picks) "
            "{A} <m:4>",
        )
        for form in (
            frame(
                "if when whenever where",
                f"{lead} , {{A}} <row:4> is {_SAVED} with {{A}}? ?<m2:4> (of )?<v:3>",
                "the default {m} of a {row} is {v}",
            ),
            frame("if when whenever where", f"{lead} , {_PUT} <v*>", "the default {m} is {v}"),
            frame(
                "if when whenever where",
                f"{lead} , (the )?<m2:4> (is|becomes|is set to|gets|will be|is taken to be|is assumed to"
                f" be) <v*>",
                "the default {m} is {v}",
            ),
        )
    ),
    frame(
        "system treats treat",
        f"{_OTHERWISE} , (the system|we) (treats|treat|considers|consider|regards|regard) (every|each|a"
        f"|any)( new)? "
        "<row:3> (as|to be)( being)? <v*>",
        "by default , a {row} is {v}",
    ),
    frame(
        "no",
        f"<row:4> (for|of|with|in|on) which no <m:3> (has been|was|is) {_GIVEN} (are|is) (given|assigned"
        f"|set to) "
        "the <m2:3> <v:2>",
        "the default {m} of {row} is {v}",
    ),
    frame(
        "no",
        "<row:4> without {A} <m:3> (are|is) (given|assigned|set to|saved with) the <m2:3> <v:2>",
        "the default {m} of {row} is {v}",
    ),
    frame(
        "nothing",
        f"(the )?<m:4> of {{A}} <row:4> if nothing (else )?is {_GIVEN} : <v*>",
        "the default {m} of a {row} is {v}",
    ),
    frame(
        ":",
        "(the )?<m:6> : (defaults to|default is|by default|default|preset to|default :) <v*>",
        "the default {m} is {v}",
    ),
    frame(
        "unless",
        f"<row:4> are in <v:1> <m:1> unless (another|a different) <m2:1> is {_GIVEN}",
        "the default {m} of {row} is {v}",
    ),
    wording("day", "the (day|date) (on which|when|that) {A} <row:3> is {MADE}", "today"),
    wording("current", "the current (day|date)", "today"),
    wording("unless", f"(?P<lead>.+) unless {_GIVEN} otherwise", "{lead} unless somebody says otherwise"),
    wording("presumed", "is (presumed|taken as|assumed)( to be)?", "is by default"),
    # "To get the yearly rent, the system multiplies the monthly rent by 12"
    *(
        frame(
            "to",
            "to (get|obtain|work out|calculate|compute|determine|arrive at|find) <x:6> , (the system |we"
            " |you |one "
            f"|the server )?{verb}",
            plain,
        )
        for verb, plain in (
            ("(multiplies|multiply) <a*> (by|with) <b*>", "{x} is calculated as {a} times {b}"),
            ("(adds|add) <a*> (and|to) <b*>", "{x} is calculated as {a} plus {b}"),
            ("(subtracts|subtract|deducts|deduct) <a*> from <b*>", "{x} is calculated as {b} minus {a}"),
        )
    ),
    wording("given", "the (given|entered|stated|specified) number of", "the number of"),
    *(
        frame(
            "by",
            "<x*> (is|are) (calculated|computed|worked out|derived|determined|obtained|found)("
            " automatically)? by "
            f"{verb}",
            plain,
        )
        for verb, plain in (
            ("multiplying <a*> (by|with|and) <b*>", "{x} is calculated as {a} times {b}"),
            ("adding <a*> (and|to) <b*>", "{x} is calculated as {a} plus {b}"),
            ("(subtracting|deducting|taking) <a*> from <b*>", "{x} is calculated as {b} minus {a}"),
        )
    ),
    wording(
        "every each",
        "(?P<n>\\d+)( (?P<unit>euros|dollars|pounds))? for (every|each) <m:2>",
        "{n} times the {m}s",
    ),
)
