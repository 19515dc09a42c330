"""What a sentence says by what it mentions, whatever its shape."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from erdgen.compiler.rules.language.about import owners_in, roots_of, told_in
from erdgen.compiler.rules.language.alternatives import Reading
from erdgen.compiler.rules.language.gist import amounts, cases, days, people, rows, shared
from erdgen.compiler.rules.language.gist.amounts import Said
from erdgen.compiler.rules.language.gist.mentions import Mentions, Tiling
from erdgen.compiler.rules.language.gist.view import Gist, path_of, without_links
from erdgen.compiler.rules.language.lexicon import Lexicon
from erdgen.compiler.rules.language.names import key_of
from erdgen.compiler.rules.language.tokens import Tokens
from erdgen.compiler.spec.project import Entity

#: Of a sentence that names more entities than these, nothing is told by its mentions.
_MANY = 8
_FORMS = (
    *(
        amounts.say_range,
        amounts.say_length,
        amounts.say_moment,
        amounts.say_compared,
        amounts.say_apart,
        days.say_days,
    ),
    *(cases.say_required, cases.say_empty, cases.say_choices, cases.say_goes_with, cases.say_locked),
    *(cases.say_only_then, cases.say_deletable),
    *(cases.say_given, cases.say_not_without, cases.say_only_with, cases.say_of_link),
    *(rows.say_not_self, rows.say_count, rows.say_children, rows.say_overlap, rows.say_kept),
    *(shared.say_in_common, shared.say_unique, shared.say_fixed, people.say_access, people.say_owner),
)


def gists_of(tokens: Tokens, lexicon: Lexicon, hint: Entity | None) -> tuple[Said, ...]:
    """What the sentence says, as readings or in plain words, by the tilings that leave out fewest words."""
    entities = (
        roots_of(tokens, lexicon, hint) or owners_in(tokens, lexicon, ()) or told_in(tokens, lexicon, ())
    )
    if not entities or len(entities) > _MANY:
        return ()
    tilings = sorted(Mentions(tokens, lexicon, entities).tilings(), key=_left_out)
    for _, alike in groupby(tilings, _left_out):
        found = dict.fromkeys(
            said
            for tiling in alike
            for said in _say(Gist(tokens, without_links(tiling)), hint)
            if not _is_elsewhere(said, tiling, hint)
        )
        if found:
            return tuple(found)
    return ()


def _say(gist: Gist, hint: Entity | None) -> Iterator[Said]:
    if _is_told(gist, hint):
        for form in _FORMS:
            yield from form(gist)


def _is_elsewhere(said: Said, tiling: Tiling, hint: Entity | None) -> bool:
    """Whether it is about other rows than the hint says, where nothing else says whose member it is."""
    alone = hint is not None and not any(each.tag == "E" for each in tiling)
    return alone and isinstance(said, Reading) and said.entity is not hint


def _is_told(gist: Gist, hint: Entity | None) -> bool:
    """Whether it is said what it is about: its rows, or a member by its own name."""
    if gist.entities or hint is not None:
        return True
    names = [(gist.words(each), path_of(each).split(".")[-1]) for each in gist.members]
    return any(key_of(said) == key_of(name) for said, name in names)


def _left_out(tiling: Tiling) -> int:
    """How many mentions only link, but for those that say nothing at all."""
    return sum(each.tag == "_" and not each.bare for each in tiling)
