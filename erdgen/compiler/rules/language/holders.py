"""Who may do what, said by what others may not, by what one must be, or in a table: in plain words."""

from __future__ import annotations

from erdgen.compiler.rules.language.frames import frame

_VERB = (
    "(create|add|delete|remove|erase|edit|change|modify|update|alter|amend|view|see|read|register|enter"
    "|record"
    "|make changes to|book|post|submit)"
)
VERBS = f"(?P<verb>{_VERB}(( ,| /)?( or| and| nor)? {_VERB})*)"
_DOING = (
    "(creating|adding|deleting|removing|erasing|editing|changing|modifying|updating|altering|amending"
    "|viewing"
    "|seeing|reading|registering|entering|recording|create|edit|change|update|delete|view|read)"
)
DOINGS = f"(?P<verb>{_DOING}(( ,| /)?( or| and)? {_DOING})*)"
_DEED = "(?P<verb>creation|deletion|removal|modification|editing|viewing|amendment|registration|{0})"
_DEEDS = _DEED.format(f"{_DOING}(( / | and | or | , ){_DOING})*")
#: A row, with "new" or "existing" before it, which limits nothing of who may make or change one.
ROW = "((a|an|any|the|all|every) )?((new|existing) )?<row:6>"
_NO_PERSON = (
    "(?!(if|unless|when|which|that|who|but|not|no|only|can|may|must|cannot|is|are|to|:|does|do)( |$))"
)
#: One or several kinds of people, with what says that they are roles.
WHO = (
    "((users|people|persons|somebody|someone|a user|any user|those|members|staff|anyone) )?"
    "((with|in|of|who have|who has|having|holding|from) )?((the|a|an) )?((roles|role) (of )?)?"
    rf"(?P<who>({_NO_PERSON}\S+ )*?{_NO_PERSON}\S+)( (role|roles))?"
)
_USERS = (
    "(users|people|anyone|anybody|everyone|everybody|those|any user|a user|all users|persons|somebody"
    "|someone"
    "|any person|other users)"
)
OTHERS_THAN = (
    f"({_USERS} (who (are|is) (not|no|neither)|who (do|does) not have|who (lack|lacks)|without|other "
    "than|except"
    "|but|outside|outside of|not in|not belonging to))"
)
_NONE_BUT = (
    "(nobody|no one|no - one|no (user|person|users|people|other user))"
    " (except|but|other than|outside|besides|without|who (is|are) not)( for)?"
)
MAY_NOT = (
    "({NOT}|can neither|may neither"
    "|(must|should|shall|have to|has to) be (refused|rejected|stopped|prevented|blocked)"
    "( (when|if|whenever) (they try|he or she tries|trying|attempting) to| from trying to))"
)
_MUST_BE = "(have to|has to|must|need to|needs to|should|will have to) be"
_ALONE = (
    "( ,)? (and|but)( not by (anybody|anyone|somebody|someone) else| not by others|( by| of| for)? (no - one"
    "|no one|nobody|no other (role|user|person|people|users)|nobody else|no one else|none else)( else)?)"
)
CAN = "(can|may|is allowed to|are allowed to|is able to|should be able to)"
_REST_OF_ALL = (
    "(((everyone|everybody|anyone|anybody|nobody|no one) else)|others|all others|other users|all other users"
    "|other people|the others|other staff|other roles|all other roles|the rest|no other user|no others)"
)
_BESIDES = "(apart from|besides|except for|aside from|other than|in addition to|except)"
_NOT_ONE = "(nobody|no one|no - one|no user|no other user|no person|none)( else)?"
ONLY = "only {who~} can {verb~} {row}"
_BOTH = "only {who~} can {verb~} or {more~} {row}"
_THEIR_OWN = "a {who} can only {verb~} their own {row}"
DENIALS = "not no neither without than except but outside lack lacks nobody besides"

