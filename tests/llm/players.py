"""Models that play a part: competent, hostile, or failing; as a line without a network, or over HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from agents.enrich.desk import Desk
from agents.enrich.memory import NOTHING_KEPT, Memory
from agents.enrich.rules import find_cases
from agents.llm.answers import AnswerStore, MemoryAnswers
from agents.llm.budget import MemoryLedger
from agents.llm.consultant import Consultant
from agents.llm.courier import Courier, Limits
from agents.llm.endpoint import Endpoint, Level, Price
from agents.llm.prices import Usage
from agents.llm.reading import Heard
from erdgen.compiler.rules.vocabulary import Stated
from erdgen.compiler.spec.project import Project
from tests.llm.fake_endpoint import Exchange, say

Json = dict[str, Any]
#: Task → what the model answers to its data: parts, or a text where the task wants one.
Script = Mapping[str, Callable[[Json], Any]]

ENDPOINT = Endpoint(
    "custom",
    "http://127.0.0.1:9/v1",
    "test-model",
    level=Level.JSON_SCHEMA,
    price=Price(Decimal(1), Decimal(2)),
)
#: Root of the answer → the tasks that have it.
ROOTS = {
    "cases": "judge_cases",
    "protections": "restrict_access",
    "uses": "offer_lists",
    "expectations": "expect_outcomes",
    "remarks": "remark",
    "choices": "direct",
    "examples": "try_function",
}
WRITE = "write_function"
#: Of a use of lists that is no action.
UNNAMED = {"name": "-", "value": "-"}


def task_of(question: Json) -> str:
    """The task, by the form of the answer that is wanted."""
    if "schema" not in question:
        return WRITE
    (root,) = question["schema"]["properties"]
    if root == "parts_of_rules":
        return "read_rule" if "sentence" in list_items(question)[0]["data"] else "suggest_rules"
    return ROOTS[root]


def list_items(question: Json) -> list[Json]:
    """The questions that ``question`` puts together, each as it is when it is asked alone."""
    data = question["data"]
    if "items" not in data:
        return [question]
    shared = {name: shown for name, shown in data.items() if name != "items"}
    alone = []
    for item in data["items"]:
        own = {name: value for name, value in item.items() if name != "item"}
        own |= {name: {each: shown[each] for each in own[name]} for name, shown in shared.items()}
        alone.append(question | {"data": own, "item": item["item"]})
    return alone


def answer_to(script: Script, question: Json) -> Json | str:
    """The answer of the script; an empty list, or an empty text, where it has none."""
    play = script.get(task_of(question))
    if task_of(question) == WRITE:
        return str(play(question["data"])) if play else ""
    (root,) = question["schema"]["properties"]
    said: list[Json] = []
    for alone in list_items(question):
        to = {"item": alone["item"]} if "item" in alone else {}
        said += [to | each for each in (play(alone["data"])[root] if play else [])]
    return {root: said}


@dataclass
class PlayedLine:
    """A model without a network. ``asked`` are the questions by task, also those that came together."""

    script: Script
    asked: list[tuple[str, Json]] = field(default_factory=list)
    calls: int = 0

    def send(
        self,
        model: str,
        instruction: str,
        data: str,
        level: Level,
        schema: Mapping[str, Any],
        limit: int,
        seconds: float,
    ) -> Heard:
        question = json.loads(data)
        # An endpoint shows the model the form that it holds it to.
        shown = json.dumps(schema, separators=(",", ":")) if schema and "schema" not in question else ""
        question |= {"schema": schema} if shown else {}
        task = task_of(question)
        self.asked += [(task, alone["data"]) for alone in list_items(question)]
        self.calls += 1
        answer = answer_to(self.script, question)
        text = answer if isinstance(answer, str) else json.dumps(answer)
        read = (len(instruction) + len(data) + len(shown)) // 4
        return Heard(text, usage=Usage(read, len(text) // 4), answered_by=model, finish_reason="stop")

    @property
    def tasks(self) -> list[str]:
        return [task for task, _ in self.asked]


def play_over_http(script: Script) -> Callable[[Exchange], None]:
    """The same as a step of the fake endpoint."""

    def step(exchange: Exchange) -> None:
        question = json.loads(exchange.seen.body["messages"][1]["content"])
        say(answer_to(script, question))(exchange)

    return step


def make_desk(
    line: PlayedLine,
    memory: Memory = NOTHING_KEPT,
    answers: AnswerStore | None = None,
    ledger: MemoryLedger | None = None,
) -> Desk:
    """A desk that asks ``line``, with all the layers that there are in earnest."""
    courier = Courier(ENDPOINT, line, ledger or MemoryLedger(), limits=Limits(seconds=20, pause=0.01))
    return Desk(Consultant(ENDPOINT, answers or MemoryAnswers(), courier), memory)


def judge_like(project: Project, stated: Sequence[Stated]) -> Callable[[Json], Json]:
    """A model that judges cases as ``stated`` does, and lets all others pass."""
    truth = dict(find_cases(project, stated) or [])

    def judge(data: Json) -> Json:
        said = [(each["case"], truth.get(each["happens"], True)) for each in data["cases"]]
        kinds = {True: "accepted", False: "rejected"}
        return {"cases": [{"reason": "so it says", "kind": kinds[ok], "case": case} for case, ok in said]}

    return judge


def part(kind: str, fields: Sequence[str] = (), values: Sequence[str] = (), **changes: Any) -> Json:
    """One part of a rule of Job, with every field given."""
    return {
        "reason": "the sentence says so",
        "kind": kind,
        "rule": 0,
        "entity": "Job",
        "part": "must",
        "timing": "always",
        "fields": list(fields),
        "operator": "-",
        "values": list(values),
        "before": [],
        "count": 0,
        "unit": "-",
        "negated": False,
    } | changes
