"""What stays: rows that cannot be deleted, values that cannot be changed, states that are not left.

The plain forms are "a customer cannot be deleted if it has orders", "the IBAN of an account can never be
changed" and "the status of a ticket can only change from open to closed".
"""

from __future__ import annotations

from erdgen.compiler.rules.language.frames import frame, wording

_IF = "(?P<if>if|when|whenever|while|as long as|unless|until|once|as soon as|after|because)"
_IT = "(it|them|him|her|{THAT} <row2:4>)"
_DELETED = "(deleted|removed|erased|discarded|destroyed|taken out of the system)"
_LEFT = "( left| any more| anymore| any longer| at all| around| remaining)?"
_LINK = (
    "((is|are) (attached|assigned|linked|connected|tied|registered|recorded|booked|kept|stored|held)( to"
    "| for| with"
    "| in| on| at)|(refers|refer|belongs|belong|points|point|leads|lead|relates|relate) to|(exists|exist"
    "|remains"
    "|remain) (for|in|on|with)|(is|are) (left )?(in|for|on|at|of|part of)|uses|use|depends on|depend on"
    "|mentions"
    "|mention|references|reference)"
)
_SOME = (
    "((any|at least one|an|a|even one|a single|one|some|there (is|are)( any| at least one| even one| a| "
    "an)?) )?"
)
_IN = (
    "(in|for|of|on|at|with|under|belonging to|attached to|assigned to|linked to|that belong to|that "
    "refer to|to)"
)
_CANNOT = "a {row} cannot be deleted"

