"""What a person has to look at one by one: what opens the backend, and what takes rights away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from erdgen.compiler import contributions as ops
from erdgen.compiler.spec.project import ANYONE
from erdgen.compiler.standing import list_grantees

#: The kinds of contributions that ``find_risks`` may say something of.
ABLE_TO_BE_RISKY = frozenset(
    {"add_function", "add_rule", "define_role", "grant_permission", "restrict_field"}
)
#: What a model has a part in, by the source of its reason.
BY_MODEL = {"model": "made by a model", "suggestion": "suggested by a model, made only if you approve it"}
#: (entity, action) → who was granted it before.
Grants = Mapping[tuple[str, str], frozenset[str]]


def collect_grants(made: Iterable[ops.AnyContribution]) -> Grants:
    """Who is granted what."""
    return {
        (each.entity, each.action): frozenset(each.grantees)
        for each in made
        if isinstance(each, ops.GrantPermission)
    }


def find_risks(made: ops.AnyContribution, before: Grants) -> Sequence[str]:
    """Why ``made`` cannot pass with the others; nothing for what is ordinary.

    ``before`` is what the run that was applied last to the same output granted. Contributions cannot carry
    SQL or dependencies: their vocabulary has no words for them, and for code no other than ``AddFunction``.
    """
    risks = []
    if made.because.source in BY_MODEL:
        risks.append(BY_MODEL[made.because.source])
    if isinstance(made, ops.AddFunction):
        risks.append("code: read it line by line")
    if ANYONE in list_grantees(made):
        risks.append("public access")
    if isinstance(made, ops.DefineRole) and made.privileged:
        risks.append("privileged role")
    if isinstance(made, ops.GrantPermission):
        lost = before.get((made.entity, made.action), frozenset()) - set(made.grantees)
        if lost:
            risks.append(f"permission removed from {', '.join(sorted(lost))}")
    return risks


def find_lost(made: Sequence[ops.AnyContribution], before: Grants) -> list[str]:
    """Rights that no contribution speaks of any more."""
    now = collect_grants(made)
    return [
        f"{', '.join(sorted(grantees))} could {action} {entity} before"
        for (entity, action), grantees in sorted(before.items())
        if grantees and (entity, action) not in now
    ]
