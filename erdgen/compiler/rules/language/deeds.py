"""Links of a row by the words for them: who does something, and to what.

deed      = person "can" ("book" | "review" | …) [target]
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.conditions import Condition
from erdgen.compiler.rules.language.memory import remembered
from erdgen.compiler.rules.language.names import key_of, split_name
from erdgen.compiler.rules.language.sentences import Sentences
from erdgen.compiler.rules.language.verbs import CREATE, DEEDS
from erdgen.compiler.rules.language.words import word_set
from erdgen.compiler.spec.project import Field, Kind, Relationship

_DEED_WORDS = word_set(
    "a an the each every any same to for on in at with of be by been has have only not never no one"
    " single given particular more than and into up out can cannot may must per is are from about"
    " customer's their his her its most at you we anyone nobody somebody twice once just take took make"
    " makes put sign rows row record listed mentioned named included contained found counted appear appears"
    " occur occurs"
)

#: Participles of what is still to come: ``scheduled_at``.
_PLANNED = word_set("scheduled planned booked reserved arranged dated fixed appointed")
_BEFORE_VERBS = word_set("can may cannot not only")
_PEOPLE = word_set("user person somebody someone anyone")


class Deeds(Sentences):
    """Reads who and what the rows of the root bring together."""

    #: The field that the ERD names beside the sentence; empty if none.
    hinted = ""
    #: Whether the ERD says that the sentence is about the root.
    meant = False

    @remembered
    def _single_members(self, place: int) -> Iterator[tuple[str, int]]:
        start = self.skip_determiners(place)
        start = start + 1 if self.word(start) == "same" else start
        for name, end in self.spans(start, 5):
            links = self.lexicon.links(self.root, name)
            members = [
                m
                for m in self.lexicon.members(self.root, name)
                if not (isinstance(m, Relationship) and m.many)
            ]
            found = [m.name for m in members] or [link.name for link in links] or self._day_named(name)
            for member in found:
                yield member, end
            if found:
                return

    @remembered
    def _named_member(self, place: int) -> Iterator[tuple[str, int]]:
        """Links by name, or by who they lead to; the longest name first."""
        named = tuple(self._single_members(place))
        ends = {end for _name, end in named}  # "vet" is the row's own vet rather than any user with that role
        found = [*named, *(each for each in self._people_links(place) if each[1] not in ends)]
        yield from sorted(found, key=lambda each: -each[1])

    def _people_links(self, place: int) -> Iterator[tuple[str, int]]:
        start = self.skip_determiners(place)
        user = self.lexicon.project.user
        if user is not None and self.entity_end(start, self.root) < 0:
            for name, end in self.spans(start, 3):
                if key_of(name) in self.lexicon.roles or key_of(name) in _PEOPLE:
                    links = [
                        link for link in self.root.relationships if link.target == user.name and not link.many
                    ]
                    if len(links) == 1:
                        yield links[0].name, end
                        return

    def _day_named(self, name: str) -> list[str]:
        """The one date of a row, where it is just called "day" or "date"."""
        own = [field for field in self.root.fields if not field.builtin]
        if any(field.kind is Kind.DATETIME and field.required for field in own):
            own = [field for field in own if field.required]  # when it is paid is not the day of a visit
        dates = [field.name for field in own if field.kind is Kind.DATE]
        return dates if name.lower() in ("day", "date", "calendar day") and len(dates) == 1 else []

    def _is_deed(self, word: str) -> bool:
        own = {*split_name(self.root.source), key_of(self.root.source)}
        return bool(own & set(DEEDS.get(word, ()))) or word in own or key_of(word) in own

    def _deed_members(self, place: int, end: int) -> tuple[str, ...] | None:
        """The links of the root that the words name, where its rows record what is said to be done."""
        names: list[str] = []
        deed = False
        here = place
        while here < end:
            word = self.word(here)
            deed = deed or self._is_deed(word)
            named = (found for found in self._named_member(here) if found[1] <= end and word not in DEEDS)
            name, stop = next(named, ("", -1))
            member = self.root.members.get(name)
            modal = self.modal(here)
            if isinstance(member, Field) and member.kind.is_temporal:
                return None
            if name:
                names.append(name)
                here = stop
            elif self.meant and here > place and self.words[here - 1] in _BEFORE_VERBS and word not in DEEDS:
                deed = True
                here += 1
            elif modal or self._tells_of_deed(here):
                here = max(modal.end if modal else here, here + 1)
            else:
                return None
        if not names or (not deed and len(set(names)) < 2):
            return None
        return tuple(dict.fromkeys(names))

    def _tells_of_deed(self, place: int) -> bool:
        """Whether a word belongs to the telling of a deed without naming a link."""
        word = self.word(place)
        told = word in _DEED_WORDS or word in CREATE or self._is_deed(word)
        return told or self.entity_end(place, self.root) > 0

    def _of_root(self, place: int) -> Iterator[tuple[Condition | None, int]]:
        yield None, place
        after = self.at(place, "of", "for")
        if after > 0:
            yield from self.read_entity(after, self.root, plain=True)

    def _moments(self) -> list[str]:
        found = [
            f.name
            for f in self.root.fields
            if f.kind in (Kind.DATE, Kind.DATETIME) and not f.auto and f.required
        ]
        return found if len(found) == 1 else []

    def _is_of_clock(self, name: str) -> bool:
        """Whether rows alike in this moment are at one time: not in a date, nor in what once happened."""
        member = self.root.members[name]
        first = split_name(name)[0]
        happened = first.endswith("ed") and first not in _PLANNED
        return isinstance(member, Field) and member.kind is not Kind.DATE and not happened
