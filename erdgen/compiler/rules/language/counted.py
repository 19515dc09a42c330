"""How many rows a row has, told by what it does with them or by what another row offers, in plain words.

The plain forms are those of ``numbered``, and "the number of tickets of a performance must be at most the
number of seats of its hall". A verb is left out only where it says no more than that the rows are there.
"""

from __future__ import annotations

from erdgen.compiler.rules.language.frames import frame, wording

_N = r"(?P<n>\d+|\w+)"
_AT_MOST = (
    "(at most|no more than|not more than|never more than|up to|a maximum of|only|just|maximum|max|max .|a"
    " limit of"
    "|at the most)"
)
_AT_LEAST = "(at least|no fewer than|no less than|not fewer than|not less than|a minimum of)"
#: With rows of its own these say that it has them.
_HAS = (
    "({HOLD}|play|fill|teach|lead|drive|handle|look after|take care of|attend|supervise|coach|mentor|serve"
    "|work on"
    "|take on|comprise|hang on to|accommodate|house|host|maintain|operate|juggle|cover|share|accept|admit"
    "|present|show"
    "|hold down|count|consist of|be made up of|be responsible for|be in charge of|be on|be in|be part of|be"
    " assigned to"
    "|belong to|undertake|perform)"
)
_DOES = (
    "(plays|fills|teaches|leads|drives|handles|looks after|takes care of|attends|supervises|coaches|mentors"
    "|serves"
    "|works on|takes on|comprises|accommodates|houses|hosts|maintains|operates|covers|holds|owns|keeps|gets"
    "|carries"
    "|contains|includes|lists|takes|runs|uses|makes|writes|gives|has|have|presents|performs|is responsible"
    " for"
    "|is in charge of|is on|is in|is part of|is assigned to)"
)
#: Of rows without a state it would have to be told when they are over.
_ONCE = "at a time|at once|at the same time|at any time|at any one time|simultaneously"
_AT_ONCE = f" (?P<once>{_ONCE})"
_HOW_MANY = (
    (f"(?!.*({_ONCE})$)<row:6>", "a {parent} can have at most {n} {row}"),
    (f"<state:2> <row:3>{_AT_ONCE}", "a {parent} can have at most {n} {state} {row} {once}"),
)
_LEAST = "a {parent} must have at least {n} {row}"
_LAST = "(last|only|final|last remaining|only remaining|very last|sole|one and only)"
_REMOVED = (
    "(deleted|removed|erased|discarded|taken away|taken off|dropped|moved away|moved elsewhere|cancelled)"
)
_REMOVE = "(delete|remove|erase|discard|take away|take off|drop)"
_OF = "(of|in|on|from|for|at|under)"
_MUST = "(must|has to|have to|needs to|need to|should|shall|will)"
_SECOND_OF = (
    ("(one|1)", "second"),
    ("(two|2)", "third"),
    ("(three|3)", "fourth"),
    ("(four|4)", "fifth"),
    ("(five|5)", "sixth"),
    ("(six|6)", "seventh"),
    ("(ten|10)", "eleventh"),
)
_WAITS = (
    "(has to wait|must wait|is {REFUSED}|must be {REFUSED}|has to be {REFUSED}|{NOT} be (added|made|created"
    "|started"
    "|opened|entered|booked|accepted|given|assigned|registered)|is too many|is one too many|is not possible)"
)

