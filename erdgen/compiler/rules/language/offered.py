"""Values and amounts that are taken, offered or turned down, in plain words.

The plain forms are "accounts can only be in …", "the room of a session must be one of …", "the deposit"
" must not
be below …" and, where the ERD names the field beside the sentence, "it must be …".
"""

from __future__ import annotations

from erdgen.compiler.rules.language.frames import frame, wording

_OFFER = (
    "(offer|take|accept|open|keep|run|hold|sell|provide|support|use|have|do|make|issue|handle|pay|grant"
    "|give|allow"
    "|book|award|deliver|ship|serve|rent|let|lend|charge|stock|store|admit|show|employ|hire)"
)
_PREPOSITION = "(in|with|by|via|through|between|as)"
_AVAILABLE = (
    "(available|possible|allowed|permitted|valid|accepted|offered|on offer|supported|there are|there is"
    "|that (we|you) (have|offer|accept|allow|take|support)|we (have|offer|accept|allow|take|support))"
)
_SPEAKING = "(you|we|one|they|users|people|staff|nobody|anybody|customers|clients)"
_HELD = (
    "(held|made|paid|sold|delivered|booked|given|taken|placed|stored|kept|served|printed|scheduled|filed"
    "|recorded"
    "|entered|issued|offered|run|planned|shipped|sent|labelled|saved|used)"
)
_DEAL = (
    "(log|enter|record|book|order|give|charge|choose|pick|rate|register|request|rent|hire|report|buy|pay"
    "|offer"
    "|set|grant|allow|award|claim|reserve|invest|withdraw|transfer|deposit|lend|borrow|attach|upload|send|add"
    "|score|bid|donate|track|type in|state|input|submit)"
)
#: What is taken from a least amount on may be taken below it too: only a greatest one limits.
_BOUND = "(between|from(?= .* (to|until|through) )|at most|no more than|not more than|up to|a maximum of)"
_OTHER = "(other than|but|except|apart from|besides|outside)"
_COUNT = "(two|three|four|five|six|seven|eight|\\d+)"
_REFUSED = (
    "((is|are) (not|never) (offered|accepted|recorded|taken|allowed|permitted|possible|stored|registered|sold"
    "|granted|paid|charged|given|booked|admitted|entered|valid|handled|processed|kept|made|issued|approved)"
    "|(is|are) {REFUSED})"
)
_MORE = (
    "(more than|less than|fewer than|over|under|above|below|beyond|exceeding|larger than|smaller than"
    "|bigger than"
    "|higher than|lower than|greater than|longer than|shorter than|heavier than|lighter than|in excess of)"
)
_AT_ONCE = "( (at a time|at once|in one go|each time))?"
#: With one of these it is said of how many rows or of how long an amount is the limit.
_ALONE = "(?!.* (per|each|every|altogether|total|a day|a week|together)( |$))"
#: The state in which rows are made is not the only one that they can have: ``fresh`` reads it.
_NO_STATE = "(?!(\\S+ )?(status|state|stage|phase) )"
#: No clause, of which it would not be clear when it has to hold.
_PLAINLY = "(?=.* (and|or|,) )(?!.* (that|which|who|whose|is|are|has|have|if|when|while|unless)( |$))"

