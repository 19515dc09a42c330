"""What the server fills in by itself, told from any of its sides: who, when, into what, and by whom not.

credited  = [event ","] [by_hand] member "is" filled ("with" | "to" | …) (user | moment) [event] [by_hand]
          | (user | moment) "is" stored ("in" | "as") member [event] [by_hand]
          | row "gets" user "as" member | "creating a" row "makes you its" link
user      = "the user making the request" | "whoever is signed in" | "the one who creates it" | …
by_hand   = "not editable by the client" | "nobody types it in" | "never from the input" | …

What is said of those who do not fill it in adds nothing to what the server does. All else must be understood:
the plain form is "the" member "of a" row "is set to the current user when the" row "is created".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from erdgen.compiler.rules.conditions import OneOf
from erdgen.compiler.rules.language.byhand import text_of, without_hands
from erdgen.compiler.rules.language.filled import DONE
from erdgen.compiler.rules.language.frames import Sayings, frame
from erdgen.compiler.rules.language.lexicon import Lexicon
from erdgen.compiler.rules.language.names import key_of
from erdgen.compiler.rules.language.rewriting import said, words_of
from erdgen.compiler.rules.language.tokens import Tokens
from erdgen.compiler.rules.language.words import word_set

_PERSON = "(user|person|one|account|member of staff|staff member|employee|clerk|colleague|someone|somebody)"
_USER = (
    "((the|their|his) )?((current|currently|logged - in|logged in|signed - in|signed in|acting"
    "|requesting|authenticated"
    f"|active|present) )+(user|person|account|member of staff|employee)( 's account)?|the {_PERSON} (who"
    f"|that) (is|was)"
    " (currently )?(logged in|signed in|acting|authenticated|working|making the request|sending the"
    " request)( at the"
    f" time| then)?|the {_PERSON} (who|that) (sends|makes|sent|made|issues|issued|submits|submitted"
    f"|performs) the (request"
    f"|call|action)|the {_PERSON} (making|sending|behind|issuing|submitting|performing) (the|this)"
    f" (request|action|call)"
    "|the sender of the request|the (logged - in |current |login )?session|the caller|the request 's user"
    "|the user of the (request|session)|whoever (is|was) (logged in|signed in|acting)|whoever (sends"
    "|makes) the request"
)
_CREATES = (
    "(create|creates|created|creating|is creating|add|adds|added|adding|is adding|enter|enters|entered"
    "|entering"
    "|is entering|register|registers|registered|registering|record|records|recorded|recording|save|saves"
    "|saved"
    "|saving|make|makes|made|making|insert|inserts|sets up|set up|setting up|logs|logged|logging|opens"
    "|opened|opening"
    "|places|placed|placing|files|filed|filing|raises|raised|raising|books|booked|booking|submits|submitted"
    "|submitting|posts|posted|posting)"
)
_IT = (
    "(it|them|one|that|the row|the record|the entry|a row|a record|(the|a|an|this|that|each|any)( new)?"
    " <row>)"
)
_MAKER = (
    f"(whoever|the {_PERSON} (who|that)|the {_PERSON})( has| had)? {_CREATES}( {_IT})?"
    "|the (creator|author)( of (the|a|an) <row>)?"
)
_EVENT = (
    "((when|whenever|as soon as|once|at the moment|the moment|at the time)( (it|they|(the|a|an)( new)?"
    " <row>))? (is|are)"
    " (first |newly )?(created|added|saved|entered|recorded|registered|made|inserted)( for the first"
    " time| first)?"
    f"|(when|whenever|as soon as|once) (someone|somebody|anyone|anybody|a user|they|you|one|we|people)"
    f" {_CREATES} {_IT}"
    "|(on|at|upon|during) (its |the )?creation( of (the|a|an|each|every)( new)? <row>)?"
    "|(on|upon|when|while|by) (creating|adding|entering|registering|saving|recording)( (it|(the|a|an)("
    " new)? <row>))?"
    "|at the (time|moment|point|instant) of creation( of (the|a|an)( new)? <row>)?)"
)
_FILLED = (
    "(set|filled in|filled|populated|assigned|stamped|initialised|initialized|recorded|stored|saved"
    "|taken|entered|written"
    "|noted|prefilled|pre - filled|completed|determined|derived|put)"
)
_AUTO = (
    "( automatically| by itself| always| by the (system|server|backend|application|software|app|api)|"
    " itself| directly)*"
)
_BE = "(is|are|gets|get|will be|must be|shall be|should be|has to be|is to be|being)"
_INTO = "(as|in|into|to|under|on|for)( the| its| their| field| the field| an?)?"
_NOW = (
    "(the (current|present|actual|exact|system|server) (time|moment|date|date and time|timestamp|time"
    " stamp|clock|day)"
    "( of the (server|system))?|(the|a) (time|moment|date|date and time|timestamp|time stamp|day|time of day)"
    "|now|today|today 's date|the server 's (clock|time)|the clock of the server|the (server|system)"
    " (time|clock))"
)
_MADE_AT = (
    "(the )?(time|moment|date|date and time|exact time|exact moment|timestamp|day|instant)( (at|on|in)"
    " which| when| that)?"
    " (the|a|an|it|each|this)( <row>)? (is|was|has been|gets|got) (created|added|saved|entered|recorded"
    "|registered|made)"
    "|(the )?(time|moment|date|date and time|exact time|timestamp) (at which|when) the (system|server"
    "|application)"
    " (creates|created|saves|saved|records|recorded|stores|stored|registers|registered) (the|a|an|it)("
    " <row>)?"
)
_CUES = (
    "user person one account session caller sender whoever creator author current logged signed acting"
    " requesting"
    " authenticated employee clerk colleague"
)
_TIMES = "time moment date timestamp stamp clock now today day instant"
#: With the row, where it is told; the other form has nothing to fill it with.
_USER_SET = (
    "the {m} of a {row} is set to the current user on creation",
    "{m} is set to the current user on creation",
)
_TIME_SET = (
    "the {m} of a {row} is set to the current time when the {row} is created",
    "{m} is set by the system on creation",
)
_THE = "((the|its|their|a|an|each|every) )?"
#: The member, with the rows that have it.
_MEMBER = (
    "((a|an|the|each|every|any)( new)? <row> 's <m:4>|<row> \\. <m:1>"
    f"|{_THE}<m:4>( (of|on|for|in) (a|an|the|each|every|any)( new)? <row>)?)"
)

_FRAMES_OF_USER = (
    frame(
        _CUES,
        f"{_MEMBER} ({_BE}|=|:|gets|takes|receives|holds"
        f"|contains|shows|has){_AUTO}( {_FILLED}{_AUTO}( to| with| from| as| by| in)?)?{_AUTO} ({_USER}"
        f"|{_MAKER})",
        *_USER_SET,
    ),
    frame(
        _CUES,
        f"({_USER}|{_MAKER}){_AUTO} ({_BE}|gets|goes|becomes){_AUTO}( {_FILLED}{_AUTO})?{_AUTO} {_INTO}"
        f" (?!the |its )<m:4>( (of|on) (a|an|the|each|every|any)( new)? <row>)?{_AUTO}",
        *_USER_SET,
    ),
    frame(
        _CUES,
        "((the|our|this) )?(system|server|application|backend|software|app|api|program) (itself"
        " )?(automatically )?"
        "(sets|fills|fills in|populates|assigns|puts|stores|notes|records|enters|writes|saves|takes|uses"
        "|keeps|logs)"
        f" ({_USER}|{_MAKER}) {_INTO} (?!the |its )<m:4>",
        *_USER_SET,
    ),
    frame(
        _CUES,
        f"(a|an|the|each|every|any|all)( new)? <row>{_AUTO} (gets|receives|has|takes|carries|is given|is"
        f" assigned)"
        f"{_AUTO} ({_USER}|{_MAKER}){_AUTO} (as|for) ((its|the|a) )?<m:4>",
        "the {m} of a {row} is set to the current user on creation",
    ),
    frame(
        "makes make become becomes",
        f"{_CREATES} (a|an)( new)? <row>( automatically)? makes( you| the user| him or her| them| someone)"
        "( automatically)? (its|the) <m:4>",
        "whoever creates a {row} becomes its {m}",
    ),
    frame(
        "become becomes are",
        f"(you|users|a user)( automatically)? (become|becomes|are)( automatically)? the <m:3> of (every"
        f"|each|any|all) <row>"
        f"( that| which)?( (you|they))? {_CREATES}",
        "whoever creates a {row} becomes its {m}",
    ),
)
_FRAMES_OF_TIME = (
    frame(
        _TIMES,
        f"{_MEMBER} ({_BE}|=|:|gets|takes|receives|holds"
        f"|contains|shows|records|has){_AUTO}( {_FILLED}{_AUTO} (to|with|from|as|by|in with))?{_AUTO}"
        f" ({_MADE_AT})"
        f"( and {_BE}{_AUTO} {_FILLED}{_AUTO})?",
        *_TIME_SET,
    ),
    frame(
        _TIMES,
        f"({_MADE_AT}|(the )?(time|moment|date|date and time) of (its |the )?creation){_AUTO}"
        f" {_BE}{_AUTO} {_FILLED}{_AUTO}"
        f" {_INTO} (?!the |its )<m:4>{_AUTO}",
        *_TIME_SET,
    ),
    frame(
        _TIMES,
        "((the|our|this) )?(system|server|application|backend|software|app|api|program)( itself)?("
        " automatically)?"
        " (records|notes|stores|saves|logs|keeps|writes down|registers|remembers)( itself| automatically)?"
        " (the )?(time|moment|date|date and time|exact time|exact moment) (at which|when|on which) (a|an|the)"
        " <row> (is|was) (?P<done>created|added|saved|entered|recorded|registered|made)",
        "the {done} at of a {row} is set to the current time when the {row} is created",
        "the {done} on of a {row} is set to the current time when the {row} is created",
    ),
)
_FRAMES_OF_NOUN = (
    frame(
        _TIMES,
        f"(the )?(time|moment|date|date and time) of (the |its )?<noun:1>{_AUTO} {_BE}{_AUTO}"
        f" {_FILLED}{_AUTO} {_INTO}"
        f" (?!the |its )<m:1>{_AUTO}",
        "{noun} {m} is set by the system on creation",
    ),
)
_FRAMES_OF_EVENT = (
    frame(
        _TIMES,
        f"{_MEMBER} ({_BE}|=|:|gets|takes|receives|holds"
        f"|contains){_AUTO}( {_FILLED}{_AUTO}( to| with| from| as| by| in with)?)?{_AUTO} {_NOW}{_AUTO}",
        *_TIME_SET,
    ),
    frame(
        _TIMES,
        f"{_NOW}{_AUTO} {_BE}{_AUTO} {_FILLED}{_AUTO} {_INTO} (?!the |its )<m:4>{_AUTO}",
        *_TIME_SET,
    ),
    frame(
        "stamp timestamp time",
        f"(a|an|the|each|every|any|all)( new)? <row>{_AUTO} (gets|receives|has|is given)"
        f"{_AUTO} (a|the current) (time stamp|timestamp|time) (in|as)( its| the)? <m:4>",
        "the {m} of a {row} is set to the current time when the {row} is created",
    ),
)


def credited(tokens: Tokens, lexicon: Lexicon) -> Iterator[Tokens]:
    """The same as a member that is set to the current user, or time, when its row is created."""
    words = words_of(tokens)
    if _MARKING.isdisjoint(words):
        return
    tokens = _with_members_named(tokens, lexicon)
    core = without_hands(tokens)
    if core != tokens:
        yield core
    yield from _of_noun(core, lexicon)
    by_itself = not _BY_ITSELF.isdisjoint(words)
    for told, row, event in _without_event(core):
        found = [*Sayings(told, lexicon).by(_FRAMES_OF_USER), *Sayings(told, lexicon).by(_FRAMES_OF_TIME)]
        if event and by_itself:
            found += Sayings(told, lexicon).by(_FRAMES_OF_EVENT)
        for plain in found:
            yield _of_row(plain, row)


def _of_noun(tokens: Tokens, lexicon: Lexicon) -> Iterator[Tokens]:
    """ "The time of registration is stored in registered_at": when the row is made, if that is no state."""
    for plain in Sayings(tokens, lexicon).by(_FRAMES_OF_NOUN):
        done = DONE.get(plain[0].word, "")
        owners = lexicon.owners.get(key_of(plain[1].text), ())
        stepped = any(isinstance(state, OneOf) for entity in owners for state in lexicon.states(entity, done))
        if done and plain[1].word.startswith(f"{done}_") and not stepped:
            yield plain[1:]


#: With one of these it is not only what a row has where nobody says otherwise.
_BY_ITSELF = word_set(
    "automatically itself system server application backend software clock nobody never cannot not stamp"
)
_MARKING = (
    word_set("client clients server system nobody users")
    | word_set(_CUES)
    | word_set(_TIMES)
    | word_set("makes become becomes")
)


def _of_row(plain: Tokens, row: Tokens) -> Tokens:
    """With the rows that only the event names."""
    if not row or plain[0].word == "the" or plain[0].word == "whoever":
        return plain
    place = next((n for n, token in enumerate(plain) if token.word == "is"), 0)
    return (*said("the"), *plain[:place], *said("of a"), *row, *plain[place:])


def _without_event(tokens: Tokens) -> Iterator[tuple[Tokens, Tokens, bool]]:
    """What is said apart from "on creation" and the like, with the rows that it names."""
    text = text_of(tokens)
    first, last = _first_event().match(text), _last_event().search(text)
    if first is not None:
        yield tokens[text.count(" ", 0, first.end()) :], _row_of(tokens, first), True
    elif last is not None:
        begin = text.count(" ", 0, last.start()) + (last.start() > 0)
        yield tokens[:begin], _row_of(tokens, last), True
    middle = _middle_event().search(text) if first is None and last is None else None
    if middle is not None:
        begin, end = (text.count(" ", 0, place) for place in (middle.start() + 1, middle.end()))
        yield (*tokens[:begin], *tokens[end + 1 :]), _row_of(tokens, middle), True
    yield tokens, (), False


def _row_of(tokens: Tokens, match: re.Match[str]) -> Tokens:
    rows = [name for name, found in match.groupdict().items() if name.startswith("row") and found]
    if not rows:
        return ()
    text = match.string
    begin, end = match.span(rows[0])
    return tokens[text.count(" ", 0, begin) : text.count(" ", 0, end) + 1]


def _with_members_named(tokens: Tokens, lexicon: Lexicon) -> Tokens:
    """With "the person who brewed it", or "its brewer", as ``brewed_by``, where the ERD has such a member."""
    words = words_of(tokens)
    for place in range(1, len(words)):
        verb, end = "", place + 1
        if words[place] == "the" and words[place + 2] in ("who", "that") and words[place + 1] in _PEOPLE:
            start = place + 3 + (words[place + 3] in ("has", "had"))
            article = words[start + 1] in ("the", "a", "an")
            if (article or words[start + 1] in ("it", "them")) and words[place - 1] in _AS:
                verb, end = words[start], start + 2 + article
        elif words[place][-2:] in ("er", "or") and words[place - 1] in ("its", "the", "as", "their"):
            verb = words[place][:-2] if key_of(words[place]) not in lexicon.owners else ""
        for guess in _done_by(verb) if verb else ():
            if key_of(guess) in lexicon.owners:
                return (*tokens[:place], *said(guess), *tokens[end:])
    return tokens


_AS = word_set("as in is into")
_PEOPLE = word_set("person user one employee clerk")


def _done_by(verb: str) -> tuple[str, ...]:
    stem = verb.removesuffix("s")
    return (f"{verb}_by", f"{stem}d_by", f"{stem}ed_by", f"{stem}{stem[-1:]}ed_by")


def _row_slots(pattern: str) -> str:
    """``pattern`` with groups for its rows, each by a name of its own."""
    parts = pattern.split("<row>")
    named = "".join(f"{part}(?P<row{number}>\\w+(?: \\w+){{0,2}}?)" for number, part in enumerate(parts[:-1]))
    return re.sub(r"(?<!\\)\((?!\?)", "(?:", named + parts[-1])


@lru_cache(maxsize=1)
def _first_event() -> re.Pattern[str]:
    return re.compile(f"(?:{_row_slots(_EVENT)})(?: ,)? ")


@lru_cache(maxsize=1)
def _middle_event() -> re.Pattern[str]:
    """ "The user who is signed in when a claim is created is …"."""
    return re.compile(f" (?:{_row_slots(_EVENT)})(?= (?:is|are|gets|will) )")


@lru_cache(maxsize=1)
def _last_event() -> re.Pattern[str]:
    return re.compile(f"(?:^| )(?:, )?(?:{_row_slots(_EVENT)})$")
