"""What those see who keep the site running."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models.functions import Now
from django.test import Client

from erdgen import lifecycle, runs
from erdgen.models import Run, State
from generator_site.json_logs import JsonFormatter
from tests.review.conftest import ERD, MakePerson, Work
from tests.shell.test_lifecycle import make_run

pytestmark = pytest.mark.django_db


def test_metrics_are_for_those_who_may_see_runs(person: MakePerson, settings: Any) -> None:
    assert Client().get("/metrics").status_code == 401
    assert person("nobody", ()).get("/metrics").status_code == 401
    assert person("ann").get("/metrics").status_code == 200
    bearer = {"authorization": "Bearer "}
    assert Client().get("/metrics", headers=bearer).status_code == 401
    settings.METRICS_TOKEN = "secret"
    assert Client().get("/metrics", headers=bearer).status_code == 401
    assert Client().get("/metrics", headers={"authorization": "Bearer secret"}).status_code == 200


def test_metrics_say_what_the_rows_say(run: Run, person: MakePerson) -> None:
    make_run()
    make_run(state=State.APPLIED, started_at=Now(), ended_at=lifecycle.after(3))
    text = person().get("/metrics").content.decode()
    assert 'erdgen_run_seconds_sum{state="applied"} 3.0' in text
    assert 'erdgen_runs{state="awaiting_review"} 1.0' in text
    assert 'erdgen_queue_depth{queue="runs"} 1.0' in text
    assert 'erdgen_step_seconds_count{step="build"} 1.0' in text
    assert "erdgen_retries_total 0.0" in text
    for agent in ("business_logic", "authentication", "api", "testing"):
        assert f'erdgen_agent_seconds_count{{agent="{agent}"}} 1.0' in text
        assert float(text.partition(f'erdgen_agent_seconds_sum{{agent="{agent}"}} ')[2].split("\n")[0]) > 0


def test_errors_are_counted_by_step(person: MakePerson, work: Work) -> None:
    assert "erdgen_errors_total{" not in person("ann").get("/metrics").content.decode()
    wrong = b'{"erd": {"entities": {"Job": {"fields": {"pay": "decimall"}}}}}'
    author = User.objects.create_user("author")
    work(runs.submit(author, wrong, "shop_erd.json", "shop", prove=False, review=True))
    text = person("bob").get("/metrics").content.decode()
    assert 'erdgen_errors_total{step="read"} 1.0' in text
    assert 'erdgen_runs{state="failed"} 1.0' in text


def test_refusals_are_counted(person: MakePerson, settings: Any) -> None:
    def count(ann: Client) -> float:
        lines = ann.get("/metrics").content.decode().splitlines()
        (line,) = (line for line in lines if line.startswith("erdgen_rate_limit_refusals_total "))
        return float(line.split()[1])

    ann = person()
    before, settings.RUNS_PER_MINUTE = count(ann), 0
    ann.post("/admin/erdgen/run/new/", {"text": ERD.decode(), "output": "shop", "start": "1"})
    assert not Run.objects.exists()
    assert count(ann) == before + 1
    ann.post(f"/admin/erdgen/run/{make_run(options={'prove': False, 'review': True}).pk}/again/")
    assert Run.objects.count() == 1
    assert count(ann) == before + 2


def test_retries_are_counted(person: MakePerson) -> None:
    run = make_run()
    lease = lifecycle.take(run.pk, "runs")
    assert lease is not None
    lifecycle.give_back(lease, "the worker that had it is gone")
    assert "erdgen_retries_total 1.0" in person().get("/metrics").content.decode()


def test_liveness_and_readiness(settings: Any, tmp_path: Path) -> None:
    assert Client().get("/healthz").status_code == 200
    assert Client().get("/readyz").json() == {"database": "ok", "outputs": "ok"}
    (tmp_path / "file").touch()
    settings.OUTPUTS_ROOT = tmp_path / "file" / "outputs"
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()["outputs"]) == (503, "missing")


def test_logs_carry_run_and_step(caplog: pytest.LogCaptureFixture) -> None:
    run = make_run()
    with caplog.at_level(logging.INFO, "erdgen.lifecycle"):
        lifecycle.log(run.pk, "step", "build", ok=True)
    line = json.loads(JsonFormatter().format(caplog.records[-1]))
    assert (line["run"], line["step"], line["level"]) == (run.pk, "build", "info")


def test_the_status_page_and_its_json(person: MakePerson) -> None:
    make_run(state=State.AWAITING_REVIEW)
    ann = person()
    assert ann.get("/admin/erdgen/run/status.json").json()["runs"]["awaiting_review"] == 1
    assert b"business_logic" in ann.get("/admin/erdgen/run/status/").content


def test_progress_reloads_itself_without_scripts_only_while_it_works(person: MakePerson) -> None:
    ann = person()
    for state, active in ((State.QUEUED, True), (State.AWAITING_REVIEW, False)):
        run = make_run(state=state)
        text = ann.get(f"/admin/erdgen/run/{run.pk}/progress/").content.decode()
        assert ('<noscript><meta http-equiv="refresh" content="3"></noscript>' in text) == active
        assert ("erdgen/progress.js" in text) == active
    assert ann.get("/admin/erdgen/run/999999/progress/").status_code == 404
