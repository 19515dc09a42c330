"""Forms of sentence by a pattern over their words, and the same in the words in which the grammar reads it.

A pattern is a regular expression over words with one space between each, in which groups capture nothing and

    <row>    is a name: up to five words without a clause, a denial or a mark; <row:8> is a longer one
    <rest*>  is anything
    <kind>   is the name of an entity, without anything that says which rows of it
    <apart>  is a name with no word of what else is captured: of other rows
    <going>  is said of what merely goes on: words that name neither rows nor a state of theirs; they are left
             out, as those of <about>, which may tell that a date is given, for a field that is named besides
    {WORD}   is one of the spellings in ``VOCABULARY``

What is captured stands in the plain form as it was written, so the grammar must understand all of it; only
the words of the pattern itself are replaced. A name <row2> must be the same as <row>, in any number, or be
"one"; a name <row3> must be one or several of its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, count

from erdgen.compiler.rules.conditions import Given, Moment, OneOf
from erdgen.compiler.rules.language.lexicon import Lexicon
from erdgen.compiler.rules.language.names import key_of
from erdgen.compiler.rules.language.ordinals import as_number, one_less
from erdgen.compiler.rules.language.tokens import Token, Tokens, read_tokens
from erdgen.compiler.rules.language.words import word_set

#: A name has none of these: they begin a clause, deny, or part what stands before from what comes after.
_STOPS = (
    "if unless when whenever while until once where only except but not no never cannot nor neither without"
    " that which who whose whom than must may can should shall will is are was were has have as"
)
_MARKS = r"[,;:.()–]"
_NO_NAME = rf"(?!(?:{'|'.join(_STOPS.split())}|{_MARKS})(?: |$))"
#: These stand before a name and belong to none.
_LEADS = "a|an|the|certain|given|particular|same|any|every|each|another"
_SLOT = re.compile(r"(?<!\?P)<(\w+)(:\d+|\*)?>")
_SPELLED = re.compile(r"\{([A-Z]\w*)\}")
_FILLED = re.compile(r"\{(\w+)(-1|~|&|#)?\}")
_WIDEST = 5
#: Of words for what is done with a row, the verb.
_VERBS = {
    "/": ",",
    "nor": "or",
    **dict.fromkeys(("creating", "creation", "adding", "registering", "registration", "recording"), "create"),
    **dict.fromkeys(("entering", "booking", "posting", "submitting"), "create"),
    **dict.fromkeys(("deleting", "deletion", "removing", "removal", "erasing"), "delete"),
    **dict.fromkeys(("editing", "changing", "modifying", "updating", "altering", "amending"), "update"),
    **dict.fromkeys(("modification", "amendment", "making", "make"), "update"),
    **dict.fromkeys(("viewing", "seeing", "reading", "view", "sees", "reads", "views"), "see"),
    **dict.fromkeys(("edits", "changes", "updates", "modifies"), "update"),
    **dict.fromkeys(("deletes", "removes"), "delete"),
    "manages": "manage",
}
#: Names of what is left out, and the states of which it must not speak.
_LEFT_OUT: dict[str, tuple[type, ...]] = {"going": (OneOf, Given, Moment), "about": (OneOf,)}
_ONES = word_set("one ones it them another")

VOCABULARY = {
    "A": "(a|an|the|any|each|every|one|all|a single|any single|any one)",
    "EVERY": "(a|an|each|every|all|the|any)",
    "S": "('s|')",
    "SAME": "(the same|one and the same|the very same|an identical|a given|one|that)",
    "THAT": "(that|the same|its|their|this|the|his|her)",
    "ITS": "(its|their|his|her)",
    "ANOTHER": "(another|any other|some other|a different|a second|any of the other)",
    "IF": "(if|when|whenever|where|once|as soon as|in case|as long as|while|should it happen that)",
    "SPEAKER": "(you|we|one|they|users|people|staff|anybody|anyone|somebody|someone|the system)",
    "NOT": (
        "(cannot|can not|can never|must not|must never|may not|may never|should not|should never|shall not"
        "|do not|does not|will not|never|are not allowed to|is not allowed to|are never allowed to"
        "|are not permitted to|is not permitted to|are not able to|are not supposed to|should not be "
        "able to"
        "|must not be able to|must not be allowed to|should not be allowed to)"
    ),
    "NOBODY": (
        "(nobody|no one|no - one|no user|no users|none of us)"
        " (can|may|must|should|is allowed to|is able to|is permitted to|should be able to|must be able to)"
    ),
    "DENY": (
        "({SPEAKER} {NOT}|{NOBODY}|do not|never|please do not"
        "|((the system|the api|the application|the software|we|it|you) )?((must|should|has to|will|shall"
        "|have to) )?"
        "(refuse|refuses|decline|declines) to"
        "|(it is|it must be|it should be) (not possible|impossible|forbidden|prohibited|not allowed|not "
        "permitted"
        "|never possible|out of the question|illegal|never allowed)( for (anyone|anybody|users|a user))? to"
        "|(there is|there must be|there should be) no way( for (anyone|anybody|users|a user))? to"
        "|({SPEAKER} {NOT}|do not|never|does not) (allow|let|permit|enable)"
        " (anybody|anyone|users|people|somebody|someone|a user|any user)( to)?)"
    ),
    "REJECT": (
        "(((the system|the api|the application|the software|we|it|you) )?((must|should|has to|will|shall"
        "|have to) )?"
        "(reject|refuse|decline|block|prevent|forbid|disallow|rejects|refuses|declines|blocks|forbids"
        "|prevents"
        "|turn down|turn away)"
        "|({SPEAKER} {NOT}|do not|never|does not) (accept|allow|permit|tolerate|let there be))"
    ),
    "DELETE": "(delete|remove|erase|discard|destroy|drop)",
    "DELETING": "(deleting|removing|erasing|discarding|destroying|deletion of|removal of|the deletion of)",
    "UPDATE": "(change|edit|modify|update|alter|amend|touch|adjust|overwrite|revise|make changes to)",
    "CREATE": (
        "(create|add|save|store|register|accept|enter|record|have|keep|issue|open|file|insert|set up|submit)"
    ),
    "REFUSED": (
        "(refused|rejected|declined|forbidden|prohibited|not allowed|not permitted|blocked|not accepted"
        "|disallowed|not possible|impossible|ruled out|turned down|invalid|out of the question)"
    ),
    "MADE": "(created|entered|registered|made|saved|added|recorded|stored|put in)",
    "ACCEPTED": "(accepted|allowed|permitted|valid|possible|admitted|admissible|taken)",
    "TAKEN": (
        "(((is|are|was|has been|have been|gets) )?already( been)?"
        " (taken|in use|used|registered|assigned|known|given out|on file|stored|occupied|allocated|in "
        "existence)"
        "|(is|are) (taken|in use) already|(already exists|exists already|is not unique|is a duplicate))"
        "( in the system| in our system| elsewhere| by somebody else| by someone else| somewhere else)?"
    ),
    "HAS": "(has|have|uses|use|carries|carry|bears|bear|shares|share|holds|hold|had|goes by)",
    "NEEDS": (
        "(needs|need|must have|must get|has|have|gets|must be given|requires|must carry|has to have"
        "|have to have)"
    ),
    "HOLD": (
        "(have|leave|write|make|give|place|submit|own|hold|keep|post|file|carry|get|enter|book|create"
        "|open|register"
        "|use|run|take|cast|receive|store|possess|contain|include|list|raise|send in|hand in|be assigned"
        "|be given)"
    ),
    "JUSTONE": (
        "(at most one|no more than one|not more than one|only one|only a single|just one|just a single"
        "|a maximum of one|at most a single|at most 1|only 1|one at most|up to one|a single|no more than "
        "a single"
        "|never more than one)"
    ),
    "TOGETHER": (
        "( at a time| at once| at the same time| at any time| at any one time| simultaneously| in total)?"
    ),
    "IDENTICAL": "(the same|an identical|identical|equal|the very same|one and the same)",
}


@dataclass(frozen=True)
class Frame:
    """A form, without one of whose ``cues`` no sentence is of it, and what it says plainly."""

    cues: frozenset[str]
    written: str
    plain: tuple[str, ...]
    #: Whether it stands for a part of a sentence, and not for the whole.
    partly: bool = False

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Made when a sentence has a cue: to make all of them takes longer than reading most ERDs."""
        expression = _expression(self.written)
        return re.compile(rf"(?<!\S){expression}(?!\S)" if self.partly else expression)