DELETION = (
    # "You cannot delete an account unless it is closed", "deleting a doctor is blocked while …"
    frame(
        "delete remove erase discard destroy drop",
        f"{{DENY}} {{DELETE}} {{A}} <row:4> {_IF} <rest*>",
        f"{_CANNOT} {{if}} {{rest}}",
    ),
    frame(
        "deleting removing erasing deletion removal discarding destroying",
        f"{{DELETING}} {{A}} <row:4> (is|must be|has to be|should be) {{REFUSED}} {_IF} <rest*>",
        f"{_CANNOT} {{if}} {{rest}}",
    ),
    frame(
        "deleting removing erasing deletion removal discarding destroying",
        "{DELETING} {A} <row:4> is only (possible|allowed|permitted) (if|once|when|after|as soon as"
        "|where) <rest*>",
        "a {row} can only be deleted if {rest}",
    ),
    frame(
        "deleting removing deletion removal",
        "(deleting|deletion|removal|removing) is (restricted|limited|confined) to <row*>",
        "only {row} can be deleted",
    ),
    frame(
        "deleted removed erased",
        f"no <row:4> (may|can|must|should) be {_DELETED} (that|which) <rest*>",
        "a {row} that {rest} cannot be deleted",
    ),
    frame(
        "other",
        f"no <row:4> with (a|an|the|any) <m:3> other than <value:3> (may|can|must|should) be {_DELETED}",
        "a {row} can only be deleted if its {m} is {value}",
    ),
    frame("delete remove erase discard destroy drop", "{DENY} {DELETE} <row*>", "{row} cannot be deleted"),
    # "If any order exists for a customer, refuse to delete the customer"
    *(
        form
        for end in (
            f"{{DENY}} {{DELETE}} {_IT}",
            f"{{DELETING}} {_IT} (is|must be|has to be|should be) {{REFUSED}}",
        )
        for form in (
            frame(
                "delete remove erase discard destroy deletion deleting removing",
                f"{{IF}} {_SOME}<child:6> {_LINK} {{A}} <row:3> , {end}",
                f"{_CANNOT} if it has {{child}}",
            ),
            frame(
                "delete remove erase discard destroy deletion deleting removing",
                f"{{IF}} there (is|are) {_SOME}<child:6>{_LEFT} {_IN} {{A}} <row:3> , {end}",
                f"{_CANNOT} if it has {{child}}",
            ),
            frame(
                "delete remove erase discard destroy deletion deleting removing",
                f"{_IF} {{A}} <row:3> (?P<verb>is|are|has|have|was|were|contains|owns|holds) <rest*> , {end}",
                f"{_CANNOT} {{if}} it {{verb}} {{rest}}",
            ),
        )
    ),
    # "… while any vehicle or any driver is attached to it"
    frame(
        "deleted",
        f"a <row:4> cannot be deleted (if|while|when|as long as|once|as soon as|because) {_SOME}<child:4>"
        f"( (or|and) {_SOME}<other:4>)? {_LINK} {_IT}",
        f"{_CANNOT} if it has {{child}} or {{other}}",
        f"{_CANNOT} if it has {{child}}",
    ),
    frame(
        "deleted",
        f"a <row:4> cannot be deleted (if|while|when|as long as|once|as soon as|because) {_SOME}<child:4>"
        f"( (or|and) {_SOME}<other:4>)?{_LEFT} {_IN} {_IT}",
        f"{_CANNOT} if it has {{child}} or {{other}}",
        f"{_CANNOT} if it has {{child}}",
    ),
    frame(
        "no",
        f"{{A}} <row:4> (may|can) only be {_DELETED} (if|once|when|after|as soon as) (there (is|are) "
        ")?no <child:4>"
        f"( (and|or) (no )?<other:4>)? ({_LINK}|{_IN}) {_IT}{_LEFT}",
        "a {row} cannot be deleted if it has {child} or {other}",
        "a {row} can only be deleted if it has no {child}",
    ),
    # "Before a department is deleted, it must be without employees"
    *(
        frame(
            "before",
            f"before {{A}} <row:4> (is|can be|may be|gets|are) {_DELETED} , (it|they|he or she) (must"
            "|has to|have to|needs to"
            f"|need to|should) {asked}",
            f"a {{row}} can only be deleted if it {said}",
        )
        for asked, said in (
            ("be without( any)? <child:4>", "has no {child}"),
            (f"have no <child:4>{_LEFT}", "has no {child}"),
            ("be <rest*>", "is {rest}"),
            ("have <rest*>", "has {rest}"),
        )
    ),
    *(
        frame(
            "before",
            f"before {{A}} <row:4> (is|can be|may be|gets|are) {_DELETED} , all( of)? {{ITS}} <child:4>"
            f"{also} (must|has to|have to|need to|should) be (gone|deleted|removed|moved away|out)",
            said,
        )
        for also, said in (
            (
                "( and| or)( all( of)? {ITS})? <other:4>",
                "a {row} cannot be deleted if it has {child} or {other}",
            ),
            ("", "a {row} can only be deleted if it has no {child}"),
        )
    ),
    frame(
        "before",
        "{A} <row:4> (must|has to|have to|needs to|need to) be <state:3> before (anyone|anybody|somebody"
        "|someone|you|we|it|they|one) "
        f"(may|can) (({{DELETE}}) {_IT}|be {_DELETED})( from the system)?",
        "a {row} can only be deleted if it is {state}",
    ),
    wording(
        "stay", "(are|is) (there|here) to stay( (:|;|,|–) (they|it) cannot be deleted)?", "cannot be deleted"
    ),
)

_READ_ONLY = (
    "(read - only|readonly|read only|locked|frozen|fixed|immutable|unchangeable|set in stone|write - "
    "protected|sealed"
    "|untouchable|off limits|closed to changes|protected)"
)
_CHANGED = "(changed|edited|modified|updated|altered|amended|adjusted|revised|touched)"
_BECOMES = (
    "(is|are|becomes|become|gets|get|stays|stay|remains|remain|must be|has to be|should be|must become"
    "|must stay)"
)
_ONCE = (
    "(from the moment|from the moment that|from the moment when|as soon as|once|after|when|if|from the time"
    "|from the point where|from the point when|from then on when|the moment)"
)
_FOREVER = (
    "(forever|for ever|for good|for its entire life|for its whole life|for life|for all time|its whole "
    "life|throughout"
    "|for its entire lifetime|throughout its life|throughout its whole life|for its lifetime|all its "
    "life|permanently)"
)
_MADE = (
    "(creation|it has been created|it is created|it was created|it has been saved|it is saved|saving"
    "|being created)"
)
_LATER = (
    "(from then on|afterwards|thereafter|after that|later|later on|from that point on|ever after|ever since)"
)
_NEVER = "the {m} of a {row} can never be changed"
_CHANGING = "({UPDATE}|(add|set)( ,| or)( remove| change| replace)( ,)? or (swap|replace|change|remove))"
_ANY_PART = "((any part|any field|any of the fields|anything) (of|in|about|on) )?"

