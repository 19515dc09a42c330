"""Rows that must not be at the same time, told by what goes on where, in plain words.

The plain form is "two rehearsals of the same hall must not overlap [unless one of them is cancelled]".
"""

from __future__ import annotations

from erdgen.compiler.rules.language.frames import frame, wording

_ONCE = (
    "(at a time|at once|at any time|at any one time|at any moment|at any one moment|at any given time"
    "|at any given moment|at the same time|simultaneously|in parallel|concurrently|at one time|at any point"
    " in time)"
)
_TIME = (
    "(time|times|time slot|time slots|slot|period|periods|dates|hours|term|terms|schedule|time span|interval"
    "|days)"
)
_CLASHES = (
    "(overlap|overlaps|clash|clashes|collide|collides|intersect|intersects|coincide|coincides|conflict"
    "|conflicts"
    "|falls into|fall into)( in time)?( with)?( the (time|times|dates|period) of)?"
)
_GO_ON = (
    "(take place|be held|be scheduled|be planned|be on|go on|happen|occur|be under way|be underway|be"
    " arranged|be run"
    "|be performed|be carried out|run|be booked|start|begin)"
)
_GOES_ON = (
    "(takes place|is taking place|is held|is being held|is scheduled|is planned|is on|is going on|goes on"
    "|is happening"
    "|is under way|is underway|is running|runs|lasts|is in progress|is booked)"
)
_IN = "(in|at|on|for|with|by|of|under)"
_ONE = "(a|an|any|one|each|the same|every|one and the same|a single|any one|any given|the)"
_THERE = f"(there|{_IN} (it|them|him|her|{{THAT}} <parent2:3>))"
_OTHER = "(another|any other|a second|an existing|an earlier|a different)( existing)? (one|<row2:3>)"
_SPAN = r"( (?P<span>\( (from|between) .+ \)))?"
_APART = "two {row} of the same {parent} must not overlap"
_BUT = "two {row} of the same {parent} must not overlap unless one of them is {state}"
_WITHIN = "two {row} of the same {parent} must not overlap {span}"
_MAY = "(may|can|must|should|will)"
_MEET = (
    "(overlap|(run|are valid|are in force|apply|last|are on|take place|lie) (at the same time|simultaneously"
    "|in parallel|concurrently))"
)