def wording(cues: str, pattern: str, *plain: str) -> Frame:
    """A frame of words that stand anywhere in a sentence; "" leaves them out."""
    return Frame(word_set(cues), pattern, plain, partly=True)


def frame(cues: str, pattern: str, *plain: str) -> Frame:
    """A frame; ``cues`` are words of which one stands in every sentence of that form."""
    return Frame(word_set(cues), pattern, plain)


def _expression(pattern: str) -> str:
    while _SPELLED.search(pattern):
        pattern = _SPELLED.sub(lambda match: VOCABULARY[match.group(1)], pattern)
    grouped = re.sub(r"(?<!\\)\((?!\?)", "(?:", pattern)
    number = count()
    return _SLOT.sub(lambda match: _slot(match, next(number)), grouped)


def _slot(match: re.Match[str], number: int) -> str:
    """A group; its number keeps those of one name apart, as in two alternatives."""
    name, kind = f"{match.group(1)}__{number}", match.group(2) or ""
    if kind == "*":
        return rf"(?P<{name}>\S+(?: \S+)*)"
    widest = int(kind[1:]) if kind else _WIDEST
    return rf"(?!(?:{_LEADS}) )(?P<{name}>(?:{_NO_NAME}\S+ ){{0,{widest - 1}}}?{_NO_NAME}\S+)"


