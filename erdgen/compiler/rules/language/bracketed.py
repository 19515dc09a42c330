"""What brackets in a sentence say of the words before them.

named     = sentence with "(" field ")"
reached   = rows "can only be started if" … "(" "status" value ")"
summed    = rows "must not add up to more than" number "(" field ")"
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from erdgen.compiler.rules.language.lexicon import Lexicon
from erdgen.compiler.rules.language.rewriting import end_of, said, words_of
from erdgen.compiler.rules.language.tokens import Tokens
from erdgen.compiler.rules.language.verbs import DELETE, UPDATE
from erdgen.compiler.rules.language.words import word_set
from erdgen.compiler.spec.project import Entity, Field

_MODALS: tuple[tuple[str, ...], ...] = (
    *(("can", "only"), ("may", "only"), ("must", "not"), ("may", "not"), ("can", "not"), ("must", "never")),
    *(("cannot",), ("must",), ("can",), ("may",)),
)
_CLAUSES = word_set("if when once unless without with after before while as where only ,")
_SUMMING = word_set("add adds sum sums total totals amount amounts together come comes")
#: How far after the verb the rows may reach of which somebody does something.
_WIDEST = 5


def without_brackets(tokens: Tokens) -> tuple[Tokens, Tokens]:
    """The sentence without its first brackets, and what stands in them; nothing where there are none."""
    words = words_of(tokens)
    if "(" not in words or ")" not in words[words.index("(") :]:
        return tokens, ()
    start = words.index("(")
    end = start + words[start:].index(")")
    return (*tokens[:start], *tokens[end + 1 :]), tokens[start + 1 : end]


def named_field(tokens: Tokens, lexicon: Lexicon, roots: Iterable[Entity]) -> str:
    """The field that the sentence names in brackets: "a learner's score (final_grade) …"."""
    text = " ".join(token.text for token in without_brackets(tokens)[1])
    for root in roots if text else ():
        for member in lexicon.members(root, text):
            return member.name
    return ""


def reached_state(tokens: Tokens, lexicon: Lexicon, roots: Iterable[Entity]) -> Iterator[Tokens]:
    """ "A sprint can only be started if … (status active)": it can only become active."""
    rest, inside = without_brackets(tokens)
    noun = end_of(words_of(inside), 0, "noun-of-state")
    if noun < 0:
        return
    value = inside[noun + (inside[noun : noun + 1] != () and inside[noun].word in (":", "=", "is")) :]
    named = " ".join(token.text for token in value)
    owners = [
        (root, field) for root in roots for field in root.fields if named and lexicon.values(field, named)
    ]
    if len(owners) == 1:
        yield from _reaching(rest, value, lexicon, owners[0][1])


def _reaching(tokens: Tokens, value: Tokens, lexicon: Lexicon, field: Field) -> Iterator[Tokens]:
    words = words_of(tokens)
    become = (*said("become"), *value)
    for place in range(1, len(words) - 1):
        modal = next((m for m in _MODALS if tuple(words[place : place + len(m)]) == m), ())
        if not modal:
            continue
        verb = place + len(modal) + (words[place + len(modal) : place + len(modal) + 1] == ["be"])
        if verb >= len(words) or words[verb] in (*DELETE, *UPDATE) or lexicon.values(field, words[verb]):
            return
        if end_of(words, 0, "somebody") != place:
            yield (*tokens[: place + len(modal)], *become, *tokens[verb + 1 :])
            return
        for end in range(verb + 2, min(verb + _WIDEST, len(words))):
            if words[end] in _CLAUSES:
                yield (*tokens[verb + 1 : end], *tokens[place : place + len(modal)], *become, *tokens[end:])
                return


def summed_field(tokens: Tokens) -> Tokens:
    """ "The lines of one invoice must not add up to more than 500 (amount)": their amounts; or nothing."""
    rest, inside = without_brackets(tokens)
    words = words_of(rest)
    if not 0 < len(inside) < 4 or end_of(words, 0, "sum-of") > 0:
        return ()
    if _SUMMING.isdisjoint(words) or not any(end_of(words, n, "add-up-to") > 0 for n in range(2, len(words))):
        return ()
    start = 0
    while start < len(words) and words[start] in ("the", "all", "every", "of"):
        start += 1
    return (*said("the sum of the"), *inside, *said("of the"), *rest[start:])
