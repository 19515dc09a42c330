"""How a text is made up or how long it is, in plain words.

The plain forms are "the code must have the form …", "the code may contain only …" and "the code of a product
must have at most … characters".
"""

from __future__ import annotations

from erdgen.compiler.rules.language.frames import frame, wording

_MUST = "(must|has to|have to|needs to|need to|should|shall|can only|may only|is to|are to)"
_CHARACTERS = "(characters|letters|signs|symbols|digits)"
_USE = "(use|enter|type|put|have|write|choose|pick|give|type in)"
_ALLOWED = "(is|are|can be|may be) (allowed|permitted|accepted|used|possible|valid|there)"
_FORM = "(format|form|pattern|shape|structure|layout)"
_NEED = "(must have|need|needs|has to have|have to have|should have)"
#: Characters of which it may be said that they are none of the letters and digits that a text has.
_NO_LETTERS = (
    "((any|other|or|and|,|spaces|hyphens|dashes|dots|blanks|slashes|commas|underscores|punctuation|symbols"
    "|special characters|special signs|marks|punctuation marks) )+"
)

FRAMES = (
    # "No ticket number may look other than a T with four digits after it"
    frame(
        "other anything",
        "no <m:6> (may|can|must|should) (look|be|have any form|have a form) (any )?(other|anything other"
        "|something other) than <rest*>",
        "the {m} must be {rest}",
    ),
    frame(
        "anything other but",
        f"(you|we|one|nobody|users) (cannot|may not|must not|can|may) {_USE} {{A}} <m:6> (that|which)"
        f" (is|looks"
        "|has) (anything|something) (other than|but) <rest*>",
        "the {m} must be {rest}",
    ),
    frame(
        "nothing only",
        f"in {{A}} <m:7> , (nothing (but|other than|except)|only) <rest*> {_ALLOWED}",
        "the {m} may contain only {rest}",
    ),
    frame(
        "characters",
        "(the )?<m:6> : (the )?characters <rest*> only",
        "the {m} may contain only {rest}",
    ),
    frame(
        "only",
        f"(you|we|users|one) (can|may) only {_USE} <kinds:3> (as|for|in) {{A}} <m:6> (,|;|and|, and)"
        f" (there )?"
        "(have to be|must be|should be|has to be|are|must have|exactly) (exactly )?<n:1> of them",
        "the {m} must be exactly {n} {kinds}",
    ),
    wording("in", "have <rest:3> in (it|them)(?! )", "contain {rest}"),
    wording("something", "(something|anything|a text|a value) in the form of <rest:4>", "{rest}"),
    wording(
        "field",
        "(something|anything|a value|a text) (in|as) (the|its|their) <m:3> field",
        "a {m}",
        "an {m}",
    ),
    frame(
        "that which",
        "no <row:4> (may|can|must|should) (have|carry|bear|use|get) {A} <m:4> (that|which) is not <rest*>",
        "the {m} of a {row} must be {rest}",
    ),
    frame(
        "that which",
        "no <row:4> (may|can|must|should) (have|carry|bear|use|get) {A} <m:4> (that|which) does not <rest*>",
        "the {m} of a {row} must {rest}",
    ),
    frame(
        "with of",
        "no <row:4> (may|can|must|should) (have|carry|bear|use|get|hold) {A} <m:4> (with|of) "
        f"(?P<more>(more than|over|fewer than|less than|under) .+ {_CHARACTERS})",
        "the {m} of a {row} must not have {more}",
    ),
    frame(
        "if",
        "if it is not <rest*> , it is {REFUSED} as (a |an |the )?<m*>",
        "the {m} must be {rest}",
    ),
    # "Teachers can only have email addresses at @school.example"
    frame(
        "addresses address",
        "{A}? ?<row:4> (can only have|may only have|must have|has to have|have to have|needs|need) "
        "(an |a |the )?(?P<m>e?-?mail|e - mail)( addresses| address) (at|on|in|ending in|that ends in"
        "|that end in"
        "|ending with|that ends with|that end with) (?P<end>@\\S+)",
        "the {m} of a {row} must end with {end}",
    ),
    wording("ending", "has (any|an) ending other than", "does not end with"),
    wording("ending part end", "its (last part|ending|end|final part) is", "it ends with"),
    wording("beginning start part", "its (first part|beginning|start) is", "it starts with"),
    frame(
        "unless",
        "no <m:4> is {ACCEPTED} for {A} <row:4> unless it <rest*>",
        "a {row} whose {m} is given must have a {m} that {rest}",
    ),
    # Lengths
    wording("text", "the text (in|of)(?= .* characters)", "the"),
    frame(
        "length",
        f"{{A}} (minimum|minimal) length of <n:4> {_CHARACTERS} is (required|needed|demanded|necessary) "
        "(for|of|in) <m*>",
        "{m} must have at least {n} characters",
    ),
    frame(
        "length",
        f"{{A}} (maximum|maximal) length of <n:4> {_CHARACTERS} is (allowed|permitted|possible|accepted) "
        "(for|of|in) <m*>",
        "{m} must have at most {n} characters",
    ),
    *(
        frame(
            "length",
            f"{text} (is|are|lies|lie|ranges|range|{_MUST} (be|lie|range)|(may|can)( only)? (be|lie|range)"
            f"(?= (from|between|at most|up to|no more than) )) (?P<size>.* {_CHARACTERS})",
            "the {m} must be {size}",
        )
        for text in ("the length of {A} <m:8>", "{A} <m:8> {S} length", "(the )?<m:8> length")
    ),
    frame(
        "and but",
        f"(?P<low>.+ (minimum of|at least) \\S+ {_CHARACTERS})( ,)? (and|but) (may|can) (have|be|use) "
        "(up to|at most|a maximum of|no more than) <m:2>( of them)?",
        "{low} and at most {m} characters",
    ),
    wording(
        "nor",
        "(contains|has) (any|a|some) (characters|character|signs) (that|which) (is|are) neither( {A})?"
        " <k:2> nor"
        "( {A})? <l:2>",
        "contains anything but {k}s and {l}s",
    ),
    frame(
        "just only",
        f"(you|we|users|one) (cannot|may not|must not) {_USE} {_NO_LETTERS}(in|for) {{A}} <m:8> (,|;|–|:"
        f"|, but) (just|only) <rest*>",
        "the {m} may contain only {rest}",
    ),
    wording("up", "(from )?(?P<low>\\d+) up to( and including)? (?P<high>\\d+)", "{low} to {high}"),
    wording("described", "(be )?(described|told|explained|summarised|put) in(?= .* characters)", "have"),
    wording("keep", f"(?P<n>\\d+) (?P<unit>{_CHARACTERS}) or (fewer|less)", "at most {n} {unit}"),
)