class Sayings:
    """A sentence as one text of words, and what it is in plain words by one frame after the other."""

    def __init__(self, tokens: Tokens, lexicon: Lexicon) -> None:
        self.tokens = tokens
        self.lexicon = lexicon
        self.words = frozenset(token.word for token in tokens)
        self.text = " ".join(token.word.replace(" ", "_") or "_" for token in tokens)
        self.places: dict[int, int] = {}
        here = 0
        for number, token in enumerate(tokens):
            self.places[here] = number
            here += max(len(token.word), 1) + 1
        self.places[here] = len(tokens)

    def by(self, frames: Sequence[Frame]) -> Iterator[Tokens]:
        """The plain forms by those of ``frames`` that the sentence is of."""
        for form in frames:
            if form.cues.isdisjoint(self.words):
                continue
            for match in self._matches(form):
                before = self.tokens[: self.places[match.start()]]
                after = self.tokens[self.places[match.end() + 1] :]
                yield from ((*before, *said, *after) for said in self._filled(form, match))

    def _matches(self, form: Frame) -> Iterator[re.Match[str]]:
        if form.partly:
            yield from form.pattern.finditer(self.text)
        else:
            match = form.pattern.fullmatch(self.text)
            yield from () if match is None else (match,)

    def _filled(self, form: Frame, match: re.Match[str]) -> Iterator[Tokens]:
        said: dict[str, Tokens] = {}
        again: list[tuple[str, bool, Tokens]] = []
        for group in match.re.groupindex:
            name = group.split("__")[0]
            if name in _LEFT_OUT:
                if match.group(group) and self._tells_rows(self._captured(match, group), _LEFT_OUT[name]):
                    return
            elif match.group(group) and name[-1] in "23":
                again.append((name[:-1], name[-1] == "3", self._captured(match, group)))
            elif match.group(group):
                named = self._captured(match, group)
                if not _is_same(named, said.get(name, named)):
                    return  # two different names at places of one
                said.setdefault(name, named)
        if any(tokens[-1].word == "again" for tokens in said.values()):
            return  # "again" is said of what was so before
        if any(_is_told((token,), _others_of(said, "apart")) for token in said.get("apart", ())):
            return
        kind = self._is_entity(said["kind"]) if "kind" in said else True
        if kind and all(
            _is_told(tokens, said.get(name, ()))
            if name == "rest" or part
            else _is_same(tokens, said.get(name, ()))
            for name, part, tokens in again
        ):
            for plain in form.plain:
                if said.keys() != {slot[0] for slot in _FILLED.findall(plain)}:
                    continue  # a word of the sentence would be lost, or there is none for a slot
                parts = [self._part(part, said) for part in _SPLIT.split(plain) if part]
                if all(parts):
                    yield tuple(chain.from_iterable(parts))

    def _tells_rows(self, tokens: Tokens, kinds: tuple[type, ...]) -> bool:
        """Whether one of the words names rows, or a state of some row: "running" where rows can be that."""
        return any(
            self._is_entity((token,))
            or any(
                isinstance(state, kinds)
                for entity in self.lexicon.project.entities
                for state in self.lexicon.states(entity, token.text)
            )
            for token in tokens
        )

    def _is_entity(self, tokens: Tokens) -> bool:
        key = key_of(" ".join(token.word for token in tokens))
        return key in self.lexicon.entities or key in self.lexicon.heads

    def _captured(self, match: re.Match[str], name: str) -> Tokens:
        return self.tokens[self.places[match.start(name)] : self.places[match.end(name) + 1]]

    def _part(self, part: str, said: dict[str, Tokens]) -> Tokens:
        slot = _FILLED.fullmatch(part)
        if slot is None:
            return read_tokens(part)
        tokens = said.get(slot.group(1), ())
        how = slot.group(2)
        if how == "&":
            return _as_all(tokens)
        if how == "#":
            return as_number(tokens)
        return one_less(tokens) if how == "-1" else _as_verbs(tokens) if how == "~" else tokens


_SPLIT = re.compile(r"(\{\w+(?:-1|~|&|#)?\}) ?")


def _as_all(tokens: Tokens) -> Tokens:
    """What is denied of "a or b" is denied of "a and b"; empty where there is no "or"."""
    if all(token.word != "or" for token in tokens):
        return ()
    return tuple(Token("word", "and", "and") if token.word == "or" else token for token in tokens)


def _as_verbs(tokens: Tokens) -> Tokens:
    """ "Creating and deletion of" as "create and delete"; "neither … nor" as "or"."""
    return tuple(read for token in tokens for read in read_tokens(_VERBS.get(token.word, token.text)))


def _others_of(said: dict[str, Tokens], name: str) -> Tokens:
    return tuple(chain.from_iterable(tokens for other, tokens in said.items() if other != name))


def _is_told(again: Tokens, before: Tokens) -> bool:
    """Whether a word was said before, in any number."""
    return all(key_of(token.text) in {key_of(each.text) for each in before} for token in again)


def _is_same(again: Tokens, first: Tokens) -> bool:
    """Whether the second name is that of the first, in any number; "one" stands for it."""
    words = [token.word for token in again]
    if len(words) == 1 and words[0] in _ONES:
        return True
    return bool(first) and key_of(" ".join(words)) == key_of(" ".join(token.word for token in first))
