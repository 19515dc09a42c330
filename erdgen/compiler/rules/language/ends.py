"""That the two ends of a row are not one: "no shipment may go to the very warehouse it starts from".

Rows with two links to one kind of row lead from the one to the other: a transfer, a flight. Which link is
meant by "to" need not be told where both are named by the way that the row takes, and the sentence only says
that they differ: "must … a different …", "cannot … the same", "cannot … itself".
"""

from __future__ import annotations

from erdgen.compiler.rules.conditions import Compare
from erdgen.compiler.rules.language.alternatives import Reading
from erdgen.compiler.rules.language.lexicon import Lexicon
from erdgen.compiler.rules.language.names import key_of, split_name
from erdgen.compiler.rules.language.tokens import Tokens
from erdgen.compiler.rules.language.words import word_set
from erdgen.compiler.spec.project import Entity, Relationship

_LONGEST = 30
_WIDEST = 3
_FROM = word_set(
    "from off leave leaves leaving left departs depart departed starts start started origin source sender"
)
_TO = word_set("to into back at arrive arrives destination target recipient receiver")
_DENIALS = word_set("cannot not never no nobody")
_OTHERS = word_set("different another other")
_ALIKE = word_set("same itself themselves very")
_ASKING = word_set("must has have should shall needs need")
_LITTLE = word_set(
    "a an the it they that this one which where you we can may be is are was were been of in its their same"
    " very"
    " itself themselves different another other than and again then do does on with"
    " go goes going come comes coming take takes took make makes made lead leads run runs fly flies move"
    " moves"
    " transfer transfers return returns end ends land lands begin begins travel travels bring brings carry"
    " carries"
    " deliver delivers ship ships drive drives transferred moved shipped brought taken delivered carried"
    " return returned out , :"
)
_WAYS = (
    _FROM | _TO | word_set("destination depot pickup dropoff departure arrival end giver taker payer payee")
) - {
    "at",
    "back",
}
_KNOWN = _FROM | _TO | _DENIALS | _ASKING | _LITTLE


def told_apart_ends(tokens: Tokens, lexicon: Lexicon, hint: Entity | None) -> tuple[Reading, ...]:
    """Readings of the sentence as one that keeps the two ends of a row apart."""
    words = [token.word for token in tokens]
    said = _FROM.isdisjoint(words) or _TO.isdisjoint(words) or (_OTHERS | _ALIKE).isdisjoint(words)
    if said or len(tokens) > _LONGEST or not _keeps_apart(words):
        return ()
    found = []
    for root in lexicon.project.entities:
        ends = _ends_of(root)
        if ends and _is_told(tokens, lexicon, root, ends, named=root is not hint):
            found.append(Reading(root, (Compare(ends[0].name, "ne", ends[1].name),), named=True))
    return tuple(found)


def _ends_of(root: Entity) -> tuple[Relationship, ...]:
    """The two links of the root that lead to one kind of row; none where there are several such pairs."""
    links = [link for link in root.relationships if not link.many]
    pairs = [
        (first, second)
        for number, first in enumerate(links)
        for second in links[number + 1 :]
        if first.target == second.target != root.name and _lead_on(first, second)
    ]
    return pairs[0] if len(pairs) == 1 else ()


def _lead_on(first: Relationship, second: Relationship) -> bool:
    """Whether the names tell of a way from the one to the other."""
    return any(not _WAYS.isdisjoint(split_name(link.name)) for link in (first, second))


def _keeps_apart(words: list[str]) -> bool:
    """Whether denials and "another" come to: not the same one."""
    denials = sum(word in _DENIALS for word in words)
    others = sum(word in _OTHERS for word in words)
    if denials:
        return denials == 1 and not others and not _ALIKE.isdisjoint(words)
    return others == 1 and "same" not in words and not _ASKING.isdisjoint(words)


def _is_told(
    tokens: Tokens, lexicon: Lexicon, root: Entity, ends: tuple[Relationship, ...], *, named: bool = True
) -> bool:
    """Whether every word is of the way from the one end to the other, and the rows and ends are named."""
    rows = _keys(root)
    place_keys = _keys(lexicon.project.by_name[ends[0].target])
    own = {key_of(link.name) for link in ends} | {part for link in ends for part in split_name(link.name)}
    told: set[str] = set()
    place = 0
    while place < len(tokens):
        size, what = 1, ""
        for width in range(min(_WIDEST, len(tokens) - place), 0, -1):
            key = key_of(" ".join(token.text for token in tokens[place : place + width]))
            what = "rows" if key in rows else "ends" if key in place_keys else ""
            if what:
                size = width
                break
        word = tokens[place].word
        if not what and word not in _KNOWN and not (tokens[place].kind == "word" and key_of(word) in own):
            return False
        told.add(what)
        place += size
    return "ends" in told and (not named or "rows" in told)


def _keys(entity: Entity) -> set[str]:
    return {key_of(name) for name in (entity.source, entity.name, entity.label, entity.plural)}
