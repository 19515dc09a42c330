"""Django accepts every name: bare models of awkward ERDs pass its checks and make tables in SQLite."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.compiler.frontends.erds import words_of

ROOT = Path(__file__).parents[3]
PROBE = ROOT / "tests" / "compiler" / "spec" / "model_probe.py"

NAMES = words_of(
    """
    User user users USERS Group Permission Meta objects check pk id ID Id _id class Class __x__ x_
    _x a__b 2nd 9 for None True select table order Person.Name personName PersonName Müller 日本 日本語
    émile y_id y Y Y_ID job Job jobs Jobs JobSerializer JobFactory job_id jobId email username
    password is_active is_staff groups user_permissions save delete clean created_at deleted_at
    status Status Model models list dict str type property a'b a"b a{b} {{x}} a/../b a%b a\b data
    fields get_status_display Q F Decimal Exception self cls django_session auth_user sqlite_x name
    value children parent logentry match _ 1 region_id Region
    """
)
NAMES += ["person name", "two\nlines", "e" * 100, "E" * 100, "x" * 63, "x" * 64]
TYPES: list[Any] = [
    "str", "text", "int", "decimal", "bool", "datetime", "uuid", "json", "email", "binary", "file",
    "choices(a, b, 'c d', 1x)", {"type": "int", "choices": [1, -3]}, {"type": "uuid", "primary_key": True},
    {"type": "str", "required": False, "unique": True},
]  # fmt: skip


def awkward_erd(seed: int) -> dict[str, Any]:
    """Up to twelve entities with names, keys, links and bases drawn from what goes wrong."""
    draw = random.Random(seed)
    names = draw.sample(NAMES, draw.randint(1, 12))
    entities = {name: _awkward_entity(draw, names) for name in names}
    pointed_at = {link["to"] for entity in entities.values() for link in entity["relationships"].values()}
    bases = [name for name in names if name not in pointed_at and draw.random() < 0.3]
    for name, entity in entities.items():
        if name in bases:
            entity["abstract"] = True
        elif bases and draw.random() < 0.6:
            entity["bases"] = [draw.choice(bases)]
    return {"erd": {"entities": entities}}


def _awkward_entity(draw: random.Random, names: list[str]) -> dict[str, Any]:
    fields = draw.sample(NAMES, draw.randint(0, 8))
    links = [name for name in draw.sample(NAMES, draw.randint(0, 6)) if name not in fields]
    entity: dict[str, Any] = {
        "fields": {name: draw.choice(TYPES) for name in fields},
        "relationships": {name: _awkward_link(draw, names) for name in links},
        "timestamps": draw.random() < 0.2,
        "soft_delete": draw.random() < 0.2,
    }
    if fields and draw.random() < 0.15:
        entity["primary_key"] = draw.sample(fields, min(len(fields), draw.randint(1, 2)))
    return entity


def _awkward_link(draw: random.Random, names: list[str]) -> dict[str, Any]:
    kind = draw.choice(["ForeignKey", "OneToOne", "ManyToMany"])
    link: dict[str, Any] = {"type": kind, "to": draw.choice(names), "required": draw.random() < 0.8}
    if kind != "ManyToMany" and draw.random() < 0.15:
        link |= {draw.choice(["unique", "primary_key"]): True}
    return link


def probe(erds: list[dict[str, Any]]) -> list[list[str]]:
    """Problems of each ERD, as errors of the frontend or of Django."""
    done = subprocess.run(
        [sys.executable, str(PROBE)],
        input="\n".join(json.dumps(erd) for erd in erds),
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_samples_make_tables() -> None:
    samples = [*sorted((ROOT / "fixtures" / "erds").glob("*.json")), ROOT / "sample_erd.json"]
    assert probe([json.loads(sample.read_bytes()) for sample in samples]) == [[]] * len(samples)


@pytest.mark.long
def test_awkward_names_make_tables_or_are_refused_by_the_frontend() -> None:
    results = probe([awkward_erd(seed) for seed in range(150)])
    from_django = [
        problem for problems in results for problem in problems if " error erd.E051: " not in problem
    ]
    assert from_django == []
    # Keys that both a base and its child declare are all that is refused.
    assert sum(not problems for problems in results) > 100
