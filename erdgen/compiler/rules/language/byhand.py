"""Who does not fill a member in, said beside what the server does with it.

by_hand   = "not editable by the client" | "nobody types it in" | "never from the input" | …
first     = clients "cannot choose" member ";" … | member "is not entered by users but" …

It adds nothing to what the server does; what is said of another member is not taken off.
"""

from __future__ import annotations

import re
from functools import lru_cache

from erdgen.compiler.rules.language.rewriting import said, words_of
from erdgen.compiler.rules.language.tokens import Tokens, read_tokens
from erdgen.compiler.rules.language.words import word_set

_CLIENTS = (
    "((the|a|any|our) )?(client|clients|user|users|caller|form|frontend|anyone|anybody|people|customer"
    "|customers|hand"
    "|browser|app|staff|somebody|someone|nobody|no one|input|request|request body|payload|sender)"
)
_SETS = (
    "(set|send|change|choose|override|overwrite|enter|supply|provide|influence|edit|touch|write|type in"
    "|fill in|pick"
    "|select|fill|submit|specify|alter|modify|determine|decide|give|pass|sets|sends|changes|chooses"
    "|overrides|enters"
    "|supplies|provides|types|fills|edits|touches|writes|picks|selects|specifies|decides|types in|fills"
    " in|gives|passes)"
)
_SETTED = (
    "(set|sent|changed|chosen|overridden|overwritten|entered|supplied|provided|influenced|edited|touched"
    "|written|typed in"
    "|filled in|picked|selected|filled|submitted|specified|altered|modified|determined|given|passed|editable"
    "|changeable|settable|writable)"
)
_NOT = (
    "(cannot|can not|can never|may not|may never|must not|must never|do not|does not|never|should not"
    "|should never|need not|is not able to|are not able to|are not allowed to|is not allowed to|will not"
    "|no longer)"
)
_BY_HAND = (
    "((and |but |so )?(it |this |that |the field |this field |the value )?("
    "is (set|filled in|filled|stored|written|recorded|determined)( automatically| by the (system|server"
    "|backend))|"
    f"(is |are )?(never|not) (from|out of|by|taken from|read from|sent by|set by|accepted from) {_CLIENTS}"
    f"|(is |are )?(not|never) {_SETTED} by {_CLIENTS}|(is |are )?(not|never) {_SETTED}( manually| by hand)"
    f"|(cannot|can not|can never|may not|may never|must not|must never) be {_SETTED} (by {_CLIENTS}"
    f"|manually|from outside)"
    f"|(is|are) read - only( for {_CLIENTS})?|(is|are) not (up to|for) {_CLIENTS}( to {_SETS})?)"
    f"|(and |but |so )?{_CLIENTS} {_NOT} {_SETS}( (it|this|that|them|this field|the field|this value))?( in)?"
    "( themselves| by hand| manually| directly| himself| itself)?"
    f"|(and |but |so )?(nobody|no one) (can |may |has to |needs to |must )?{_SETS}( (it|this|that"
    f"|them))?( in)?( by hand| manually)?"
    "|(whatever|no matter what|regardless of what|independently of what) (the )?(client|clients|user"
    "|users|form|request)"
    " (sends|send|says|say|contains|asks for)"
    "|(and |but )?(any|a|other) (value|values|input) (sent|given|supplied|coming|provided) (by|from) "
    f"{_CLIENTS} (is|are) ignored)"
)


def without_hands(tokens: Tokens) -> Tokens:
    """Without what is said of those who do not fill it in, before or after."""
    text = text_of(tokens)
    last = _last_by_hand().search(text)
    if last is not None:
        tokens = tokens[: text.count(" ", 0, last.start()) + (last.start() > 0)]
        text = text_of(tokens)
    first = _first_by_hand().match(text)
    if first is None:
        return tokens
    rest = tokens[text.count(" ", 0, first.end()) :]
    return _said_of(rest, read_tokens(first.group("m") or first.group("n")), tokens)


def _said_of(rest: Tokens, member: Tokens, whole: Tokens) -> Tokens:
    """What is said of ``member`` in ``rest``, with its name; ``whole`` where that is of another."""
    words = words_of(rest)
    if words[0] in _HOLDS:
        return (*member, *rest)
    if words[-1] == "there":
        return (*rest[:-1], *said("as"), *member)
    it = next((n for n, word in enumerate(words[:6]) if word in ("it", "this")), -1)
    if it >= 0 and (it == 0 or words[it - 1] in _PUTTING):
        return (*rest[:it], *member, *rest[it + 1 + (words[it + 1] == "in") :])
    name = words_of(member)
    told = any(words[n : n + len(name)] == name for n in range(len(words)))
    return rest if told or name[0] in ("who", "when") else whole


_HOLDS = word_set("holds contains is shows has gets are stores keeps")
_PUTTING = word_set("sets fills enters stores records puts stamps assigns writes")


@lru_cache(maxsize=1)
def _last_by_hand() -> re.Pattern[str]:
    return re.compile(re.sub(r"(?<!\\)\((?!\?)", "(?:", f"( ,| ;| –| -| \\.| and| but)+ {_BY_HAND}$"))


@lru_cache(maxsize=1)
def _first_by_hand() -> re.Pattern[str]:
    """ "Clients cannot choose brewed_by; …", "brewed_by is not entered by users but …"."""
    joint = "(( ,| ;| –| -| \\.| :)+( but| because| since| as| instead| rather)?| but| because| instead) "
    head = (
        f"({_CLIENTS} {_NOT} {_SETS}|(nobody|no one) (can |may |has to |needs to )?{_SETS})( the)?"
        f" (?P<m>\\w+( \\w+){{0,4}}?)"
        f"( themselves| by hand| manually| directly)?{joint}"
        "|(the )?(?P<n>\\w+( \\w+){0,2}?) (is not|are not|is never|cannot be|can never be|may not be"
        "|must not be|must never be)"
        f" {_SETTED}"
        f"( by {_CLIENTS}| manually)?{joint}"
    )
    return re.compile(re.sub(r"(?<!\\)\((?!\?)", "(?:", head))


def text_of(tokens: Tokens) -> str:
    return " ".join(token.word.replace(" ", "_") or "_" for token in tokens)
