"""Opens the model that a run uses, and closes the books at its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings

from agents.enrich.desk import Desk
from agents.enrich.memory import NOTHING_KEPT, Memory
from agents.llm.allowance import read_allowance
from agents.llm.answers import AnswerStore, MemoryAnswers
from agents.llm.budget import CallRecord, Ledger, MemoryLedger
from agents.llm.choice import CUSTOM, read_choice
from agents.llm.consultant import Consultant, open_consultant, replay_consultant
from agents.llm.endpoint import Endpoint
from agents.llm.failures import Failure, Kind, SettingError
from agents.llm.profiles import recorded_endpoint, resolve_endpoint
from agents.llm.tracing import start_tracing
from erdgen.compiler.report import ModelCost
from erdgen.llm.answers import StoredAnswers, StoredLevels, load_answers
from erdgen.llm.costs import sum_costs
from erdgen.llm.ledger import RunLedger, load_calls, save_call
from erdgen.llm.memory import load_memory
from erdgen.llm.models import Recording

REPLAY = "replay"


@dataclass
class ModelUse:
    """The model of one run."""

    consultant: Consultant
    ledger: Ledger
    answers: AnswerStore
    memory: Memory = NOTHING_KEPT
    run: int | None = None

    @property
    def desk(self) -> Desk:
        """Where the agents ask."""
        return Desk(self.consultant, self.memory)

    @property
    def endpoint(self) -> Endpoint:
        """What is asked, with the model that was found there."""
        return self.consultant.endpoint

    def list_calls(self) -> tuple[CallRecord, ...]:
        """All calls so far."""
        if isinstance(self.ledger, MemoryLedger):
            return self.ledger.records()
        return load_calls(self.run) if self.run is not None else ()

    def sum_costs(self) -> tuple[ModelCost, ...]:
        """What each agent took."""
        return sum_costs(self.list_calls())

    def record(self, run: int) -> None:
        """Store the calls of a command's run with it, and what it takes to make it again."""
        if isinstance(self.ledger, MemoryLedger):
            for call in self.ledger.records():
                save_call(run, call)
        save_recording(run, self.endpoint, self.answers)


def open_for_command(choice: str, environ: Mapping[str, str]) -> ModelUse | None:
    """The model of a run of the command, within whose process all is settled. Raises SettingError."""
    profile, _, number = read_choice(choice, environ).partition(":")
    if profile.strip().lower() == REPLAY:
        return _open_replay(number.strip())
    endpoint = resolve_endpoint(choice, environ)
    if endpoint is None:
        return None
    allowance = read_allowance(environ)
    start_tracing(environ)
    ledger = MemoryLedger(allowance.run, allowance.each, allowance.agents)
    answers: AnswerStore = StoredAnswers() if settings.RECORD_RUNS else MemoryAnswers()
    levels = StoredLevels() if settings.RECORD_RUNS else None
    return ModelUse(open_consultant(endpoint, ledger, answers, levels), ledger, answers)


def open_for_run(run: int, author: int | None, environ: Mapping[str, str]) -> ModelUse | None:
    """The model of a stored run, whose ledger outlives its workers; wrong settings become a finding of it."""
    try:
        endpoint = resolve_endpoint("", environ)
        allowance = read_allowance(environ)
        start_tracing(environ)
    except SettingError as error:
        closed = Failure(Kind.WRONG_SETTINGS, str(error))
        consultant = Consultant(recorded_endpoint(CUSTOM, "", {}), MemoryAnswers(), None, closed=closed)
        return ModelUse(consultant, MemoryLedger(), MemoryAnswers(), run=run)
    if endpoint is None:
        return None
    ledger, answers = RunLedger(run, allowance), StoredAnswers()
    consultant = open_consultant(endpoint, ledger, answers, StoredLevels())
    return ModelUse(consultant, ledger, answers, load_memory(author), run)


def _open_replay(number: str) -> ModelUse:
    """A model that answers from the record of an earlier run alone."""
    recording = Recording.objects.filter(run_id=int(number)).first() if number.isdecimal() else None
    if recording is None:
        raise SettingError(f"There is no record of run {number!r} to replay: write replay:RUN.")
    endpoint = recorded_endpoint(recording.profile, recording.model, recording.models_of_agents)
    answers = load_answers(recording.keys)
    return ModelUse(replay_consultant(endpoint, answers), MemoryLedger(), MemoryAnswers(answers))


def save_recording(run: int, endpoint: Endpoint, answers: AnswerStore) -> None:
    """Which answers a run used, and of which models."""
    if not isinstance(answers, StoredAnswers):
        return
    changes = {
        "profile": endpoint.profile,
        "model": endpoint.model,
        "models_of_agents": dict(endpoint.models),
        "keys": answers.used,
    }
    Recording.objects.update_or_create(run_id=run, defaults=changes)
