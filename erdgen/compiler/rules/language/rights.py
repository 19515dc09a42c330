"""Who has the right to do something: by what rows they have, by what they lack, and by access as a whole."""

from __future__ import annotations

from erdgen.compiler.rules.language.frames import frame, wording
from erdgen.compiler.rules.language.holders import (
    CAN,
    DENIALS,
    DOINGS,
    MAY_NOT,
    ONLY,
    OTHERS_THAN,
    ROW,
    VERBS,
    WHO,
)

_THEY = "(he or she|she or he|they|he|she|you|we|one)"
_SELF = "( themselves| himself| herself| yourself| yourselves| himself or herself| personally| oneself)?"
_RIGHTS = "(role|rights|permission|permissions|privileges|access|authorisation|authorization)"
_RIGHT = "(the )?(right|permission|power|authority|privilege|ability)"
_LIES = (
    "(lies with|rests with|belongs to|is held by|is given to|is granted to|is reserved for|is limited to"
    "|goes to)"
)
_NAMED = (
    "(named|entered|recorded|registered|given|listed|stored|set|shown|noted|mentioned|put down|specified)"
)
_ELSE = "(somebody|someone|anybody|anyone|some one) else"
_SEES = "(?P<verb>sees|reads|views|edits|changes|updates|deletes|removes|modifies|manages)"
_OF_LINK = "only the {m} of a {row} can {verb~} it"
_BY_DEED = "users can only {verb~} {row} they {deed}"
_ALL = "only {who~} can create, edit and delete {row}"

