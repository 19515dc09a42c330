"""What models took, agent by agent: for the end of a command, the review and Prometheus."""

from __future__ import annotations

from django.db.models import Count, Q, Sum

from agents.llm.budget import CallRecord
from erdgen.compiler.report import ModelCost
from erdgen.llm.ledger import NANO, load_calls
from erdgen.llm.models import Call


def sum_costs(calls: tuple[CallRecord, ...]) -> tuple[ModelCost, ...]:
    """What each agent took, in the order of their names."""
    return tuple(
        ModelCost(
            agent=agent,
            calls=len(own),
            errors=sum(call.failure is not None for call in own),
            input_tokens=sum(call.input_tokens for call in own),
            output_tokens=sum(call.output_tokens for call in own),
            usd=format(sum(call.usd for call in own), "f"),
            seconds=round(sum(call.seconds for call in own), 3),
        )
        for agent in sorted({call.agent for call in calls})
        if (own := [call for call in calls if call.agent == agent])
    )


def list_costs(run: int) -> tuple[ModelCost, ...]:
    """What each agent took of a stored run."""
    return sum_costs(load_calls(run))


#: What is counted, by the name it is known under.
COUNTED = {
    "calls": Count("pk"),
    "errors": Count("pk", filter=~Q(failure="")),
    "retries": Count("pk", filter=Q(attempt__gt=1) | Q(round__gt=0)),
    "input_tokens": Sum("input_tokens"),
    "output_tokens": Sum("output_tokens"),
    "usd": Sum("nano_usd"),
}


def count_calls() -> dict[str, dict[str, float]]:
    """Agent → calls, errors, retries, input and output tokens, and USD of all runs that are stored."""
    rows = Call.objects.order_by().values_list("agent").annotate(**COUNTED)
    return {agent: dict(zip(COUNTED, (*counts, nano / NANO), strict=True)) for agent, *counts, nano in rows}
