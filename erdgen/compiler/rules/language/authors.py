"""That the server notes who made a row, told from the side of whoever did it, of the row, or of the system.

authored  = author "is" kept ["as" link] | row ("is stamped with" | "gets" | "carries") author ["as" link]
          | ["for each" row ","] "the system" notes author ["in" link] | link "is taken from the login"
author    = people "who" makes (row | "it") | "whoever" makes (row | "it") | "the signed-in user"
link      = its name | "the one who" made "it" | "the one it was" made "by"
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from erdgen.compiler.rules.conditions import Given, OneOf
from erdgen.compiler.rules.forms import ServerSet
from erdgen.compiler.rules.language.bodies import Bodies, Stated
from erdgen.compiler.rules.language.cues import cued
from erdgen.compiler.rules.language.filed import FILED, past_being
from erdgen.compiler.rules.language.names import split_name
from erdgen.compiler.rules.language.parents import same_verb
from erdgen.compiler.rules.language.serverset import ServerSets
from erdgen.compiler.rules.language.words import word_set
from erdgen.compiler.spec.project import Field, Relationship

#: Verbs by which a row comes to be there; no others, as who "approves" one did not make it.
_MAKING = (
    *("create", "add", "make", "submit", "post", "place", "register", "write", "raise", "enter", "record"),
    *("file", "insert", "schedule", "book", "upload", "log", "report", "request", "reserve", "order", "note"),
    *("issue", "lodge", "capture", "input"),
)
_PAST = {"make": "made", "write": "wrote", "log": "logged", "submit": "submitted", "input": "input"}
_MAKES: frozenset[str] = frozenset(
    chain.from_iterable(
        (verb, f"{verb}s", _PAST.get(verb, f"{verb}d" if verb.endswith("e") else f"{verb}ed"))
        for verb in _MAKING
    )
)
_PEOPLE = word_set("user person one colleague employee somebody someone account clerk operator")
_WHO = ("who has", "who", "that has", "that", "which")
_NOTES = word_set("notes records stores keeps saves logs remembers captures registers tracks")
_STAMPED = FILED | word_set("stamped marked tagged labelled labeled saved signed tracked shown")
_WITH = ("together with", "along with", "with", "under", "to", "by")
_CARRIES = word_set("get gets carry carries receive receives bear bears hold holds show shows keep keeps")
_KEPT = FILED | word_set("remembered shown saved tracked displayed")
_LOGIN = (
    *(
        "the login",
        "the session",
        "the current session",
        "the signed - in account",
        "the logged - in account",
    ),
    *("the account that is signed in", "the current login", "the signed - in user", "the logged - in user"),
)


class Author(NamedTuple):
    """Who made a row: where the words end, and the link that is called after the deed."""

    end: int
    link: str = ""


class Authors(ServerSets):
    """Reads that the server notes who made a row."""

    @cued(words="user who whoever login session account person signed-in logged-in colleague")
    def _authored(self, place: int) -> Bodies:
        user = self.lexicon.project.user
        if user is None or not self._user_links:
            return
        yield from self._author_is_kept(place)
        yield from self._row_is_stamped(place)
        yield from self._system_notes(place)
        yield from self._from_login(place)

    @property
    def _user_links(self) -> list[Relationship]:
        user = self.lexicon.project.user
        return [
            link
            for link in self.root.relationships
            if user is not None and link.target == user.name and not link.many
        ]

    def _set(self, name: str, place: int) -> Bodies:
        yield Stated((ServerSet(name, "user"),)), self._past_by_hand(self._past_adverbs_of(place))

    def _author_is_kept(self, place: int) -> Bodies:
        """ "The user who reports a damage is recorded as its reporter", "who recorded it is filled in …"."""
        for author in self._author(place):
            told = self._past_adverbs_of(author.end)
            be = past_being(self.words, told)
            kept = self._past_adverbs_of(be) if be > 0 else -1
            if kept < 0 or (self.word(kept) not in _KEPT and self.at(kept, "filled in") < 0):
                continue
            end = self._past_adverbs_of(self.skip(kept + 1, "in", "down"))
            into = self.at(end, "as", "in", "under")
            for name, stop in self._link_told(into) if into > 0 else ():
                if author.link in ("", name):
                    yield from self._set(name, stop)
            if author.link:
                yield from self._set(author.link, self.skip(end, "with it", "on it", "with the row", "in it"))

    def _row_is_stamped(self, place: int) -> Bodies:
        """ "Each fine is stamped with the user who recorded it", "fines get the signed-in user as …"."""
        for end in self.root_ends(place):
            start = self._past_adverbs_of(end)
            be = past_being(self.words, start)
            stamped = self._past_adverbs_of(be) if be > 0 else -1
            after = self.at(self._past_adverbs_of(stamped + 1), *_WITH) if stamped > 0 else -1
            if self.word(stamped) not in _STAMPED or after < 0:
                after = start + 1 if self.word(start) in _CARRIES else -1
            for author in self._author(after) if after > 0 else ():
                into = self.at(author.end, "as", "in")
                for name, stop in self._link_told(into) if into > 0 else ():
                    if author.link in ("", name):
                        yield from self._set(name, stop)
                if author.link:
                    yield from self._set(author.link, self.skip(author.end, ", which is set", ", set"))

    def _system_notes(self, place: int) -> Bodies:
        """ "For each fine the system notes which user recorded it"."""
        lead = self.at(place, "for", "with", "on", "in")
        rows = next(self.root_ends(lead), -1) if lead > 0 else place
        system = self.phrase(self.skip(rows, ","), "the-system") if rows >= 0 else -1
        verb = self._past_adverbs_of(system) if system > 0 else -1
        noted = self.at(verb, "fills in")
        noted = verb + 1 if self.word(verb) in _NOTES else noted
        for author in self._author(self._past_adverbs_of(noted)) if noted > 0 else ():
            into = self.at(author.end, "as", "in", "under")
            for name, stop in self._link_told(into) if into > 0 else ():
                if author.link in ("", name):
                    yield from self._set(name, stop)
            yield from self._set(author.link, author.end) if author.link else ()

    def _from_login(self, place: int) -> Bodies:
        """ "The reporter of a damage is taken from the login"."""
        for name, end in self._link_told(place):
            be = past_being(self.words, self._past_adverbs_of(end))
            done = self._past_adverbs_of(be) if be > 0 else -1
            taken = self.at(done, "taken from", "set from", "filled in from", "derived from", "read from")
            login = self.at(taken, *_LOGIN) if taken > 0 else -1
            if login > 0:
                yield from self._set(name, login)

    # Who it was

    def _author(self, place: int) -> Iterator[Author]:
        """ "The user who recorded it", "whoever enters a fine", "which user recorded it"."""
        known = self.phrase(place, "current-user")
        if known > 0:
            yield Author(known)
        start = self.skip(self.skip_determiners(place), "which")
        who = start + 1 if self.word(start) in ("whoever", "who") else -1
        if who < 0 and self.word(start) in _PEOPLE:
            who = self.at(start + 1, *_WHO)
            who = start + 1 if who < 0 and self.word(start - 1) == "which" else who
        verb = self.word(who) if who > 0 else ""
        if verb not in _MAKES or not self._is_only_making(verb):
            return
        links = [link.name for link in self._user_links if self._is_called_after(link, verb)]
        for end in (self.at(who + 1, "it", "them"), *self.root_ends(who + 1)):
            if end > 0 and len(links) < 2:
                yield Author(end, links[0] if links else "")

    def _is_called_after(self, link: Relationship, verb: str) -> bool:
        return same_verb(verb, link.name) or verb in split_name(link.name)

    def _is_only_making(self, verb: str) -> bool:
        """Whether the verb brings rows to no state but the one they have from the start."""
        stem = verb.removesuffix("s")
        for word in (verb, f"{stem}ed", f"{stem}d"):
            for state in self.lexicon.states(self.root, word):
                member = self.root.members.get(state.field) if isinstance(state, OneOf) else None
                default = member.default if isinstance(member, Field) else None
                first = default.value if default is not None else None
                made = isinstance(state, Given) and not _MAKES.isdisjoint(split_name(state.field))
                if not made and not (isinstance(state, OneOf) and state.values == (first,)):
                    return False
        return True

    # As what

    def _link_told(self, place: int) -> Iterator[tuple[str, int]]:
        """ "its reporter", "the reporter of the damage", "the one it was made by"."""
        links = {link.name for link in self._user_links}
        for name, end in self._single_members(place):
            if name in links:
                yield name, end
                of = self.at(end, "of")
                yield from ((name, stop) for stop in (self.root_ends(of) if of > 0 else ()))
        yield from self._agent_told(place, links)
        start = self.skip_determiners(place)
        if self.word(start) not in _PEOPLE:
            return
        for author in self._author(place):
            if author.link:
                yield author.link, author.end
        it = self.at(start + 1, "it was", "it is", "they were", "by whom it was", "that it was")
        by = it + 1 if it > 0 and (self.word(it + 1) == "by" or "by" in self.words[start:it]) else -1
        for link in self._user_links if by > 0 else ():
            if self.word(it) in split_name(link.name):
                yield link.name, self.skip(by, "by")

    def _agent_told(self, place: int, links: set[str]) -> Iterator[tuple[str, int]]:
        """ "Reporter" for ``reported_by``."""
        start = self.skip_determiners(place)
        word = self.word(start)
        stem = word.removesuffix("er").removesuffix("or")
        if len(stem) < 4 or stem == word:
            return
        found = [
            name for name in links if split_name(name)[0] in (f"{stem}ed", f"{stem}d", f"{stem}{stem[-1]}ed")
        ]
        if len(found) == 1:
            yield found[0], start + 1
            of = self.at(start + 1, "of")
            yield from ((found[0], end) for end in (self.root_ends(of) if of > 0 else ()))
