"""Class names, routes, labels and tables of all entities."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from erdgen.compiler.spec import naming
from erdgen.compiler.spec.drafts import EntityDraft
from erdgen.compiler.spec.report import Report
from erdgen.compiler.spec.reserved_names import (
    CLASS_NAMES,
    DERIVED_SUFFIXES,
    MODEL_NAMES,
    ROUTES,
    TABLE_PREFIXES,
)
from erdgen.compiler.spec.texts import MAX_LABEL, clean_text, quote


def name_entities(drafts: Sequence[EntityDraft], report: Report) -> None:
    """Choose the user, then a class name, route and label for each entity."""
    user = find_user(drafts)
    if user is not None:
        user.is_user = True
    _name_classes(drafts, report)
    _name_routes(drafts)
    for draft in drafts:
        _label(draft)


def find_user(drafts: Sequence[EntityDraft]) -> EntityDraft | None:
    """The entity that Django's user model is merged with: ``User``, else ``user``, else ``users``."""
    concrete = [draft for draft in drafts if not draft.decl.abstract]
    for wanted in ("User", "user", "users"):
        for draft in concrete:
            written = draft.decl.written if wanted == "User" else draft.decl.written.lower()
            if written == wanted:
                return draft
    return None


def _name_classes(drafts: Sequence[EntityDraft], report: Report) -> None:
    candidates = [
        "User" if draft.is_user else naming.class_name(draft.decl.written, position)
        for position, draft in enumerate(drafts, start=1)
    ]
    stems = {name.lower() for name in candidates}
    taken = _Taken()

    def urgency(position: int) -> tuple[bool, bool, bool, int]:
        """Names that need no change come first, those that look derived from another last."""
        name, draft = candidates[position], drafts[position]
        return not draft.is_user, _stem(name, stems) != "", name != draft.decl.written, position

    for position in sorted(range(len(drafts)), key=urgency):
        draft = drafts[position]
        draft.name = "User" if draft.is_user else taken.choose(candidates[position])
        taken.add(draft.name)
    for draft in drafts:
        if draft.name != draft.decl.written:
            message = (
                f"{quote(draft.decl.written)} is the class {draft.name}; table and label keep the original"
            )
            report.tell("erd.I001", draft.decl.location, message, subject=draft.name)


def is_free_class(name: str, others: Iterable[str]) -> bool:
    """Whether the class can be called so beside the ``others`` and what is derived from them."""
    taken = _Taken()
    for other in others:
        taken.add(other)
    return taken.choose(name) == name


def _stem(name: str, stems: set[str]) -> str:
    """The entity that ``name`` would be a generated class of; empty for none."""
    for suffix in DERIVED_SUFFIXES:
        stem = name[: -len(suffix)].lower()
        if name.lower().endswith(suffix.lower()) and stem in stems:
            return stem
    return ""


class _Taken:
    """Class names in use, with those that generated modules derive from them."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.derived: set[str] = set()

    def add(self, name: str) -> None:
        self.names.add(name.lower())
        self.derived |= {f"{name}{suffix}".lower() for suffix in DERIVED_SUFFIXES}

    def choose(self, candidate: str) -> str:
        if candidate in CLASS_NAMES or candidate.lower() in MODEL_NAMES:
            candidate = naming.numbered(candidate, "Entity", naming.MAX_CLASS, "")
        name, number = candidate, 2
        while self._clashes(name.lower()):
            name, number = naming.numbered(candidate, number, naming.MAX_CLASS, ""), number + 1
        return name

    def _clashes(self, name: str) -> bool:
        if name in self.names or name in self.derived or name in MODEL_NAMES | {"user"}:
            return True
        return any(f"{name}{suffix}".lower() in self.names for suffix in DERIVED_SUFFIXES)


def _name_routes(drafts: Sequence[EntityDraft]) -> None:
    taken = set(ROUTES)
    wanted = [_route(draft) for draft in drafts]
    order = sorted(range(len(drafts)), key=lambda at: (not drafts[at].is_user, at))
    for position in order:
        draft = drafts[position]
        route, number = wanted[position], 2
        while route in taken:
            route, number = f"{wanted[position]}-{number}", number + 1
        draft.route = route
        taken.add(route)


def _route(draft: EntityDraft) -> str:
    words = ("users",) if draft.is_user else naming.split_words(draft.decl.written)
    words = words or naming.split_words(draft.name)
    return naming.kebab((*words[:-1], naming.plural_of(words[-1].lower())))


def _label(draft: EntityDraft) -> None:
    decl = draft.decl
    original = clean_text(decl.written, MAX_LABEL)
    words = naming.class_words(draft.name) if draft.name == decl.written else original
    draft.label = decl.label or words
    draft.plural = decl.plural or clean_text(naming.pluralise(draft.label), MAX_LABEL)


def name_tables(drafts: Sequence[EntityDraft], report: Report) -> None:
    """``db_table`` where the class name differs from the ERD's, and for join tables that would clash."""
    concrete = [draft for draft in drafts if not draft.decl.abstract]
    taken = {f"backend_{draft.name.lower()}" for draft in concrete}
    for draft in concrete:
        if draft.decl.db_table is not None:
            _use_given_table(draft, taken, report)
    for draft in concrete:
        written = draft.decl.written
        if draft.name != written and not draft.db_table and _is_free_table(written, taken):
            draft.db_table = written
            taken.add(written.lower())
    _name_join_tables(concrete, taken)


def _use_given_table(draft: EntityDraft, taken: set[str], report: Report) -> None:
    ref = draft.decl.db_table
    assert ref is not None
    if ref.text.lower() == f"backend_{draft.name.lower()}":
        return
    if not _is_free_table(ref.text, taken):
        hint = "use letters, digits and _, at most 63 bytes, and no name of another table or of Django's own"
        report.error("erd.E022", ref.location, f"the table name {quote(ref.text)} cannot be used", hint)
        return
    draft.db_table = ref.text
    taken.add(ref.text.lower())


def _is_free_table(name: str, taken: set[str]) -> bool:
    lower = name.lower()
    return naming.is_safe_identifier(name) and lower not in taken and not lower.startswith(TABLE_PREFIXES)


def _name_join_tables(drafts: Sequence[EntityDraft], taken: set[str]) -> None:
    taken = set(taken)
    for draft in drafts:
        if draft.is_user:
            taken |= {f"{draft.table}_groups".lower(), f"{draft.table}_user_permissions".lower()}
    for draft in drafts:
        for link in draft.links:
            if not link.link.many or link.decl.through is not None:
                continue
            natural = f"{draft.table}_{link.link.name}"
            name, number = naming.shorten_bytes(natural, naming.MAX_COLUMN_BYTES), 2
            while name.lower() in taken:
                name = naming.shorten_bytes(f"{natural}_{number}", naming.MAX_COLUMN_BYTES)
                number += 1
            taken.add(name.lower())
            if name != natural:
                link.change(db_table=name)
