"""What a sentence says by what it mentions, whatever its shape."""

from __future__ import annotations

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
    found: dict[Said, None] = {}
    fewest = -1
    for tiling in tilings:
        if found and _left_out(tiling) > fewest:
            break
        gist = Gist(tokens, without_links(tiling))
        for say in _FORMS:
            for said in say(gist) if _is_told(gist, hint) else ():
                if (
                    isinstance(said, Reading)
                    and hint is not None
                    and not gist.entities
                    and said.entity is not hint
                ):
                    continue  # nothing but the hint says whose member it is
                found[said] = None
                fewest = _left_out(tiling)
    return tuple(found)


def _is_told(gist: Gist, hint: Entity | None) -> bool:
    """Whether it is said what it is about: its rows, or a member by its own name."""
    if gist.entities or hint is not None:
        return True
    names = [(gist.words(each), path_of(each).split(".")[-1]) for each in gist.members]
    return any(key_of(said) == key_of(name) for said, name in names)


def _left_out(tiling: Tiling) -> int:
    """How many mentions only link, but for those that say nothing at all."""
    return sum(each.tag == "_" and not each.bare for each in tiling)