CHANGES = (
    frame(
        ":",
        f"((the|a|an) )?<m:8> : {_READ_ONLY} (after|once|as soon as|from|on|upon) {_MADE}",
        "the {m} can never be changed",
    ),
    frame(
        "keeps keep",
        f"{{A}} <row:4> (keeps|keep|must keep|has to keep) (the same|{{ITS}}|one|the|{{ITS}} original) "
        f"<m:4> {_FOREVER}",
        _NEVER,
    ),
    frame(
        "keeps keep",
        "{A} <row:4> (keeps|keep|must keep|has to keep) the <m:4> (that )?(it|they) (was|were|has been"
        "|have been) "
        "(created|made|opened|issued|registered|entered|saved|set up) with",
        _NEVER,
    ),
    frame(
        "read readonly locked frozen fixed immutable unchangeable set write sealed untouchable off protected",
        f"{_ONCE} <rest*> , (all( of)? {{ITS}} (data|fields|details|values|content|contents)|everything "
        "(about|in|on) it|it|they"
        f"|the whole (row|record|thing|<thing2:3>)) {_BECOMES} {_READ_ONLY}",
        "once {rest} , it cannot be changed",
    ),
    frame(
        "read readonly locked frozen fixed immutable unchangeable set write sealed untouchable off protected",
        f"{_ONCE} <rest*> , <m*> {_BECOMES} {_READ_ONLY}",
        "once {rest} , {m} cannot be changed",
        "once {rest} , {m&} cannot be changed",
    ),
    frame(
        "read readonly locked frozen fixed immutable unchangeable set write sealed untouchable off protected",
        f"<m*> {_BECOMES} {_READ_ONLY} {_ONCE} <rest*>",
        "{m} cannot be changed once {rest}",
        "{m&} cannot be changed once {rest}",
    ),
    frame(
        "until before",
        f"<m*> (can|may) be {_CHANGED} only (until|before|up to the moment|as long as not) <rest*>",
        "{m} cannot be changed once {rest}",
        "{m&} cannot be changed once {rest}",
    ),
    frame(
        "until before",
        f"<m*> (can|may) only be {_CHANGED} (until|before) <rest*>",
        "{m} cannot be changed once {rest}",
        "{m&} cannot be changed once {rest}",
    ),
    frame(
        "change changes edit edits update updates modification modifications",
        "{REJECT} (any|every|all|each)( further)? (change|changes|edit|edits|update|updates|modification"
        "|modifications"
        "|attempt to change|attempt to edit) (to|of|in|on) <m*>",
        "{m} cannot be changed",
        "{m&} cannot be changed",
    ),
    frame(
        "change edit modify update alter amend touch adjust overwrite revise remove swap replace",
        f"{{DENY}} {_CHANGING} {_ANY_PART}<m*> {_ONCE} <rest*>",
        "{m} cannot be changed once {rest}",
        "{m&} cannot be changed once {rest}",
    ),
    frame(
        "change edit modify update alter amend touch adjust overwrite revise remove swap replace",
        f"{{DENY}} {_CHANGING} {_ANY_PART}<m*>",
        "{m} cannot be changed",
        "{m&} cannot be changed",
    ),
    frame(
        "change edit modify update alter amend touch adjust overwrite revise remove swap replace",
        f"(?P<if>once|when|if|as soon as|after|from the moment) <rest*> , {{DENY}} {_CHANGING} "
        f"{_ANY_PART}<m*>",
        "once {rest} , {m} cannot be changed",
        "once {rest} , {m&} cannot be changed",
    ),
    frame(
        "leave keep",
        "(updates|changes|edits|an update|any update|an edit|any change|updating|editing|changing) (to "
        "|of )?{A} <row:3> "
        "(must|have to|has to|should|may only) (leave|keep) ((the|its|their) )?<m:4> (untouched"
        "|unchanged|alone|as it is|as they are|as it was|intact)",
        _NEVER,
    ),
    frame(
        "stays stay remains remain",
        "<m*> (stays|stay|remains|remain|must stay|must remain) (whatever|what|as|the way|exactly as"
        "|exactly what|just as|just what) "
        "(it|they) (was|were) (when|at the time) (it|they|the \\S+) (was|were) (created|made|entered"
        "|added|saved)",
        "{m} can never be changed",
    ),
    frame(
        "set",
        "<m*> (is|are|must be|gets) (set|given|entered|chosen|fixed) (at|on|upon|during) creation (and"
        "|,)( is| are| stays| remains)?( ,)? "
        f"({_READ_ONLY}|never changed|not changed|cannot be changed|unchanged)( {_LATER})?",
        "{m} can never be changed",
    ),
    frame(
        "only",
        f"{{SPEAKER}} (can|may) only (enter|set|give|state|choose|fill in|provide) <m*> (when|while|on"
        f"|at|upon) ({{SPEAKER}} (create|creates|are creating|add|enter) "
        "(it|the <thing2:3>)|creation|creating (it|the <thing2:3>)) ,( but| and)? (never|not|and never"
        f"|but never) (edit|change|alter|update|modify) it( {_LATER})?",
        "{m} can never be changed",
    ),
    frame(
        "once after",
        "(once|after|when|as soon as) {A} <row:3> (exists|is there|is created|has been created|is "
        "saved|has been saved|was created) , (its|the|their) <m:4> "
        "(cannot|can not|may not|must not|can no longer|may no longer|can never) (be )?(changed|edited"
        "|modified|change|altered|updated)( any more| anymore| again| any longer| at all)?",
        _NEVER,
    ),
)

