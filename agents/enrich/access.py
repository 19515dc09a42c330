"""Access as a model would have it: what tightens stands where the ERD is silent, all else is a suggestion.

Whether a proposal tightens is computed from who may what before and after; what the model calls it does
not count. What the ERD says of access is not overruled in either direction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Annotated, Literal

from agents.access import Grantees, includes
from agents.enrich.desk import Desk, Enrichment, Steps
from agents.enrich.outline import outline_access, outline_entity
from agents.enrich.telling import tell
from agents.llm.questions import Question
from agents.llm.schema import Answer, OneOf, Operation, Words
from erdgen.compiler.contributions import (
    AnyContribution,
    Because,
    GrantPermission,
    RestrictField,
    SetFieldOption,
)
from erdgen.compiler.findings import Finding
from erdgen.compiler.spec.project import (
    ANYONE,
    AUTHENTICATED,
    OWNER,
    Action,
    Entity,
    Field,
    Project,
)

AGENT = "authentication"
TASK = "restrict_access"


class Protection(Operation):
    """One proposal about who may what."""

    reason: Words
    kind: Literal["hide_field", "limit_field", "limit_action", "open_action", "not_expressible"]
    field: Annotated[str, OneOf("fields", none="-")]
    action: Literal["create", "read", "update", "delete", "-"]
    grantees: Annotated[tuple[str, ...], OneOf("grantees")]


class Protections(Answer):
    """Proposals about one entity."""

    protections: tuple[Protection, ...]


@dataclass(frozen=True)
class AccessNow:
    """What the agent decided for one entity. ``stated`` are the actions on which the ERD has spoken."""

    entity: Entity
    grants: Mapping[Action, Grantees]
    stated: frozenset[Action]
    #: Fields that some readers do not see, or on which the ERD has spoken.
    settled: frozenset[str] = frozenset()
    owner: str = ""


@dataclass
class _Sorted:
    """Proposals as they are sorted."""

    contributions: list[AnyContribution] = field(default_factory=list)
    suggestions: list[AnyContribution] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def protect_entities(project: Project, entities: Sequence[AccessNow], desk: Desk) -> list[Enrichment]:
    """What a model proposes for each of ``entities``."""
    return desk.together(_protect_entity(project, now, desk) for now in entities)


def _protect_entity(project: Project, now: AccessNow, desk: Desk) -> Steps[Enrichment]:
    """What a model proposes for the entity of ``now``, as far as it may be followed."""
    entity = now.entity
    if not desk.wants(TASK, entity.name):
        return Enrichment()
    fields = [name for name in entity.members if _may_hide(now, name)]
    data: dict[str, object] = {
        "entity": outline_entity(project, entity),
        "access": outline_access(now.grants),
    }
    said = {"by_erd": sorted(now.stated), "hidden": sorted(now.settled), "owner": now.owner}
    data |= {name: value for name, value in said.items() if value}
    names = {"fields": fields, "grantees": list_grantees(project, now)}
    check = partial(check_protections, now)
    question = Question(AGENT, TASK, data, Protections, names, check, label=entity.name)
    reply = yield from desk.ask(question, lambda answer: _sort_all(now, answer).contributions)
    if reply.answer is None:
        return Enrichment(findings=reply.findings)
    made = _sort_all(now, reply.answer)
    kept = _first_of_each(desk.keep(made.contributions))
    waiting = _first_of_each(desk.keep(made.suggestions))
    return Enrichment(tuple(kept), tuple(waiting), (*reply.findings, *made.findings))


def _sort_all(now: AccessNow, answer: Protections) -> _Sorted:
    made = _Sorted()
    for each in answer.protections:
        _sort(now, each, made)
    return made


def list_grantees(project: Project, now: AccessNow) -> list[str]:
    """Whom a proposal may name."""
    roles = [role.source for role in project.auth.roles]
    return [*roles, AUTHENTICATED, ANYONE, *([OWNER] if now.owner else [])]


def _may_hide(now: AccessNow, name: str) -> bool:
    """Whether a field may be hidden: none that rows are found, linked or signed in by."""
    member = now.entity.members[name]
    if not isinstance(member, Field) or name in now.settled:
        return False
    return not (
        member.primary_key
        or member.builtin
        or member.server_set
        or member.write_only
        or name == now.entity.display
        or any(name == each.lstrip("-") for each in now.entity.ordering)
    )


def check_protections(now: AccessNow, answer: Protections) -> list[str]:
    """What is wrong with proposals whose names are right, in words for the model."""
    return [problem for each in answer.protections if (problem := _find_problem(now, each))]


def _find_problem(now: AccessNow, each: Protection) -> str:
    if each.kind in ("hide_field", "limit_field") and each.field == "-":
        return f"{each.kind} needs a field"
    if each.kind in ("limit_action", "open_action") and each.action == "-":
        return f"{each.kind} needs an action"
    if each.kind in ("limit_field", "limit_action", "open_action") and not each.grantees:
        return f"{each.kind} needs grantees; nobody at all is no answer"
    if each.kind == "limit_field" and not _narrows(now.grants.get("read", ()), each.grantees):
        return f"limit_field of {each.field} takes it from nobody who reads {now.entity.name}"
    return ""


def _narrows(before: Grantees, after: Grantees) -> bool:
    """Whether ``after`` are some of those in ``before``, and not all."""
    return includes(before, after) and not includes(after, before)


def _sort(now: AccessNow, each: Protection, made: _Sorted) -> None:
    entity, because = now.entity, _because(now.entity, each, "model")
    match each.kind:
        case "not_expressible":
            made.findings.append(
                tell("model.W002", f"a model misses for {entity.name}: {each.reason}", entity.name)
            )
        case "hide_field":
            made.contributions.append(
                SetFieldOption(
                    owner=AGENT,
                    entity=entity.name,
                    field=each.field,
                    option="write_only",
                    value=True,
                    because=because,
                )
            )
        case "limit_field":
            made.contributions.append(
                RestrictField(
                    owner=AGENT, entity=entity.name, field=each.field, read=each.grantees, because=because
                )
            )
        case _:
            _sort_action(now, each, made)


def _sort_action(now: AccessNow, each: Protection, made: _Sorted) -> None:
    """An action that fewer may do stands where the ERD is silent; every other change waits."""
    assert each.action != "-"  # the check has seen to it
    before = now.grants.get(each.action, ())
    tightens = _narrows(before, each.grantees) and each.action not in now.stated
    if each.kind == "open_action":
        grantees = tuple(dict.fromkeys((*before, *each.grantees)))
        tightens = False
    else:
        grantees = tuple(dict.fromkeys(each.grantees))
    if grantees == before:
        return
    because = _because(now.entity, each, "model" if tightens else "suggestion")
    grant = GrantPermission(
        owner=AGENT, entity=now.entity.name, action=each.action, grantees=grantees, because=because
    )
    if tightens:
        made.contributions.append(grant)
        return
    made.suggestions.append(grant)
    words = f"that {', '.join(grantees)} may {each.action} {now.entity.name}"
    made.findings.append(
        tell(
            "model.I002",
            f"a model suggests {words}: {each.reason}",
            now.entity.name,
            "approve it in the review, or write it into permissions",
            now.entity.location,
        )
    )


def _because(entity: Entity, each: Protection, source: Literal["model", "suggestion"]) -> Because:
    return Because(f"a model proposes it: {each.reason}", source, entity.location)


def _first_of_each(made: Sequence[AnyContribution]) -> list[AnyContribution]:
    """Of several proposals for one field or action the first: they could only contradict each other."""
    first: dict[str, AnyContribution] = {}
    for each in made:
        name = each.action if isinstance(each, GrantPermission) else getattr(each, "field", "")
        first.setdefault(f"{each.entity}.{name}", each)
    return list(first.values())
