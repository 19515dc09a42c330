"""What an earlier generation agreed on, a model's part in it, as agents take it up again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from agents.enrich.telling import compile_outcome, tell
from agents.hub import Seat
from erdgen.compiler.contributions import (
    AddFilter,
    AddFunction,
    AddOrdering,
    AddRule,
    AddSearch,
    AddTest,
    AnyContribution,
    Because,
    without_reason,
)
from erdgen.compiler.design import Design
from erdgen.compiler.passes import Kept
from erdgen.compiler.rules.vocabulary import RuleOutcome, Stated, plain_sentence
from erdgen.compiler.spec.project import Project

#: What tells two contributions of one kind on one entity apart.
_PARTS = ("action", "field", "option", "relation", "role")


def put_back(own: Sequence[AnyContribution], kept: Iterable[Kept]) -> list[AnyContribution]:
    """``own`` with all of ``kept`` that is not made anew.

    What stood over something of the agent's own does so again, and takes the place of what the agent only
    supposes; of all else that wants otherwise the agent's own comes first.
    """
    made = list(own)
    for each in kept:
        plain = [without_reason(other) for other in made]
        if without_reason(each.made) in plain or _is_offered(each.made, made):
            continue
        rivals = [place for place, other in enumerate(made) if is_rival(other, each.made)]
        overruled = [place for place in rivals if plain[place] in each.over]
        supposed = [place for place in rivals if made[place].because.source == "convention"]
        if overruled:
            made.insert(overruled[0], each.made)
        elif supposed:
            made[supposed[0]] = each.made
        else:
            made.insert(_find_end(made, each.made.entity), each.made)
    return made


def _find_end(made: Sequence[AnyContribution], entity: str) -> int:
    """The place behind all that is about ``entity``."""
    return max((place + 1 for place, each in enumerate(made) if each.entity == entity), default=len(made))


def is_rival(one: AnyContribution, other: AnyContribution) -> bool:
    """Whether only one of them can stand, unless they say the same."""
    if type(one) is not type(other) or isinstance(one, AddRule | AddFunction | AddTest):
        return False
    parts = ("entity", *_PARTS)
    return all(getattr(one, name, "") == getattr(other, name, "") for name in parts)


def _is_offered(wanted: AnyContribution, made: Sequence[AnyContribution]) -> bool:
    """Whether lists can be used so already; the lookups of a filter do not count."""
    uses = isinstance(wanted, AddFilter | AddSearch | AddOrdering)
    return uses and any(is_rival(each, wanted) for each in made)


def read_as_before(project: Project, outcome: RuleOutcome, seat: Seat) -> tuple[RuleOutcome, Because | None]:
    """A sentence that the grammar leaves open as a model read it before; without a reason it stays open."""
    said = plain_sentence(outcome.sentence)
    kept = [each.made for each in seat.recall(lambda made: _states(made, said))]
    stated = tuple(Stated(each.entity, each.rule) for each in kept if isinstance(each, AddRule))
    if not stated:
        return outcome, None
    read = compile_outcome(project, outcome, stated)
    text = f"the rule “{outcome.sentence}” is enforced as a model read it before: {read.understood}"
    seat.report(tell("model.I001", text, read.entity, "", outcome.location))
    return read, replace(kept[0].because, location=outcome.location)


def _states(made: AnyContribution, sentence: str) -> bool:
    return isinstance(made, AddRule) and plain_sentence(made.message) == sentence


def expect_as_before(design: Design, seat: Seat) -> list[AddTest]:
    """Tests that a model wanted before and that still end as they did."""
    kept = [each.made for each in seat.recall(lambda made: isinstance(made, AddTest))]
    if not kept:
        return []
    # Only who has such tests waits for what that needs.
    from erdgen.compiler.codegen.scenario_rows import ScenarioError, fit_scenario

    tests = []
    for test in kept:
        assert isinstance(test, AddTest)  # recall() was asked for nothing else
        try:
            fit_scenario(design, design.by_name[test.entity], test)
        except ScenarioError as unfit:
            why = f"a test of {test.entity} that a model wanted before is left out: {unfit}"
            seat.report(tell("model.I006", why, test.entity))
        else:
            tests.append(test)
    return tests