_ELSE = (
    "( ,)? (but|and) (in no other way|no other (change|move|step|transition)s?( of status| of state)? "
    "(is|are) (possible|allowed|permitted)|not otherwise|nothing else)"
)

STEPS = (
    frame(
        "except",
        "{DENY} (change|alter|update|modify) the <m:3> of {A} <row:4> except( for)? <rest*>",
        "the {m} of a {row} can only change {rest}",
    ),
    frame(
        "except",
        "the <m:3> of {A} <row:4> {NOT} (be changed|change|be altered|be updated) except( for)? <rest*>",
        "the {m} of a {row} can only change {rest}",
    ),
    frame(
        "except",
        "{REJECT} (every|any|all) <m:2> (change|changes|transition|transitions|move|moves) (of|for) {A} "
        "<row:4> except( for)? <rest*>",
        "the {m} of a {row} can only change {rest}",
    ),
    frame(
        "limited restricted",
        "<m:2> (transitions|changes|moves) (of|for) ({A} )?<row:4> are (limited|restricted) to (from "
        ")?<rest*>",
        "the status of {row} can only change from {rest}",
    ),
    frame(
        "move switch change put set take",
        f"{{SPEAKER}} (can|may) (move|switch|change|put|set|take) {{A}} <row:4> (only )?from <rest*>{_ELSE}",
        "the status of a {row} can only change from {rest}",
    ),
    frame(
        "move switch change put set take",
        "{SPEAKER} (can|may) (only (move|switch|change|put|set|take) {A} <row:4> from|(move|switch"
        "|change|put|set|take) {A} <row:4> only from) <rest*>",
        "the status of a {row} can only change from {rest}",
    ),
    frame(
        "state end",
        "<state:3> is (an end state|a final state|an end status|a final status|terminal|a dead end|the "
        "end of the line|the last stop) "
        "(for|of) ({A} )?<row:4>( , with no way (out|back)( of it| from it)?| , from which there is no "
        "way (out|back))?",
        "a {state} {row} cannot change its status",
    ),
    frame(
        "from",
        "from <state:3> , {A} <row:4> {NOT} (move|go|change|switch|get|be moved|pass) (to|into) any "
        "other (status|state|stage)( at all| again)?",
        "a {state} {row} cannot change its status",
    ),
    frame(
        "reached",
        "(when|once|as soon as|if|after) {A} <row:4> (has )?(reached|reaches) (the )?(status|state"
        "|stage) <state:3> , its (status|state|stage) "
        "(may not|cannot|must not|can no longer|may no longer|can never) be changed( again| any more)?",
        "a {state} {row} cannot change its status",
    ),
    # "You cannot mark a shipment as loaded as long as it contains no parcel"
    frame(
        "set mark move put flag switch",
        "{DENY} (set|mark|move|put|flag|switch|change) {A} <row:4> (to|as|into|in)( the)?( status| "
        "state)? <state:3> "
        "(?P<if>if|unless|while|when|as long as|until|before|without) <rest*>",
        "a {row} cannot become {state} {if} {rest}",
    ),
)
