"""What a browser would send from the review page."""

from __future__ import annotations

import html
import re
from typing import Any

from django.test import Client

from erdgen.models import Contribution, Run
from erdgen.verdicts import version_of, version_of_run


def page(run: Run, name: str = "review", query: str = "") -> str:
    """The address of a page of the run."""
    return f"/admin/erdgen/run/{run.pk}/{name}/{query}"


def look(client: Client, run: Run, query: str = "") -> str:
    """The review page."""
    answer = client.get(page(run, query=query))
    assert answer.status_code == 200
    return str(answer.content.decode())


def read(text: str) -> str:
    """What a person reads in a page."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def key(row: Contribution) -> str:
    """The value of its tick box."""
    return f"{row.position}|{version_of(row)}"


def judge(client: Client, run: Run, act: str, *rows: Contribution, **fields: Any) -> str:
    """Tick contributions, press a button, and read what the next page says."""
    run.refresh_from_db()
    data = {"seen": version_of_run(run), "act": act, "item": [key(row) for row in rows], **fields}
    answer = client.post(page(run, "judge"), data, follow=True)
    assert answer.status_code == 200
    return read(answer.content.decode())


def press(client: Client, run: Run, name: str) -> str:
    """Press ``apply`` or ``reject``."""
    run.refresh_from_db()
    answer = client.post(page(run, name), {"seen": version_of_run(run)}, follow=True)
    return read(answer.content.decode())


def approve_everything(client: Client, run: Run) -> None:
    """All at once, then what is risky."""
    judge(client, run, "approve_all")
    judge(client, run, "approve", *run.contributions.filter(verdict="open"))
