"""Sentences about who may do what: "only the employer who posted a job may edit it"."""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.conditions import Condition, Given, OneOf
from erdgen.compiler.rules.forms import Access
from erdgen.compiler.rules.language.bodies import Bodies, Stated
from erdgen.compiler.rules.language.cues import cued
from erdgen.compiler.rules.language.entrants import Entrants
from erdgen.compiler.rules.language.names import key_of, split_name
from erdgen.compiler.rules.language.owners import Who
from erdgen.compiler.rules.language.verbs import CREATE, DELETE, MAKE, READ, UPDATE
from erdgen.compiler.rules.language.words import word_set
from erdgen.compiler.spec.project import Action, Field

_MANAGE = word_set("manage managed maintain maintained administer administered")
_WRITE = word_set("write written set enter entered fill assign assigned adjust adjusted")
#: One of these stands in every sentence about one's own rows or those of others.
_OF_WHOM = word_set("own other others another else foreign they he she them theirs")
#: What somebody does with what is in their hands, by a verb of its own for each calling.
_LEADING = word_set(
    "teach lead run give hold handle manage guide drive conduct supervise own coach train host steer organise"
    " organize moderate present treat"
)
#: Moments at which a row was made, by the first word of their name.
_ENTERED = word_set("recorded entered created added registered logged booked placed posted filed submitted")
_DATA = ("details", "data", "record", "records", "information", "particulars", "entry", "entries")
_SELF_ONLY = ("only", "solely", "exclusively")
_ADJECTIVES: dict[str, Action] = {
    "visible": "read",
    "viewable": "read",
    "readable": "read",
    "editable": "update",
    "changeable": "update",
    "modifiable": "update",
    "deletable": "delete",
}


