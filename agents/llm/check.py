"""Tries an endpoint before anything depends on it, and says what to mend."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from agents.llm.budget import Amount, MemoryLedger
from agents.llm.client import Client, ListedModel
from agents.llm.courier import Courier, Limits
from agents.llm.endpoint import FREE, Endpoint, Level
from agents.llm.failures import REMEDIES, Failure, Kind
from agents.llm.prices import estimate_cost, published_context

LEVEL_WORDS = {
    Level.JSON_SCHEMA: "the endpoint holds answers to a JSON schema",
    Level.JSON_OBJECT: "the endpoint answers in JSON, but not by a schema; answers are checked anyway",
    Level.PROMPT: "the endpoint is only asked for JSON in words; answers are checked anyway",
}
NOT_REACHED = {Kind.UNREACHABLE, Kind.BROKEN_OFF, Kind.TIMED_OUT, Kind.REDIRECTED}
#: Tokens of the largest question with its answer; a smaller context cuts questions, often silently.
WANTED_CONTEXT = Limits().question_bytes // 3 + Limits().tokens


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was tried; ``remedy`` may stand beside a success as well."""

    ok: bool
    subject: str
    message: str
    remedy: str = ""


def check_endpoint(endpoint: Endpoint, seconds: float = 60.0) -> tuple[Line, ...]:
    """Address, model, context, price and structured output, in this order; ends at the first that fails."""
    lines: list[Line] = []
    for line in _check(endpoint, seconds):
        lines.append(line)
        if not line.ok:
            break
    return tuple(lines)


def _check(endpoint: Endpoint, seconds: float) -> Iterator[Line]:
    yield Line(True, "endpoint", f"{endpoint.profile} at {endpoint.base_url}, {_say_key(endpoint)}")
    listed = Client(endpoint).list_models(min(seconds, 20.0))
    yield _say_reached(listed)
    models = () if isinstance(listed, Failure) else listed
    if not endpoint.model and models:
        endpoint = replace(endpoint, model=models[0].name)
    for model in dict.fromkeys((endpoint.model, *endpoint.models.values())):
        yield from _check_model(replace(endpoint, model=model, models={}), models, seconds)


def _check_model(endpoint: Endpoint, models: tuple[ListedModel, ...], seconds: float) -> Iterator[Line]:
    yield _say_model(endpoint.model, models)
    yield _say_context(endpoint, models)
    yield _say_price(endpoint)
    # A level that is known is tried all the same: the first question of a run is no place to find out.
    ledger = MemoryLedger(
        Amount(100_000, estimate_cost(endpoint, endpoint.model, 50_000, 50_000) or FREE.input, 3, seconds)
    )
    courier = Courier(replace(endpoint, level=None), Client(endpoint), ledger, limits=Limits(seconds=seconds))
    found = courier.find_level("llm_check", endpoint.model, time.monotonic() + seconds)
    if isinstance(found, Failure):
        yield Line(False, "answer", found.detail, found.remedy)
        return
    yield Line(True, "structured output", LEVEL_WORDS[found])
    spent = ledger.spent()
    yield Line(True, "cost of this check", f"{spent.calls} calls, {spent.tokens} tokens, {spent.usd:.6f} USD")


def _say_key(endpoint: Endpoint) -> str:
    return "with a key" if endpoint.key else "without a key"


def _say_reached(listed: tuple[ListedModel, ...] | Failure) -> Line:
    """A list of models is no duty of an endpoint, and some want another kind of key for it."""
    if not isinstance(listed, Failure):
        return Line(True, "address", f"reached; it lists {len(listed)} models")
    if listed.kind in NOT_REACHED:
        return Line(False, "address", listed.detail, listed.remedy)
    return Line(True, "address", f"reached; it does not list its models ({listed.detail})")


def _say_model(model: str, models: tuple[ListedModel, ...]) -> Line:
    if not model:
        return Line(
            False, "model", "none is chosen, and the endpoint lists none", REMEDIES[Kind.NO_SUCH_MODEL]
        )
    names = [listed.name for listed in models]
    # Google lists its models with a prefix that requests may leave out.
    if not names or model in names or f"models/{model}" in names:
        return Line(True, "model", model)
    return Line(
        True, "model", f"{model}, which the endpoint does not list", f"it lists {', '.join(names[:8])}"
    )


def _say_context(endpoint: Endpoint, models: tuple[ListedModel, ...]) -> Line:
    said = next((listed.context for listed in models if listed.name == endpoint.model), None)
    context = said or published_context(endpoint.base_url, endpoint.model)
    if context is None:
        remedy = f"make sure that it takes {WANTED_CONTEXT} tokens; a smaller one may cut questions silently"
        return Line(True, "context", "the endpoint does not say", remedy)
    if context < WANTED_CONTEXT:
        remedy = f"questions can take {WANTED_CONTEXT} tokens: give the server a larger context"
        return Line(True, "context", f"{context} tokens", remedy)
    return Line(True, "context", f"{context} tokens")


def _say_price(endpoint: Endpoint) -> Line:
    cost = (
        estimate_cost(endpoint, endpoint.model, 1_000_000, 0),
        estimate_cost(endpoint, endpoint.model, 0, 1_000_000),
    )
    if cost[0] is None or cost[1] is None:
        message = f"nobody knows what {endpoint.model} costs here, so it is not asked"
        return Line(False, "price", message, REMEDIES[Kind.UNKNOWN_PRICE])
    if endpoint.price == FREE:
        return Line(True, "price", "declared free")
    return Line(True, "price", f"{cost[0]:.2f} USD in, {cost[1]:.2f} USD out, per million tokens")
