"""Rows called by what one of their own kind has of them: "an aliquot", of a sample that has a parent sample.

What is said of an aliquot against its parent holds of every sample: one without a parent is held against
nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.conditions import Compare
from erdgen.compiler.rules.forms import Rule
from erdgen.compiler.rules.language.lexicon import Lexicon
from erdgen.compiler.rules.language.names import key_of
from erdgen.compiler.rules.language.tokens import Tokens
from erdgen.compiler.spec.project import Entity, Relationship


def offspring_in(tokens: Tokens, lexicon: Lexicon) -> Iterator[tuple[Entity, Relationship, str]]:
    """Entities with rows that the sentence calls so, the link to the row that they are of, and their name."""
    keys = {key_of(token.text) for token in tokens if token.kind == "word"}
    for entity in lexicon.project.entities:
        for link in entity.relationships:
            key = key_of(link.related_name or "")
            known = key in lexicon.entities or key in lexicon.heads or key in lexicon.owners
            if link.target == entity.name and not link.many and key in keys and not known:
                yield entity, link, key


def is_against_its_own(rules: tuple[Rule, ...], link: Relationship) -> bool:
    """Whether each compares a row with the one to which ``link`` leads, and so asks nothing without one."""
    return bool(rules) and all(
        isinstance(rule, Compare)
        and [path.startswith(f"{link.name}.") for path in (rule.field, rule.other)].count(True) == 1
        for rule in rules
    )
