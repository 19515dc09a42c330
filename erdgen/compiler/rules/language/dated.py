"""Dates told from today or from what happens then, in words that the grammar does not have, in plain words.

The plain forms are "the sale date must not be in the future", "… must be today or at most 7 days in the past"
and, of a period that is not to be left, "… before it starts, and … after it ends".
"""

from __future__ import annotations

from erdgen.compiler.rules.language.frames import frame, wording

_AMOUNT = r"(\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen|thirty|half an?)"
_UNIT = "(minutes?|hours?|days?|weeks?|months?|years?)"
_LIES = "(is|are|lies|lie|falls|would be|would lie)"
_ENTER = "(enter|record|give|set|choose|pick|use|put in|specify|state|type in|fill in|select|register)"
_DAY = "(day|date|time|moment|point in time)"
_STARTS = "(?P<starts>starts|opens|begins|has started|has opened|has begun)"
_ENDS = "(?P<ends>ends|closes|finishes|has ended|has closed|is over)"
_BARRED = (
    "(?P<lead>((no|nobody) .+|.+ (cannot|can not|can never|must not|must never|may not|may never|should not)"
    "( .+)?))"
)
_STAY = "(?!.* (unless|if|when|except|only) )"

FRAMES = (
    # In the future
    wording("come", f"(that|which) {_LIES} (yet )?to come", "that is in the future"),
    wording(
        "come arrived reached happened",
        "(that|which) (has|have) not (come|arrived|been reached|happened)( yet)?",
        "that is in the future",
    ),
    wording("ahead", f"(that|which) {_LIES} (ahead|ahead of us|before us)", "that is in the future"),
    wording(
        "today tomorrow",
        "(tomorrow or later|from tomorrow on|from tomorrow onwards|later than today)",
        "after today",
    ),
    # From today
    wording("today", "today ' s date", "today"),
    wording("today", "today or a later (one|date|day)", "today or later"),
    wording("over", f"over(?= {_AMOUNT} {_UNIT}( |$))", "more than"),
    wording(
        "ahead away past beyond",
        f"(?P<n>{_AMOUNT} {_UNIT}) (ahead of|away from|past|beyond|on from|counted from) (today|now|the"
        f" current date)",
        "{n} from now",
    ),
    wording(
        "further farther later",
        f"(further|farther) (ahead|out|away|off) than (?P<n>{_AMOUNT} {_UNIT})",
        "more than {n} ahead",
    ),
    wording(
        "earliest", f"(?P<n>{_AMOUNT} {_UNIT}) from now at the( very)? earliest", "at least {n} from now"
    ),
    frame(
        "earliest",
        f"(?P<rest>(a|an|the|new|each|every|any) .+) (can|may) (?P<verb>\\w+) (?P<n>{_AMOUNT} {_UNIT}) from"
        f" now at the( very)? earliest",
        "{rest} must {verb} at least {n} from now",
    ),
    wording("or", f"(?P<n>{_AMOUNT} {_UNIT}) or (more|longer)", "at least {n}"),
    wording("for", "for(?= (earlier|later|sooner) than )", ""),
    wording(
        "between",
        f"there (must|has to|have to|should) be (at least|a minimum of|no less than|no fewer than)"
        f" (?P<n>{_AMOUNT} {_UNIT})"
        " between (today|now) and( the)? <m:4>",
        "{m} must be at least {n} from now",
    ),
    # "For new shipments, …", "at the time a shipment is created, …"
    frame(
        "new",
        "(for|on|with) (a |every |each |any |all )?new <row:3> , (its |their |the )?<m:4> (must|has to|have"
        " to|should|needs to)"
        " <rest*>",
        "the {m} of a new {row} must {rest}",
    ),
    frame(
        "created entered recorded made",
        "(at the (time|moment)( when| that)?|when|whenever|once) {A} (new )?<row:3> is( first)? (created"
        "|entered|recorded|made) ,"
        " (its |their |the )?<m:4> (must|has to|have to|should|needs to) <rest*>",
        "the {m} of a new {row} must {rest}",
    ),
    # "We only accept new courses that start at least a week from now"
    frame(
        "only",
        "({SPEAKER} )?(can |may |must )?only (accept|take|allow|enter|create|save|plan|book) (?P<row>(new"
        " )?\\S+( \\S+)?) (that|which)"
        " (?P<rest>(start|begin|end|close|depart|arrive|lie|fall|take place|expire|open|are) .+)",
        "{row} must {rest}",
    ),
    frame(
        "before",
        f"(a )?new <row:3> (must|has to|have to|need to|needs to|should) be (planned|created|entered|booked"
        f"|registered|added|scheduled"
        f"|announced) (at least|no less than|not less than) (?P<n>{_AMOUNT} {_UNIT}) before (it|they)"
        f" <verb:1>",
        "a new {row} must {verb} at least {n} from now",
    ),
    wording(
        "for",
        "be for(?= (at most|no more than|at least|up to|a maximum|a minimum|longer than|less than) )",
        "last",
    ),
    frame(
        "older",
        f"(?P<rest>.+ (must not|cannot|may not|must never|can never|should not) be) older than"
        f" (?P<n>{_AMOUNT} {_UNIT})",
        "{rest} more than {n} in the past",
    ),
    # "You cannot hold an exam earlier than the course starts"
    frame(
        "hold schedule arrange plan put",
        "{DENY} (hold|schedule|arrange|plan|put) {A} <row:4> (?P<rest>(before|after|earlier|later|sooner|on"
        "|in|during|more|less) .+)",
        "a {row} must not take place {rest}",
        "a {row} must not be held {rest}",
        "{row} must not be {rest}",
    ),
    frame(
        "after",
        f"<rest*> (at least|no less than|a minimum of) (?P<n>{_AMOUNT} {_UNIT}) after <x:4>( ,)? but (not"
        f"|no|never|at) (more than|most|later"
        f" than) (?P<m>{_AMOUNT} {_UNIT}) after (it|that|<x2:4>)",
        "{rest} at least {n} and at most {m} after {x}",
    ),
    wording("latest", f"(?P<n>{_AMOUNT} {_UNIT}) from now at the( very)? latest", "at most {n} from now"),
    wording(
        "today",
        f"(for )?today (or|and)( (for|on|from))? (one of the|any of the|the|up to|at most|no more than)"
        f" (previous |past |last"
        f" |preceding )?(?P<n>{_AMOUNT} {_UNIT})( (back|ago|earlier|before|before that|in the past|back in"
        f" time))?"
        "( ,)?( but)?( (and )?(not|never) (for |on )?(days |dates |a day |a date )?in the future)?",
        "today or at most {n} in the past",
    ),
    # "You cannot enter a date of birth that is in the future"
    frame(
        "that which",
        f"{{DENY}} {_ENTER} ({{A}} )?<m:6> (that|which) {_LIES} <rest*>",
        "the {m} must not be {rest}",
        "{m} must not be {rest}",
    ),
    frame(
        "that which",
        f"({{DENY}} ({{CREATE}}|schedule|plan|book|arrange)|{{REJECT}}) {{A}} <row:4> (for|on|at|with)"
        f" {{A}} {_DAY} (that|which)"
        f" {_LIES} <rest*>",
        "a {row} must not be {rest}",
    ),
    frame(
        "as",
        f"({{DENY}} {{CREATE}} {{A}} <row:4>|{{A}} <row:4> {{NOT}} be (recorded|entered|registered|listed"
        f"|shown)) as <deed:2>"
        f"( (on|at) {{A}} {_DAY} (that|which) {_LIES})? (?P<rest>(in|more|over|after|before|later|less|at"
        f"|tomorrow).*)",
        "a {row} cannot be {deed} {rest}",
    ),
    frame(
        "as",
        f"no <row:4> (can|may|must|should) be (recorded|entered|registered|listed|shown|offered)( as)?"
        f" <deed:2> from {{A}} {_DAY}"
        f" (that|which) {_LIES} <rest*>",
        "the {deed} from date of a {row} must not be {rest}",
    ),
    frame(
        "as",
        "<row:4> (can|may|must|should) only be (recorded|entered|registered|listed|shown|marked) as <deed:2>"
        " (?P<rest>(today|in|at|between|within).*)",
        "the day on which a {row} was {deed} must be {rest}",
    ),
    frame(
        "from",
        f"the {_DAY} from which {{A}} <row:4> is <deed:2> <rest*>",
        "the {deed} from date of a {row} {rest}",
    ),
    frame(
        "sense",
        "<m*> in the (?P<when>future|past) (make|makes) no sense",
        "{m} must not be in the {when}",
    ),
    wording(
        "pointless useless meaningless nonsense",
        "(is|are) (pointless|useless|meaningless|nonsense) and (must be|are|is|have to be|has to be)",
        "must be",
    ),
    wording(
        "day date time moment",
        "(before|earlier than)( ,)? or (at|on)( exactly)? (the|that)( very)?( same)? (moment|time|day"
        "|date)( ,)?(?= (it|they|he|she|the"
        "|its|their|that) )",
        "at or before",
    ),
    wording(
        "even", "on the same day (?P<rest>\\S+ \\S+ \\S+) or (even )?earlier", "on or before the day {rest}"
    ),
    # "… before the course starts or after it ends"
    frame(
        "before earlier",
        f"{_STAY}{_BARRED} (before|earlier than|sooner than) (?P<x>(the|its|their) <name:3>) {_STARTS} (or"
        f"|nor) (after|later than)"
        f" (it|they|<name2:3>|the <name2:3>) {_ENDS}".replace(
            "(?P<x>(the|its|their) <name:3>)", "(the|its|their) <name:3>"
        ),
        "{lead} before the {name} {starts} , and {lead} after the {name} {ends}",
    ),
    frame(
        "before earlier",
        f"{_STAY}{_BARRED} (before|earlier than|sooner than) the <a:3> of (the|its|their|his) <name:3> (or"
        f"|nor) (after|later than)"
        " (its|the) <b:3>( of (the|its|their|his) <name2:3>)?",
        "{lead} before the {a} of the {name} , and {lead} after the {b} of the {name}",
    ),
)
