"""Sentences about who may do what: "only the employer who posted a job may edit it"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from erdgen.compiler.rules.forms import Access
from erdgen.compiler.rules.language.bodies import Bodies, Stated
from erdgen.compiler.rules.language.groups import Groups
from erdgen.compiler.rules.language.lexicon import key_of, split_name
from erdgen.compiler.rules.language.words import CREATE, DELETE, MAKE, READ, UPDATE, word_set
from erdgen.compiler.spec.project import Action, Relationship

_MANAGE = word_set("manage managed maintain maintained administer administered")
_WRITE = word_set("write written set enter entered fill assign assigned adjust adjusted")
_SELF_ONLY = ("only", "solely", "exclusively")


class Who(NamedTuple):
    """Grantees, and the way from a row to the owner where one is among them."""

    grantees: tuple[str, ...]
    owner_path: str = ""


class AccessSentences(Groups):
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
                yield from self._targets(who, actions, after)

    def _targets(self, who: Who, actions: tuple[Action, ...], place: int) -> Bodies:
        it = self.at(place, "it", "them")
        if it > 0 and who.owner_path:
            yield Stated((Access(actions, who.grantees, who.owner_path),)), it
        for end in self.root_ends(self.skip(place, "new", "a new", "any new")):
            yield (
                Stated((Access(actions, who.grantees, who.owner_path),)),
                self.skip(end, "records", "data", "entries", "details", "rows"),
            )
        for ref, end in self.read_subject(place):
            if ref.where is None and "." not in ref.path and set(actions) <= {"read", "update"}:
                yield Stated((Access(actions, who.grantees, who.owner_path, ref.path),)), end

    def _by_who(self, place: int) -> Bodies:
        """ "Shipments are created and changed by dispatchers only", "salary can only be seen by payroll"."""
        for end in self.root_ends(place):
            yield from self._passive("", end)
        for ref, end in self.read_subject(place):
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
            yield Stated((Access(actions, who.grantees, who.owner_path, field),)), self.skip(end, "only")

    def _alone(self, place: int) -> Bodies:
        """ "Managers alone may delete customers"."""
        for who, end in self._people(place):
            alone = self.phrase(end, "they-alone")
            found = self.modal(alone) if alone > 0 else None
            if found is not None and not found.denied and found.kind == "can":
                for actions, after in self._actions(found.end):
                    yield from self._targets(who, actions, after)

    def _own_rows(self, place: int) -> Bodies:
        """ "Users can only see their own orders", "a landlord may edit only his own flats"."""
        for _who, end in self._actors(place):
            found = self.modal(end)
            if found is None or found.asks:
                continue
            denied = found.denied
            for actions, after in self._actions(found.end):
                only = self.at(after, "only")
                own = self.phrase(max(only, after), "their-own")
                if own > 0 and (found.kind == "only" or only > 0) and not denied:
                    yield from self._own_target(actions, own)
                others = self.phrase(after, "of-others")
                if (
                    others < 0
                    and self.word(after) in ("other", "another")
                    and self.word(after + 2) in ("'", "’", "'s", "’s")
                ):
                    others = after + 3
                if denied and others > 0:
                    yield from self._own_target(actions, others)

    def _own_target(self, actions: tuple[Action, ...], place: int) -> Bodies:
        path = self._owner_path()
        if not path:
            return
        for end in self.root_ends(place):
            yield Stated((Access(actions, ("owner",), path),)), end

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

    def _actors(self, place: int) -> Iterator[tuple[str, int]]:
        """Whoever acts, where it is all users: "users", "a customer", "people"."""
        end = self.at(place, "everyone", "everybody", "people", "you", "we", "one", "nobody")
        if end > 0:
            yield "", end
        start = self.skip_determiners(place)
        user = self.lexicon.project.user
        for name, stop in self.spans(start, 3):
            if (
                (user is not None and user in self.lexicon.entities.get(key_of(name), ()))
                or key_of(name) in self.lexicon.roles
                or key_of(name) in ("user", "person", "member")
                or any(
                    link.target == e.name
                    for e in self.lexicon.entities.get(key_of(name), ())
                    for link in self.root.relationships
                )
            ):
                yield name, stop

    def _people(self, place: int) -> Iterator[tuple[Who, int]]:
        """One or several kinds of people."""
        for who, end in self._person(place):
            yield who, end
            after = self.at(end, ", and", "and", ", or", "or", ",", "as well as")
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
                last = self.at(stop, "role", "users", "staff")
                yield Who((role,)), max(last, stop)
                yield from self._who_did(max(last, stop))
                break
        yield from self._owner(place)

    def _owner(self, place: int) -> Iterator[tuple[Who, int]]:
        start = self.skip_determiners(place)
        path = self._owner_path()
        if self.word(start) in ("owner", "owners", "creator", "author", "himself", "themselves") and path:
            yield from ((Who(("owner",), path), end) for end in self._past_of_root(start + 1))
        for name, end in self.spans(start, 3):
            for member in self.lexicon.members(self.root, name):
                if isinstance(member, Relationship) and self._leads_to_user(member.name):
                    yield from (
                        (Who(("owner",), self._leads_to_user(member.name)), stop)
                        for stop in self._past_of_root(end)
                    )
        for name, end in self.spans(start, 3):
            user = self.lexicon.project.user
            known = user is not None and user in self.lexicon.entities.get(key_of(name), ())
            if (
                known
                or key_of(name) in ("user", "person", "member", "one")
                or key_of(name) in self.lexicon.roles
            ):
                yield from self._who_did(end)

    def _past_of_root(self, place: int) -> Iterator[int]:
        yield place
        assigned = self.phrase(place, "assigned-to-it")
        if assigned > 0:
            yield assigned
        after = self.at(place, "of", "on")
        if after > 0:
            it = self.at(after, "it", "them")
            if it > 0:
                yield it
            yield from self.root_ends(after)

    def _who_did(self, place: int) -> Iterator[tuple[Who, int]]:
        """ "… who posted it", "… who created the job": the link that says so."""
        after = self.at(place, "who has", "who", "that", "who had", "whom", "to whom", "it is", "they are")
        if after < 0:
            return
        was = self.at(after, "is", "was", "has been")
        verb = self.word(max(was, after))
        stem = _stem(verb)
        links = [
            link
            for link in self.root.relationships
            if not link.many
            and self._leads_to_user(link.name)
            and stem in {_stem(word) for word in split_name(link.name)}
        ]
        path = self._leads_to_user(links[0].name) if len(links) == 1 else ""
        if not path and (verb in CREATE or verb in ("owns", "own", "wrote")):
            path = self._owner_path()
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

    def _leads_to_user(self, name: str) -> str:
        """The path from the root over the link ``name`` to one user; empty if there is none."""
        link = self.root.members[name]
        user = self.lexicon.project.user
        if user is None or not isinstance(link, Relationship) or link.many:
            return ""
        if link.target == user.name:
            return name
        target = self.lexicon.project.by_name[link.target]
        ways = [other for other in target.relationships if other.target == user.name and not other.many]
        return f"{name}.{ways[0].name}" if len(ways) == 1 else ""

    def _owner_path(self) -> str:
        """The only way from a row to a user; empty where there are none or several."""
        if self.root.is_user:
            return "pk"
        if self.root.owner:
            return self.root.owner
        user = self.lexicon.project.user
        if user is None:
            return ""
        direct = [link.name for link in self.root.relationships if link.target == user.name and not link.many]
        if len(direct) == 1:
            return direct[0]
        if direct:
            return ""
        found = [
            path
            for link in self.root.relationships
            if not link.many
            for path in (self._leads_to_user(link.name),)
            if path
        ]
        return found[0] if len(found) == 1 else ""

    def _brings_into_state(self, verb: str) -> bool:
        """Whether "publish" is a change of a row rather than its making."""
        guesses = (verb, f"{verb}ed", f"{verb}d", verb.removesuffix("ed"))
        return any(self.lexicon.states(self.root, guess) for guess in guesses)

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


def _stem(word: str) -> str:
    for suffix in ("ing", "er", "or", "ed", "d", "s", "e"):
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            return word[: -len(suffix)]
    return word
