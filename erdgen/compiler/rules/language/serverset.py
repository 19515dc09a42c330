"""Sentences about what the server fills in by itself.

set       = member "is set automatically" [when] | link "is set to the current user"
          | "whoever creates" row "becomes its" link | member "cannot be set by clients"
"""

from __future__ import annotations

from erdgen.compiler.rules.forms import ServerSet
from erdgen.compiler.rules.language.bodies import Bodies, Stated
from erdgen.compiler.rules.language.defaults import Defaults
from erdgen.compiler.rules.language.lexicon import key_of, loose_key_of
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.words import CREATE
from erdgen.compiler.spec.project import Kind, Relationship


class ServerSets(Defaults):
    """Reads what clients do not set."""

    def _server_set(self, place: int) -> Bodies:
        """ "created_at is set automatically", "issued_by is the user who creates the loan"."""
        yield from self._becomes(place)
        for ref, end in self.read_subject(place):
            found = self.modal(end)
            if found and not found.asks:
                denied = found.denied and self.phrase(found.end, "be-set-by-hand")
                if found.denied and denied and denied > 0:
                    yield Stated((ServerSet(ref.path, "nobody"),)), denied
                continue
            start = found.end if found else end
            yield from self._set_by_server(ref, start)

    def _becomes(self, place: int) -> Bodies:
        """ "Whoever creates an event becomes its organizer"."""
        user = self.lexicon.project.user
        lead = self.phrase(place, "whoever")
        if lead < 0 or user is None:
            return
        verb = self.word(lead)
        if (
            verb not in CREATE
            and verb.removesuffix("s") not in CREATE
            and verb.removesuffix("es") not in CREATE
            and key_of(verb) not in CREATE
        ):
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

    def _set_by_server(self, ref: Ref, place: int) -> Bodies:
        start = self.skip(place, "be", "is", "are", "must be", "gets", "get")
        if isinstance(ref.member, Relationship):
            user = self.lexicon.project.user
            if user is None or ref.member.target != user.name or ref.member.many:
                return
            who = self.past(start, "set-to-user")
            end = self.phrase(who, "current-user")
            if end < 0:
                lead_who = self.phrase(who, "the-user-who")
                if lead_who > 0 and (
                    self.word(lead_who) in CREATE
                    or self.word(lead_who).rstrip("s") in CREATE
                    or self.word(lead_who).rstrip("es") in CREATE
                ):
                    for _none, stop in self.read_entity(lead_who + 1, self.root, plain=True):
                        end = stop
            if end > 0:
                when = self._at_creation_words(end)
                yield Stated((ServerSet(ref.path, "user"),)), when
            return
        field = ref.field
        if field is None or field.kind not in (Kind.DATE, Kind.DATETIME):
            return
        auto = self.phrase(start, "set-automatically")
        if auto < 0:
            return
        for words, source in (
            (("when it is created", "when created", "on creation", "at creation", "upon creation", "when a row is created", "of creation", "it was created", "it is created", "at which it is created", "at which it was created",
              "when the record is created", "during creation", "on which it was created", "on which it is created", "at the time of creation", "when it was created", "at the moment of creation"), "created"),
            (("when it is changed", "on every change", "at every change", "whenever it changes", "of the last change", "whenever it is changed", "on each update", "on every update", "when it is updated", "it was last changed", "with every change",
              "whenever it is updated", "at each change", "on each change", "on every save", "at every update", "each time it changes", "each time it is changed", "each time it is saved", "whenever it is saved", "every time it is changed",
              "every time it changes", "with each change", "of its last change", "of the last update"), "updated"),
        ):  # fmt: skip
            stop = self.at(auto, *words)
            if stop > 0:
                yield Stated((ServerSet(ref.path, source),)), stop  # type: ignore[arg-type]  # one of the two sources
            lead = self.phrase(auto, "whenever-row")
            if lead > 0:
                for _none, after in self.read_entity(lead, self.root, plain=True):
                    done = self.at(after, *(("is created", "was created", "is added", "is recorded", "is made", "is placed", "is registered", "is opened", "is entered", "is submitted", "gets created", "is uploaded", "is posted", "is saved for the first time")
                                            if source == "created" else ("is changed", "is updated", "changes", "is saved", "is edited", "is modified", "was last changed")))  # fmt: skip
                    if done > 0:
                        yield Stated((ServerSet(ref.path, source),)), done  # type: ignore[arg-type]  # one of two
        name = loose_key_of(field.name)
        if auto == self.end:
            yield (
                Stated(
                    (
                        ServerSet(
                            ref.path,
                            "updated"
                            if "update" in name or "modified" in name or "chang" in name
                            else "created",
                        ),
                    )
                ),
                auto,
            )

    def _at_creation_words(self, place: int) -> int:
        end = self.phrase(place, "on-being-made")
        if end > 0:
            return end
        lead = self.at(place, "when the", "when a", "when an", "at the time the", "as soon as a")
        if lead > 0:
            for _none, after in self.read_entity(lead, self.root, plain=True):
                done = self.phrase(after, "row-is-made")
                if done > 0:
                    return done
        return place
