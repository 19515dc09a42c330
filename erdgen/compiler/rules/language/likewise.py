"""Sentences about links that must or must not lead to the same row, in other words.

itself    = "you cannot" ("choose" | …) row "as its own" link | member "can be any" row "except itself"
paths     = row "." link "." link "must equal" row "." link
given     = "you cannot give a" row "a" linked "of another" parent | "only" linked … "may be the" link …
pairs     = "the" parent "of" row "and that of" link "must be identical"

As with what is turned round, such a sentence counts only where the whole is not understood as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.language.rewriting import end_of, find, first_of, one_of, said, words_of
from erdgen.compiler.rules.language.tokens import Token, Tokens
from erdgen.compiler.rules.language.words import word_set

_OF = word_set("of from in at with on for who whose that belonging to")
_CLAUSES = word_set("if unless when whenever while until once where except but without")
_OTHERS = word_set("another different other")
_ARTICLES = word_set("a an the its any")
_CHOOSING = word_set("choose pick select enter you may can use please we one take set name give")
#: Between rows and the parent that they have.
_HAVING = word_set(
    "that who which is are in at from of on by located based belonging belongs to a the with held"
    " given taught"
)
_WIDEST = 6


def liked(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """The same in the words in which links are compared."""
    yield from _paths(tokens, words)
    yield from _as_its_own(tokens, words)
    yield from _any_but_itself(tokens, words)
    yield from _given_of_another(tokens, words)
    yield from _chosen_as(tokens, words)
    yield from _that_of(tokens, words)
    yield from _same_as_both(tokens, words)
    yield from _link_of_another(tokens, words)
    yield from _has_the_same(tokens, words)
    yield from _same_pair(tokens, words)
    yield from _other_than(tokens, words)
    yield from _both_need(tokens, words)


def _paths(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "copy.shelf.branch must equal copy.branch": the branch of the shelf of a copy …."""
    said_so: list[Tokens] = []
    place, found = 0, 0
    while place < len(tokens):
        end = place + 1
        while (
            end + 1 < len(tokens)
            and words[end] == "."
            and _is_name(tokens[end + 1])
            and _is_name(tokens[end - 1])
        ):
            end += 2
        parts = tokens[place:end:2]
        if len(parts) > 1:
            found += 1
            told: Tokens = (*said("the"), parts[-1])
            for part in parts[-2::-1]:
                told = (*told, *said("of the"), part)
            said_so.append(told)
        else:
            said_so.append(tokens[place:end])
        place = end
    if found:
        whole = tuple(token for part in said_so for token in part)
        yield whole
        yield from _path_pair(whole)


def _is_name(token: Token) -> bool:
    return token.kind == "word" and len(token.text) > 1 and token.text == token.word


def _path_pair(tokens: Tokens) -> Iterator[Tokens]:
    """ "The branch of the shelf of the copy must equal …": the shelf must belong to the same …."""
    words = words_of(tokens)
    verb, end = find(words, 4, "must-equal")
    if verb < 0:
        return
    first, second = words[:verb], words[end:]
    second = second[: next((n for n, word in enumerate(second) if word == ","), len(second))]
    if first[:2] != second[:2] or first[-1] != second[-1] or words[end + len(second) :] not in ([], *_ALWAYS):
        return
    links, others = _between(tokens[:verb]), _between(tokens[end : end + len(second)])
    root = (*said("a"), tokens[verb - 1])
    name = tokens[1:2]
    if len(links) == 1 and len(others) <= 1:
        other = (*said("its"), *others[0]) if others else (*said("the"), tokens[verb - 1])
        yield (
            *said("the"),
            *links[0],
            *said("of"),
            *root,
            *said("must belong to the same"),
            *name,
            *said("as"),
            *other,
        )
    elif len(others) == 1 and not links:
        yield (
            *said("the"),
            *others[0],
            *said("of"),
            *root,
            *said("must belong to the same"),
            *name,
            *said("as the"),
            tokens[verb - 1],
        )


_ALWAYS = ([",", "without", "exception"], [",", "in", "all", "cases"])


def _between(path: Tokens) -> list[Tokens]:
    """The links between the first and the last name of "the a of the b of the c"."""
    parts = [token for token in path if token.word not in ("the", "of")]
    return [(part,) for part in parts[1:-1]]


