"""Names that comments in the code give to entities, which the ERD calls otherwise."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from erdgen.compiler.spec import naming
from erdgen.compiler.spec.called import Called
from erdgen.compiler.spec.drafts import EntityDraft
from erdgen.compiler.spec.entity_names import is_free_class
from erdgen.compiler.spec.project import Entity, Project
from erdgen.compiler.spec.report import Report
from erdgen.compiler.spec.texts import quote

_NAME = re.compile(r"[A-Z][A-Za-z0-9]*")


def call_entities(drafts: Sequence[EntityDraft], called: Sequence[Called], report: Report) -> None:
    """Go on as if the ERD had the names; one that it gives to another entity by now is an error.

    An entity that is there no more was taken out, or the ERD itself has renamed it.
    """
    for each in (one for one in called if not one.member):
        draft = _find_written(drafts, each.entity)
        if draft is None or naming.class_name(each.entity, 0) == each.name:
            continue
        other = next((one for one in drafts if one is not draft and _means(one.decl.source, each.name)), None)
        if other is None:
            draft.decl = replace(draft.decl, written=each.name)
            draft.called = True
            continue
        old, new = quote(each.entity), quote(other.decl.source)
        report.error(
            "erd.E024",
            other.decl.location,
            f"there is {new}, and {old}, which a comment in the code has renamed to {each.name}",
            f"take {old} out if {new} is what became of it; otherwise give {new} another name, or let a "
            f"comment in the code rename {each.name} first",
        )


def _find_written(drafts: Sequence[EntityDraft], source: str) -> EntityDraft | None:
    """The entity that the ERD calls so, or writes otherwise by now (``book_copy``, ``BookCopy``)."""
    name = naming.class_name(source, 0)
    alike = [one for one in drafts if naming.class_name(one.decl.source, 0) == name]
    return next((one for one in drafts if one.decl.source == source), alike[0] if len(alike) == 1 else None)


def _means(source: str, name: str) -> bool:
    return name.lower() in (source.lower(), naming.class_name(source, 0).lower())


def find_entity_name_fault(project: Project, entity: Entity, name: str) -> tuple[str, str]:
    """Why ``entity`` cannot be called ``name``, and what can be done instead; empty if it can."""
    if entity.is_user:
        return "the user entity cannot be renamed", "give it another label in the ERD"
    if not _NAME.fullmatch(name) or naming.class_name(name, 0) != name:
        close = naming.class_name(name, 0) if re.fullmatch(r"[A-Za-z][\w -]*", name) else ""
        hint = f"say {close}" if close else "say one like OrderLine"
        return f"“{name}” cannot be the name of an entity", hint
    others = [each for each in (*project.entities, *project.abstracts) if each is not entity]
    other = next((each for each in others if _means(each.source, name) or _means(each.name, name)), None)
    if other is not None:
        return f"nothing else can be called {name}: there is {other.name}", "choose another name"
    if not is_free_class(name, [each.name for each in others]):
        return f"nothing can be called {name}: Python, Django or what is generated needs the name", (
            "choose another name"
        )
    return "", ""
