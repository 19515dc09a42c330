"""A run that awaits its review, and people who may do more or less with it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from erdgen import broker, lifecycle, runs
from erdgen.models import Run

ROOT = Path(__file__).resolve().parents[2]
EVERYTHING = ("view_run", "start_run", "review_run", "apply_run")
#: Markup in every place that is shown: it has to come out as text.
EVIL = "<script>alert(1)</script>"
ERD = json.dumps(
    {
        "name": f"Shop {EVIL}",
        "erd": {
            "entities": {
                "Item": {
                    "help": EVIL,
                    "fields": {"name": {"type": "str(50)", "help": EVIL}, "price": "decimal(8, 2)"},
                },
                "Order": {"fields": {"paid": "bool"}, "relationships": {"item": "ForeignKey(Item)"}},
            }
        },
        "business_rules": ["Item price must be positive"],
        "auth_requirements": {
            "roles": [{"name": "Clerk", "description": EVIL}],
            "permissions": {"Item": {"read": ["anyone"], "update": ["Clerk"]}, "Order": {"read": ["Clerk"]}},
        },
    },
    indent=1,
).encode()

MakePerson = Callable[..., Client]
Work = Callable[[Run], Run]


@pytest.fixture(autouse=True)
def site(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Outputs of its own, no broker, and no redirect to HTTPS."""
    settings.OUTPUTS_ROOT = tmp_path / "outputs"
    settings.SECURE_SSL_REDIRECT = False
    monkeypatch.setattr(broker, "ring", lambda run: True)


@pytest.fixture
def person() -> MakePerson:
    """A signed-in browser of somebody with these permissions."""

    def make(name: str = "ann", permissions: tuple[str, ...] = EVERYTHING, **options: Any) -> Client:
        user = User.objects.create_user(name, is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
        client = Client(**options)
        client.force_login(user)
        return client

    return make


@pytest.fixture
def work() -> Work:
    """What a worker does with a run."""

    def advance(run: Run) -> Run:
        lease = lifecycle.take(run.pk, Run.objects.get(pk=run.pk).queue)
        assert lease is not None
        runs.advance_run(lease)
        return Run.objects.get(pk=run.pk)

    return advance


@pytest.fixture
def run(work: Work) -> Run:
    """Awaits its review."""
    author = User.objects.create_user("author")
    made = work(runs.submit(author, ERD, "shop_erd.json", "shop", prove=False, review=True))
    assert made.state == "awaiting_review", made.message
    return made
