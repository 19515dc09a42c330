"""What a row must not be linked to: itself, or where another of its links leads, in plain words.

The plain forms are "an actor cannot be its own understudy", "the understudy of an actor must be another
actor" and "the reviewer of an appraisal must not be the employee".
"""

from __future__ import annotations

from erdgen.compiler.rules.language.frames import frame

_ITSELF = "(itself|himself|herself|themselves|themself)"
_CHOOSE = (
    "(choose|pick|select|enter|make|name|set|mark|record|use|appoint|put|list|declare|register|specify|give"
    "|assign"
    "|link|put down|put in)"
)
_CHOSEN = (
    "(entered|chosen|given|named|recorded|set|selected|picked|used|listed|shown|registered|specified|marked)"
)
_OWN = "a {row} cannot be its own {link}"
_ELSE = "the {link} of a {row} must be another {row}"
_ALONE = "a {row} cannot {deed} itself"
_MUST = "(must|has to|have to|needs to|should|shall)"
_DIFFERENT = "(another|a different|some other|any other)"
_NOT_BE = "(cannot|can not|can never|must not|must never|may not|may never|should not|should never) be"
_SAME = "(that|the|the very|that very|exactly that|exactly the)( same)?"

FRAMES = (
    # "You cannot choose an animal itself as its mother", "nobody may make an actor their own understudy"
    *(
        frame(
            "itself himself herself themselves themself own",
            f"({{DENY}} {_CHOOSE} {{A}} <row:4>|{{A}} <row:4> {_NOT_BE} {_CHOSEN}|no <row:4> (may|can"
            f"|should|must) be "
            f"{_CHOSEN}) {said}",
            _OWN,
        )
        for said in (
            f"{_ITSELF} as {{ITS}}( own)? <link:3>",
            "(as )?{ITS} own <link:3>",
            f"as (the|a|an) <link:3> (of|for|to) {_ITSELF}",
        )
    ),
    frame(
        "own",
        "({A} <row:4> {NOT}|no <row:4> (may|can|should|must)) (appear|stand|be (entered|listed|chosen"
        "|selected|set"
        "|recorded|named|found))( in| as| under) {ITS} own <link:3>",
        _OWN,
    ),
    frame(
        "same",
        f"nobody (can|may|must|should) be {_CHOSEN} as {{A}} <row:3> {{S}} <link:3> if (it|that|he or she"
        f"|they) (is|are) "
        f"{_SAME} <row2:3>",
        _OWN,
    ),
    # "The recipe that a recipe replaces has to be a different one", "whatever a ticket duplicates, …"
    frame(
        "different another other",
        f"the <row:3> (that|which) ({{A}}|another) (<row2:3>|one) <deed:1> {_MUST} be {_DIFFERENT} (one"
        f"|<row2:3>)"
        "( (from|than) it)?",
        _ALONE,
    ),
    frame(
        "whatever whoever whichever",
        "(whatever|whoever|whichever <row2:3>|what|who) {A} <row:3> (is |was |has been )?<deed:2>( by)? ,"
        " (it|they|this"
        f"|that) {_NOT_BE} {_SAME} <row2:3>",
        _ALONE,
    ),
    frame(
        "whatever whoever whichever",
        f"(whatever|whoever|whichever <row2:3>) {{A}} <row:3> (?P<be>is|was) <deed:2> by {_MUST} be"
        f" (somebody|someone|something"
        f"|a <row2:3>|another <row2:3>) (else|other than {_SAME} <row2:3>|different from {_SAME} <row2:3>)",
        "a {row} cannot {be} {deed} by itself",
        "a {row} cannot be {deed} by itself",
    ),
    # "A course and its prerequisite are never one and the same course"
    frame(
        "same identical",
        "{A} <row:4> and {ITS} <link:3> (are never|are not|cannot be|can never be|must not be|must never be"
        "|may not be"
        "|may never be|should never be) (one and the same|identical|the very same|the same)( <row2:4>)?",
        "a {row} and its {link} must be different",
    ),
    # "The lease entered as the previous one has to be another lease"
    frame(
        "another different other",
        f"the <row:3> {_CHOSEN} (as|for) ({{ITS}}|the|a|an) <link:3>( one)? {_MUST} be {_DIFFERENT} (one"
        f"|<row2:3>)",
        _ELSE,
        "the {link} {row} of a {row} must be another {row}",
    ),
    frame(
        "point lead refer",
        f"{{A}}? ?<link:3> {_MUST} (point|lead|refer) to {_DIFFERENT} <row:3>( ,)? (never|not|and never|and"
        f" not) "
        f"(back )?to ({_SAME} <row2:3>( {_ITSELF})?|{_ITSELF})",
        _ELSE,
    ),
    # "A category cannot sit directly underneath itself"
    frame(
        "itself themselves himself herself",
        "({A} <row:4> {NOT}|no <row:4> (may|can|should|must)) (be )?<deed:1>( directly)? (under|underneath"
        "|below|beneath"
        f"|inside|within|above|after|before|behind|over) {_ITSELF}",
        _ALONE,
    ),
    # "Its parent is always another category"
    frame(
        "is are",
        f"(?P<rest>(a|an|the|its|their|every|each) .+) (is|are) {_DIFFERENT} <row:3>",
        "{rest} must be another {row}",
    ),
    # "Every appraisal needs a reviewer who is not the employee"
    frame(
        "who that which",
        "{EVERY} <row:4> {NEEDS} {A} <link:3> (who|that|which) (is not|is never|must not be|cannot be|is"
        " different from"
        "|differs from|is someone other than|is somebody other than|is not identical to) (the|{ITS}) <m:3>("
        " {ITSELF})?".replace("{ITSELF}", _ITSELF),
        "the {link} of a {row} must not be the {m}",
    ),
    # "Self-appraisals are not allowed: …" says the same before it is said
    frame(
        "self",
        "(no )?self - \\S+( ((is|are) {REFUSED}|{NOT} (happen|occur)))? (:|,|;|–)"
        " (?P<rest>.*(own|itself|themselves|other|another|different|not|else).*)",
        "{rest}",
    ),
)
