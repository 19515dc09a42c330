"""What is named a second time in a sentence, as the grammar names it: "the ticket's category" is its own.

its       = row … "the" row "'s" | "the" linked "chosen for it"
other     = "with a" member "other than" value

As with what is turned round, such a sentence counts only where the whole is not understood as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.language.rewriting import ARTICLES, end_of, first_of, said, words_of
from erdgen.compiler.rules.language.tokens import Tokens
from erdgen.compiler.rules.language.words import word_set

_ARTICLES = ARTICLES | {"no"}
_THE = word_set("the that this")
_VERBS = word_set("must may can cannot has have is are needs should shall lies")
_CHOSEN = word_set("chosen selected picked assigned entered named used given set")
_ANY = word_set("a an any")


def named_again(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """The same with "its" for the row that was named before, and with "whose … is not"."""
    plain = _other_than(_chosen_for(_its(tokens)))
    if plain != tokens:
        yield plain


def _its(tokens: Tokens) -> Tokens:
    """ "A ticket's agent … the ticket's category": its category."""
    row, start = _subject(tokens)
    if not row:
        return tokens
    found: list[Tokens] = []
    place = start
    size = len(row)
    words = words_of(tokens)
    while place < len(tokens):
        end = place + 1 + size
        again = words[place] in _THE and words[place + 1 : end] == row and end < len(tokens)
        if again and tokens[end].kind == "possessive":
            found.append(said("its"))
            place = end + 1
        else:
            found.append(tokens[place : place + 1])
            place += 1
    return (*tokens[:start], *(token for part in found for token in part))


def _subject(tokens: Tokens) -> tuple[list[str], int]:
    """The words of the row that the sentence begins with, and the place after it; none if it is not plain."""
    words = words_of(tokens)
    if not words or words[0] not in _ARTICLES:
        return [], 0
    verb = first_of(words, 2, _VERBS, 8)
    mark = next((n for n in range(2, min(len(tokens), 5)) if tokens[n].kind == "possessive"), -1)
    of = first_of(words[:verb], 2, ("of", "for"), 4) if verb > 0 else -1
    if mark > 0:
        return words[1:mark], mark + 1
    if 0 < of < verb - 1 and words[of + 1] in _ARTICLES:
        return words[of + 2 : verb], verb
    return (words[1:verb], verb) if 0 < verb < 4 else ([], 0)


def _chosen_for(tokens: Tokens) -> Tokens:
    """ "The vehicle chosen for it": its vehicle."""
    words = words_of(tokens)
    place = first_of(words, 2, _CHOSEN)
    it = place > 0 and words[place + 1 : place + 3] in (["for", "it"], ["for", "them"], ["to", "it"])
    the = next((n for n in (place - 2, place - 3) if n >= 0 and words[n] == "the"), -1) if it else -1
    if the < 0:
        return tokens
    return (*tokens[:the], *said("its"), *tokens[the + 1 : place], *tokens[place + 3 :])


def _other_than(tokens: Tokens) -> Tokens:
    """ "A course with a status other than planned": whose status is not planned."""
    words = words_of(tokens)
    other = first_of(words, 3, ("other",))
    lead = next((n for n in (other - 3, other - 4) if n > 0 and words[n] == "with"), -1) if other > 0 else -1
    if lead < 0 or words[other + 1 : other + 2] != ["than"] or words[lead + 1] not in _ANY:
        return tokens
    if end_of(words, other + 2, "what-is-compared") > 0:
        return tokens
    return (*tokens[:lead], *said("whose"), *tokens[lead + 2 : other], *said("is not"), *tokens[other + 2 :])