def _as_its_own(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "You cannot choose a book as its own sequel", "… as the sequel of itself": it cannot be its own."""
    start = end_of(words, 0, "cannot-do")
    place = first_of(words, start + 2, ("as",), _WIDEST) if start > 0 else -1
    if place < 0 or not _CLAUSES.isdisjoint(words[start:]):
        return
    rows = one_of(tokens[start + 1 : place])
    if words[place + 1 : place + 3] in (["its", "own"], ["their", "own"], ["his", "own"]):
        yield (*rows, *said("cannot be its own"), *tokens[place + 3 :])
    elif words[-2:] in (["of", "itself"], ["of", "themselves"], ["for", "itself"], ["to", "itself"]):
        link = tokens[place + 1 + (words[place + 1] in _ARTICLES) : -2]
        yield (*rows, *said("cannot be its own"), *link)


def _any_but_itself(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "A category's parent can be any category except itself", "under parent, any … other than this one"."""
    for place in range(3, len(words) - 1):
        itself = end_of(words, place, "except-itself")
        if itself < 0 and end_of(words, place, "except-the") > 0 and words[place + 3 :] == ["itself"]:
            itself = len(words) if words[place + 2] == words[place - 1] else -1
        if itself < 0:
            continue
        row = tokens[place - 1]
        last = itself == len(words) or words[itself:] in (
            ["is", "allowed"],
            ["is", "possible"],
            ["may", "be", "chosen"],
        )
        named = words[itself - 1] in ("itself", "one", "edited") or words[itself - 1] == row.word
        any_row = max((n for n in range(place) if words[n] in ("any", "every")), default=-1)
        if not last or not named or not 0 < any_row == place - 2:
            return
        if words[0] in ("under", "in", "as", "for"):
            comma = first_of(words, 1, (",",), _WIDEST)
            chosen = 0 < comma < any_row and _CHOOSING.issuperset(words[comma + 1 : any_row])
            member = tokens[1:comma] if chosen else ()
        else:
            can = max((n for n in range(any_row) if words[n] in ("can", "may", "be")), default=-1)
            can -= words[can] == "be" and words[can - 1] in ("can", "may")
            member = tokens[:can] if can > 0 else ()
        if member:
            yield (*member, *said("must not be the"), row, *said("itself"))
        return


def _given_of_another(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "You cannot give a ticket a seat from another venue", "you cannot have a manager from …"."""
    start = end_of(words, 0, "cannot-do")
    if start < 0 or words[start] not in (
        "give",
        "assign",
        "put",
        "choose",
        "pick",
        "use",
        "select",
        "link",
        "have",
    ):
        return
    second = next(
        (
            n
            for n in range(start + 2, min(len(words), start + _WIDEST))
            if words[n] in ("a", "an", "to", "on")
        ),
        -1,
    )
    other = first_of(words, start + 2, _OTHERS)
    as_link = first_of(words, start + 2, ("as",))
    if other < 0:
        return
    if as_link > other:
        link, owner = _named_link(tokens[as_link + 1 :])
        parent = tokens[other + 1 : as_link]
        if link and owner and _HAVING.issuperset(words[start + 3 : other]):
            yield (
                *said("the"),
                *link,
                *said("of"),
                *owner,
                *said("must belong to the same"),
                *parent,
                *said("as"),
                *_the(owner),
            )
        return
    if 0 < second < other:
        row = tokens[start + 1 : second]
        rest = tokens[second + (words[second] in ("to", "on")) :]
        yield (*one_of(row), *said("cannot have"), *_plain_owner(rest))


def _plain_owner(tokens: Tokens) -> Tokens:
    """ "a seat that is in a different venue …": a seat of another venue."""
    words = words_of(tokens)
    other = first_of(words, 1, _OTHERS)
    joint = first_of(words, 1, _OF, 4)
    if not 0 < joint < other:
        return tokens
    if not _HAVING.issuperset(words[joint:other]):
        return tokens
    return (*tokens[:joint], *said("of another"), *tokens[other + 1 :])


def _the(owner: Tokens) -> Tokens:
    return (*said("the"), *owner[1:]) if owner and owner[0].word in ("a", "an", "any", "every") else owner


def _named_link(tokens: Tokens) -> tuple[Tokens, Tokens]:
    """Link and row of "the prerequisite of a course", "a course's prerequisite"."""
    words = words_of(tokens)
    mark = next((n for n, token in enumerate(tokens) if token.kind == "possessive"), -1)
    if 0 < mark < len(tokens) - 1:
        return tokens[mark + 1 :], tokens[:mark]
    of = first_of(words, 1, ("of", "for", "on"), 5)
    if of > 0:
        return tokens[(words[0] in _ARTICLES) : of], tokens[of + 1 :]
    return (), ()


def _chosen_as(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "Only shelves of its own branch may be chosen as the shelf of a copy": the shelf must belong to it."""
    if words[0] != "only":
        return
    place, end = find(words, 3, "may-be-chosen-as")
    joint = first_of(words, 1, ("from", "of", "in", "at", "based", "given", "taught", "belonging"), 4)
    if place < 0 or not 0 < joint < place or not _CLAUSES.isdisjoint(words):
        return
    link, owner = _named_link(tokens[end:])
    if not link or not owner:
        return
    if joint > 2 and [word.removesuffix("s") for word in words[1:joint]] != words_of(link):
        return  # of which rows is told as well
    first = joint + 1 + (words[joint + 1] in ("at", "by", "in", "to", "on"))
    parent = tokens[first:place]
    same = words_of(parent)[:2] == ["the", "same"]
    owned = any(token.kind == "possessive" for token in parent)
    if parent and parent[0].word in ("the", "that", "an", "a") and not (owned or same):
        return
    told = (*said("must belong to"), *parent, *(said("as") + _the(owner) if same else ()))
    yield (*said("the"), *link, *said("of"), *owner, *told)


def _that_of(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "The team of an agent and that of their boss must be identical": the team … and the team of …."""
    for key in ("and-that-of",):
        place, end = find(words, 3, key)
        of = first_of(words, 1, ("of",), 4)
        if place > 0 and 0 < of < place:
            yield (*tokens[:place], *said("and"), *tokens[:of], *said("of"), *tokens[end:])


def _same_as_both(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "The team of an agent and the team of their boss must be the same": the boss must belong to it."""
    and_ = first_of(words, 3, ("and",), 12)
    verb, end = find(words, and_ + 2, "must-be-equal") if and_ > 0 else (-1, -1)
    if verb < 0 or end != len(words):
        return
    for first, second in ((tokens[:and_], tokens[and_ + 1 : verb]), (tokens[and_ + 1 : verb], tokens[:and_])):
        name, row = _named_link(first)
        other, link = _named_link(second)
        its = words_of(link)[:1]
        if words_of(name) == words_of(other) and its in (["its"], ["their"], ["his"], ["her"]) and row:
            yield (
                *said("the"),
                *link[1:],
                *said("of"),
                *one_of(row),
                *said("must belong to the same"),
                *name,
                *said("as"),
                *_the(one_of(row)),
            )


def _link_of_another(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "No ticket may be a duplicate of a ticket from a different customer": of the same one alone."""
    no = words[0] == "no"
    for place in range(2, len(words) - 4):
        only = end_of(words, place, "be-only-link-of")
        barred = end_of(words, place, "may-be-link") if no else end_of(words, place, "cannot-be-link")
        start = max(only, barred)
        if start < 0:
            continue
        rows = tokens[int(no) : place]
        of = first_of(words, start, ("of",), 4)
        same = "same" if only > 0 else ""
        joint = first_of(words, of + 2, ("of", "from", "with", "for", "belonging"), 5) if of > 0 else -1
        if joint < 0 or words[joint - 1] not in words_of(rows):
            mark = next((n for n in range(max(of, 0), len(tokens)) if tokens[n].kind == "possessive"), -1)
            if (
                of > 0
                and mark > 0
                and words[mark + 1 :] == words_of(rows)[-1:]
                and words[of + 1] in _OTHERS
                and not same
            ):
                yield from _belongs(rows, tokens[start:of], tokens[of + 2 : mark])
            return
        if joint - of != 3:
            return  # of which rows is told as well
        begin = joint + 1 + (words[joint + 1] in ("a", "the", "some", "to"))
        told = words[begin]
        if (same and told == "same") or (not same and told in _OTHERS):
            yield from _belongs(rows, tokens[start:of], tokens[begin + 1 :])
        return


def _belongs(rows: Tokens, link: Tokens, parent: Tokens) -> Iterator[Tokens]:
    """ "A duplicate of": of the link by that name, or with "of" in its name."""
    row = one_of(rows) if rows[0].word in _ARTICLES else (*said("a"), *rows)
    same = (*said("must belong to the same"), *parent, *said("as"), *_the(row))
    for name in (link, (*link[:-1], *said(f"{link[-1].text}_of"))):
        yield (*said("the"), *name, *said("of"), *row, *same)


def _has_the_same(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "The lease of an inspection must have the same flat as the inspection": must belong to the same."""
    place, end = find(words, 3, "must-have-the-same")
    if place > 0 and "as" in words[end:]:
        yield (*tokens[:place], *said("must belong to the same"), *tokens[end:])


def _same_pair(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "A transfer cannot have the same account as source and target", "… identical source and target …"."""
    no = words[0] == "no"
    place, end = find(words, 1, "may-have" if no else "must-not-have", 6)
    if place < 0:
        return
    row = one_of(tokens[:place]) if not no else (*said("a"), *tokens[1:place])
    joint = first_of(words, end + 1, ("and",), 8)
    as_place = first_of(words, end + 1, ("as", "for"), 5)
    if words[end : end + 2] == ["the", "same"] and 0 < as_place < joint and joint == len(words) - 2:
        first, second = tokens[as_place + 1 : joint], tokens[joint + 1 :]
    elif words[end : end + 1] in (["identical"], ["equal"], ["the"]) and 0 < joint < len(words) - 1:
        skip = end + (2 if words[end : end + 2] == ["the", "same"] else 1)
        first, second = tokens[skip:joint], tokens[joint + 1 : joint + 2]
    else:
        return
    if first and second and (words[end] != "the" or as_place > 0):
        yield (*said("the"), *first, *said("and the"), *second, *said("of"), *row, *said("must differ"))


def _other_than(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "The reviewer has to be someone other than the employee being appraised": they must differ."""
    other = first_of(words, 4, ("other",))
    if (
        other > 0
        and words[other - 2] in ("a", "an")
        and words[other - 4 : other - 2] in (["must", "be"], ["to", "be"])
    ):
        be = other - 4 - (words[other - 4] == "to")
        if words[other + 1] == "than" and words[other + 2] in ("its", "their") and len(words) - other < 6:
            yield (*tokens[:be], *said("must differ from"), *tokens[other + 2 :])
    place, end = find(words, 2, "must-be-other-than")
    if place > 0 and end < len(words):
        last = tokens[end:]
        being = first_of(words_of(last), 1, ("being", "concerned"), 4)
        plain = last[:being] if being > 0 and len(last) - being <= 2 else last
        if _CLAUSES.isdisjoint(words_of(plain)):
            its = (*said("its"), *plain[1:]) if plain[0].word == "the" else plain
            yield (*tokens[:place], *said("must differ from"), *its)


def _both_need(tokens: Tokens, words: list[str]) -> Iterator[Tokens]:
    """ "If a ticket has an agent and a category, both must belong to the same team": these two."""
    comma = first_of(words, 4, (",",), 14) if words[0] in ("if", "when", "where") else -1
    has = first_of(words[: max(comma, 0)], 2, ("has", "names", "have"), 4)
    both = end_of(words, comma + 1, "both-of-them") if has > 0 else -1
    joint = first_of(words[: max(comma, 0)], has + 2, ("and",)) if both > 0 else -1
    if joint > 0 and words[1] in ("a", "an", "the"):
        bare = [
            part[1:] if part and part[0].word in ("a", "an", "both") else part
            for part in (tokens[has + 1 : joint], tokens[joint + 1 : comma])
        ]
        yield (
            *said("the"),
            *bare[0],
            *said("and the"),
            *bare[1],
            *said("of"),
            *tokens[1:has],
            *tokens[both:],
        )
