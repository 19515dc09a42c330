"""What people rejected of an earlier version, in the names of the new one."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import pytest

from erdgen.compiler import contributions as ops
from erdgen.compiler.evolve.agreed import follow, follow_said
from erdgen.compiler.evolve.origin import as_said
from erdgen.compiler.evolve.renames import Renames
from erdgen.compiler.rules.conditions import Compare, Count, Range
from erdgen.compiler.rules.forms import NoOverlap, Rule, Unique

BECAUSE = ops.Because("a test")
RENAMES = Renames(
    MappingProxyType({"Position": "Job"}),
    MappingProxyType({"Position": MappingProxyType({"pay": "salary", "calls": "applications"})}),
)


def add(kind: type[Any], **options: Any) -> ops.AnyContribution:
    made: ops.AnyContribution = kind(**({"owner": "one", "because": BECAUSE, "entity": "Job"} | options))
    return made


MADE = (
    add(ops.AddFilter, field="salary", lookups=("exact",)),
    add(ops.AddSearch, field="title"),
    add(ops.SetListOrder, fields=("-salary", "title")),
    add(ops.SetOwner, path="salary.owner", from_request=False),
    add(ops.JoinRelation, relation="applications"),
    add(ops.SetFieldOption, field="salary", option="default", value="salary"),
    add(ops.AddTest, test="rule", fields=("salary",), rule=Unique(("salary", "title")), value="salary"),
    add(ops.AddSearch, entity="Firm", field="salary"),
)


@pytest.mark.parametrize("made", MADE, ids=lambda made: made.kind)
def test_what_is_said_follows_as_the_contribution_does(made: ops.AnyContribution) -> None:
    assert follow_said(as_said(made), RENAMES) == as_said(follow(made, RENAMES))
    assert follow_said(as_said(made), Renames()) == as_said(made)


RULES = (
    Range("salary", gt="0"),
    Compare("salary", "lt", "title"),
    # What counted rows are asked for is theirs.
    Count("applications", maximum=3, where=Range("salary", gt="0")),
    NoOverlap("salary", "title", ("salary",), Range("salary", gt="0")),
)


@pytest.mark.parametrize("rule", RULES)
def test_rules_follow_with_their_sentence(rule: Rule) -> None:
    made = add(ops.AddRule, rule=rule, message="The salary of a job is fair.")
    expected = as_said(follow(made, RENAMES)) | {"message": "The pay of a job is fair."}
    assert follow_said(as_said(made), RENAMES) == expected