FRAMES = (
    # "To delete a book, you have to be a librarian"; "you need to be its author to edit a comment"
    frame("be", f"(in order )?to {VERBS} {ROW}( ,)? {{SPEAKER}} {_MUST_BE} {WHO}", ONLY),
    frame("be", f"{{SPEAKER}} {_MUST_BE} {WHO} (in order )?to {VERBS} {ROW}", ONLY),
    frame(
        "be",
        f"{{SPEAKER}} {_MUST_BE} {WHO} (in order )?to {VERBS} {ROW} or to (?P<more>{_VERB}) (it|them|one)",
        _BOTH,
    ),
    frame("takes", f"it takes {WHO} to {VERBS} {ROW}", ONLY),
    frame("requires needs", f"{DOINGS} {ROW} (requires|needs|takes) (the )?<who:3> role", ONLY),
    frame(
        "else others other rest",
        f"{WHO} {CAN} {VERBS} {ROW} (;|,|and|, and|but|, but)( but)? {_REST_OF_ALL} "
        "((may not|cannot|must not|are not allowed to|is not allowed to|are not|is not)"
        "( do so| do that| do it)?"
        "|is refused|are refused)",
        ONLY,
    ),
    # "Apart from managers, nobody may delete a boat"; "…, a boat may only be changed by its owner"
    frame(
        "apart besides except aside other addition",
        f"{_BESIDES} {WHO} , {_NOT_ONE} {CAN} {VERBS} {ROW}",
        ONLY,
    ),
    frame(
        "apart besides except aside other addition",
        f"{_BESIDES} {WHO} , (?P<row>.+) {CAN} only be (?P<done>\\S+) by (?P<first>.+)",
        "{row} can only be {done} by {first} and by {who}",
    ),
    frame(
        "apart besides except aside other addition",
        f"{_BESIDES} {WHO} , only (?P<first>.+) {CAN} {VERBS} {ROW}",
        "only {first} and {who} can {verb~} {row}",
    ),
    frame(
        "only",
        f"{WHO} (are|is) the only (people|users|ones|persons|one|role|roles|person|staff)"
        f"( who| that)? ({CAN}|allowed to|able to|permitted to|to) {VERBS} {ROW}",
        ONLY,
    ),
    frame("only", f"the only (people|users|ones|persons) (who|that) {CAN} {VERBS} {ROW} are {WHO}", ONLY),
    frame("something", f"{DOINGS} {ROW} is something (that )?only {WHO} {CAN} do", ONLY),
    frame(
        "be",
        f"(in order )?to {VERBS} {ROW}( ,)? {{SPEAKER}} {_MUST_BE} the <who:3> of (that|the|this) <row2:4>",
        "only the {who} of a {row} can {verb~} it",
    ),
    # "You cannot delete books unless you are a librarian"
    frame(
        "unless",
        f"{{DENY}} {VERBS} {ROW} unless {{SPEAKER}} (are|is|has|have|belong to)( in)? {WHO}",
        ONLY,
    ),
    # "Users who are not librarians cannot delete books"; "nobody except its author may edit a comment"
    *(
        form
        for whom in (f"{OTHERS_THAN} {WHO} {MAY_NOT}", f"{_NONE_BUT} {WHO} {CAN}")
        for form in (
            frame(DENIALS, f"{whom} {VERBS} {ROW}", ONLY),
            frame(DENIALS, f"{whom} {VERBS} {ROW}( or| and|,) (?P<more>{_VERB}) (it|them|one)", _BOTH),
        )
    ),
    *(
        frame(
            DENIALS,
            f"{whom} {{A}} <row:3> {{S}} (own )?<who:3> {may} {VERBS} (it|them|(the|that|this) <row2:3>)",
            "only the {who} of a {row} can {verb~} it",
        )
        for whom, may in ((OTHERS_THAN, MAY_NOT), (_NONE_BUT, CAN))
    ),
    # "If anyone other than a librarian tries to delete a book, refuse it"
    frame(
        "refuse reject refused rejected block deny",
        f"(if|when|whenever) {OTHERS_THAN} {WHO} (tries|try|attempts|attempt|wants|want) to {VERBS} "
        f"{ROW} ,"
        "( we| the system)?( must)? (refuse|reject|block|deny)( it| this| that| them)?",
        ONLY,
    ),
    # "Creating books is reserved for users with the role of librarian"; "book deletion: librarian only"
    frame(
        "reserved restricted limited open allowed possible permitted only exclusive",
        f"{DOINGS} {ROW} (is|are|must be|should be|has to be) (only )?"
        "(reserved|restricted|limited|open|allowed|possible|permitted|exclusive)( only)? (for|to) "
        f"(?!its)({WHO})( only| alone)?",
        ONLY,
    ),
    frame(":", f"<row:4> {_DEEDS} : ((is )?only (for |by )?)?{WHO}( only| alone)?", ONLY),
    frame(":", f"{_DEEDS} (of )?{ROW} : (only (for |by )?)?{WHO} (only|alone)", ONLY),
    frame(":", f"<row:4> : {_DEEDS} (-|–|:|,) (only (for |by )?)?{WHO} (only|alone)", ONLY),
    frame(
        "reserved restricted limited",
        f"{DOINGS} {ROW} is (reserved|restricted|limited) (for|to) its (?P<who>\\S+)",
        "only the {who} of a {row} can {verb~} it",
    ),
    # "A book can be deleted by librarians and by no one else"
    frame(
        "no nobody none",
        rf"((a|an|any|the|every) )?(new )?(?P<row>.+) (can|may) be (?P<done>[\w ]+?) by {WHO}{_ALONE}",
        "{row} can only be {done} by {who}",
    ),
    # "An employee's salary must be hidden from everyone who is not in payroll"
    frame(
        "hidden",
        f"<row:8> (must|should|has to) (be|stay|remain) hidden from {OTHERS_THAN} {WHO}",
        "{row} can only be seen by {who~}",
    ),
    frame(
        "visible",
        "<row:8> (is|are|must be|should be) (only )?(visible|viewable|readable)( only)? (to|for|by) "
        f"{WHO}( only| alone)?",
        "{row} can only be seen by {who~}",
    ),
    # "A landlord must not edit another landlord's flats"
    frame(
        "another other others",
        f"no <who:3> {CAN} {VERBS} (another|any other|other) <who2:3> {{S}} <row:4>",
        _THEIR_OWN,
    ),
    frame(
        "own",
        f"{DOINGS} {ROW} as (a|an) <who:3> is (possible|allowed|permitted) (only )?if (the|that) \\S+ "
        "is (your|his|her|their|one ?'?s?)( own)?",
        _THEIR_OWN,
    ),
    # "As a landlord, you can edit the flats you own but not anyone else's"
    frame(
        "own owner",
        f"as {{A}} <who:3>( ,)? (you|one|they) {CAN} {VERBS} (the )?<row:3> (that )?(you|they|one) "
        "(own|owns)"
        "( yourself)?( ,)? (but not|and not|but never) ((anyone|anybody|somebody|someone) else {S}|those "
        "of others|others)",
        _THEIR_OWN,
    ),
    frame(
        "refuse reject refused rejected block deny",
        f"(if|when|whenever) {{A}} <who:3> (tries|attempts|wants) to {VERBS} {ROW} that (is|are) not "
        "(his|hers|theirs|their own|his own|her own|his or her own) , (refuse|reject|block|deny)( it| "
        "this| that)?",
        _THEIR_OWN,
    ),
    frame(
        "limited restricted",
        f"the <row:3>( that| which)? {{A}} <who:3> {CAN} {VERBS} (is|are) (limited|restricted) to "
        "((those|the ones) (of which (he|she|they|it) (is|are) the owner|(that )?(he|she|they) (own|owns))"
        "|(his|her|their)( own)?( ones)?)",
        _THEIR_OWN,
    ),
)
