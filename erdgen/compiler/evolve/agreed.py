"""What a model made of a project, when the project is generated again: what of it still has a place.

What goes is what the ERD, a person or the grammar settles otherwise by now. All that does not fit the ERD
any more is left out with a finding.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from erdgen.compiler.agreement import agree
from erdgen.compiler.contributions import (
    AddFilter,
    AddFunction,
    AddOrdering,
    AddRule,
    AddSearch,
    AnyContribution,
    Because,
    NestRelation,
    without_reason,
)
from erdgen.compiler.evolve.origin import as_said
from erdgen.compiler.evolve.renames import Renames, find_renames
from erdgen.compiler.findings import Finding, Level
from erdgen.compiler.passes import Kept
from erdgen.compiler.rules.conditions import Count, Total
from erdgen.compiler.rules.fit import fit_rule
from erdgen.compiler.rules.vocabulary import plain_sentence
from erdgen.compiler.spec.project import Project

#: Where contributions, rules and conditions name members of their entity, a path from there among them.
_NAMING = frozenset(
    ("field", "fields", "relation", "path", "paths", "other", "start", "end", "within", "since", "owner_path")
)


@dataclass(frozen=True, slots=True)
class Agreed:
    """What is kept of a model, in the names of ``former``; ``rejected`` is what ``as_said`` says of it."""

    former: Project
    kept: tuple[Kept, ...] = ()
    rejected: tuple[Mapping[str, Any], ...] = ()

    def choose(self, project: Project) -> tuple[list[Kept], list[Finding]]:
        """What still has a place in ``project``, in its names, and a finding for each that does not fit."""
        renames, _ = find_renames(self.former, project)
        chosen: list[Kept] = []
        findings: list[Finding] = []
        for each in self.kept:
            if as_said(each.made) in self.rejected or self._is_settled(project, each.made):
                continue
            kept = Kept(*_follow_all(each, renames, project))
            reason = _find_obstacle(project, kept.made)
            if reason:
                findings.append(tell_left_out(each.made, reason))
            else:
                chosen.append(kept)
        return chosen, findings

    def _is_settled(self, project: Project, made: AnyContribution) -> bool:
        """Whether the ERD took back what ``made`` follows from: its sentence, or that use of lists."""
        match made:
            case AddRule():
                said = plain_sentence(made.message)
                now, before = (
                    {plain_sentence(each.sentence) for each in rules}
                    for rules in (project.rules, self.former.rules)
                )
                return said in before and said not in now
            case AddFilter():
                return not project.api.filtering
            case AddSearch():
                return not project.api.search
            case AddOrdering():
                return not project.api.ordering
            case NestRelation():
                return project.api.nesting_stated
        return False


def tell_left_out(made: AnyContribution, why: str) -> Finding:
    """That what a model contributed before is not made again."""
    message = f"what a model contributed before ({made.kind} on {made.entity}) is left out: {why}"
    hint = "nothing has to be done; say it in the ERD if it is wanted still"
    return Finding(Level.WARNING, "model.W005", message, hint, made.entity)


def list_kept(agreed: Sequence[AnyContribution]) -> tuple[Kept, ...]:
    """What of ``agreed`` is a model's, functions apart, each with what came behind it about the same."""
    return tuple(
        Kept(made, tuple(_find_overruled(made, agreed[place + 1 :])))
        for place, made in enumerate(agreed)
        if made.because.source == "model" and not isinstance(made, AddFunction)
    )


def _find_overruled(made: AnyContribution, behind: Sequence[AnyContribution]) -> Iterator[AnyContribution]:
    for each in behind:
        if type(each) is type(made) and each.entity == made.entity:
            yield without_reason(each)


def _follow_all(
    kept: Kept, renames: Renames, project: Project
) -> tuple[AnyContribution, tuple[AnyContribution, ...]]:
    made = follow(kept.made, renames)
    entity = project.by_name.get(made.entity)
    because = replace(made.because, location=entity.location if entity is not None else None)
    return replace(made, because=because), tuple(follow(each, renames) for each in kept.over)


def follow(made: AnyContribution, renames: Renames) -> AnyContribution:
    """``made`` in the names of the new version; what counted rows are asked for is not followed."""
    entities = {old: new for new, old in renames.entities.items()}
    entity = entities.get(made.entity, made.entity)
    names = {old: new for new, old in renames.members.get(entity, {}).items()}
    renamed: AnyContribution = _rename(made, names) if names else made
    return replace(renamed, entity=entity)


def follow_said(said: Mapping[str, Any], renames: Renames) -> dict[str, Any]:
    """The same for what ``origin.as_said`` says of one."""
    entities = {old: new for new, old in renames.entities.items()}
    entity = entities.get(said.get("entity", ""), said.get("entity", ""))
    names = {old: new for new, old in renames.members.get(entity, {}).items()}
    followed: dict[str, Any] = _rename_said(dict(said), names)
    if "message" in said:
        followed["message"] = renames.apply_to_wish(said["message"], entity)
    return {**followed, "entity": entity}


def _rename_said(value: Any, names: Mapping[str, str], *, naming: bool = False) -> Any:
    if isinstance(value, list):
        return [_rename_said(part, names, naming=naming) for part in value]
    if naming and isinstance(value, str):
        return _rename_path(value, names)
    if not isinstance(value, dict):
        return value
    # What counted rows are asked for is theirs: see ``_rename``.
    counted = ("where", "terms", "other") if {"relation", "where"} <= value.keys() else ()
    return {
        name: part if name in counted else _rename_said(part, names, naming=name in _NAMING)
        for name, part in value.items()
    }


def _rename_path(path: str, names: Mapping[str, str]) -> str:
    """A path whose first step goes by its new name; a sign in front of it stays."""
    plain = path.lstrip("-")
    head, dot, rest = plain.partition(".")
    return path[: len(path) - len(plain)] + names.get(head, head) + dot + rest


def _rename(value: Any, names: Mapping[str, str], *, naming: bool = False) -> Any:
    if isinstance(value, tuple):
        return tuple(_rename(part, names, naming=naming) for part in value)
    if naming and isinstance(value, str):
        return _rename_path(value, names)
    if not is_dataclass(value) or isinstance(value, Because):
        return value
    counted = ("where", "terms", "other") if isinstance(value, Count | Total) else ()
    changed = {
        field.name: _rename(getattr(value, field.name), names, naming=field.name in _NAMING)
        for field in fields(value)
        if field.name not in counted
    }
    return replace(value, **changed)  # type: ignore[type-var]


def _find_obstacle(project: Project, made: AnyContribution) -> str:
    """Why ``made`` has no place in ``project``; empty if it has."""
    standing, problems = agree(project, [made])
    if not standing:
        return problems[0].message.rpartition(" is left out: ")[2]
    if isinstance(made, AddRule):
        _, unfit = fit_rule(made.rule, project, project.by_name[made.entity])
        return unfit[0].message if unfit else ""
    return ""
