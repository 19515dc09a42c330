"""Values that no two rows share, said by what is refused, by a second row, or in a table: in plain words.

The plain forms are "the code of a product must be unique [per shop]" and "there can be only one line per …".
"""

from __future__ import annotations

from erdgen.compiler.rules.language.frames import frame

_LINKED = "( (in|within|at|for|on|of|by|from|with|to|inside|under))"
_OTHER = "(another|any other|some other|a different|one other|an other|an existing|an earlier)"
_IS_TAKEN = "{TAKEN}( by <kind2:3>| by (another|any other|an existing) <kind2:3>)?"
_HAS_IT = "(already )?{HAS}( already)?"
_NOBODY = "(nobody else|no one else|no - one else|no other|none of the others|no other one)"
_UNIQUE = "the {m} of a {kind} must be unique"
_OWN = "a {kind} 's {m} must be unique"
_PER = "the {m} of a {kind} must be unique per {parent}"
_ONE = "there can be only one {row} per {parent} and {m}"
_NAMED = "(with|having|that has|that have|which has|under|carrying)"
_GIVE = "(give|assign|allocate|put|issue|assign to|enter for|use for|set for)"
_CERTAIN = "(a given|a certain|a particular|the same|a|an|that|one)"
_MARK = "(mark|flag|set|make|declare|choose|select|label|tag|define|register|name|appoint)"
_TOO = "( too| as well| also| again| either)?"
_BOTH_BE = (
    "((both )?be|be both)( at once)? ((flagged|marked|set|tagged|labelled|declared) )?(as )?(the |a "
    ")?<state:3>"
    "( <row2:3>)?"
)
_STATED = "(the )?<state:3>( (one|<row2:3>))?"
_ONLY_ONE = "there can be only one {state} {row} per {parent}"