FRAMES = (
    # "…, not more" and "…, that is the limit" say again what "at most" says
    frame(
        "more beyond limit higher maximum",
        "(?P<rest>.*(at most|up to|no more than|not more than|maximum|max|limited to).*) (,|;|–)( but| and)?"
        " ((not|never|no|and not)( any| a single one)? (more|beyond|beyond that|higher|over that|further)"
        "|(that is|this is|which is) the (limit|maximum|most|absolute limit|absolute maximum))",
        "{rest}",
    ),
    frame(
        "more fewer less minimum",
        "(?P<rest>.*(at least|minimum|or more).*) (,|;|–)( but| and)? ((not|never|no|and not) (fewer|less)"
        "|(that is|this is"
        "|which is) the minimum)",
        "{rest}",
    ),
    wording(
        "limited restricted", "(is|are|must be) (limited|restricted) to(?= \\S+ [a-z])", "can have at most"
    ),
    # "One lesson at the very least"
    frame(
        "least minimum",
        r"<rest*> (?P<n>\d+|one|two|three|four|five|six|ten) <row:4> (at( the)?( very)? least|as a minimum"
        r"|or more)",
        "{rest} at least {n} {row}",
    ),
    frame(
        "most maximum",
        r"<rest*> (?P<n>\d+|one|two|three|four|five|six|ten) <row:4> (at( the)?( very)? most|as a maximum"
        r"|or fewer)",
        "{rest} at most {n} {row}",
    ),
    # "Loans (no return date)", "loans (returned_on not set)"; what "open" is, is told there
    wording(
        "(",
        "(?P<going>open|active|current|ongoing|running|outstanding|pending|unfinished|live) <row:3>"
        r" \( (no|without|without a|with no) <m:3> \)",
        "{row} without {m}",
    ),
    wording("(", r"\( (no|without|without a|with no) <m:3> \)", "without {m}"),
    wording(
        "(",
        r"\( <m:3>( is)? (not set|empty|blank|not given|not filled in|missing|null|not filled|unset|still"
        r" empty) \)",
        "without {m}",
    ),
    # "No more than five open repairs, that is, repairs which are neither done nor cancelled"
    frame(
        "is e meaning",
        r"<rest*> (?P<going>\w+) <row:3> , (that is|i . e .|meaning)( ,)? (<row2:3>|those|ones) (which|that)"
        r" (?P<be>are|have)"
        " <which*>",
        "{rest} {row} that {be} {which}",
    ),
    frame(
        "more most up maximum",
        "(no more than|not more than|at most|up to|a maximum of|never more than) (?P<n>\\d+|\\w+) <row:4>"
        " (may|can|must|should)"
        " (have|share|report to|report directly to|answer to|belong to|be with) (the same|one|a single|one"
        " and the same)"
        " (<parent:3>|(person|one) as {ITS} <parent:3>)",
        "at most {n} {row} per {parent}",
    ),
    wording("more", "one or more", "at least one"),
    wording("more", "two or more (?!than)", "at least two"),
    # "An actor may play up to three roles", "no company should run more than two open productions at a time"
    *(
        frame(cue, f"{start} {_N} {rows}", plain)
        for rows, plain in _HOW_MANY
        for cue, start in (
            (
                "most more up maximum only just max limit",
                f"({{EVERY}} <parent:3>|one <parent:3>) ((may|can|must|should|will|is allowed to) {_HAS}"
                f"|{_DOES}) {_AT_MOST}",
            ),
            (
                "more",
                f"({{A}} <parent:3> {{NOT}}|no <parent:3> (may|can|must|should|will)) {_HAS} more than",
            ),
        )
    ),
    frame(
        "one single 1",
        f"({{EVERY}} <parent:3>|one <parent:3>) ((may|can|must|should|will|is allowed to) {_HAS}|{_DOES})"
        f" (just a single|only a"
        " single|just one|only one|at most a single|no more than a single) <row:6>",
        "a {parent} can have at most 1 {row}",
    ),
    # "You cannot give an actor a fourth role"
    frame(
        "cannot can not never nobody no refuse forbidden impossible allow",
        r"{DENY} (give|assign|offer|sell|lend|hand|allot|allocate|grant|issue|book|put|hand out) {A}"
        r" <parent:3> (a|an)"
        r" (?P<nth>\d+ (st|nd|rd|th)|\w+) <row:5>",
        "a {parent} can have at most {nth-1} {row}",
    ),
    *(
        frame(
            nth,
            f"(if|once|when|as soon as|where) {{A}} <parent:3> (already )?has (?P<n>{number}) <row:6>("
            f" already)? , (a|the) {nth}"
            f"( one| <row2:6>)? {_WAITS}",
            "a {parent} can have at most {n} {row}",
        )
        for number, nth in _SECOND_OF
    ),
    # "A flight cannot have more confirmed bookings than its aircraft has seats"
    frame(
        "more",
        f"({{A}} <parent:3> {{NOT}}|no <parent:3> (may|can|must|should|will)) ({_HAS}|sell|print|issue)"
        f" more <row:5> than"
        " (its|the|their) <other:3> (has|have|offers|holds|provides|can hold|has got) <m:3>",
        "the number of {row} of a {parent} must be at most the number of {m} of its {other}",
        "the number of {row} of a {parent} must be at most the {m} of its {other}",
        "the number of {row} of a {parent} must be at most the {m} count of its {other}",
    ),
    frame(
        "more",
        f"({{A}} <parent:3> {{NOT}}|no <parent:3> (may|can|must|should|will)) ({_HAS}|sell|print|issue)"
        f" more <row:5> than"
        " (its|the|their) <other:3> (has|have|offers|holds|provides|can hold|has got) <m:3> , not counting"
        " <state:2> ones",
        "the number of non - {state} {row} of a {parent} must be at most the number of {m} of its {other}",
        "the number of non - {state} {row} of a {parent} must be at most the {m} of its {other}",
        "the number of non - {state} {row} of a {parent} must be at most the {m} count of its {other}",
    ),
    frame(
        "more many",
        "{EVERY} <parent:3> ((may|can|must|should) )?(has|have|takes|take|offers|offer) (room for |space"
        " for )?(no more|not more"
        "|at most as many) <row:5> (than|as) ((it has( got)?|its|there are) )?<m:3>( , not counting <state:2>"
        " ones)?",
        "the number of {row} of a {parent} must be at most its {m}",
        "the number of non - {state} {row} of a {parent} must be at most its {m}",
    ),
    frame(
        "limited restricted capped",
        "the (total )?number of <row:5> (in|of|on|for|at|per|with) {A} <parent:3> (is|must be|has to be"
        "|should be) (limited"
        "|restricted|capped) (to|at|by) <rest*>",
        "the number of {row} of a {parent} must be at most {rest}",
    ),
    frame(
        "up",
        "the (total )?number of <row:5> (in|of|on|for|at|per|with) {A} <parent:3> (may|can) (go|rise|be"
        "|grow) up to <rest*>",
        "the number of {row} of a {parent} must be at most {rest}",
    ),
)

