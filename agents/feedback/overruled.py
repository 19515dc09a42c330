"""Of comments that want different things for the same target, the last one counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from agents.feedback.answer import Answer
from erdgen.compiler.contributions import (
    AnyContribution,
    RenameEntity,
    RenameMember,
    SetFieldOption,
    SetListOrder,
    SetPageSize,
)
from erdgen.compiler.passes import Comment
from erdgen.compiler.rules.forms import SetDefault

#: What is set, and to what.
Setting = tuple[tuple[str, ...], object]


def find_overruled(answers: Mapping[Comment, Answer]) -> dict[Comment, Comment]:
    """Each comment that a later one wants otherwise, with that one; ``answers`` are in the order said.

    A preference counts as said before all else.
    """
    overruled: dict[Comment, Comment] = {}
    last: dict[tuple[str, ...], tuple[object, Comment]] = {}
    for comment in sorted(answers, key=lambda each: not each.preference):
        for target, wanted in _list_settings(answers[comment]):
            before = last.get(target)
            if before is not None and before[0] != wanted:
                overruled[before[1]] = comment
            last[target] = (wanted, comment)
    return overruled


def _list_settings(answer: Answer) -> Iterator[Setting]:
    for made in (*answer.contributions, *answer.standing):
        yield from _read_setting(made)
    for stated in answer.outcome.rules if answer.outcome else ():
        if isinstance(stated.rule, SetDefault):
            yield ("default", stated.entity, stated.rule.field), stated.rule


def _read_setting(made: AnyContribution) -> Iterator[Setting]:
    match made:
        case SetFieldOption(entity=entity, field=name, option=option, value=value):
            yield (option, entity, name), value
        case RenameMember(entity=entity, member=member, name=name):
            yield ("name", entity, member), name
        case RenameEntity(entity=entity, name=name):
            yield ("name", entity), name
        case SetPageSize(entity=entity, size=size):
            yield ("page_size", entity), size
        case SetListOrder(entity=entity, fields=fields):
            yield ("list_order", entity), fields
