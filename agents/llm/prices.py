"""What a call costs: what the provider reports, else the operator's word, else the published price.

A model whose price nobody knows is not asked: an unknown price that counts as zero is how budgets fail.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from agents.llm.endpoint import Endpoint


@dataclass(frozen=True, slots=True)
class Usage:
    """What an endpoint says that a call took; ``usd`` is None where it names no cost."""

    input_tokens: int
    output_tokens: int
    usd: Decimal | None = None

    @property
    def tokens(self) -> int:
        return self.input_tokens + self.output_tokens


def cost_of(endpoint: Endpoint, model: str, usage: Usage) -> Decimal | None:
    """USD for ``usage``; None when no price is known."""
    return usage.usd if usage.usd is not None else _listed_cost(endpoint, model, usage)


def estimate_cost(endpoint: Endpoint, model: str, input_tokens: int, output_tokens: int) -> Decimal | None:
    """USD that a call may take at most; None when no price is known."""
    return _listed_cost(endpoint, model, Usage(input_tokens, output_tokens))


def _listed_cost(endpoint: Endpoint, model: str, usage: Usage) -> Decimal | None:
    if endpoint.price is not None:
        return endpoint.price.cost(usage.input_tokens, usage.output_tokens)
    return _published_cost(endpoint.base_url, model, usage)


def _published_cost(base_url: str, model: str, usage: Usage) -> Decimal | None:
    """By the tables that genai-prices ships; it asks no server."""
    # Read only where a hosted model is asked.
    from genai_prices import Usage as PricedUsage
    from genai_prices import calc_price

    priced = PricedUsage(input_tokens=usage.input_tokens, output_tokens=usage.output_tokens)
    try:
        return calc_price(priced, model, provider_api_url=base_url).total_price
    except LookupError:
        return None


def published_context(base_url: str, model: str) -> int | None:
    """The context window in tokens that genai-prices lists; None when it lists none."""
    from genai_prices import Usage as PricedUsage
    from genai_prices import calc_price

    try:
        priced = calc_price(PricedUsage(input_tokens=1, output_tokens=1), model, provider_api_url=base_url)
    except LookupError:
        return None
    return priced.model.context_window
