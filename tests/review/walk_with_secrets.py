"""A whole run of the site in a process of its own, printing all that leaves it: messages, rows and pages.

``python -m tests.review.walk_with_secrets``, with the secrets in the environment as a server has them.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterator
from typing import Any

import django

ERD = json.dumps(
    {
        "erd": {"entities": {"Item": {"fields": {"name": "str(50)", "price": "decimal(8, 2)"}}}},
        "business_rules": ["Item price must be positive", "Items should be nice"],
    }
)
PLACES = ("progress", "progress/now", "review", "zip", "cancel")


def main() -> None:
    """Walk, and print what was seen as JSON: place → text."""
    django.setup()
    logging.getLogger().setLevel(logging.DEBUG)
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    setup_test_environment()
    call_command("migrate", verbosity=0)
    json.dump(dict(walk()), sys.stdout)


def walk() -> Iterator[tuple[str, str]]:
    """Start runs of several ends, work on them, and look at everything."""
    from django.contrib.auth.models import User
    from django.test import Client

    from erdgen import lifecycle, runs
    from erdgen.models import Run

    site = Client(raise_request_exception=False)
    site.force_login(User.objects.create_superuser("ann"))
    new = "/admin/erdgen/run/new/"
    for number, (erd, prove) in enumerate(((ERD, ""), (ERD, "on"), (ERD[:-1], "")), 1):
        answer = site.post(new, {"text": erd, "output": f"shop{number}", "prove": prove, "start": "1"})
        yield f"answer to {number}", answer.content.decode() + str(answer.headers)
    site.post(new, {"text": ERD, "output": "shop4", "review": "on", "start": "1"})
    yield "messages", "\n".join(read_messages())
    for run in Run.objects.order_by("pk"):
        while lease := lifecycle.take(run.pk, Run.objects.get(pk=run.pk).queue):
            runs.advance_run(lease)
        yield f"state of {run.pk}", Run.objects.get(pk=run.pk).state
    for address in list_addresses(Run.objects.values_list("pk", flat=True)):
        answer = site.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        yield address, f"{answer.status_code} {body.decode(errors='replace')} {answer.headers}"
    yield "a page that fails", fail(site).content.decode()
    yield "rows", "\n".join(dump_rows())


def read_messages() -> Iterator[str]:
    """What the workers would get."""
    from erdgen.broker import load_app

    with load_app().connection_for_read() as connection:
        for name in ("runs", "proof"):
            queue = connection.SimpleQueue(name)
            while queue.qsize():
                message = queue.get(block=False)
                yield json.dumps([message.body, message.headers, message.properties], default=str)
                message.ack()


def list_addresses(numbers: Any) -> Iterator[str]:
    """Every page that can be looked at."""
    yield from ("/admin/", "/admin/erdgen/run/", "/admin/erdgen/run/new/", "/admin/erdgen/run/status/")
    yield from ("/admin/erdgen/run/status.json", "/metrics", "/healthz", "/readyz", "/nothing/")
    for number in numbers:
        for place in PLACES:
            yield f"/admin/erdgen/run/{number}/{place}/"
        yield f"/admin/erdgen/run/{number}/review/?file=backend/settings.py&full=1"


def fail(site: Any) -> Any:
    """The answer of a page whose database query fails in the middle."""
    from unittest.mock import patch

    from django.db import OperationalError

    failing: Callable[..., Any] = patch(
        "erdgen.review.status.system_status", side_effect=OperationalError("no connection")
    )
    with failing:
        return site.get("/admin/erdgen/run/status/")


def dump_rows() -> Iterator[str]:
    """All rows of the app, binary columns as text."""
    from django.apps import apps

    for model in apps.get_app_config("erdgen").get_models():
        for values in model.objects.values():
            texts = (
                bytes(value).decode(errors="replace") if isinstance(value, bytes | memoryview) else value
                for value in values.values()
            )
            yield f"{model.__name__} {list(texts)}"


if __name__ == "__main__":
    main()