NEEDED = (
    wording(
        "made set switched turned put declared marked",
        "(?P<only>(can|may|must) only) be (made|set to|switched to|turned|put into|put to|declared|marked"
        " as)( the)?( status|"
        " state)?"
        " <state:2> (?P<if>if|once|when|after|as soon as)",
        "{only} become {state} {if}",
    ),
    wording(
        "start begin go get",
        "(?P<not>cannot|can not|must not|may not|can only|may only|must only) (start|begin|go|get) <state:2>"
        " (?P<if>until|unless|before|if|once|when|after|as soon as|without|while)",
        "{not} become {state} {if}",
    ),
    frame(
        "before",
        "<parent:4> (must|have to|has to|need to|needs to|should) (have|contain|hold) <what*> before (it"
        "|they) (can|may)( first)?"
        " (start|begin|become|be|go|get|be made|be set to)( to be)? <state:3>",
        "{parent} can only become {state} if it has {what}",
    ),
    wording(
        "declared made set marked moved switched flagged",
        "(?P<not>cannot|can not|must not|may not) be (declared|made|set to|marked as|marked|moved to"
        "|switched to|flagged as)"
        " <state:2> (?P<if>until|unless|before|if|without|while)",
        "{not} become {state} {if}",
    ),
    wording("status state", "be in( the)? (status|state)( of)?", "be"),
    # "The last dressing room of a hall cannot be deleted"
    frame(
        "last only final sole",
        f"(the|{{A}} <parent:3> {{S}}) {_LAST} <kind:4>( {_OF} {{A}} <parent:3>)? ({{NOT}} be {_REMOVED}"
        f"|must stay|has to stay"
        "|must remain)",
        "a {parent} must have at least 1 {kind}",
    ),
    frame(
        "last only final sole",
        f"{{DENY}} {_REMOVE} (the|{{A}} <parent:3> {{S}}) {_LAST} <kind:4>( {_OF} {{A}} <parent:3>)?",
        "a {parent} must have at least 1 {kind}",
    ),
    frame(
        "last only final sole",
        f"{{DENY}} {_REMOVE} {{A}} <kind:4> (who|that|which) is the {_LAST}( one| <kind2:4>)?( left)? {_OF}"
        f" {{A}} <parent:3>",
        "a {parent} must have at least 1 {kind}",
    ),
    frame(
        "removing deleting removal deletion",
        f"{{DELETING}} {{A}} <row:4> {_OF} {{A}} <parent:3> is (only possible|possible only|only allowed"
        f"|allowed only"
        "|permitted only|only permitted) (if|when|while|as long as) (the|that) <parent2:3> (has|keeps"
        "|retains)"
        f" (at least one|at least 1|another)( <row2:4>| one)?( left| afterwards| then| after that)*",
        "a {parent} must have at least 1 {row}",
    ),
    # "An account with only one beneficiary, or none at all, is not allowed"
    frame(
        "none",
        "{A} <parent:4> with (only|just) (one|a single) <row:4>( ,)? or( with)? (none|no <row2:4>)( at"
        " all)?( ,)? (is|must be"
        "|has to be) {REFUSED}",
        "a {parent} must have at least 2 {row}",
    ),
    # "Every task is created with at least one criterion", "each order consists of …"
    frame(
        "created made saved opened entered set registered",
        "{EVERY} <parent:4> (is|are|must be|has to be|have to be|should be) (created|made|saved|opened"
        "|entered|set up"
        f"|registered) (together )?with {_AT_LEAST} {_N} <row:4>",
        _LEAST,
    ),
    frame(
        "consists consist comprises made",
        f"{{EVERY}} <parent:4> (consists of|consist of|comprises|is made up of|must consist of|has to"
        f" consist of) {_AT_LEAST}"
        f" {_N} <row:4>",
        _LEAST,
    ),
    # "A lease without occupants makes no sense"
    frame(
        "without no",
        "({A} )?<parent:4> (without|with no)( any| a| an)? <row:4>( at all)? (makes no sense|make no sense"
        "|is pointless|is not"
        " complete|is incomplete|cannot exist|must not exist|does not exist|is unthinkable|is meaningless)("
        " (,|;|:|–) ((so |as )?"
        "there (must|has to) be at least one|(at least )?one( <row2:4>)? is the minimum|at least one is"
        " (needed|required)))?",
        "a {parent} must have at least 1 {row}",
    ),
    frame(
        "without",
        "{A} <parent:4> is (not complete|incomplete|not valid|invalid) (without|with no)( any| a| an| at"
        " least one)? <row:4>"
        "( (,|;|:|–) ((so |as )?there (must|has to) be at least one|(at least )?one( <row2:4>)? is the"
        " minimum))?",
        "a {parent} must have at least 1 {row}",
    ),
    frame(
        "without",
        "no <parent:4> without( any| a| an| at least one)? <row:4> (may|can|must|should) (have the (status"
        "|state)"
        "|be in (the )?(status|state)|be) <state:2>",
        "a {state} {parent} must have at least 1 {row}",
    ),
    # "If its status is loaded, there must be at least one parcel in it"
    frame(
        "there",
        f"(if|when|once|while|as soon as|where) <when*> , there {_MUST} be <what*> (in|on|for|to|with|under"
        f"|of) (it|them)",
        "if {when} , it must have {what}",
    ),
)