class AccessSentences(Entrants):
    """Adds who may do what."""

    def read_main(self, place: int) -> Bodies:
        yield from super().read_main(place)
        yield from self._only_who(place)
        yield from self._by_who(place)
        yield from self._reserved(place)
        yield from self._alone(place)
        yield from self._own_rows(place)
        yield from self._nobody_else(place)
        yield from self._everybody(place)

    def _only_who(self, place: int) -> Bodies:
        """ "Only admins can delete users", "nobody but a librarian may delete books"."""
        lead = self.phrase(place, "none-but-these-who")
        if lead < 0:
            return
        for who, end in self._people(lead):
            found = self.modal(end)
            alone = self.at(end, "alone", "themselves", "only")
            found = found or (self.modal(alone) if alone > 0 else None)
            start = found.end if found and found.kind != "must" else end
            for actions, after in self._actions(start):
                if not self._are_any(who, actions, lead):
                    yield from self._targets(who, actions, after)

    def _are_any(self, who: Who, actions: tuple[Action, ...], place: int) -> bool:
        """ "(Booked by) members": whoever is one, not the one to whom the new row belongs."""
        plural = self.skip_determiners(place) == place and self.word(place).endswith("s")
        return plural and bool(who.owner_path) and "create" in actions

    def _targets(self, who: Who, actions: tuple[Action, ...], place: int) -> Bodies:
        if self.phrase(place, "their-own") > 0:
            return  # of some rows alone, not of all
        it = self.at(place, "it", "them")
        if it > 0 and who.owner_path:
            yield Stated((Access(actions, who.grantees, who.owner_path),)), it
        for end in self.root_ends(self.skip(place, "new", "a new", "any new")):
            yield (
                Stated((Access(actions, who.grantees, who.owner_path),)),
                self.skip(end, "records", "data", "entries", "details", "rows"),
            )
        for end in self._whole_rows(place, who):
            yield Stated((Access(actions, who.grantees, who.owner_path),)), end
        theirs = any(token.kind == "possessive" for token in self.tokens[:place])
        for ref, end in self.read_subject(place) if not theirs else ():
            if ref.where is None and "." not in ref.path and set(actions) <= {"read", "update"}:
                yield Stated((Access(actions, who.grantees, who.owner_path, ref.path),)), end

    def _whole_rows(self, place: int, who: Who) -> Iterator[int]:
        """After "its details", "the details of a building", "a building's data"."""
        its = self.at(place, "its", "their", "his or her") if who.owner_path else -1
        marks = [its, *(end for end in map(self.owner_mark, self.root_ends(place)) if end > place)]
        yield from (end for end in (self.at(mark, *_DATA) for mark in marks if mark > 0) if end > 0)
        of = self.at(
            self.skip_determiners(place), *(f"{data} {prep}" for data in _DATA for prep in ("of", "on"))
        )
        yield from self.root_ends(of) if of > 0 else ()

    @cued("by-anyone-but", "done-by")
    def _by_who(self, place: int) -> Bodies:
        """ "Shipments are created and changed by dispatchers only", "salary can only be seen by payroll"."""
        for end in self.root_ends(place):
            yield from self._passive("", end)
            data = self.at(self.owner_mark(end), *_DATA, "rows")
            yield from self._passive("", data) if data > 0 else ()
        whole = [*self._whole_rows(place, Who(()))]
        for end in whole:
            yield from self._passive("", end)
        for ref, end in self.read_subject(place) if not whole else ():
            if ref.where is None and "." not in ref.path:
                yield from self._passive(ref.path, end)

    def _passive(self, field: str, place: int) -> Bodies:
        found = self.modal(place)
        denied = found is not None and found.forbids
        start = found.end if found else place
        be = self.at(start, "be", "is", "are", "only be", "is only", "are only")
        if be < 0:
            return
        for actions, after in self._actions(be):
            only = (found is not None and found.kind == "only") or self.words[be - 1] == "only"
            by = self.phrase(after, "by-anyone-but" if denied else "done-by")
            if by < 0:
                continue
            only = denied or only or self.words[by - 2] in _SELF_ONLY
            lead = self.phrase(by, "nobody-but")
            if field:
                actions = tuple(
                    dict.fromkeys("update" if action == "create" else action for action in actions)
                )
            for who, end in self._people(max(lead, by)):
                if self._are_any(who, actions, max(lead, by)):
                    continue
                last = self.phrase(end, "alone")
                limited = only or lead > 0 or last > 0
                if limited and (not field or set(actions) <= {"read", "update"}):
                    yield Stated((Access(actions, who.grantees, who.owner_path, field),)), max(last, end)

    def _reserved(self, place: int) -> Bodies:
        """ "Deleting customers is reserved for managers"."""
        actions = _action_of(self.word(place).removesuffix("ing")) or _action_of(
            self.word(place).removesuffix("ing") + "e"
        )
        if not actions or not self.word(place).endswith("ing"):
            return
        for end in self.root_ends(place + 1):
            yield from self._reserved_for("", actions, end)
        for ref, end in self.read_subject(place + 1):
            if ref.where is None and "." not in ref.path and set(actions) <= {"read", "update"}:
                yield from self._reserved_for(ref.path, actions, end)

    def _reserved_for(self, field: str, actions: tuple[Action, ...], place: int) -> Bodies:
        lead = self.phrase(place, "is-reserved-for")
        for who, end in self._people(lead) if lead > 0 else ():
            yield Stated((Access(actions, who.grantees, who.owner_path, field),)), self.past(end, "alone")

    @cued("they-alone")
    def _alone(self, place: int) -> Bodies:
        """ "Managers alone may delete customers"."""
        for who, end in self._people(place):
            alone = self.phrase(end, "they-alone")
            found = self.modal(alone) if alone > 0 else None
            if found is not None and not found.denied and found.kind == "can":
                for actions, after in self._actions(found.end):
                    yield from self._targets(who, actions, after)

    def _own_rows(self, place: int) -> Bodies:
        """ "Users can only see their own orders", "… may edit his own flats but not those of others"."""
        for name, path, end in self._actors(place) if not _OF_WHOM.isdisjoint(self.words) else ():
            only = self.at(end, "only")
            found = self.modal(end)
            if (found is not None and found.asks) or not path:
                continue
            denied = found is not None and found.denied
            for actions, after in self._actions(found.end if found else max(only, end)):
                only = max(only, self.at(after, "only"))
                limited = only > 0 or (found is not None and found.kind == "only")
                for stop in self._theirs(max(after, only), path) if not denied else ():
                    body = Stated((Access(actions, ("owner",), path),))
                    last = max(self._but_not_of_others(stop, name), self.phrase(stop, "and-only-those"))
                    if limited or last > 0:
                        yield body, max(last, stop)
                for stop in self._of_others(after, name) if denied else ():
                    yield Stated((Access(actions, ("owner",), path),)), stop

    def _theirs(self, place: int, path: str) -> Iterator[int]:
        """After "their own orders", "orders they placed themselves", "orders assigned to them"."""
        own = self.phrase(place, "their-own")
        if own > 0:
            yield from self.root_ends(own)
            return
        for end in self.root_ends(place):
            yield from self._after(end, "belonging-to-them")
            they = self.phrase(end, "which-they")
            verb = self.word(they) if they > 0 else ""
            told = verb in CREATE or (verb in _LEADING and self._is_named_after(path))
            way = self._way_of_deed(verb) or (path if told else "")
            if verb and way == path:
                yield self.skip(they + 1, "themselves", "himself", "herself", "himself or herself")

    def _is_named_after(self, path: str) -> bool:
        """Whether the link at the beginning of ``path`` is called after those who act."""
        link, lead = key_of(path.split(".")[0]), self.words[:1] == ["only"]
        return link == key_of(self.word(int(lead)))

    def _after(self, place: int, key: str) -> Iterator[int]:
        end = self.phrase(place, key)
        if end > 0:
            yield end

    def _but_not_of_others(self, place: int, name: str) -> int:
        """After ", but not those of others", "but no other member's"; -1 if that is not said."""
        end = self.phrase(place, "but-not-of-others")
        if end > 0:
            return end
        lead = self.phrase(place, "but-not-those-of")
        return self._other_people(lead, name) if lead > 0 else -1

    def _other_people(self, place: int, name: str) -> int:
        """After "others", "another member": the same people as those who act; -1 otherwise."""
        anybody = self.phrase(place, "other-people")
        if anybody > 0:
            return anybody
        other = self.at(place, "other", "another", "any other")
        for said, end in self.spans(other, 3) if other > 0 else ():
            if key_of(said) == key_of(name):
                return end
        return -1

    def _of_others(self, place: int, name: str) -> Iterator[int]:
        """After "other people's orders", "orders of others", "orders that are not their own"."""
        foreign = self.phrase(place, "of-others")
        people = self._other_people(place, name)
        theirs = self.owner_mark(people) if people > 0 else -1
        for start in (foreign, theirs if theirs > people else -1):
            yield from self.root_ends(start) if start > 0 else ()
        for end in self.root_ends(place):
            yield from self._after(end, "not-theirs")
            of = self.phrase(end, "belonging-to")
            last = self._other_people(of, name) if of > 0 else -1
            by = self.at(end + 1, "by")
            if by > 0 and self._way_of_deed(self.word(end)):
                last = self._other_people(by, name)
            if last > 0:
                yield last

    @cued("nobody-else")
    def _nobody_else(self, place: int) -> Bodies:
        """ "Registrars and the headteacher can create students, nobody else can"."""
        for who, end in self._people(place):
            found = self.modal(end)
            if found is None or found.denied:
                continue
            for actions, after in self._actions(found.end):
                for body, stop in self._targets(who, actions, after):
                    last = self.phrase(stop, "nobody-else")
                    if last > 0:
                        yield body, last

    def _everybody(self, place: int) -> Bodies:
        """ "Everyone can see products"."""
        for key, grantee in (("everybody", "anyone"), ("signed-in", "authenticated")):
            end = self.phrase(place, key)
            found = self.modal(end) if end > 0 else None
            if found is not None and found.kind == "can":
                for actions, after in self._actions(found.end):
                    yield from self._targets(Who((grantee,)), actions, after)

    def _actors(self, place: int) -> Iterator[tuple[str, str, int]]:
        """Whoever acts, and the way from a row to them: "users", "a customer", "people"."""
        end = self.at(place, "everyone", "everybody", "people", "you", "we", "one", "nobody")
        if end > 0:
            yield "user", self._owner_path(), end
        for name, stop in self.spans(self.skip_determiners(place), 3):
            path = self._way_to(name)
            if path:
                yield name, path, stop

    def _people(self, place: int) -> Iterator[tuple[Who, int]]:
        """One or several kinds of people."""
        for who, end in self._person(place):
            yield who, end
            after = self.at(end, ", and", "and", ", or", "or", ",", "as well as")
            after = self.skip(after, "by", "to", "for") if after > 0 else -1
            if after > 0:
                for more, stop in self._people(after):
                    paths = {path for path in (who.owner_path, more.owner_path) if path}
                    if len(paths) <= 1:
                        grantees = tuple(dict.fromkeys((*who.grantees, *more.grantees)))
                        yield Who(grantees, next(iter(paths), "")), stop

    def _person(self, place: int) -> Iterator[tuple[Who, int]]:
        end = self.phrase(place, "superusers-only")
        if end > 0:
            yield Who(()), end
        end = self.phrase(place, "signed-in")
        if end > 0:
            yield Who(("authenticated",)), end
        start = self.skip_determiners(self.past(place, "holders-of-role"))
        own = self.word(place) in ("its", "their", "his", "her")
        for name, stop in self.spans(start, 4) if not own else ():
            role = self.lexicon.roles.get(key_of(name)) or self.lexicon.roles.get(_short(key_of(name)))
            if role is not None:
                last = self.at(stop, "role", "users", "staff", "rights", "permissions", "privileges")
                yield Who((role,)), max(last, stop)
                yield from self._who_did(max(last, stop), self._way_to(name))
                break
        yield from self._owner(place)

    def _brings_into_state(self, verb: str) -> bool:
        """Whether "publish" is a change of a row rather than its making."""
        guesses = (verb, f"{verb}ed", f"{verb}d", verb.removesuffix("ed"))
        return any(
            not self._is_first_state(state)
            for guess in guesses
            for state in self.lexicon.states(self.root, guess)
        )

    def _is_first_state(self, state: Condition) -> bool:
        """Whether a row has it from the start: the value that it has by default, or when it was entered."""
        if isinstance(state, Given):
            return not _ENTERED.isdisjoint(split_name(state.field))
        member = self.root.members.get(state.field) if isinstance(state, OneOf) else None
        default = member.default if isinstance(member, Field) else None
        first = default.value if default is not None else None
        return isinstance(state, OneOf) and not state.negated and state.values == (first,)

    def _actions(self, place: int) -> Iterator[tuple[tuple[Action, ...], int]]:
        """ "create", "edit or delete", "see"."""
        found: list[Action] = []
        end = place
        while True:
            actions = _action_of(self.word(end))
            if not actions or (actions == ("create",) and self._brings_into_state(self.word(end))):
                return
            found += actions
            end += 1
            if self.word(end) in ("at", "in", "up") and self.words[end - 1] in (
                "look",
                "looked",
                "fill",
                "filled",
                "take",
                "taken",
            ):
                end += 1
            after = self.at(end, ", or", "or", ", and", "and", ",")
            if after > 0 and _action_of(self.word(after)):
                end = after
                continue
            yield tuple(dict.fromkeys(found)), end
            return


def _action_of(word: str) -> tuple[Action, ...]:
    if word in _ADJECTIVES:
        return (_ADJECTIVES[word],)
    if word in _MANAGE:
        return ("create", "update", "delete")
    if word in _WRITE and word not in MAKE:
        return ("update",)
    if word in DELETE:
        return ("delete",)
    if word in UPDATE:
        return ("update",)
    if word in READ:
        return ("read",)
    if word in MAKE:
        return ("create",)
    return ()


def _short(key: str) -> str:
    return {"administrator": "admin", "admin": "administrator"}.get(key, key)
