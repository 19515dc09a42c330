"""Values that no two rows share, told by how often they occur and where they may come again, in plain words.

The plain forms are those of ``alike``: "the code of a product must be unique [per shop]", "no two active
actors may have the same email" and "there can be only one fitting per actor and costume".
"""

from __future__ import annotations

from erdgen.compiler.rules.language.frames import frame, wording

_UNIQUE = ("the {m} of a {kind} must be unique", "no two {kind} may have the same {m}")
_PER = "the {m} must be unique per {parent}"
_PER_ONE = "there can be only one {row} per {parent} and {m}"
_IN = "(in|within|at|for|on|of|by|per|to|under|inside|among)"
_ANY = "(a|an|one|any|the|each|every|a given|the same|one and the same|a single|any one)"
_ONCE = "((only|just|exactly|at most|no more than|not more than)? ?once( only)?|one time( only)?)"
_TWICE = "(twice|more than once|a second time|again|several times|repeatedly|two times)"
_OCCUR = (
    "(occurs|appears|is used|exists|comes up|is taken|is given|is found|(may|can|must|should) (only"
    " )?(occur|appear|exist"
    "|be used|be taken|be given|come up|be found|be assigned|be chosen|turn up))"
)
_SAME_ONE = "(the same|one and the same|one|an identical|any given|a given)"
_STATE_OF = "(is|are|be|remain|stay)"
_LINKED = " (in|within|at|for|on|of|by|from|with|to|inside|under)"

