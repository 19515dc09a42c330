"""Measure what a language model takes, by the scripted competent model of the tests: ``make models-bench``.

Nothing is asked of a network. Tokens are bytes by four, as no tokenizer is at hand for a model that does not
exist; the form of an answer counts among what is read, wherever it stands. The prices are those of the table.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from agents.llm.answers import MemoryAnswers
from agents.llm.budget import Amount, MemoryLedger
from agents.orchestrator import DomainOrchestrator
from agents.roster import default_roster
from erdgen.compiler.codegen.render import render_project
from erdgen.compiler.passes import Consultation
from erdgen.compiler.pipeline import agree
from erdgen.compiler.spec.project import Project
from tests.enriched.shop import ERD, competent, competent_for_many, many_shops, read_project
from tests.llm.players import PlayedLine, Script, make_desk
from tools.bench import DOCUMENT, describe_machine, write_between_markers

BEGIN, END = "<!-- measured by `make models-bench` -->\n", "<!-- end of what models-bench measured -->\n"
BYTES_PER_TOKEN = 4
#: Of the larger ERD, each with four entities.
SHOPS = 10


@dataclass(frozen=True, slots=True)
class Round:
    """One consultation: what it asked, and what came of it."""

    advice: Consultation
    calls: int
    input_tokens: int
    output_tokens: int
    usd: Decimal

    @property
    def tokens(self) -> int:
        return self.input_tokens + self.output_tokens


def main() -> int:
    """Measure, print, and with ``--write`` put it into the document."""
    answers = MemoryAnswers()
    project, changed = read_project(), read_project(change_one_entity())
    model = competent(project)
    rounds = [ask(project, model, answers), ask(project, model, answers), ask(changed, model, answers)]
    lines = [*render_table(*rounds), "", *render(ERD, project, rounds[0])]
    erd = many_shops(SHOPS)
    many = read_project(erd)
    lines += ["", *render(erd, many, ask(many, competent_for_many(), MemoryAnswers()))]
    print("\n".join(lines))
    if "--write" in sys.argv:
        write_between_markers(DOCUMENT, "\n".join((describe_machine(), "", *lines, "")), BEGIN, END)
    return 0


def change_one_entity() -> dict[str, Any]:
    """The ERD with one more field in one entity."""
    changed: dict[str, Any] = json.loads(json.dumps(ERD))
    changed["erd"]["entities"]["Tag"]["fields"]["colour"] = "str"
    return changed


def ask(project: Project, model: Script, answers: MemoryAnswers) -> Round:
    """One consultation with the answers that are known so far."""
    ledger = MemoryLedger(Amount(**dict.fromkeys(("tokens", "calls", "seconds"), 10**7), usd=Decimal(1000)))
    desk = make_desk(PlayedLine(model), answers=answers, ledger=ledger)
    advice = DomainOrchestrator(default_roster(), desk).consult(project)
    records = ledger.records()
    return Round(
        advice,
        len(records),
        sum(record.input_tokens for record in records),
        sum(record.output_tokens for record in records),
        sum((record.usd for record in records), Decimal(0)),
    )


def render_table(first: Round, again: Round, changed: Round) -> Iterator[str]:
    """What three runs of one ERD take."""
    yield "| | calls | tokens in | tokens out | USD at 1 and 2 per million |"
    yield "|---|---:|---:|---:|---:|"
    for name, each in (("first run", first), ("second run", again), ("one entity changed", changed)):
        yield f"| {name} | {each.calls} | {each.input_tokens} | {each.output_tokens} | {each.usd:.6f} |"


def render(erd: Mapping[str, Any], project: Project, first: Round) -> Iterator[str]:
    """What a first run takes for each contribution, and against free text."""
    accepted = len(first.advice.by_model)
    files = render_project(agree(project, first.advice))
    free = sum(len(text.encode()) for path, text in files.items() if path.endswith(".py")) // BYTES_PER_TOKEN
    # Whoever asks for the files has to say at least this.
    question = len(json.dumps(erd, separators=(",", ":")).encode()) // BYTES_PER_TOKEN
    yield (
        f"- {len(project.entities)} entities, {len(project.rules)} sentences that the grammar leaves open: "
        f"{first.calls} calls, {first.input_tokens} tokens in and {first.output_tokens} out; "
        f"{accepted} contributions accepted, each for {first.calls / accepted:.1f} calls, "
        f"{first.tokens / accepted:.0f} tokens and {first.usd / accepted:.6f} USD."
    )
    out, total = free / first.output_tokens, (free + question) / first.tokens
    yield (
        f"- The Python files of the same backend as free text would take {free} tokens out, "
        f"**{out:.1f} times** as many, and at least the {question} tokens of the ERD in. "
        f"In and out together that is **{total:.1f} times** what the questions take."
    )


if __name__ == "__main__":
    sys.exit(main())
