"""What the environment holds in secret is in no page, log, row or message."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WORDS = {
    "database": "pw-of-the-database",
    "broker": "pw-of-the-broker",
    "proof": "pw-of-the-proof-database",
    "key": "key-of-the-site-0123456789-abcdefghijklmnopqrstuvwxyz-0123456789",
    "model": "sk-key-of-the-language-model",
    "metrics": "token-of-the-metrics",
}


def make_environment(folder: Path, broker: str) -> dict[str, str]:
    """As on a server; Django takes a password for SQLite too, and PostgreSQL is not there to prove on."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "generator_site.settings",
        "DATABASE_URL": f"sqlite://erd:{WORDS['database']}@/{folder / 'db.sqlite3'}",
        "CELERY_BROKER_URL": broker,
        "ERDGEN_PROOF_DATABASE_URL": f"postgres://erd:{WORDS['proof']}@127.0.0.1:1/proof",
        "SECRET_KEY": WORDS["key"],
        "ERDGEN_LLM_API_KEY": WORDS["model"],
        "METRICS_TOKEN": WORDS["metrics"],
        "ERDGEN_DATA": str(folder / "data"),
        "ALLOWED_HOSTS": "testserver",
        "HTTPS": "0",
        "LOG_FORMAT": "json",
        "RUNS_PER_MINUTE": "10",
    }


def run_python(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=240,
    )


def find_secrets(text: str) -> list[str]:
    return [name for name, word in WORDS.items() if word in text]


@pytest.mark.parametrize("name", ["database", "broker", "key", "proof", "metrics"])
def test_the_settings_do_hold_them(tmp_path: Path, name: str) -> None:
    environment = make_environment(tmp_path, f"memory://erd:{WORDS['broker']}@localhost/")
    place = {
        "database": "settings.DATABASES['default']['PASSWORD']",
        "broker": "settings.CELERY_BROKER_URL",
        "key": "settings.SECRET_KEY",
        "proof": "settings.PROOF_DATABASE_URL",
        "metrics": "settings.METRICS_TOKEN",
    }[name]
    done = run_python(environment, "-c", f"from django.conf import settings; print({place})")
    assert find_secrets(done.stdout) == [name]


@pytest.mark.long
def test_a_walk_through_the_site_shows_none(tmp_path: Path) -> None:
    environment = make_environment(tmp_path, f"memory://erd:{WORDS['broker']}@localhost/")
    done = run_python(environment, "-m", "tests.review.walk_with_secrets")
    seen: dict[str, str] = json.loads(done.stdout)
    # It was a walk: there were messages, runs of several ends, pages, a failing one among them, and logs.
    assert seen["messages"].count("erdgen.tasks.work_on") == 3
    states = {place: text for place, text in seen.items() if place.startswith("state of")}
    assert sorted(states.values()) == ["applied", "awaiting_review", "failed"]
    assert all(seen[f"/admin/erdgen/run/{run}/progress/"].startswith("200 ") for run in (1, 2, 3))
    assert "Something failed" in seen["a page that fails"]
    assert "Event [" in seen["rows"]
    assert '"kind": "step"' in done.stderr
    assert "no connection" in done.stderr
    places = {place: find_secrets(text) for place, text in seen.items()}
    assert {place: found for place, found in places.items() if found} == {}
    assert find_secrets(done.stderr) == []


@pytest.mark.parametrize("scheme", ["redis", "amqp"])
def test_a_broker_that_cannot_be_reached_is_logged_without_its_password(tmp_path: Path, scheme: str) -> None:
    environment = make_environment(tmp_path, f"{scheme}://erd:{WORDS['broker']}@127.0.0.1:1//")
    script = (
        "import django, logging; django.setup(); logging.getLogger().setLevel(logging.DEBUG);"
        "from erdgen import broker; from erdgen.models import Run;"
        "print(broker.ring(Run(pk=7, queue='runs')))"
    )
    done = run_python(environment, "-c", script)
    assert done.stdout == "False\n"
    assert "run 7 waits" in done.stderr
    assert find_secrets(done.stderr) == []


def test_a_database_that_cannot_be_reached_is_logged_without_its_password(tmp_path: Path) -> None:
    environment = make_environment(tmp_path, f"memory://erd:{WORDS['broker']}@localhost/") | {
        "DATABASE_URL": f"postgres://erd:{WORDS['database']}@127.0.0.1:1/erd"
    }
    script = (
        "import django, logging; django.setup(); logging.getLogger().setLevel(logging.DEBUG);"
        "from django.test.utils import setup_test_environment; setup_test_environment();"
        "from django.test import Client; site = Client(raise_request_exception=False);"
        "print([site.get(page).content for page in ('/readyz', '/metrics', '/admin/login/')]);"
        "print(site.post('/admin/login/', {'username': 'ann', 'password': 'x'}).content)"
    )
    done = run_python(environment, "-c", script)
    assert "missing" in done.stdout
    assert "Something failed" in done.stdout
    assert "Connection refused" in done.stderr or "connection failed" in done.stderr
    assert find_secrets(done.stdout + done.stderr) == []
