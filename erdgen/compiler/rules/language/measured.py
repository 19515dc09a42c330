"""Amounts compared by what is paid, weighed or picked, and comparisons said twice over, in plain words."""

from __future__ import annotations

from erdgen.compiler.rules.language.frames import frame, wording

_MORE = "(higher|more|above|greater|larger|bigger|beyond|longer|later|over)"
_LESS = "(lower|less|fewer|below|smaller|under|shorter|earlier)"
_LOWER, _HIGHER = "(lower|less|smaller|fewer)", "(higher|greater|more|larger)"
_DOWN = f"(equal to or {_LOWER} than|{_LOWER} than or equal to|equal to or below)"
_UP = f"(equal to or {_HIGHER} than|{_HIGHER} than or equal to|equal to or above)"
_THAN = "(?P<how>(at or )?(below|under|above)|(for )?(less|more) than|at more than|at less than|over)"
_PICK = "(pick|choose|enter|select|use|name|set|have|put down|appoint|assign|book|list)"

FRAMES = (
    # "… may be equal to or lower than that of its room, but not higher"
    frame(
        "equal",
        f"<rest*> (may|can|must|should|has to) be {_DOWN} <x*> , but (not|never) {_MORE}",
        "{rest} must be at most {x}",
    ),
    frame(
        "equal",
        f"<rest*> (may|can|must|should|has to) be {_UP} <x*> , but (not|never) {_LESS}",
        "{rest} must be at least {x}",
    ),
    wording("equal", _DOWN, "at most"),
    wording("equal", _UP, "at least"),
    # "No product may be sold at or below its cost price"
    frame(
        "sold",
        f"(no <row:4> (may|can|must|should)|{{A}} <row:4> {{NOT}}) be sold {_THAN} <rest*>",
        "the price of a {row} must not be {how} {rest}",
    ),
    frame(
        "sell",
        f"{{DENY}} sell {{A}} <row:4> {_THAN} <rest*>",
        "the price of a {row} must not be {how} {rest}",
    ),
    wording("for", "for(?= (more|less) than (its|the|their) )", ""),
    frame(
        "costs cost",
        "{EVERY} <row:4> (costs|cost|must cost|may cost|can cost) (no more than|not more than|at most)"
        " (?P<rest>(its|the) \\S+( \\S+)?)( says)?",
        "the price of a {row} must be at most {rest}",
    ),
    # "A shipment may not weigh more than its vehicle's maximum load"
    *(
        frame(
            "weigh",
            f"({{A}} <row:4> {{NOT}}|no <row:4> (may|can|must|should)) weigh more{whole} than"
            " (?P<rest>(its|the|their) .+)",
            f"the {weight} of a {{row}} must not exceed {{rest}}",
        )
        for whole, weight in (("( in total| altogether| overall)", "total weight"), ("", "weight"))
    ),
    # "You cannot pick the same person as both trainer and substitute of a class"
    frame(
        "same",
        f"{{DENY}} {_PICK} (the same|one and the same) <one:2> (as|for|to be)( both)?( the)? <a:3> and( the"
        f"| as)? <b:3> (of|in|on|for)"
        " {A} <row:4>".replace("<one:2>", "(person|one|people)"),
        "the {a} and the {b} of a {row} must be different",
    ),
    # "Rehearsals shorter than 30 minutes must be rejected"
    frame(
        "than",
        "<row:4> (?P<how>(shorter|longer|cheaper|dearer|heavier|lighter|older|younger|larger|bigger"
        "|smaller) than .+) (are|is|must be"
        "|have to be|has to be|should be) {REFUSED}",
        "a {row} must not be {how}",
    ),
    wording("half", "half an hour", "30 minutes"),
)