FRAMES = (
    # "To delete a batch, you need the manager role"; "deleting a batch needs manager rights"
    frame(
        "need needs require requires have must",
        f"(in order )?to {VERBS} {ROW}( ,)? {{SPEAKER}} (need|needs|must have|have to have|has to have"
        f"|require|requires)"
        f" (the )?(?P<who>(?!to )\\S+( \\S+){{0,2}}?) {_RIGHTS}",
        ONLY,
    ),
    frame("requires needs takes", f"{DOINGS} {ROW} (requires|needs|takes) (the )?<who:3> {_RIGHTS}", ONLY),
    frame(
        "right permission power authority privilege ability",
        f"{_RIGHT} to {VERBS} {ROW} {_LIES} {WHO} (only|alone|exclusively)",
        ONLY,
    ),
    frame(
        "right permission power authority privilege ability",
        f"only {WHO} (have|has) {_RIGHT} to {VERBS} {ROW}",
        ONLY,
    ),
    frame("get gets", f"only {WHO} (get|gets) to {VERBS} <row:8>", ONLY),
    # "Batches cannot be deleted by anybody who is not a manager"
    frame(
        DENIALS,
        f"(?P<row>.+?) ({{NOT}}|is never to|are never to) be (?P<done>[\\w ]+?) by {OTHERS_THAN} {WHO}",
        "{row} can only be {done} by {who~}",
    ),
    frame(
        "visible viewable readable accessible",
        "(?P<row>.+?) (({NOT}) be|is not|are not|is never|are never) (visible|viewable|readable)"
        f" (to|for|by) {OTHERS_THAN} {WHO}",
        "{row} can only be seen by {who~}",
    ),
    frame(
        "hidden invisible",
        f"<row:8> (is|are|stays|stay|remains|remain) (hidden from|invisible to|invisible for)"
        f" {OTHERS_THAN} {WHO}",
        "{row} can only be seen by {who~}",
    ),
    frame(
        "unless",
        f"unless {{SPEAKER}} (are|is|has|have|belong to|belongs to)( in)? {WHO} , {{DENY}} {VERBS} {ROW}",
        ONLY,
    ),
    # "Only managers have write access to tanks", "tanks are read-only for everyone except managers"
    frame(
        "write full",
        f"only {WHO} (have|has) (write|full write|writing) (access|rights|permission) (to|on|for) {ROW}",
        _ALL,
    ),
    frame(
        "read",
        f"only {WHO} (have|has) (read|reading) (access|rights|permission) (to|on|for) {ROW}",
        "only {who~} can see {row}",
    ),
    frame("read", f"{ROW} (is|are) read - only (for|to) {OTHERS_THAN} {WHO}", _ALL),
    frame(
        "read",
        f"{OTHERS_THAN} {WHO} (has|have|gets|get) (only )?read - only (access|rights) (to|on|for) {ROW}",
        _ALL,
    ),
    # "A clerk may not change an order unless they are its handler", "… whose handler is somebody else"
    frame(
        "unless",
        f"((a|an|the|any) )?{WHO} {MAY_NOT} {VERBS} {ROW} unless {_THEY} (is|are) (its|the|their) <m:3>("
        f" of it| of them)?".replace("(?P<who>", "("),
        _OF_LINK,
    ),
    frame(
        "unless",
        f"((a|an|the|any) )?{WHO} {MAY_NOT} {VERBS} {ROW} unless {_THEY} <deed:1> (it|them){_SELF}".replace(
            "(?P<who>", "("
        ),
        _BY_DEED,
    ),
    frame(
        "whose",
        f"((a|an|the|any) )?{WHO} {MAY_NOT} {VERBS} {ROW} whose <m:3> (is|are) ({_ELSE}|another \\w+|a"
        f" different \\w+)".replace("(?P<who>", "("),
        _OF_LINK,
    ),
    frame(
        "where which whose of are is",
        f"((a|an|the|any|every|each) )?{WHO} (?=.*only ){CAN} (only )?{VERBS} (only )?((the|those|these)"
        f" )?<row:3>"
        f" ((where|for which|of which|on which) {_THEY} (is|are) the <m:3>|(that |which )?{_THEY} (is"
        f"|are) the <m:3>"
        f" (of|on)|whose <m:3> {_THEY} (is|are))".replace("(?P<who>", "("),
        _OF_LINK,
    ),
    # "You cannot edit orders that you do not handle yourself", "… an order that somebody else handles"
    frame(
        "not",
        f"{{DENY}} {VERBS} {ROW} (that |which )?{_THEY} (do|does|did|have|has) not <deed:1>{_SELF}"
        "( : only (the|its) \\w+ (may|can))?",
        _BY_DEED,
    ),
    frame("else", f"{{DENY}} {VERBS} {ROW} (that |which )?{_ELSE} <deed:1>", _BY_DEED),
    frame(
        "people others else another",
        f"{DOINGS} (other people|others|another user|somebody else|someone else|other users|someone"
        f" else) {{S}} <row:4>"
        " (is|are) {REFUSED}",
        "users cannot {verb~} other people 's {row}",
    ),
    frame(
        "only",
        f"(every|each|a|an) <who:3> {_SEES} only (the |those )?<rest*>",
        "a {who} can only {verb~} {rest}",
    ),
    frame(
        "them it",
        f"(?P<all>.+?) {CAN} (?P<first>{VERBS}) <row:4>( ,)? (but|and|while) only (?P<some>.+?) {CAN}"
        " (?P<more>\\w+(( ,| or| and) \\w+)*) (it|them)".replace("(?P<verb>", "("),
        "{all} can {first} {row} , but only {some} can {more} {row}",
    ),
)
#: Of whose a row is, in other words.
WORDS = (
    wording(
        "named entered recorded registered given listed stored set shown noted mentioned specified",
        f"the (\\w+ ){{1,3}}?(who|that|whom) (is|was|has been) {_NAMED} (as|in) (its|the) <m:3>(?= and |"
        f" or | can | may |$)",
        "its {m}",
    ),
    wording(
        "named entered recorded registered given listed stored set shown noted mentioned specified",
        f"the <m:3> ((who|that|whom) (is|was|has been) )?{_NAMED} (on|in|for) (it|them)",
        "its {m}",
    ),
    wording(
        "else",
        f"(that|which|who) (is|was|are|were|has been|have been) <deed:1> by {_ELSE}",
        "{deed} by others",
    ),
    wording("else", f"by {_ELSE}", "by others"),
    wording("handling", "the (person|user|one) handling (it|them)", "the person who handles it"),
)
