"""What the tests of this folder ask: a question with names of a small ERD, and a consultant for it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from agents.llm.answers import MemoryAnswers
from agents.llm.budget import Amount, MemoryLedger, Reservation, Shortage
from agents.llm.client import Client
from agents.llm.consultant import Consultant
from agents.llm.courier import Courier, Limits
from agents.llm.endpoint import Endpoint, Level, Price, Secret
from agents.llm.instructions import PINS, pin_instructions
from agents.llm.questions import Check, Question, Reply
from agents.llm.schema import Answer, Name, OneOf, Operation, Words

KEY = "sk-test-0123456789abcdef"
PRICE = Price(Decimal(1), Decimal(2))
#: What the usage of the fake endpoint costs by that price: 500 tokens in, 20 out.
USUAL = Amount(520, Decimal("0.00054"), 1)
NAMES = {"entities": ["Job", "Company"], "fields": ["salary", "title"]}
DATA = {"sentence": "The salary of a job is positive."}
AGENT = "business_logic"
LIMITS = Limits(seconds=5, tokens=400, pause=0.01)


class Hint(Operation):
    """One operation of the tests' vocabulary."""

    reason: Words
    kind: Literal["require", "limit"]
    entity: Annotated[str, OneOf("entities")]
    field: Annotated[str, OneOf("fields", none="-")]
    name: Name
    value: int


class Hints(Answer):
    """The tests' answer."""

    operations: tuple[Hint, ...]


RIGHT = {
    "reason": "a salary is an amount",
    "kind": "limit",
    "entity": "Job",
    "field": "salary",
    "name": "positive_salary",
    "value": 0,
}


def answer(*changes: dict[str, Any]) -> dict[str, Any]:
    """An answer with one right operation, or with one for each of ``changes``."""
    return {"operations": [RIGHT | change for change in changes or ({},)]}


def answer_text(*changes: dict[str, Any]) -> str:
    return json.dumps(answer(*changes))


class WatchedLedger(MemoryLedger):
    """Remembers what was reserved."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.reserved: list[Amount] = []

    def reserve(self, agent: str, wanted: Amount) -> Reservation | Shortage:
        reservation = super().reserve(agent, wanted)
        if isinstance(reservation, Reservation):
            self.reserved.append(wanted)
        return reservation


def make_endpoint(url: str, **options: Any) -> Endpoint:
    settings = {"level": Level.JSON_SCHEMA, "price": PRICE, "key": Secret(KEY)} | options
    return Endpoint("custom", url, settings.pop("model", "test-model"), **settings)


def make_folder(folder: Path, **texts: str) -> Path:
    """A folder of instructions under pins."""
    for name, text in ({"common": "Answer in JSON.", "rules": "Find the rules."} | texts).items():
        (folder / f"{name}.txt").write_text(text)
    (folder / PINS).write_text(pin_instructions(folder))
    return folder


def make_consultant(
    endpoint: Endpoint,
    folder: Path,
    ledger: MemoryLedger | None = None,
    limits: Limits = LIMITS,
    **options: Any,
) -> Consultant:
    courier_options = {"levels": options.pop("levels")} if "levels" in options else {}
    client = Client(endpoint, byte_limit=300_000)
    courier = Courier(endpoint, client, ledger or MemoryLedger(), limits=limits, **courier_options)
    answers = options.pop("answers", None) or MemoryAnswers()
    return Consultant(endpoint, answers, courier, limits, folder=folder, **options)


def ask(
    consultant: Consultant,
    check: Check | None = None,
    names: Mapping[str, Sequence[str]] = NAMES,
    **data: object,
) -> Reply[Hints]:
    """One question alone."""
    return consultant.ask_all([Question(AGENT, "rules", data or DATA, Hints, names, check)])[0]