FRAMES = (
    # "Reject a product whose SKU is already taken [in that shop]"
    *(
        form
        for start in (
            "{REJECT} {A} <kind:3>( ,)? (whose|if (its|the|their|his)|when (its|the|their|his)|where (its"
            "|the|their)"
            "|with {A}) <m:4>( that| which)?",
            "{DENY} {CREATE} {A} <kind:3> (whose|if (its|the|their)|when (its|the|their)|with {A}) <m:4>( "
            "that| which)?",
            "{A} <kind:3> (must|has to|should|shall|will) be {REFUSED} (if|when|where|whenever) (its|the"
            "|their) <m:4>",
            "{A} <kind:3> is {REFUSED} (if|when|where|whenever) (its|the|their) <m:4>",
        )
        for form in (
            frame(
                "already taken use unique duplicate",
                f"{start} {_IS_TAKEN}{_LINKED} {{THAT}} <parent:3>",
                _PER,
            ),
            frame("already taken use unique duplicate", f"{start} {_IS_TAKEN}", _UNIQUE, _OWN),
        )
    ),
    # "Reject a coupon if another one already has its code"
    *(
        form
        for start in (
            f"{{REJECT}} {{A}} <kind:3> (if|when|where|whenever) {_OTHER} <kind2:3>{{OF}} {_HAS_IT} "
            "(its|the same|that|the|their|an identical) <m:4>",
            f"({{DENY}} {{CREATE}}|{{REJECT}}) {{A}} <kind:3> {_NAMED} {{A}} <m:4>( that| which)? "
            f"{_OTHER} <kind2:3>"
            f"{{OF}} {_HAS_IT}",
            f"{{DENY}} {_GIVE} {{A}} <kind:3> {{A}} <m:4>( that| which)? {_OTHER} <kind2:3>{{OF}} {_HAS_IT}",
            f"{{A}} <kind:3> {{NOT}} {{HAS}} {{A}} <m:4>( that| which) {_OTHER} <kind2:3>{{OF}} {_HAS_IT}",
        )
        for form in (
            frame(
                "another other different existing",
                start.replace("{OF}", f"{_LINKED} {{THAT}} <parent:3>"),
                _PER,
            ),
            frame("another other different existing", start.replace("{OF}", ""), _UNIQUE, _OWN),
        )
    ),
    # "Every member needs a card number that nobody else has"
    *(
        form
        for end in (
            f"( of {{ITS}} own)?( ,)? (that|which) {_NOBODY}( <kind2:3>)?{{OF}} (already )?{{HAS}}",
            f"( of {{ITS}} own)?( ,)? (that|which) {_NOBODY}( <kind2:3>)?{{OF}} (may|can) (have|use|share"
            "|carry)",
            "( of {ITS} own)?( ,)? (different from|unlike|distinct from) (that of )?(all|every|any)( "
            "of)?( the)? "
            "(others|other|other <kind2:3>)",
            "( of {ITS} own)?( ,)? (that|which) (is|must be) not shared with any other( <kind2:3>)?",
        )
        for form in (
            frame(
                "else other others",
                f"{{EVERY}} <kind:3> {{NEEDS}} {{A}} (own )?<m:4>{end}".replace(
                    "{OF}", f"{_LINKED} {{THAT}} <parent:3>"
                ),
                _PER,
            ),
            frame(
                "else other others",
                f"{{EVERY}} <kind:3> {{NEEDS}} {{A}} (own )?<m:4>{end}".replace("{OF}", ""),
                _UNIQUE,
                _OWN,
            ),
        )
    ),
    # "If a tax ID is already registered for one customer, another customer cannot be given it"
    frame(
        "another other",
        "if {A} <m:4> (already belongs to|is already (registered|used|taken|in use|stored|recorded"
        "|assigned)"
        "( for| by| to| with| on)) {A} (other )?<kind:3> , "
        "((another|any other|no other|a different) <kind2:3> (cannot|may not|must not|can never) "
        "(be given it|have it|use it|get it|take it|be registered with it)"
        "|(you|we|one) (cannot|may not|must not) (give|assign|issue) it to (another|any other|a "
        "different)( <kind2:3>)?"
        "|it (cannot|may not|must not) be (given|assigned|used|issued)( to| for| by)? (another|any other"
        "|a different)"
        "( <kind2:3>)?)",
        _UNIQUE,
        _OWN,
    ),
    frame(
        "no",
        f"if {{A}} <kind:3> {_NAMED} {_CERTAIN} <m:4> (already )?exists( already)? , no other <kind2:3> "
        "(can|may) "
        "(be called that|have it|use it|have the same|be created with it|be named that|share it)",
        _UNIQUE,
        _OWN,
    ),
    frame(
        "again another second",
        "the <m:4> of {A} <kind:3> {NOT} be (used|given|assigned|taken|issued|registered|reused)( again)? "
        "(for|by|to|on) (another|any other|a second|a different) <kind2:3>",
        _UNIQUE,
        _OWN,
    ),
    # "You cannot have two teams with an identical name [when both are active]"
    *(
        form
        for start in (
            "{DENY} ({CREATE}|give out|hand out|sell|run|hold|see|find|there be)",
            "{REJECT}",
            "(there )?(cannot|must not|may not|must never|can never|should not|should never) be",
            "(there )?(must|can|may|should|shall) (never|not) be",
        )
        for two in ("( any)?( two| two different| several| multiple| two or more| more than one)?",)
        for form in (
            frame(
                "two several multiple more",
                f"{start} (any )?(two|two different|several|multiple|two or more|more than one) <row:3> "
                "(with|that have|which have|having|that share|sharing|of) <rest*> "
                "(when|if|while|as long as|where|once) (both|they|both of them|they both)( are)?( both)? "
                "<state:3>",
                "no two {state} {row} may have {rest}",
            ),
            frame(
                "two several multiple more",
                f"{start} (any )?(two|two different|several|multiple|two or more|more than one) <row:3> "
                "(with|that have|which have|having|that share|sharing|of) (?!.* (one|either|neither)( of "
                "them)? (is|has|are) )<rest*>",
                "no two {row} may have {rest}",
            ),
        )
    ),
    # "No parent may have several rows with an identical name"
    frame(
        "several two multiple more",
        "(no <parent:3> (may|can|must|should)|{A} <parent:3> {NOT}) ({HAS}|have|contain|include|own|be "
        "credited with"
        "|run|list|keep) (several|two|multiple|more than one|any two|two or more|a second) <row:3> "
        "(with|of|that have|that has|having|sharing|that share|under) {IDENTICAL} <m:4>",
        "no two {row} of the same {parent} may have the same {m}",
    ),
    frame(
        "same second",
        "(the same|one) <parent:3> {NOT} (have|be credited with|hold|own|be given|get|run|write|make|be "
        "listed with"
        "|contain) (a second|another|two|more than one) <row:3> (with|that has|that have|of|having) "
        "{IDENTICAL} <m:4>",
        _ONE,
    ),
    frame(
        "same",
        "{A} <parent:3> {NOT} (give|assign|use|have) the same <m:4> (to|for|on) (more than one|two"
        "|several|a second)"
        "( of)?( {ITS})? <row:3>",
        _ONE,
    ),
    # "No title may occur more than once among an author's books"
    *(
        form
        for place in (
            "(the <kind:3> of (one|a|an|the same|any one|each|any|every) <parent:3>)",
            "({A} <parent:3> {S} <kind:3>)",
        )
        for form in (
            frame(
                "once twice repeatedly",
                "(no <m:4> (may|can|must|should)|{A} <m:4> {NOT}) (occur|appear|be used|exist|be taken"
                "|be given|be repeated"
                "|come up) (more than once|twice|repeatedly|several times) (among|within|amongst|in"
                f"|across) {place}",
                _PER,
            ),
            frame(
                "among within amongst in across",
                f"(among|within|amongst|in|across) {place}( ,)? {{A}} <m:4> ((must be|has to be|should "
                "be|is) "
                "(different|unique|distinct)|must differ|(can|may|must) (be used|occur|appear|be taken"
                "|be given|exist"
                "|be found)( only| at most| just) once)",
                _PER,
            ),
        )
    ),
    # "Reject a review when that customer already has one for that product"
    *(
        form
        for start in ("{REJECT} {A} <row:3>", "{A} <row:3> (must be|is|has to be|should be) {REFUSED}")
        for form in (
            frame(
                "already",
                f"{start} (if|when|where|whenever) {{THAT}} <parent:3> (already has|has already got"
                "|already holds"
                "|already wrote|already gave|already made) (one|another one|another|a <row2:3>|another "
                "<row2:3>) "
                "(for|with|of|in|on|at|under) {THAT} <m:4>",
                _ONE,
            ),
            frame(
                "already",
                f"{start} (if|when|where|whenever) (there already is|there is already|there already "
                "exists|there exists)"
                " (one|another one|another|a <row2:3>|another <row2:3>) (for|with|of) {THAT} <parent:3>( "
                "and|,)"
                "( for)? {THAT} <m:4>",
                _ONE,
            ),
        )
    ),
    frame(
        "if",
        "if {A} <parent:3> (already has|has) (a|an|one) <row:3> (for|with|of|in) (a|an|a certain|a given"
        "|a particular) "
        "<m:4> , (another|a second|a further|any other) (one|<row2:3>)( of theirs| of its| of his)? "
        "((for|with|of|in) that <m2:4> (is|must be|has to be|will be) {REFUSED}|{NOT} have (it|that|the "
        "same)( too| as well)?"
        "|(for|with|of|in) that <m2:4> {NOT} (exist|be (created|added|made|entered|accepted)))",
        _ONE,
    ),
    frame(
        "taken used occupied held",
        "if {A} <m:4> is already (taken|used|occupied|held|booked) by {A} <kind:3> (for|of|in|at|on) {A} "
        "<parent:3> , "
        "(another|any other|no other|a second) <kind2:3> (for|of|in|at|on) (that|the same) <parent2:3> "
        "(cannot|may not|must not|can|may) (have|use|take|get|occupy) it( too| as well)?",
        _PER,
    ),
    frame(
        "one single 1",
        "{JUSTONE} <row:3> (may|can|must) be (?!.* (if|when|unless|while) )\\w+ "
        "(per|for each|for any|for the same|for one) <parent:3> and( the same| per| for each)? <m:3>",
        _ONE,
    ),
    frame(
        "already again",
        "{DENY} (enrol|enroll|register|book|sign up|add|put|assign|enter|invite|subscribe|admit) {A} <m:3> "
        "(in|for|on|to|with|into) {A} <parent:3> (that |which )?(they|it) (already )?(has|have)( "
        "already)? {A} <row:3> "
        "(for|in|on|with)",
        _ONE,
    ),
    frame(
        "one single 1",
        "(for|in|on|per|within) {A} <m:4> , {A} <parent:3> (may|can|must) {HOLD} {JUSTONE} <row:4>",
        _ONE,
    ),
    frame(
        "one single 1",
        "{A} <parent:3> (may|can|must) {HOLD} {JUSTONE} <row:4> (per|for each|for the same|for any one"
        "|for any) <m:4>",
        _ONE,
    ),
    # "Personnel number: no duplicates", "open tickets: no duplicate subjects within one customer"
    frame(
        ":",
        "<m:6> : no (duplicates|doubles|duplicate|two alike|repeats|repetition)( allowed| permitted)?( "
        "<rest*>)?",
        "the {m} must be unique {rest}",
        "the {m} must be unique",
    ),
    frame(
        ":",
        "<row:6> : no duplicate <m:4> (within|in|per|for|of|on|at) (one|the same|a|an|each|any) <parent:3>",
        "no two {row} of the same {parent} may have the same {m}",
    ),
    frame(":", "<row:6> : no duplicate <m:4>", "no two {row} may have the same {m}"),
    frame(
        ":",
        "<row:4> : <m:4> unique (where|if|when|while) <flag:2> = (true|yes)",
        "no two {row} that are {flag} may have the same {m}",
    ),
)

