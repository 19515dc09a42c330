"""Whether this process lives, and whether it can do its work; for those who keep it running."""

from __future__ import annotations

import os
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from erdgen.models import Run


@require_GET
def show_alive(request: HttpRequest) -> HttpResponse:
    """Answers as long as the process does."""
    return HttpResponse("alive\n", content_type="text/plain")


@require_GET
def show_ready(request: HttpRequest) -> HttpResponse:
    """200 when everything that a page needs is there, 503 otherwise; says which part is missing, not why.

    The broker is no such part: without it runs are taken all the same, and wait.
    """
    parts = {name: "ok" if check() else "missing" for name, check in CHECKS.items()}
    return JsonResponse(parts, status=503 if "missing" in parts.values() else 200)


def has_tables() -> bool:
    """The database answers, and was migrated."""
    try:
        Run.objects.values("queue", "lease_token").first()
    except DatabaseError:
        return False
    return True


def can_write_outputs() -> bool:
    """There is room for outputs: the folder, or one above it in which it can be made."""
    root = settings.OUTPUTS_ROOT
    place = next(folder for folder in (root, *root.parents) if folder.exists())
    return place.is_dir() and os.access(place, os.W_OK | os.X_OK)


CHECKS: dict[str, Callable[[], bool]] = {"database": has_tables, "outputs": can_write_outputs}