FRAMES = (
    wording("called named", "(be called|be named|go by) the same( name)?", "have the same name"),
    wording("called named", "(be called|be named) (alike|identically)", "have the same name"),
    wording(
        "capitalization capitalisation capitals case",
        ", (even if|no matter if|whether or not) (it|they) (is|are) (written|spelled|typed|entered)( with|"
        " in) (different"
        "|other) (capitalization|capitalisation|capitals|case|letter case)",
        "regardless of case",
    ),
    # "…, while other warehouses may use it too"
    frame(
        "other different another elsewhere",
        "<rest*> (,|;|–)( while| whereas| but| though| although| and| yet)? ((other|different|another|in"
        " other|in another|in"
        " different) <rest2:3>|elsewhere) ((may|can) (use|have|share|repeat|carry)( it| them| the same( one"
        "| <rest3:2>)?"
        "| that <rest3:2>)|(it|they|the same <rest3:2>) (may|can) (be used|be repeated|occur|appear|be"
        " taken|come up|be reused))"
        "( too| as well| again| freely)*",
        "{rest}",
    ),
    # "Within a production, each role name occurs once", "every title may be used once per company"
    frame(
        "once time",
        f"(in|within|inside|under|per|for|at|among) {_ANY} <parent:3> , {{EVERY}} <m:4> {_OCCUR} {_ONCE}",
        _PER,
    ),
    frame("once time", f"{{EVERY}} <m:4> {_OCCUR} {_ONCE} {_IN} {_ANY} <parent:3>", _PER),
    frame("once time", f"{{EVERY}} <m:4> {_OCCUR} {_ONCE} per <parent:3>", _PER),
    frame(
        "twice once again second several repeatedly times",
        f"(in|within|inside|under|for|at) {_ANY} <parent:3> , (no <m:4> (may|can|must|should)|{{A}} <m:4>"
        f" {{NOT}}) (occur|appear"
        f"|exist|be used|be taken|be given|come up|be repeated|be assigned|be chosen) {_TWICE}",
        _PER,
    ),
    frame(
        "again reused repeated",
        "{A} <m:4> (may|can) (be used again|be reused|be repeated|occur again|appear again|come up again|be"
        " used twice)"
        " in (another|other|a different|different) <parent:3>( ,)? but (not|never)( be)?( twice| again|"
        " used| repeated)*"
        " (in|within|inside) (the same|one|a) (one|<parent2:3>)",
        _PER,
    ),
    frame(
        "combination pair",
        f"{{A}} <parent:3> (has|contains|may have|can have|uses) {{EVERY}} (combination|pair) of <x:3> and"
        f" <y:3> {_ONCE}",
        "the combination of {x} and {y} must be unique per {parent}",
    ),
    frame(
        "identified told",
        "{A}? ?<row:3> (are|is) (identified|told apart) by( {ITS}| the)? <x:3> and( {ITS}| the)? <y:3> ,"
        " which (together|in combination|combined) (are|must be) unique (per|within a|in a|for each)"
        " <parent:3>",
        "the combination of {x} and {y} of a {row} must be unique per {parent}",
    ),
    frame(
        "share same",
        f"(within|in|at|inside|under) {_ANY} <parent:3> , (no two (?P<kind>\\w+) (may|can|must|should)"
        f"|<row:3> {{NOT}}) (share|have|use"
        "|carry|bear) (a|an|the same|one) <m:4>",
        "no two {row} of the same {parent} may have the same {m}",
        "no two {kind} of the same {parent} may have the same {m}",
    ),
    frame(
        "only",
        "{A} <m:4> (can|may) (only be|be) (held|used|owned|carried|had|borne|registered) (by|for|to) (only"
        " )?one <kind:3>( only| alone)",
        *_UNIQUE,
    ),
    frame(
        "only",
        "{A} <m:4> (can|may) only be (held|used|owned|carried|had|borne|registered) (by|for|to) one <kind:3>",
        *_UNIQUE,
    ),
    wording("given particular", "in any (given|particular|one|single)", "in one"),
    # "While a tank has a rental that has not been returned, no second rental may be opened for it"
    *(
        frame(
            "while if when long",
            "(while|as long as|if|when|whenever) {A} <parent:3> (already )?has {A} <row:3> (that|which)"
            " <rest*> ,"
            f" {no} (one|<row2:3>) {may} be (opened|made|created|entered|added|started|booked|given|issued"
            f"|recorded)"
            "( (for|to|on|in) (it|them|him|her|{THAT} <parent2:3>))?",
            "there can be only one {row} that {rest} per {parent}",
        )
        for no, may in (
            ("no (second|other|further|new|more)", "(may|can|must|should)"),
            ("(another|a second|a further|any other|a new)", "{NOT}"),
        )
    ),
    # "One actor can have only one fitting per costume and day"
    frame(
        "one single 1",
        "{A} <parent:3> (may|can|must) ({HOLD}|be given|attend|do|make) {JUSTONE} <row:4> (per|for"
        " each|for any one|for the"
        " same|for a given) <m:4> and( per| for each| the same)? <k:3>",
        "there can be only one {row} per {parent} and {m} and {k}",
    ),
    frame(
        "per",
        "(per|for each|for every) <parent:3> (and <k:3> )?(there )?(is|can be|may be|must be) {JUSTONE}"
        " <row:4>"
        " (a|per|each|every) <m:2>",
        _PER_ONE,
        "there can be only one {row} per {parent} and {k} and {m}",
    ),
    # "A costume's tag identifies it uniquely"
    frame(
        "identifies identify",
        "({A} <kind:3> {S} <m:4>|the <m:4> of {A} <kind:3>) ((uniquely )?identifies (it|them|the"
        " <kind2:3>)( uniquely| beyond"
        " doubt| unambiguously)?)",
        *_UNIQUE,
    ),
    frame("identifies", "{EVERY} <m:4> (uniquely )?identifies {JUSTONE} <kind:3>", *_UNIQUE),
    frame("identifies", "{EVERY} <m:4> uniquely identifies {A} <kind:3>", *_UNIQUE),
    frame(
        "own",
        "({EVERY} <kind:3> {S} <m:4>|the <m:4> of {EVERY} <kind:3>) (is|must be) ({ITS} own|unique to it)"
        "( and {NOT} (turn up|appear|occur|be used|come up|be found)( again)? (on|for|by|with|at|in)"
        " (another|a second"
        "|any other) (one|<kind2:3>))?",
        *_UNIQUE,
    ),
    frame(
        "belongs belong",
        "{EVERY} <m:4> (belongs|must belong|may belong|can belong|can only belong) to (exactly |only |just"
        " )?one <kind:3>"
        "( and (only |just )?one (<kind2:3> )?only| and( only)? one( <kind2:3>)?| only| at most)",
        *_UNIQUE,
    ),
    frame(
        "same",
        "the same <m:4> (is never|are never|{NOT} be|must never be) (given|assigned|issued|used|allocated"
        "|handed out|taken"
        "|entered|registered) (to|for|by|on|in|with) (two|more than one|several|two different|multiple)"
        " <kind:3>",
        *_UNIQUE,
    ),
    frame(
        "used use taken given assigned known",
        "(if|when|once) {A} <m:4> (of {A} <kind:3> )?{TAKEN} , (it|that <m2:4>|the <m2:4>|the same <m2:4>)"
        " {NOT} be (chosen|used"
        "|given|assigned|entered|taken|issued|picked|reused)( again| a second time| once more| for another"
        " one"
        "| for another <kind2:3>)?",
        "the {m} must be unique",
        *_UNIQUE,
    ),
    # "The same ingredient cannot appear twice in one recipe"
    frame(
        "twice once again second several repeatedly times",
        f"the same <m:4> ({{NOT}}|is never) (apply|register|sign up|enter|appear|occur|be used|be entered"
        f"|be listed|be named"
        f"|be booked|be added|be put|be chosen|come up|exist|vote|enrol|be recorded|be registered|show up)"
        f" {_TWICE} (for|in|at|on"
        f"|within|to|under|by|with) {_SAME_ONE} <parent:3>",
        _PER,
    ),
    frame(
        "twice once again second several repeatedly times",
        f"the same <m:4> {{NOT}} be (?P<rest>\\w+ {_TWICE} .+)",
        "no {m} can be {rest}",
    ),
    # "Among the running productions of a company, no title may appear twice"
    frame(
        "least unless only",
        "two <row:3> may only (use|have|share|carry) the same <m:4> (if|when) (at least )?one of them is"
        " not <state:2>",
        "no two {row} that are {state} may have the same {m}",
    ),
    frame(
        "unless",
        "({A} <row:3> {S} <m:4>|the <m:4> of {A} <row:3>) {NOT} (appear|occur|be used|be found|come up|be"
        " entered|turn up) (on|for"
        "|in|with|by) (more than one|two|another|a second) <row2:3> (of|for|in|on|at) (an|a|the same|one"
        "|that) <parent:3> unless"
        " (the other|the others|the other <row3:3>|one of them|the other one) (is|are) <state:2>",
        "no two {row} of the same {parent} that are not {state} may have the same {m}",
    ),
    frame(
        "unless",
        "{A} <who:3> {S} <m:4> {NOT} (appear|occur|be used|be found|come up|be entered|turn up) (on|for|in"
        "|with|by) (more than one"
        "|two|another|a second) <row:3> (of|for|in|on|at) (an|a|the same|one|that) <parent:3> unless (the"
        " other|the others|the"
        " other <row3:3>|one of them|the other one) (is|are) <state:2>",
        "no two {row} of the same {parent} that are not {state} may have the same {who} {m}",
    ),
    # "Any number of inactive cards is fine, but …"
    frame(
        "number several many",
        "(any number of|several|as many|multiple|many) (\\S+ ){1,4}(is|are) (fine|allowed|ok|okay|possible"
        "|permitted)"
        "( ,|;)? but <rest*>",
        "{rest}",
    ),
    frame(
        "several many",
        "{A} <parent:3> (may|can) have (several|many|any number of|multiple) <row:3>( ,)? but (just|only|at"
        " most) one of them"
        "( ,)?( at most( ,)?)? (may|can|must) (be|have( the)? (status|state))( the)? <state:3>",
        "there can be only one {state} {row} per {parent}",
    ),
    # "Refuse to make somebody the main occupant if the lease already has one"
    frame(
        "already",
        "{DENY} (make|declare|choose|set|mark|appoint|name) (somebody|someone|anybody|anyone|a <row2:3>"
        "|another <row2:3>)( as)?"
        " (the|a|an) <state:2> <row:3> (if|when|while|where) (the|that|its|their) <parent:3> already has"
        " (one|a <state2:2> one"
        "|one already)",
        "there can be only one {state} {row} per {parent}",
    ),
    frame(
        "while",
        "({DENY} (set|move|switch|change|turn) {A} <row:3> to <state:2>|{A} <row:3> {NOT} be(come)?"
        " <state:2>) (while|if|when|as long"
        " as) (its|the|that) <parent:3> is <state2:2> (with|on|for|in) (another|a different|some other)"
        " (one|<row2:3>)",
        "there can be only one {state} {row} per {parent}",
    ),
    # "As long as a loan has no returned_on, no other open loan may exist for the same copy"
    frame(
        "no",
        "(as long as|while|if|when|whenever) {A} <row:3> has (no|not any) <m:3> , no other (open "
        "|unfinished |unreturned |such )?"
        "(one|<row2:3>) (may|can|must|should) (exist|be there|be made|be created|be opened|be entered|be"
        " added)"
        " (for|of|in|on|at) (the same|that) <parent:3>",
        "no two {row} without {m} may have the same {parent}",
    ),
    # "The same lot number may occur with different manufacturers, but not twice with the same manufacturer"
    frame(
        "but",
        "the same <m:4> (may|can) (well )?(?P<occur>occur|be used|appear|exist|come up|be found|be given)"
        f"{_LINKED} (different|several|various|other|more than one) <parent:3>( ,)? but (not|never)"
        f" (twice|more than once|a second time){_LINKED} (the same|one|one and the same|a single)"
        " <parent2:3>",
        "the same {m} must not {occur} twice with the same {parent}",
    ),
)