STATED = (
    # "At most one address per customer may have is_default set", "at most one card of each account is active"
    frame(
        "one single 1",
        "{JUSTONE} <row:3> (per|of each|of one|of a|of an|for each|for one|in each|in one|of every|of "
        "the same|on each|on one) <parent:3> "
        "((may|can|must|should) (be|have)|is|has)( the| a)? <state:3>( (one|<row2:3>))?( set| ticked| "
        "checked| turned on)?{TOGETHER}",
        _ONLY_ONE,
    ),
    frame(
        "one single 1",
        "(among|of|within|amongst|in) ((all )?(the )?<row:3> of (one|a|an|each|any|the same|every) "
        "<parent:3>) , {JUSTONE}( of them)? "
        "(may|can|must|should) (be|have)( the| a)? <state:3>( (one|<row2:3>))?{TOGETHER}",
        _ONLY_ONE,
    ),
    frame(
        "one single 1",
        "(among|of|within|amongst|in) {A} <parent:3> {S} <row:3> , {JUSTONE}( of them)? "
        "(may|can|must|should) (be|have)( the| a)? <state:3>( (one|<row2:3>))?{TOGETHER}",
        _ONLY_ONE,
    ),
    frame(
        "true set",
        "(among|of|within|amongst|in|for) (all )?(the )?<row:3> of (one|a|an|each|any|the same|every) "
        "<parent:3> , <state:3> "
        "(may|can|must) (be true|be set|be yes|be ticked)( for| on| in)? ({JUSTONE}|one)( of them| "
        "person| row| record)?( at most)?",
        _ONLY_ONE,
    ),
    # "No two occupants of a lease may both be flagged as main"
    frame(
        "two",
        "no two( different)? <row:3> (of|in|on|for|under) (the same|one|a|an|any|each) <parent:3> (may"
        "|can|must|should) "
        f"{_BOTH_BE}",
        _ONLY_ONE,
    ),
    frame(
        "two",
        "(two|two different|any two) <row:3> (of|in|on|for|under) (the same|one|a|an|any|each) <parent:3> "
        f"(cannot|may not|must not|can never|must never|may never|should not) {_BOTH_BE}",
        _ONLY_ONE,
    ),
    frame(
        "second another",
        f"{{DENY}} {_MARK} (a second|another|a further|more than one|two) <row:3> (of|in|on|for|under) "
        "(the same|one|a|an|any|each|that) <parent:3> "
        f"(as )?{_STATED}",
        _ONLY_ONE,
    ),
    # "As long as a student is active, no other active student may share their email"
    frame(
        "no",
        "(as long as|while|if|when|whenever) {A} <row:3> is <state:4> , no other <state2:4> <row2:3>( "
        "(of|in|for|on) (that|the same) <parent:3>)? "
        "(may|can|must|should) (have|share|use|carry) ({ITS}|the same|that|an identical) <m:4>",
        "no two {state} {row} of the same {parent} may have the same {m}",
        "no two {state} {row} may have the same {m}",
    ),
    # "If an account already has an active card, a second one must be refused"
    frame(
        "if when once while long",
        "(if|when|once|while|as long as) {A} <parent:3> (already )?(has|holds|carries) (a|an|one) "
        "<row:6>( already)? , "
        "(a second|another|any other|a further) (one|such one|<row2:6>)( (for|of|on|in) (it|them))?"
        "( with that status| with the same status| in that status)? (is|must be|has to be|should be|will "
        "be) {REFUSED}",
        "there can be only one {row} per {parent}",
    ),
    *(
        frame(
            "if when once while long",
            "(if|when|once|while|as long as) {A} <parent:3> (already )?(has|holds|carries) (a|an|one) "
            "<state:3> <row:3>"
            f"( already)?{with_m} , (a second|another|any other|a further) (one|<row2:3>)"
            f"( (for|of|on|in) (it|them|theirs|its|his))?{with_m2} (cannot|may not|must not) be "
            f"<state2:3>{_TOO}",
            plain,
        )
        for with_m, with_m2, plain in (
            ("", "", _ONLY_ONE),
            (
                " (with|for|of|under) (a given|a certain|a particular|a|an|the same) <m:4>",
                " (with|for|of|under) (that|the same) <m2:4>",
                "there can be only one {state} {row} per {parent} and {m}",
            ),
        )
    ),
)
