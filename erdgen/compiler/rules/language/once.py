"""Values that stand for one row, said by how often, or for how many rows, they may be recorded.

once      = row "can be" recorded ("only once" | "at most once") "under" value [scope]
          | row "cannot be" recorded "twice under" value [scope]
          | value "may only be" recorded "for one" row | value "cannot be" recorded "for a second" row
value     = ["a given" | "the same"] member
scope     = … | "even if" words on upper and lower case | "even across" rows
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.language.bodies import Bodies
from erdgen.compiler.rules.language.cues import cued
from erdgen.compiler.rules.language.filed import LINKING, being_filed_end
from erdgen.compiler.rules.language.names import key_of
from erdgen.compiler.rules.language.uniqueness import Scope, Uniqueness
from erdgen.compiler.rules.language.words import word_set
from erdgen.compiler.spec.project import Field

_ONCE = ("only once", "just once", "at most once", "no more than once", "not more than once", "once only")
_TWICE = ("twice", "more than once", "again", "a second time", "several times")
_ONE = (
    "one",
    "one single",
    "a single",
    "only one",
    "at most one",
    "just one",
    "no more than one",
    "exactly one",
)
_SECOND = (
    "a second",
    "another",
    "any other",
    "two",
    "more than one",
    "two different",
    "several",
    "a different",
)
_HOWEVER = (
    *("even if", "even when", "no matter", "regardless of", "irrespective of", "ignoring", "disregarding"),
    *("whatever", "however", "whether", "without regard to", "no matter how", "no matter whether", "also if"),
    *("independently of", "without regard for", "without considering", "not considering"),
)
#: One of these says that the letters are meant.
_LETTERS = word_set(
    "case capitalisation capitalization capitals capital capitalised capitalized upper lower uppercase"
    " lowercase"
)
_OF_LETTERS = _LETTERS | word_set(
    "the is in of and or not it they are small letters letter differs differ different written spelled"
    " spelt spelling typed how being used only its their that this any a as - entered use"
)
_ACROSS = (
    "even across",
    "also across",
    "across all",
    "across all the",
    "across different",
    "even between",
    "across",
)


class Once(Uniqueness):
    """Reads that a value is recorded once."""

    def _scope(self, place: int) -> Iterator[Scope]:
        for scope in super()._scope(place):
            yield scope
            end = self._past_letters(scope.end)
            if end > 0:
                yield scope._replace(end=end, ignore_case=True)
        across = self.at(self.skip(place, ","), *_ACROSS)
        for name, stop in self.spans(across, 3) if across > 0 else ():
            if name.endswith("s") and self.lexicon.entities.get(key_of(name)):
                yield Scope(stop)
                return

    def _past_letters(self, place: int) -> int:
        """After "even if the capitalisation differs", "no matter how it is capitalised"; -1 otherwise."""
        end = start = self.at(self.skip(place, ",", "(", ", and", "and", "–"), *_HOWEVER)
        while end > 0 and self.word(end) in _OF_LETTERS:
            end += 1
        told = start > 0 and not _LETTERS.isdisjoint(self.words[start:end])
        return self.skip(end, ")") if told else -1

    @cued(words="once twice again second one several two another other different")
    def _recorded_once(self, place: int) -> Bodies:
        """ "A client can be registered only once under an address", "a plate may be filed for one …"."""
        for end in self.root_ends(place):
            found = self.modal(end)
            filed = being_filed_end(self.words, found.end) if found is not None else -1
            if found is None or filed < 0 or found.asks:
                continue
            bare = self.at(filed, "once") if found.kind == "only" else -1
            often = self.at(filed, *_TWICE) if found.denied else max(self.at(filed, *_ONCE), bare)
            under = often + 1 if often > 0 and self.word(often) in LINKING else -1
            yield from self._one_of_a_kind(self.past(under, "a-given")) if under > 0 else ()
        no = self.at(place, "no")
        for ref, end in self.read_subject(max(no, place)):
            found = self.modal(end)
            filed = self._past_recording(found.end) if found is not None else -1
            if not isinstance(ref.member, Field) or "." in ref.path or found is None or filed < 0:
                continue
            denied = found.denied or no > 0
            one = found.kind == "only" or (found.kind == "can" and not denied)
            for_rows = filed + 1 if self.word(filed) in LINKING else -1
            many = self.at(for_rows, *(_SECOND if denied else _ONE if one else ()))
            if (
                for_rows < 0
                or many < 0
                or (not denied and found.kind == "can" and not self._is_most(for_rows))
            ):
                continue
            if denied and found.asks is False and found.denied and no > 0:
                continue
            for stop in self.root_ends(many):
                yield from self._unique((ref.path,), ref.where, self.skip(stop, "only", "at a time"))

    def _past_recording(self, place: int) -> int:
        used = self.at(place, "be used", "be in use", "be held", "be carried", "be claimed", "be shared")
        return max(being_filed_end(self.words, place), used)

    def _is_most(self, place: int) -> bool:
        """Whether a number of rows is said to be the most: "can be on file for at most one"."""
        return self.word(place) in ("only", "at", "just", "no")

    def _one_of_a_kind(self, place: int) -> Bodies:
        for name, end in self._single_members(place):
            yield from self._unique((name,), None, end)
