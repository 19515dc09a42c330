"""Whose a row is, and the way from it to the user who that is.

owner     = [("assigned" | …)] person ["of" row | "it belongs to" | "to whom" row "belongs" | "who" verb "it"]
          | person "of its" link
person    = link | entity | role | "user" | "owner"

A person is found over the link that the words name. An entity that stands for people has one link to its
account; a link that only says who entered a row is none. Where no way or more
than one is left, none is taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from erdgen.compiler.rules.language.groups import Groups
from erdgen.compiler.rules.language.names import key_of, split_name
from erdgen.compiler.rules.language.verbs import CREATE
from erdgen.compiler.rules.language.words import word_set
from erdgen.compiler.spec.project import Entity, Relationship

_ANYBODY = word_set("user person member one")
#: What such a user did to a row did not make it his: "recorded_by".
_CLERKS = word_set(
    "recorded entered registered approved checked handled processed reviewed issued collected received"
    " verified closed updated changed modified edited cancelled canceled rejected signed logged"
)

#: What somebody did → the verb by which a link may call them: "bought" for ``buyer``.
_BASES = {
    **{"bought": "buy", "sold": "sell", "wrote": "write", "taught": "teach", "led": "lead", "drew": "draw"},
    **{"drove": "drive", "built": "build", "held": "hold", "ran": "run", "gave": "give", "made": "make"},
}


class Who(NamedTuple):
    """Grantees, and the way from a row to the owner where one is among them."""

    grantees: tuple[str, ...]
    owner_path: str = ""


class Owners(Groups):
    """Reads who the owner of a row is."""

    def _owner(self, place: int) -> Iterator[tuple[Who, int]]:
        start = self.skip_determiners(place)
        path = self._owner_path()
        if self.word(start) in ("owner", "owners", "creator", "author", "himself", "themselves") and path:
            yield from ((Who(("owner",), path), end) for end in self._past_of_root(start + 1))
        marks = {mark for end in self.root_ends(place) if (mark := self.owner_mark(end)) > end}
        for begin in {start, self.past(start, "assigned-adjective"), *marks}:
            yield from self._linked_person(begin)
        for name, end in self.spans(start, 3):
            yield from self._who_did(end, self._way_to(name))
            yield from self._relations_of(name, end)
            theirs = self.phrase(end, "it-belongs-to") if key_of(name) == key_of(self.root.name) else -1
            account = self._account_of(self.root) if theirs > 0 else ""
            if account:
                yield Who(("owner",), account), theirs

    def _linked_person(self, place: int) -> Iterator[tuple[Who, int]]:
        """ "(its) driver", "(the) driver it belongs to": the link of that name."""
        for name, end in self.spans(place, 3):
            for link in self.lexicon.links(self.root, name):
                path = self._leads_to_user(link.name)
                if path:
                    yield from ((Who(("owner",), path), stop) for stop in self._past_of_root(end))

    def _relations_of(self, name: str, place: int) -> Iterator[tuple[Who, int]]:
        """ "(the) candidate of its application": whom a row has that this one links to."""
        after = self.at(place, "of", "on")
        for owner, end in self.spans(self.skip_determiners(after), 3) if after > 0 else ():
            for link in self.lexicon.links(self.root, owner):
                target = self.lexicon.project.by_name[link.target]
                for further in self.lexicon.links(target, name):
                    path = self._over(further)
                    if path:
                        yield Who(("owner",), f"{link.name}.{path}"), end

    def _past_of_root(self, place: int) -> Iterator[int]:
        yield place
        for key in ("assigned-to-it", "it-belongs-to"):
            known = self.phrase(place, key)
            if known > 0:
                yield known
        whom = self.at(place, "to whom", "whom", "that", "who")
        for end in self.root_ends(max(whom, place)):
            belongs = self.phrase(end, "belongs-to")
            if belongs > 0 and (self.words[belongs - 1] == "to") is not (self.words[place] == "to"):
                yield belongs
        after = self.at(place, "of", "on")
        if after > 0:
            it = self.at(after, "it", "them")
            if it > 0:
                yield it
            yield from self.root_ends(after)

    def _who_did(self, place: int, made_by: str) -> Iterator[tuple[Who, int]]:
        """ "… who posted it", "… who created the job": the link that says so."""
        after = self.at(place, "who has", "who", "that", "who had", "whom", "to whom", "it is", "they are")
        if after < 0:
            return
        was = self.at(after, "is", "was", "has been")
        verb = self.word(max(was, after))
        path = self._way_of_deed(verb)
        if not path and (verb in CREATE or verb in ("owns", "own", "wrote")):
            path = made_by
        if not path:
            return
        after = (max(was, after)) + 1
        to = self.at(after, "to", "with")
        for text in ("it", "them"):
            end = self.at(max(to, after), text)
            if end > 0:
                yield Who(("owner",), path), end
        for end in self.root_ends(max(to, after)):
            yield Who(("owner",), path), end
        yield Who(("owner",), path), after

    def _way_of_deed(self, verb: str) -> str:
        """The way over the one link that says who did it: "posted" for ``posted_by``."""
        stem = stem_of(_BASES.get(verb, verb))
        links = [
            link
            for link in self.root.relationships
            if not link.many
            and self._leads_to_user(link.name)
            and stem in {stem_of(word) for word in split_name(link.name)}
        ]
        return self._leads_to_user(links[0].name) if len(links) == 1 else ""

    def _way_to(self, name: str) -> str:
        """The path from the root to the user whom ``name`` names; empty if there is none or several."""
        user = self.lexicon.project.user
        entities = self.lexicon.entities.get(key_of(name), ())
        if user is not None and user in entities:
            return self._owner_path()
        links = self.lexicon.links(self.root, name)
        if links:
            return self._only({self._leads_to_user(link.name) for link in links})
        if entities:
            return self._way_to_entity({entity.name for entity in entities})
        anybody = key_of(name) in self.lexicon.roles or key_of(name) in _ANYBODY
        return self._owner_path() if anybody else ""

    def _way_to_entity(self, names: set[str]) -> str:
        """To people who are an entity: the root itself, or what another row links to."""
        if self.root.name in names:
            return self._account_of(self.root)
        singles = [link for link in self.root.relationships if not link.many]
        if any(link.target in names for link in singles):
            return ""  # by several links, of which none is named
        return self._only(
            {
                f"{link.name}.{self._over(further)}"
                for link in singles
                for further in self.lexicon.project.by_name[link.target].relationships
                if not further.many and further.target in names and self._over(further)
            }
        )

    def _only(self, paths: set[str]) -> str:
        return next(iter(paths)) if len(paths) == 1 else ""

    def _account_of(self, entity: Entity) -> str:
        """The way from those whom ``entity`` stands for to the user who they are."""
        user = self.lexicon.project.user
        if user is None or entity.owner:
            return entity.owner or ""
        ways = [link.name for link in entity.relationships if link.target == user.name and not link.many]
        return ways[0] if len(ways) == 1 and not ways[0].endswith("_by") else ""

    def _over(self, link: Relationship) -> str:
        """The path over ``link`` to one user; empty if there is none."""
        user = self.lexicon.project.user
        if user is None or link.many:
            return ""
        if link.target == user.name:
            return link.name
        account = self._account_of(self.lexicon.project.by_name[link.target])
        return f"{link.name}.{account}" if account else ""

    def _leads_to_user(self, name: str) -> str:
        """The path from the root over its member ``name`` to one user; empty if there is none."""
        link = self.root.members[name]
        return self._over(link) if isinstance(link, Relationship) else ""

    def _owner_path(self) -> str:
        """The only way from a row to a user; empty where there are none or several."""
        if self.root.is_user:
            return "pk"
        if self.root.owner:
            return self.root.owner
        user = self.lexicon.project.user
        if user is None:
            return ""
        singles = [link for link in self.root.relationships if not link.many]
        direct = [link.name for link in singles if link.target == user.name]
        found = {self._over(link) for link in singles if link.target != user.name} - {""}
        if not direct:
            return self._only(found)
        clerk = direct[0].endswith("_by") and direct[0].split("_")[0] in _CLERKS
        return direct[0] if len(direct) == 1 and not (clerk and found) else ""


def stem_of(word: str) -> str:
    """What a verb and the link named for it have in common: "posted", "poster"; "handles", "handled"."""
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    for suffix in ("ing", "er", "or", "ed", "d", "s", "e"):
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            stem = word[: -len(suffix)]
            return stem[:-1] if suffix == "s" and stem.endswith("e") and len(stem) > 3 else stem
    return word
