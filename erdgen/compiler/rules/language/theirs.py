"""That counted rows are those of the row: "vehicles stationed at it", "patients on file"."""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.conditions import Given
from erdgen.compiler.rules.language.excluded import Excluded
from erdgen.compiler.rules.language.filed import LINKING, filed_end
from erdgen.compiler.rules.language.names import split_name
from erdgen.compiler.rules.language.words import word_set
from erdgen.compiler.spec.project import Entity

#: When this was done is noted in a moment of the row; that it was says no more than that there is one.
_NOTED = word_set("recorded entered created registered added logged noted filed")
_ITSELF = ("it", "them", "him or her", "him", "her", "themselves", "itself")


class Theirs(Excluded):
    """Reads what follows rows and says no more than that they belong to the row."""

    def its_own_ends(self, place: int, relation: str, target: Entity) -> Iterator[int]:
        """ "(patients) on file", "(vehicles) stationed at it", "(trips) on record for a member"."""
        own = self.phrase(place, "that-are-its")
        if own > 0:
            yield own
        end = filed_end(self.words, place)
        if end < 0 or not self.only_files_by(self.word(place), relation, target):
            return
        yield end
        if self.word(end) in LINKING:
            it = self.at(end + 1, *_ITSELF)
            yield from (stop for stop in (it, *self.root_ends(end + 1)) if stop > 0 and stop != own)

    def only_files_by(self, word: str, relation: str, target: Entity) -> bool:
        """Whether a participle says no more than that rows of ``relation`` are there."""
        noted = all(isinstance(state, Given) for state in self.lexicon.states(target, word))
        if self.lexicon.states(target, word) and not (noted and word in _NOTED):
            return False
        named = [link for link in target.relationships if word in split_name(link.name)]
        return not named or any(link.related_name == relation for link in named)
