"""Where a model is asked: a resolved endpoint, and the key that nothing shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import IntEnum
from typing import Any, NoReturn

MILLION = Decimal(1_000_000)


class Level(IntEnum):
    """How far an endpoint holds its answers to a schema; each level includes asking for it in words."""

    PROMPT = 0
    JSON_OBJECT = 1
    JSON_SCHEMA = 2


class Secret:
    """A key. It shows in no text, is in no ``__dict__`` and cannot be pickled or copied into a payload."""

    __slots__ = ("__reveal",)

    def __init__(self, value: str) -> None:
        self.__reveal: Callable[[], str] = lambda: value

    def reveal(self) -> str:
        """The key itself; only for the header that carries it, and to take it out of texts."""
        return self.__reveal()

    def __bool__(self) -> bool:
        return bool(self.__reveal())

    def __repr__(self) -> str:
        return "Secret(…)" if self else "Secret()"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a key leaves its process in no form")

    def __deepcopy__(self, memo: object) -> Secret:
        return self

    def remove_from(self, text: str) -> str:
        """``text`` with every occurrence of the key replaced."""
        return text.replace(self.__reveal(), "[key]") if self else text


@dataclass(frozen=True, slots=True)
class Price:
    """USD per million tokens."""

    input: Decimal
    output: Decimal

    def cost(self, input_tokens: int, output_tokens: int) -> Decimal:
        """USD."""
        return (self.input * input_tokens + self.output * output_tokens) / MILLION


FREE = Price(Decimal(0), Decimal(0))


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address, a key and a model, ready to be asked."""

    profile: str
    base_url: str
    model: str
    key: Secret = field(default_factory=lambda: Secret(""), repr=False)
    #: Models of single agents, by the agent's name.
    models: Mapping[str, str] = field(default_factory=dict)
    #: What is known of its structured output; None: it has to be probed.
    level: Level | None = None
    #: The operator's word on what it costs; None: what is published counts.
    price: Price | None = None
    #: Added to the body of every request.
    extra: Mapping[str, Any] = field(default_factory=dict)
    #: The parameter that bounds the answer.
    limit_parameter: str = "max_tokens"

    def model_of(self, agent: str) -> str:
        """The model that ``agent`` asks; empty where the server is to say what it has."""
        return self.models.get(agent, self.model)
