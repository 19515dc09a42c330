"""Finds the entity that a name of the ERD means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from erdgen.compiler.spec.declarations import NameRef
from erdgen.compiler.spec.drafts import EntityDraft
from erdgen.compiler.spec.report import Report
from erdgen.compiler.spec.texts import quote

_USER_WORDS = {"auth.user", "settings.auth_user_model", "auth_user_model", "user", "users"}


class EntityIndex:
    """All entities by written name, then by class name or without case."""

    def __init__(self, drafts: Sequence[EntityDraft], report: Report) -> None:
        self._report = report
        # What a comment has renamed is known by both names.
        self._exact = {draft.decl.source: draft for draft in drafts if draft.called}
        self._exact |= {draft.decl.written: draft for draft in drafts}
        self._loose: dict[str, list[EntityDraft]] = defaultdict(list)
        for draft in drafts:
            for key in {draft.decl.written.lower(), draft.name.lower(), draft.decl.source.lower()}:
                self._loose[key].append(draft)
        self._user = next((draft for draft in drafts if draft.is_user), None)

    def find(
        self, ref: NameRef, itself: EntityDraft | None = None, code: str = "erd.E041"
    ) -> EntityDraft | None:
        """The entity; None, and a finding (``code`` or ambiguous), when there is not exactly one."""
        name = ref.text.strip().strip("\"'").strip()
        if name in self._exact:
            return self._exact[name]
        if name == "self" and itself is not None:
            return itself
        found = self._loose.get(name.lower(), [])
        if len(found) == 1:
            return found[0]
        if not found and name.lower() in _USER_WORDS and self._user is not None:
            return self._user
        self._refuse(ref, name, found, code)
        return None

    def _refuse(self, ref: NameRef, name: str, found: list[EntityDraft], code: str) -> None:
        if found:
            names = " or ".join(quote(draft.decl.written) for draft in found)
            message = f"{quote(name)} may mean {names}"
            self._report.error(
                "erd.E042", ref.location, message, "write the name exactly as the entity has it"
            )
            return
        otherwise = "add an entity 'User'; it may be {}" if name.lower() in _USER_WORDS else ""
        hint = self._report.suggest(name, self._exact, otherwise or "add the entity, or correct the name")
        self._report.error(code, ref.location, f"there is no entity {quote(name)}", hint)


def find_member(draft: EntityDraft, ref: NameRef, report: Report, code: str = "erd.E050") -> str:
    """The Python name of the member that ``ref`` means; empty, and a finding, for none."""
    written = ref.text.strip()
    found = draft.names.get(written) or (written if written in draft.names.values() else "")
    if not found:
        near = [name for key, name in draft.names.items() if key.lower() == written.lower()]
        found = near[0] if len(near) == 1 else ""
    if not found and written not in draft.broken:
        hint = report.suggest(written, draft.names, f"it has {_listing(list(draft.names))}")
        report.error(code, ref.location, f"{quote(draft.decl.written)} has no member {quote(written)}", hint)
    return found


def _listing(names: list[str]) -> str:
    shown = ", ".join(quote(name, bare=True) for name in names[:8])
    return f"{shown}, …" if len(names) > 8 else shown or "no members"
