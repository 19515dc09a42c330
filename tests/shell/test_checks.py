"""Settings that contradict each other are told, and those of production are clean."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from erdgen.checks import check_times

ROOT = Path(__file__).resolve().parents[2]


def test_times_have_to_fit(settings: Any) -> None:
    assert check_times() == []
    settings.JOB_SECONDS, settings.LEASE_SECONDS = 1800, 5
    assert [message.id for message in check_times()] == ["erdgen.E001", "erdgen.E002"]


def check_deploy(**environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    inherited = {name: value for name, value in os.environ.items() if name not in ("DEBUG", "SECRET_KEY")}
    return subprocess.run(
        command, cwd=ROOT, env={**inherited, **environment}, capture_output=True, text=True, check=False
    )


def test_production_settings_pass_the_deployment_checks() -> None:
    done = check_deploy(
        SECRET_KEY="0123456789" + "abcdefghij" * 5,
        ALLOWED_HOSTS="erd.example.com",
        DATABASE_URL="postgres://site@db/site",
        CELERY_BROKER_URL="amqp://site@broker/",
    )
    assert (done.returncode, done.stdout.strip()) == (0, "System check identified no issues (0 silenced).")


def test_a_missing_secret_key_is_told() -> None:
    done = check_deploy(ALLOWED_HOSTS="erd.example.com")
    assert done.returncode == 1
    assert "erdgen.W001" in done.stderr


def test_every_setting_is_documented_and_none_is_made_up() -> None:
    settings = (ROOT / "generator_site" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r'(?:read_flag|read_number|environ\.get)\(\s*"([A-Z_]+)"', settings))
    table = re.findall(r"^\| (`[A-Z].*?) \|", (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8"), re.M)
    assert {name for row in table for name in re.findall(r"`([A-Z_]+)`", row)} == read


def test_the_compose_file_starts_every_part_with_what_it_needs() -> None:
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    services = compose["services"]
    assert set(services) == {"database", "rabbitmq", "redis", "migrate", "site", "worker", "prover"}
    queues = [word for name in ("worker", "prover") for word in services[name]["command"] if "queues" in word]
    assert queues == ["--queues=runs", "--queues=proof"]
    for name in ("migrate", "site", "worker", "prover"):
        assert {"SECRET_KEY", "DATABASE_URL", "CELERY_BROKER_URL"} <= set(services[name]["environment"])
        assert services[name]["volumes"] == ["data:/data"]


def test_the_compose_file_waits_for_the_real_servers_and_gives_each_part_time_to_end() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    assert "--host" in services["database"]["healthcheck"]["test"]
    assert services["rabbitmq"]["hostname"] == "rabbitmq"
    assert services["site"]["healthcheck"]["test"][-1] == "generator_site.healthcheck"
    assert services["worker"]["depends_on"]["redis"] == {"condition": "service_started", "required": False}
    assert {services[name]["stop_grace_period"] for name in ("site", "worker", "prover")} == {"35s", "20s"}


def test_the_image_brings_its_sources_compiled() -> None:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    compiling = lines.index("RUN python -m compileall -q .")
    assert max(at for at, line in enumerate(lines) if line.startswith("COPY")) < compiling


def test_a_generated_project_waits_for_the_real_server_too_and_its_user_has_a_home() -> None:
    templates = ROOT / "templates" / "project"
    compose = (templates / "compose.yaml.j2").read_text(encoding="utf-8")
    assert '["CMD", "pg_isready", "--host", "127.0.0.1", "--username", "postgres"]' in compose
    assert "stop_grace_period: 35s" in compose
    # Gunicorn keeps its control socket there.
    assert "useradd --system --create-home app" in (templates / "Dockerfile.j2").read_text(encoding="utf-8")
