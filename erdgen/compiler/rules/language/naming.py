"""What words of a sentence name in the ERD: then they may limit the rule."""

from __future__ import annotations

from dataclasses import dataclass

from erdgen.compiler.rules.conditions import Condition
from erdgen.compiler.rules.language.about import roots_of, stretches_of
from erdgen.compiler.rules.language.lexicon import Lexicon
from erdgen.compiler.rules.language.names import key_of
from erdgen.compiler.rules.language.tokens import Token
from erdgen.compiler.spec.project import Entity


@dataclass(frozen=True, slots=True)
class Named:
    """What words name in the ERD; ``about`` are the entities of the whole sentence."""

    lexicon: Lexicon
    hint: Entity | None
    about: tuple[Entity, ...]

    def __call__(self, tokens: tuple[Token, ...]) -> bool:
        """Whether an entity, a member or a state is named: then the words may limit the rule."""
        lexicon, roots = self.lexicon, self._roots(tokens)
        plain = [
            token for token in tokens if token.word not in ("from", "to", "and", "of", "in", "the", "or")
        ]
        if all(key_of(token.text) in lexicon.owners and "_" in token.text for token in plain):
            return False
        for text in stretches_of(tokens):
            key = key_of(text)
            if key in lexicon.entities or key in lexicon.owners or key in lexicon.roles:
                return True
            if any(lexicon.states(root, text) for root in roots):
                return True
        return False

    def states(self, tokens: tuple[Token, ...]) -> frozenset[Condition]:
        """The states that they name of the rows of which the sentence speaks."""
        roots, texts = self._roots(tokens), stretches_of(tokens)
        return frozenset(
            state for text in texts for root in roots for state in self.lexicon.states(root, text)
        )

    def _roots(self, tokens: tuple[Token, ...]) -> tuple[Entity, ...]:
        return (*roots_of(tokens, self.lexicon, self.hint), *self.about)
