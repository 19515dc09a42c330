"""Sentences about what stays as it is once it is there.

keeping   = somebody "may" ["not"] change member | "changing" member "is not allowed"
          | "changes to" (member | rows) "are refused" | rows "keep" member "for ever"
          | member "can only be set on creation" | member "is set once and for all"
          | row "cannot be moved to another" link | "nothing may be changed on" rows
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.language.bodies import Act, Bodies, narrow_body
from erdgen.compiler.rules.language.memory import remembered
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.stories import Stories
from erdgen.compiler.rules.language.verbs import UPDATE
from erdgen.compiler.rules.language.words import BE, word_set

_GERUNDS = word_set(
    "changing editing updating modifying altering amending adjusting correcting overwriting revising"
    " replacing exchanging"
)


class Keeping(Stories):
    """Reads that members or rows keep what they have."""

    @remembered
    def _kept_as_is(self, place: int) -> Bodies:
        yield from self._somebody_changes(place)
        yield from self._changing(place)
        yield from self._row_keeps(place)
        yield from self._set_once(place)
        yield from self._moved_elsewhere(place)
        yield from self._nothing_changes(place)

    def _somebody_changes(self, place: int) -> Bodies:
        """ "Nobody may change the amount of a bid", "it is not possible to alter an invoice's number"."""
        start = self._denied_start(place)
        if start < 0 or self.word(start) not in UPDATE:
            return
        yield from self._changed_members(start + 1)

    def _denied_start(self, place: int) -> int:
        """Where the verb stands that somebody may not do; -1 if none is denied."""
        forbidden = self.phrase(place, "it-is-forbidden-to")
        if forbidden > 0:
            return forbidden
        nobody = self.at(place, "nobody", "no one", "no user")
        actor = max(self.phrase(place, "somebody"), nobody)
        found = self.modal(actor) if actor > 0 else None
        if found is not None:
            denied = (found.denied and nobody < 0) or (
                nobody > 0 and found.kind == "can" and not found.denied
            )
            return found.end if denied else -1
        return self.at(actor, "never", "do not") if actor > 0 and nobody < 0 else -1

    def _changed_members(self, place: int) -> Bodies:
        for ref, end in self.read_subject(place):
            if "." not in ref.path:
                yield from self._fixed(ref, end)

    def _fixed(self, ref: Ref, place: int) -> Bodies:
        body = narrow_body(Act("update", False, fields=(ref.path,)), self.root, ref.where)
        yield body, self._after_creation(place)

    def _changing(self, place: int) -> Bodies:
        """ "Changing the number of an invoice is not allowed", "any change to a paid invoice is refused"."""
        changes = self.phrase(place, "changes-to")
        start = place + 1 if self.word(place) in _GERUNDS else changes
        if start < 0:
            return
        for body, end in self._changed_members(start):
            after = self._past_refusal(end)
            if after > 0:
                yield body, self._after_creation(after)
        for where, end in self.read_entity(start, self.root) if changes > 0 else ():
            after = self._past_refusal(end)
            if after > 0:
                yield Act("update", False, where), self._after_creation(after)

    def _past_refusal(self, place: int) -> int:
        return max(self.phrase(place, "doing-forbidden"), self.phrase(place, "row-refused"))

    def _row_keeps(self, place: int) -> Bodies:
        """ "A listing keeps its seller for ever"."""
        for end in self.root_ends(place):
            keeps = self.at(end, "keeps", "keep", "must keep", "has to keep", "have to keep", "retains")
            for ref, stop in self.read_member(keeps, self.root, depth=3) if keeps > 0 else ():
                last = self.phrase(stop, "for-ever")
                if last > 0 and "." not in ref.path:
                    yield Act("update", False, fields=(ref.path,)), last

    def _set_once(self, place: int) -> Bodies:
        """ "(Its number) can only be set on creation", "(the VIN) is set once and for all"."""
        for ref, end in self.read_subject(place):
            if "." in ref.path:
                continue
            found = self.modal(end)
            start = found.end if found is not None and not found.denied else end
            be = start + 1 if self.word(start) in BE else start
            if found is not None and found.denied:
                continue
            stays = self.phrase(start, "stays-the-same")
            if stays > 0 and (found is None or found.asks):
                for last in self._ever(stays):
                    yield from self._fixed(ref, last)
            only = found is not None and found.kind == "only"
            given = self.phrase(be, "set-participle")
            if given < 0 or be == start:
                continue
            then = self.at(given, "once and", "once and then", "once , and", "once , then")
            stays = self.phrase(then, "stays-the-same") if then > 0 else -1
            for last in self._ever(stays) if stays > 0 and (found is None or found.asks) else ():
                yield from self._fixed(ref, last)
            once = self.phrase(given, "once-and-for-all")
            if once > 0 and (found is None or found.asks or found.kind == "can"):
                yield from self._fixed(ref, once)
            once_only = self.phrase(given, "only-once-set")
            if only and self.at(given, "once") > 0:
                once_only = given + 1
            if once_only > 0:
                comma = self.skip(once_only, ",")
                yield from self._fixed(ref, max(self._creation_tail(comma), once_only))
            after_only = self.at(given, "only")
            if only or after_only > 0:
                tail = self._creation_tail(max(after_only, given))
                if tail > 0:
                    yield from self._fixed(ref, tail)

    def _ever(self, place: int) -> Iterator[int]:
        """Ends of "for ever", "for the lifetime of the invoice"; or ``place`` itself."""
        yield place
        last = self.phrase(place, "for-ever")
        if last > 0:
            yield last
        life = self.phrase(place, "for-the-life-of")
        if life > 0:
            yield from self.root_ends(life)

    def _moved_elsewhere(self, place: int) -> Bodies:
        """ "A bid cannot be moved to another listing": its link keeps its row."""
        for where, end in self.read_entity(place, self.root):
            found = self.modal(end)
            if found is None or not found.denied:
                continue
            moved = self.phrase(found.end, "moved-to-another")
            for name, stop in self.spans(moved, 4) if moved > 0 else ():
                for link in self.lexicon.links(self.root, name):
                    body = narrow_body(Act("update", False, fields=(link.name,)), self.root, where)
                    yield body, self._after_creation(stop)

    def _nothing_changes(self, place: int) -> Bodies:
        """ "Nothing may be changed on a closed ticket", "(…, ) nothing about it may be changed"."""
        about = self.phrase(place, "nothing-about-it")
        start = max(about, self.at(place, "nothing"))
        found = self.modal(start) if start > 0 else None
        if found is None or found.denied or found.kind != "can":
            return
        verb = found.end + 1 if self.word(found.end) == "be" else found.end
        if self.word(verb) not in UPDATE:
            return
        if about > 0:
            if place > 0:  # else nothing says what "it" is
                yield Act("update", False), self._after_creation(verb + 1)
            return
        on = self.at(verb + 1, "on", "in", "about", "of")
        for where, end in self.read_entity(on, self.root) if on > 0 else ():
            yield Act("update", False, where), self._after_creation(end)

    def _creation_tail(self, place: int) -> int:
        """After "on creation" or "when it is created"; -1 if that does not stand here."""
        raise NotImplementedError
