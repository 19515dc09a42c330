"""Readings that people approved, for the later runs of the same author."""

from __future__ import annotations

from collections.abc import Iterable

from agents.enrich.memory import KeptReadings, Remembered, keep_readings
from erdgen.compiler.contributions import AddRule, AnyContribution
from erdgen.compiler.rules.codec import dump_rule
from erdgen.llm.models import ApprovedReading

#: Of an author with more, only the newest are offered: a question has room for few anyway.
MOST = 2000


def load_memory(author: int | None) -> KeptReadings:
    """What was approved in the runs of ``author``; nothing for runs without one."""
    if author is None:
        return keep_readings(())
    rows = ApprovedReading.objects.filter(author_id=author).order_by("-pk")[:MOST]
    return keep_readings(Remembered(row.sentence, row.entity, row.rule) for row in rows)


def remember(author: int | None, approved: Iterable[AnyContribution]) -> None:
    """Keep the rules among ``approved`` that a model read; suggestions have no sentence to find them by."""
    for made in approved if author is not None else ():
        if isinstance(made, AddRule) and made.because.source == "model":
            ApprovedReading.objects.get_or_create(
                author_id=author, sentence=made.message, entity=made.entity, rule=dump_rule(made.rule)
            )


def forget(author: int | None, rejected: Iterable[AnyContribution]) -> None:
    """Drop the readings that a person rejects by now."""
    for made in rejected if author is not None else ():
        if isinstance(made, AddRule) and made.because.source == "model":
            ApprovedReading.objects.filter(
                author_id=author, sentence=made.message, entity=made.entity, rule=dump_rule(made.rule)
            ).delete()