DELETION = (
    wording(
        "system database records books files",
        "(deleted|removed|erased) (from (the|our) (system|database|records|books|files|records))",
        "deleted",
    ),
    wording(
        "removable deletable erasable", "be (removable|deletable|erasable)( from the system)?", "be deleted"
    ),
    wording(
        "removable deletable erasable", "(is|are) not (removable|deletable|erasable)", "cannot be deleted"
    ),
    wording(
        "protected safe",
        "(is|are|must be|should be|has to be|have to be) (protected|safe) (from|against) (deletion|being"
        " deleted|removal"
        "|being removed|erasure)",
        "cannot be deleted",
    ),
    wording(
        "stays stay remains remain kept system",
        "(stays|stay|must stay|has to stay|have to stay|remains|remain|must remain|has to remain|have to"
        " remain"
        "|must be kept|has to be kept|have to be kept|is kept|are kept) in (the|our) (system|database"
        "|records|books)",
        "cannot be deleted",
    ),
    frame(
        "unless until before",
        "({A} )?<row:4> {NOT} be (deleted|removed|erased) (unless|until|before) all( of)? {ITS} <child:4>"
        " (have been|has been|are|is)"
        " (deleted|removed|moved away|given away|gone|erased|moved)",
        "a {row} cannot be deleted if it has {child}",
    ),
    frame(
        "later afterwards",
        "{A} <row:4> (can|may) be (deleted|removed|erased) (while|as long as) <rest*> (,|;)( but| and)?"
        " (not|never) (later|afterwards"
        "|after that)",
        "a {row} can only be deleted if {rest}",
    ),
    # "An actor who plays a role cannot be removed"
    frame(
        "who that which",
        f"({{A}} |no )?<row:3> (who|that|which) {_DOES} (a|an|any|at least one|one|some) <child:4> (cannot"
        f"|can not|must not"
        "|may not|can never|may never|must never) be (deleted|removed|erased)",
        "a {row} cannot be deleted if it has {child}",
    ),
)
