"""Sentences about what the server fills in by itself.

set       = member "is set automatically" [when] | link "is set to the current user"
          | "whoever creates" row "becomes its" link | member "cannot be set by clients"
"""

from __future__ import annotations

from typing import Literal

from erdgen.compiler.rules.forms import ServerSet
from erdgen.compiler.rules.language.bodies import Bodies, Stated
from erdgen.compiler.rules.language.cues import cued
from erdgen.compiler.rules.language.names import key_of, meanings_of
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.stamps import Stamps
from erdgen.compiler.rules.language.verbs import CREATE
from erdgen.compiler.spec.project import Field, Kind, Relationship

#: What the server writes, the words for the time, and what is said of a row then.
_TIMES: tuple[tuple[Literal["created", "updated"], str, str], ...] = (
    ("created", "when-created", "row-made"),
    ("updated", "when-updated", "row-updated"),
)


class ServerSets(Stamps):
    """Reads what clients do not set."""

    @cued(
        "becomes-its",
        "be-set-by-hand",
        "set-automatically",
        "current-user",
        "the-user-who",
        "present-moment",
        "filled-participle",
        "fills",
        "is-stored-in",
        "records-when",
        words="acting",
    )
    def _server_set(self, place: int) -> Bodies:
        """ "created_at is set automatically", "issued_by is the user who creates the loan"."""
        yield from self._becomes(place)
        yield from self._stamped(place)
        for ref, end in self.read_subject(place):
            found = self.modal(end)
            if found and not found.asks:
                by_hand = self.phrase(found.end, "be-set-by-hand")
                if found.denied and by_hand > 0:
                    yield Stated((ServerSet(ref.path, "nobody"),)), by_hand
                continue
            start = found.end if found else end
            yield from self._set_by_server(ref, start)

    def _becomes(self, place: int) -> Bodies:
        """ "Whoever creates an event becomes its organizer"."""
        user = self.lexicon.project.user
        lead = self.phrase(place, "whoever")
        if lead < 0 or user is None:
            return
        if not _makes(self.word(lead)) and not self._is_own_making(self.word(lead)):
            return
        for where, end in self.read_entity(lead + 1, self.root, plain=True):
            after = self.phrase(end, "becomes-its")
            for name, stop in self._single_members(after) if after > 0 and where is None else ():
                link = self.root.members[name]
                if isinstance(link, Relationship) and link.target == user.name:
                    yield (
                        Stated((ServerSet(name, "user"),)),
                        self.skip(stop, "by the system", "automatically", "by the server", "of it"),
                    )

    def _is_own_making(self, verb: str) -> bool:
        """Whether the rows record what the verb says, and it brings none of them to a state."""
        stem = verb.removesuffix("s")
        stepped = (f"{stem}ed", f"{stem}d", f"{stem}{stem[-1:]}ed")
        told = any(self.lexicon.states(self.root, word) for word in stepped)
        return not told and (self._is_deed(stem) or self._is_deed(verb))

    def _set_by_server(self, ref: Ref, place: int) -> Bodies:
        start = self.skip(place, "be", "is", "are", "must be", "gets", "get")
        if isinstance(ref.member, Relationship):
            yield from self._set_to_user(ref.member, start)
        elif ref.member.kind in (Kind.DATE, Kind.DATETIME):
            yield from self._set_to_now(ref.member, start)

    def _set_to_user(self, link: Relationship, place: int) -> Bodies:
        """ "(issued_by is) the user who creates the loan", "(its author is) set to the current user"."""
        user = self.lexicon.project.user
        if user is None or link.target != user.name or link.many:
            return
        who = self.past(place, "set-to-user")
        end = self.phrase(who, "current-user")
        lead = self.phrase(who, "the-user-who") if end < 0 else -1
        if lead > 0 and _makes(self.word(lead)):
            end = max(
                (stop for _where, stop in self.read_entity(lead + 1, self.root, plain=True)), default=-1
            )
        if end > 0:
            yield Stated((ServerSet(link.name, "user"),)), self._at_creation_words(end)

    def _set_to_now(self, field: Field, place: int) -> Bodies:
        """ "(created_at is) set automatically when the order is placed", "(it is) set on every change"."""
        auto = self.phrase(place, "set-automatically")
        if auto < 0:
            return
        lead = self.phrase(auto, "whenever-row")
        for source, when, row_is in _TIMES:
            stop = self.phrase(auto, when)
            if stop > 0:
                yield Stated((ServerSet(field.name, source),)), stop
            for _where, after in self.read_entity(lead, self.root, plain=True) if lead > 0 else ():
                done = self.phrase(after, row_is)
                if done > 0:
                    yield Stated((ServerSet(field.name, source),)), done
        if auto == self.end:
            changes = any(
                word in "".join(meanings_of(field.name)) for word in ("update", "modified", "chang")
            )
            yield Stated((ServerSet(field.name, "updated" if changes else "created"),)), auto

    def _at_creation_words(self, place: int) -> int:
        end = self.phrase(place, "on-being-made")
        if end > 0:
            return end
        lead = self.at(place, "when the", "when a", "when an", "at the time the", "as soon as a")
        if lead > 0:
            for _none, after in self.read_entity(lead, self.root, plain=True):
                done = self.phrase(after, "row-is-made")
                if done > 0 and not self.lexicon.states(self.root, self.words[done - 1]):
                    return done
        return place


def _makes(verb: str) -> bool:
    """Whether somebody who does it makes a row: "creates", "posts", "files"."""
    return not CREATE.isdisjoint((verb, verb.removesuffix("s"), verb.removesuffix("es"), key_of(verb)))
