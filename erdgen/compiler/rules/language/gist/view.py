"""One tiling of a sentence, and what its mentions say together."""

from __future__ import annotations

import re
from functools import cached_property

from erdgen.compiler.rules.conditions import Condition, OneOf
from erdgen.compiler.rules.language.entities import join
from erdgen.compiler.rules.language.gist.mentions import Mention, Tiling
from erdgen.compiler.rules.language.names import key_of
from erdgen.compiler.rules.language.tokens import Tokens, spell_out
from erdgen.compiler.spec.project import Entity, Field, Relationship


class Gist:
    """The mentions of a sentence, without the words that only link; ``tags`` has one letter for each."""

    def __init__(self, tokens: Tokens, said: Tiling) -> None:
        self.tokens = tokens
        self.said = said
        self.tags = "".join(each.tag for each in said)

    def renamed(self, tag: str, other: str) -> Gist:
        """With the mentions that have ``tag`` under another."""
        return Gist(
            self.tokens, tuple(each._replace(tag=other) if each.tag == tag else each for each in self.said)
        )

    def without(self, tags: str) -> Gist:
        return Gist(self.tokens, tuple(each for each in self.said if each.tag not in tags))

    def of(self, tag: str) -> list[Mention]:
        return [each for each in self.said if each.tag == tag]

    def words(self, mention: Mention) -> str:
        return spell_out(self.tokens[mention.start : mention.end])

    def word_before(self, mention: Mention) -> str:
        return self.tokens[mention.start - 1].word if mention.start else ""

    def only(self, tags: str) -> bool:
        """Whether nothing is mentioned that has another tag than these."""
        return set(self.tags) <= set(tags)

    def count(self, tags: str) -> int:
        return sum(tag in tags for tag in self.tags)

    def fits(self, *forms: str) -> bool:
        """Whether the tags are of one of these forms."""
        return any(re.fullmatch(form, self.tags) for form in forms)

    def is_name_of_rows(self, link: Mention) -> bool:
        """Whether a link is told by the name of the rows to which it leads."""
        named = link.target
        own = (named.source, named.name, named.label, named.plural) if named is not None else ()
        return key_of(self.words(link)) in {key_of(name) for name in own}

    @property
    def denials(self) -> int:
        return self.count("nx")

    @cached_property
    def asserts(self) -> bool:
        """Whether a member is said to be or to have an amount: the words before the amount say so."""
        place = next((each.start for each in self.said if each.tag in "gl"), 0)
        return bool(
            {"is", "are", "be", "has", "have"} & {token.word for token in self.tokens[place - 2 : place]}
        )

    @property
    def permits(self) -> bool:
        """Whether it only says what may be."""
        return "p" in self.tags and not self.denials and not self.count("omr")

    @cached_property
    def entities(self) -> list[Entity]:
        """The entities whose rows are named, each once."""
        found = {each.entity.name: each.entity for each in self.of("E") if each.entity}
        return list(found.values())

    @cached_property
    def members(self) -> list[Mention]:
        return self.of("M")

    @cached_property
    def states(self) -> list[OneOf]:
        return [each.state for each in self.of("V") if each.state]

    def root(self) -> Entity | None:
        """The one entity that everything which is named is of."""
        owners = {each.entity.name: each.entity for each in self.said if each.entity}
        return next(iter(owners.values())) if len(owners) == 1 else None

    def are_of(self, tag: str, entity: Entity) -> bool:
        """Whether all that have ``tag`` are of ``entity``."""
        return all(each.entity is entity for each in self.of(tag))

    def family(self) -> tuple[Entity, Entity, Relationship] | None:
        """Of the two entities that are named, the one whose rows link to the other, and that by one link."""
        if len(self.entities) != 2:
            return None
        first, second = self.entities
        down, up = links_between(first, second), links_between(second, first)
        if len(down) == 1 and not up:
            return first, second, down[0]
        if len(up) == 1 and not down:
            return second, first, up[0]
        return None

    def counted(self) -> tuple[Entity, Entity, Relationship] | None:
        """The same, where the rows are those after the amount."""
        pairs = zip(self.without("V").said, self.without("V").said[1:], strict=False)
        rows = [second.entity for first, second in pairs if first.tag == "Q" and second.tag == "E"]
        if len(self.entities) != 2 or len(rows) != 1 or rows[0] is None:
            return self.family()
        parent = next(each for each in self.entities if each is not rows[0])
        links = links_between(rows[0], parent)
        return (rows[0], parent, links[0]) if len(links) == 1 else None

    def together(self) -> OneOf | None:
        """The states that are mentioned, as values of one field."""
        if len({state.field for state in self.states}) != 1:
            return None
        if len(self.states) == 1:
            return self.states[0]
        if any(state.negated for state in self.states):
            return None
        values = tuple(dict.fromkeys(value for state in self.states for value in state.values))
        return OneOf(self.states[0].field, values)

    def where(self) -> Condition | None:
        """All states that are mentioned at once."""
        distinct = len({state.field for state in self.states}) == len(self.states)
        return join(*self.states) if distinct else None


def links_between(child: Entity, parent: Entity) -> list[Relationship]:
    return [link for link in child.relationships if link.target == parent.name and not link.many]


def way_back(link: Relationship) -> str:
    """What linked rows call those that link to them; empty where they have no name for them."""
    name = link.related_name or ""
    return "" if name.endswith("+") else name


def links_to_own(entity: Entity) -> list[str]:
    """The links of its rows to other rows of the same kind."""
    return [link.name for link in links_between(entity, entity)]


def path_of(mention: Mention) -> str:
    assert mention.ref is not None  # a member that is mentioned has one
    return mention.ref.path


def field_of(mention: Mention) -> Field | None:
    return mention.ref.field if mention.ref is not None else None


def without_links(tiling: Tiling) -> Tiling:
    """The mentions that say something: no words that only link, and no member whose value comes next."""
    said = tuple(each for each in tiling if each.tag != "_")
    return tuple(each for place, each in enumerate(said) if not _is_of_state(each, said[place + 1 :]))


def _is_of_state(mention: Mention, following: Tiling) -> bool:
    """Whether it is the member whose value comes next: "its status is not paid" mentions a state alone."""
    rest = [each for each in following[:3] if each.tag not in "nmp"]
    state = rest[0].state if rest else None
    return mention.tag == "M" and state is not None and state.field == path_of(mention)
