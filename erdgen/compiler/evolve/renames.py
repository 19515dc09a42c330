"""What is called differently in a new version of an ERD, and how texts follow.

A name changes where the ERD says so (``renamed_from``), and where the mapping from ERD names to Python names
comes to another result because of what was added beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from erdgen.compiler.codegen.names import snake
from erdgen.compiler.findings import Finding, Level, Location
from erdgen.compiler.spec.project import Entity, Member, Project

#: Where a top-level definition begins: the name decides whose members its text speaks of.
_DEFINITION = re.compile(r"^(?:class|def) +(\w+)|^(\w+)(?= *[:=(])", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Renames:
    """Class names and, by new class name, member names: each new name with the one before."""

    entities: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    members: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    #: The words that stand for an entity outside its class (routes, related names): old → new.
    words: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def __bool__(self) -> bool:
        return bool(self.entities or self.members)

    def apply(self, text: str) -> str:
        """``text`` of the version before, in the words of the new one."""
        classes = {old: new for new, old in self.entities.items()}
        text = _replace(text, classes, r"\b(?:{})(?=[A-Z]|\b)")
        text = _replace(text, self.words, r"(?<![A-Za-z0-9])(?:{})(?![A-Za-z0-9])")
        return self._apply_members(text) if self.members else text

    def apply_to_wish(self, sentence: str, entity: str) -> str:
        """What somebody said of ``entity``, its class name now; of those that the sentence names if empty."""
        said = self.apply(sentence)
        for name, names in self.members.items():
            if name == entity or re.search(rf"\b{re.escape(name)}s?\b", said, re.IGNORECASE):
                said = _replace_said(said, {old: new for new, old in names.items()})
        return said

    def _apply_members(self, text: str) -> str:
        """Members are renamed only inside definitions that are called after their entity."""
        starts = list(_DEFINITION.finditer(text))
        if not starts:
            return text
        pieces = [text[: starts[0].start()]]
        ends = [*(match.start() for match in starts[1:]), len(text)]
        for match, end in zip(starts, ends, strict=True):
            piece = text[match.start() : end]
            for entity, names in self.members.items():
                if re.match(rf"{re.escape(entity)}(?=[A-Z]|$)", match[1] or match[2]):
                    piece = _replace(piece, {old: new for new, old in names.items()}, r"\b(?:{})\b")
            pieces.append(piece)
        return "".join(pieces)


def _replace(text: str, names: Mapping[str, str], pattern: str) -> str:
    """Every name by its other one, at once: a name that is given on to something else is not meant."""
    if not names:
        return text
    longest_first = sorted(names, key=len, reverse=True)
    anyone = pattern.format("|".join(map(re.escape, longest_first)))
    return re.sub(anyone, lambda found: names[found[0]], text)


def _replace_said(sentence: str, names: Mapping[str, str]) -> str:
    """As ``_replace``, also where people write a name in words, or with a capital."""
    longest_first = sorted(names, key=len, reverse=True)
    anyone = "|".join(re.escape(name).replace("_", "[_ ]") for name in longest_first)
    return re.sub(
        rf"\b(?:{anyone})\b",
        lambda found: names.get(found[0].replace(" ", "_").lower(), found[0]),
        sentence,
        flags=re.IGNORECASE,
    )


def find_renames(before: Project, after: Project) -> tuple[Renames, tuple[Finding, ...]]:
    """What changed its name, and what is wrong with how the ERD says so.

    A ``renamed_from`` that was carried out earlier says nothing any more.
    """
    finder = _Finder(before, after)
    finder.find()
    return Renames(finder.entities, finder.members, finder.words), tuple(finder.findings)


class _Finder:
    def __init__(self, before: Project, after: Project) -> None:
        self.before, self.after = before, after
        self.old = {entity.source: entity for entity in before.entities}
        self.entities: dict[str, str] = {}
        self.members: dict[str, dict[str, str]] = {}
        self.words: dict[str, str] = {}
        self.findings: list[Finding] = []

    def find(self) -> None:
        claimed: dict[str, str] = {}
        for entity in self.after.entities:
            former = self._former(entity)
            if former is None:
                continue
            if former.source in claimed:
                self._complain(
                    "evolve.E002",
                    f"{claimed[former.source]} and {entity.source} are both the former {former.source}",
                    "let one entity go on from it, and the other be new",
                    entity.location,
                )
                continue
            claimed[former.source] = entity.source
            self._note_entity(former, entity)
            names = dict(self._members(former, entity))
            if names:
                self.members[entity.name] = names

    def _former(self, entity: Entity) -> Entity | None:
        """The entity that it was in the version before; None for a new one."""
        if entity.source in self.old:
            return self.old[entity.source]
        if not entity.renamed_from:
            # Written otherwise (``book_copy``, ``BookCopy``), the class is the same.
            return self.before.by_name.get(entity.name)
        # A name that a comment gave is not the ERD's, but people know the entity by it.
        former = self.old.get(entity.renamed_from) or self.before.by_name.get(entity.renamed_from)
        if former is None:
            self._complain(
                "evolve.E001",
                f"{entity.source} is renamed from {entity.renamed_from!r}, "
                "which the version before does not have",
                f"it has: {', '.join(sorted(self.old))}; leave renamed_from out for a new entity",
                entity.location,
            )
        elif former.source in {other.source for other in self.after.entities}:
            self._complain(
                "evolve.E003",
                f"{entity.source} is renamed from {former.source}, which is still there",
                "take the old entity out, or leave renamed_from out",
                entity.location,
            )
            return None
        return former

    def _note_entity(self, former: Entity, entity: Entity) -> None:
        if former.name == entity.name:
            return
        if former.is_user or entity.is_user:
            says = (
                f"the user entity {former.source} cannot become another entity"
                if former.is_user
                else f"{former.source} cannot become the user entity"
            )
            self._complain(
                "evolve.E004",
                f"{says}: migrations of other apps point to the table of users",
                f"leave renamed_from out of {entity.source}; labels and plurals may change",
                entity.location,
            )
            return
        self.entities[entity.name] = former.name
        pairs = (
            (snake(former.name), snake(entity.name)),
            (former.route.replace("-", "_"), entity.route.replace("-", "_")),
            (former.route, entity.route),
            (former.plural, entity.plural),
        )
        self.words |= {old: new for old, new in pairs if old and old != new}

    def _members(self, former: Entity, entity: Entity) -> Iterator[tuple[str, str]]:
        old = {member.source: member for member in former.members.values()}
        now = {member.source for member in entity.members.values()}
        claimed: dict[str, str] = {}
        for member in entity.members.values():
            before = old.get(member.source)
            if before is None and member.renamed_from:
                before = self._former_member(former, entity, member, old, now)
            if before is None:
                continue
            if before.source in claimed:
                self._complain(
                    "evolve.E002",
                    f"{entity.source}.{claimed[before.source]} and {entity.source}.{member.source} "
                    f"are both the former {before.source}",
                    "let one field go on from it, and the other be new",
                    member.location,
                )
                continue
            claimed[before.source] = member.source
            if before.name != member.name:
                yield member.name, before.name

    def _former_member(
        self, former: Entity, entity: Entity, member: Member, old: Mapping[str, Member], now: set[str]
    ) -> Member | None:
        # A name that a comment gave is not the ERD's, but people know the member by it.
        before = old.get(member.renamed_from) or former.members.get(member.renamed_from)
        if before is None:
            self._complain(
                "evolve.E001",
                f"{entity.source}.{member.source} is renamed from {member.renamed_from!r}, "
                f"which {former.source} does not have in the version before",
                f"it has: {', '.join(sorted(old))}; leave renamed_from out for a new field",
                member.location,
            )
        elif before.source in now:
            self._complain(
                "evolve.E003",
                f"{entity.source}.{member.source} is renamed from {before.source}, which is still there",
                "take the old field out, or leave renamed_from out",
                member.location,
            )
            return None
        return before

    def _complain(self, code: str, message: str, hint: str, location: Location | None) -> None:
        self.findings.append(Finding(Level.ERROR, code, message, hint, location=location))