FRAMES = (
    # "We only offer accounts in EUR and CHF"
    frame(
        "only",
        f"{_SPEAKING} only {_OFFER} <row:4> (?P<p>{_PREPOSITION}) {_PLAINLY}<rest*>",
        "{row} can only be {p} {rest}",
    ),
    frame(
        "only",
        f"{_SPEAKING} {_OFFER} <row:4> only (?P<p>{_PREPOSITION}) {_PLAINLY}<rest*>",
        "{row} can only be {p} {rest}",
    ),
    frame(
        "only exclusively",
        f"{_SPEAKING} {_OFFER} <row:4> (?P<p>{_PREPOSITION}) {_PLAINLY}<rest*> (only|exclusively)",
        "{row} can only be {p} {rest}",
    ),
    # "We pay salaries from 15,000 to 250,000", "we accept attachments of up to 10 MB"
    frame(
        "between from most than up maximum",
        f"{_SPEAKING} {_OFFER} <row:4>( of)? (?P<rest>{_BOUND} .+)",
        "{row} are {rest}",
        "{row} must be {rest}",
    ),
    frame(
        "can may",
        f"{_SPEAKING} (can|may) {_DEAL} {_ALONE}(?P<rest>{_BOUND} .+?){_AT_ONCE}",
        "it must be {rest}",
    ),
    frame(
        "only must have",
        f"{_SPEAKING} (can only|may only|must|have to) {_DEAL} {_ALONE}(?P<rest>({_BOUND}|at least)"
        f" .+?){_AT_ONCE}",
        "it must be {rest}",
    ),
    frame(
        "number",
        f"{_SPEAKING} can only {_DEAL} (with )?(a|an) (?P<rest>(whole )?number (from|between) .+)",
        "it must be a {rest}",
    ),
    frame(
        "more less fewer over under above below exceeding larger smaller",
        f"({_SPEAKING} {{NOT}}|{{NOBODY}}|we never) {_DEAL}( {{A}} <row:3>)?( (of|with|for))?"
        f" {_ALONE}(?P<rest>{_MORE} .+?)"
        f"( (at a time|at once|in one go|each time|in a single <once:3>))?",
        "it must not be {rest}",
        "{row} must not be {rest}",
        "the {row} must not be {rest}",
        "a {once} must not be {rest}",
    ),
    frame(
        "zero",
        "({SPEAKER} {NOT}|{NOBODY}|we never) <row:1> (zero|nothing|0) or a negative <m:3>",
        "the {m} of a {row} must be positive",
    ),
    # "Deductibles of more than 2,500 are not offered"
    frame(
        "more less fewer over under above below exceeding larger smaller higher lower",
        f"<m:6>( (of|with|that (is|are)|which (is|are)))? (?P<rest>{_MORE} .+?) {_REFUSED}",
        "{m} must not be {rest}",
    ),
    # "No session can be held in a room other than Blue, Green or Red"
    frame(
        "other but except apart besides outside",
        f"no <row:4> (can|may|must|should) be( {_HELD})? {_PREPOSITION} (a|an|any) {_NO_STATE}<m:3> {_OTHER}"
        f" <rest*>",
        "the {m} of a {row} must be one of {rest}",
    ),
    frame(
        "other but except apart besides outside not",
        f"no <row:4> (can|may|must|should) (have|use|carry|get) (a|an|any) <m:4> ({_OTHER}|that is not"
        f" (in the list"
        "|one of|among|on the list)( of)?( values)?( :)?) <rest*>",
        "the {m} of a {row} must be one of {rest}",
    ),
    # "The only rooms available for sessions are Red, Green and Blue"
    frame(
        "only",
        f"the only (values|options|choices|entries|possibilities)( (that are )?{_AVAILABLE})? (for|of|in|as) "
        "{A} <m:8> are <rest*>",
        "the {m} must be one of {rest}",
    ),
    frame(
        "only",
        f"the only <m:4>( (that are )?{_AVAILABLE})? (for|of) ({{A}} )?<row:4> are <rest*>",
        "the {m} of {row} must be one of {rest}",
    ),
    frame(
        "come comes",
        f"<row:4> (come|comes|exist|exists) in( only| just)?( {_COUNT})? <m:3>( only)? : <rest*>",
        "the {m} of {row} must be one of {rest}",
    ),
    frame(
        "place take takes happen happens held",
        "<row:4> (take|takes|happen|happens|are held|is held)( place)? in( one of)? the <m:3> <rest*>",
        "the {m} of {row} must be one of {rest}",
    ),
    wording("one", f"one of (these|the following)( {_COUNT})?( :)?", "one of"),
    wording("positive", "a positive (amount|value|figure|sum)", "positive"),
    wording(
        "less", "(?P<n>\\d+)( (?P<unit>percent|%))? or less , never more", "at most {n} {unit}", "at most {n}"
    ),
)
