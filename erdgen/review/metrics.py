"""Figures for Prometheus. All but the refusals are read from the database, so any process answers for all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db.models import Count, F, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_GET
from prometheus_client import CollectorRegistry, Counter, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric, SummaryMetricFamily

from erdgen.llm.costs import count_calls
from erdgen.models import ENDED, AgentWork, Event, Run, Step
from erdgen.review.access import VIEW
from erdgen.runs import system_status

REGISTRY = CollectorRegistry()
REFUSED = Counter("erdgen_rate_limit_refusals", "Runs that were refused for a limit.", registry=REGISTRY)


class RunCollector:
    """What the rows say when they are asked."""

    def describe(self) -> Iterable[Metric]:
        """Nothing, so that registering does not ask the database."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """All families."""
        status = system_status()
        yield gauge("erdgen_runs", "Runs by state.", "state", status["runs"])
        queues = status["queues"]
        depths = {name: queue["depth"] for name, queue in queues.items()}
        waits = {name: queue["oldest_seconds"] for name, queue in queues.items()}
        yield gauge("erdgen_queue_depth", "Runs that wait for a worker.", "queue", depths)
        yield gauge("erdgen_queue_oldest_seconds", "How long the oldest of them waits.", "queue", waits)
        yield gauge("erdgen_at_work", "Runs that a worker has.", "", {"": len(status["at_work"])})
        yield summarise_steps("done", "erdgen_step_seconds", "Time of finished steps.")
        yield summarise_steps("failed", "erdgen_failed_step_seconds", "Time of failed steps.")
        yield summarise_agents()
        yield summarise_runs()
        yield count_errors()
        yield count_retries()
        yield from count_models()


REGISTRY.register(RunCollector())


def gauge(name: str, text: str, label: str, values: dict[str, float]) -> GaugeMetricFamily:
    """One value for each label, or one at all."""
    family = GaugeMetricFamily(name, text, labels=[label] if label else None)
    for key, value in values.items():
        family.add_metric([key] if label else [], value)
    return family


def summarise_steps(state: str, name: str, text: str) -> SummaryMetricFamily:
    """Count and sum of the times of steps."""
    family = SummaryMetricFamily(name, text, labels=["step"])
    steps: QuerySet[Step] = Step.objects.filter(state=state).order_by()
    for step, count, seconds in steps.values_list("name").annotate(Count("pk"), Sum("seconds")):
        family.add_metric([step], count_value=count, sum_value=seconds)
    return family


def summarise_agents() -> SummaryMetricFamily:
    """Count and sum of the times that agents took."""
    family = SummaryMetricFamily("erdgen_agent_seconds", "Time of agents that finished.", labels=["agent"])
    work = AgentWork.objects.filter(seconds__isnull=False).order_by()
    for agent, count, seconds in work.values_list("agent").annotate(Count("pk"), Sum("seconds")):
        family.add_metric([agent], count_value=count, sum_value=seconds)
    return family


def summarise_runs() -> SummaryMetricFamily:
    """Count and sum of the times from the last start of a run to its end."""
    family = SummaryMetricFamily("erdgen_run_seconds", "Time from start to end.", labels=["state"])
    ended = Run.objects.filter(state__in=ENDED, started_at__isnull=False).order_by()
    taken = ended.values("state").annotate(count=Count("pk"), time=Sum(F("ended_at") - F("started_at")))
    for row in taken:
        seconds = (row["time"] or timedelta()).total_seconds()
        family.add_metric([row["state"]], count_value=row["count"], sum_value=seconds)
    return family


def count_errors() -> CounterMetricFamily:
    """How often a step failed, also one that was done again and went well."""
    family = CounterMetricFamily("erdgen_errors", "Steps that failed.", labels=["step"])
    failed = Event.objects.filter(kind="step", data__ok=False).order_by()
    for step, count in failed.values_list("text").annotate(Count("pk")):
        family.add_metric([step], count)
    return family


def count_retries() -> CounterMetricFamily:
    """How often a run went back to the queue as its worker could not finish it."""
    family = CounterMetricFamily("erdgen_retries", "Runs that another worker had to take up.")
    back = Event.objects.filter(kind="state", data__state="queued")
    # Runs are queued when they start, wait for another queue, are approved, or made anew; else for a retry.
    told = ("started by", "waits for a worker of the queue", "approved by", "made anew as")
    for words in told:
        back = back.exclude(text__startswith=words)
    family.add_metric([], back.count())
    return family


def count_models() -> Iterable[CounterMetricFamily]:
    """What language models were asked, by agent."""
    counted = count_calls()
    for name, text, unit in (
        ("erdgen_model_calls", "Requests to language models.", "calls"),
        ("erdgen_model_errors", "Requests without a usable response.", "errors"),
        ("erdgen_model_retries", "Requests that were made again, or to mend an answer.", "retries"),
        ("erdgen_model_cost_usd", "What they cost, in USD.", "usd"),
    ):
        family = CounterMetricFamily(name, text, labels=["agent"])
        for agent, figures in counted.items():
            family.add_metric([agent], figures[unit])
        yield family
    tokens = CounterMetricFamily("erdgen_model_tokens", "Tokens.", labels=["agent", "direction"])
    for agent, figures in counted.items():
        for direction in ("input", "output"):
            tokens.add_metric([agent, direction], figures[f"{direction}_tokens"])
    yield tokens


@require_GET
def show_metrics(request: HttpRequest) -> HttpResponse:
    """For those who may see runs, and for whoever has the token; others get 401."""
    token = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "")
    allowed = bool(token) and constant_time_compare(given, f"Bearer {token}")
    if not allowed and not (request.user.is_staff and request.user.has_perm(VIEW)):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    return HttpResponse(generate_latest(REGISTRY), content_type="text/plain; version=0.0.4; charset=utf-8")