FRAMES = (
    # "Slots may follow each other directly but not overlap"
    wording(
        "overlap overlapping",
        "(may|can) (follow (each other|one another)( directly| immediately)?|be back - to - back|touch("
        " each other)?"
        "|be adjacent|adjoin|be directly adjacent)( ,)? but ((must|may|can|should) )?(not|never) overlap",
        "must not overlap",
    ),
    # "Only one rehearsal may be held in a hall at any moment"
    frame(
        "one single 1",
        f"{{JUSTONE}} <row:3> {_MAY} (?P<going__a>{_GO_ON}) {_IN} {_ONE} <parent:3> {_ONCE}",
        _APART,
    ),
    frame(
        "one single 1",
        f"there {_MAY} (only be|be only|be at most|be no more than|never be more than|be just) (one|a"
        f" single) <row:3>"
        f" {_IN} {_ONE} <parent:3> {_ONCE}",
        _APART,
    ),
    # "There can never be two rehearsals going on in one hall simultaneously"
    frame(
        "two several",
        "(there )?(can never|must never|may never|cannot|must not|may not|should never|should not|can not)"
        " be (two"
        "|any two|two different|several|more than one) <row:3>( (?P<going__b>(going on|running|scheduled"
        "|held|planned|on"
        f"|taking place|booked)))? {_IN} {_ONE} <parent:3> {_ONCE}",
        _APART,
    ),
    *(
        frame(
            "parallel simultaneously concurrently once time",
            f"{two}<row:3> {_IN} (one|the same|a single|one and the same|any one) <parent:3> {may}"
            f" ({_GO_ON}|be"
            "|held|scheduled|planned) (in parallel|at the same time|simultaneously|at once|concurrently)",
            _APART,
        )
        for two, may in (
            ("no two ", "(can|may|must|should|are|are ever)"),
            ("(two )?", "({NOT}|are never|are not)"),
        )
    ),
    frame(
        "free",
        "(the |all )?<row:3> (of|in|on|for|at) (any one|one|the same|any|a|each|any given|any single)"
        " <parent:3> (must|have to"
        "|has to|should|need to) be free of (overlaps|overlap|clashes|conflicts|collisions)",
        _APART,
    ),
    # "While a rehearsal is on in a hall, no other rehearsal may be scheduled there"
    *(
        frame(
            "while if when whenever long during",
            f"(while|if|when|whenever|as long as|during the time that) {case}{_SPAN} , {denied}( it|"
            f" {_THERE})?"
            "( too| as well| at the same time| in the same period| in that time| in that period| at that"
            " time)?",
            _APART,
            _WITHIN,
        )
        for case in (
            f"{{A}} <row:3> (?P<going__d>{_GOES_ON}) {_IN} {{A}} <parent:3>",
            "{A} <parent:3> has (one|a|an) <row:3>",
            "{A} <parent:3> (?P<going__e>is (occupied|used|taken|in use|engaged)) by (one|a|an) <row:3>",
        )
        for denied in (
            f"(no other|no second|no further) (one|<row2:3>) {_MAY} (?P<going__f>{_GO_ON}|occupy|use|take)",
            f"(another|a second|any other|a further) (one|<row2:3>) {{NOT}} (?P<going__g>{_GO_ON}|occupy|use"
            f"|take)",
        )
    ),
    # "A performance cannot be scheduled in a hall during another performance there"
    *(
        frame(
            "during while when same",
            f"({{A}} <row:3> {{NOT}}|no <row:3> {_MAY}) (?P<going__h>{_GO_ON}) {_IN} {{A}} <parent:3>"
            f" (during|while|when"
            f"|at the same time as) {_OTHER}( (?P<going__i>{_GOES_ON}|is))?( {_THERE})?{aside}",
            plain,
        )
        for aside, plain in (
            ("", _APART),
            ("( ,)? (unless|except when|except if) (one|either) of (them|the two|both) is <state:2>", _BUT),
        )
    ),
    # "Reject a performance whose time collides with another performance in that hall"
    *(
        frame(
            "overlap overlaps clash clashes collide collides intersect intersects coincide coincides"
            " conflict conflicts",
            f"({{REJECT}}|{{DENY}} ({{CREATE}}|schedule|book|plan|request|put|arrange|hold)) {what} "
            f"{_CLASHES} {_OTHER} {_IN} (it|{{THAT}} <parent:3>){aside}",
            plain,
        )
        for what in (
            "{A} <row:3>( {IN} {A} <parent:3>)? (that|which|whose {TIME}|if (it|its {TIME}|{THAT} {TIME})"
            "|when (it|its"
            " {TIME}))".replace("{IN}", _IN).replace("{TIME}", _TIME),
            f"{{A}} <row:3> (for|with) {{A}} {_TIME} (that|which)",
        )
        for aside, plain in (
            ("", _APART),
            ("( ,)? (unless|except when|except if) (one|either) of (them|the two|both) is <state:2>", _BUT),
        )
    ),
    frame(
        "overlap overlaps clash clashes collide collides intersect intersects coincide coincides conflict"
        " conflicts",
        f"{{DENY}} (book|reserve|hire|rent|use|let|occupy|schedule|rent out|hire out) {{A}} <parent:3> (for"
        f"|during|at|in)"
        f" {{A}} (time|period|day|time slot|slot|interval) (that|which) {_CLASHES} (another|any other|an"
        f" existing|an"
        f" earlier) <row:3> {_IN} (it|{{THAT}} <parent2:3>)",
        _APART,
    ),
    frame(
        "overlap overlaps clash clashes collide collides intersect intersects coincide coincides conflict"
        " conflicts",
        f"{{DENY}} (request|book|ask for|apply for|take|plan|enter|log|schedule|report) ({{A}} )?<row3:3>"
        f" (for|in|at|over|on)"
        f" {{A}} (time|period|day|time slot|slot|interval|date) (that|which) {_CLASHES} (another|any other"
        f"|an existing|an"
        f" earlier) <row:3> {_IN} {{THAT}} <parent:3>",
        _APART,
    ),
    frame(
        "already",
        "if {A} <parent:3> (?P<going__j>is already (booked|reserved|taken|used|occupied|in use)) (for|during"
        "|in|at) (part of"
        f" |some of |any part of )?(the|that|this)( requested| same| new| whole)? {_TIME} , ({{REJECT}}"
        f" (the|a|that)"
        " <row:3>|the <row:3> (is|must be|has to be) {REFUSED})",
        _APART,
    ),
    # "Before the next performance in a hall can begin, the previous one must have ended"
    frame(
        "before previous",
        f"before (the next|a new|another|a further) <row:3> {_IN} {{A}} <parent:3> (can|may|is allowed to)"
        f" (begin|start)"
        " , the (previous|last|earlier|preceding) (one|<row2:3>) (must|has to) (?P<going__k>(have (ended"
        "|finished)|be (over"
        "|finished)))",
        _APART,
    ),
    frame(
        "previous",
        f"{{A}} <row:3> {_IN} {{A}} <parent:3> (can|may) (only )?(begin|start)( only)? (once|when|after)"
        f" the (previous"
        "|last|earlier|preceding) (one|<row2:3>)( there)? (?P<going__l>(has (ended|finished)|is (over"
        "|finished)))",
        _APART,
    ),
    # "No hall may be double-booked for performances, cancelled ones aside"
    *(
        frame(
            "double",
            f"(no <parent:3> {_MAY}|{{A}} <parent:3> {{NOT}}) be double - booked (for|with|by)"
            f" <row:3>{aside}",
            plain,
        )
        for aside, plain in (
            ("", _APART),
            (" , <state:2> (ones|<row2:3>) (aside|excepted|apart)", _BUT),
        )
    ),
    frame(
        "double",
        "(we never|{DENY}) double - book {A} <parent:3> : (the |its )?<row:3> (there|in it|for it|on it|of"
        " it) (must not"
        "|may not|cannot|can never|must never) overlap( <rest*>)?",
        "{row} of the same {parent} must not overlap {rest}",
        "{row} of the same {parent} must not overlap",
    ),
    # "Two statements for one contract must not cover overlapping periods"
    wording(
        "overlapping",
        "(cover|have|span|run over|be for|be made for|be entered for) (overlapping|intersecting)"
        " (periods|time periods|dates|time spans|terms|intervals)",
        "overlap",
    ),
    # "The same firm must not have two contracts on one site that run at the same time"
    *(
        frame(
            "two several",
            f"(the same|one|a|an|a single|any one) <parent:3> ({{NOT}}|can never) (have|hold|get|be given)"
            f" (two|several|any two|two different) <row:3>{at} (that|which) {_MEET}{aside}",
            f"two {{row}} of the same {{parent}}{of} must not overlap{rest}",
        )
        for at, of in (
            (f" {_IN} (one|the same|one and the same|a single) <other:3>", " and the same {other}"),
            ("", ""),
        )
        for aside, rest in (("", ""), (" , <rest*>", " , {rest}"))
    ),
)
