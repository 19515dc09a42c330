"""System checks: settings that contradict each other, before they do harm."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register


@register
def check_times(**kwargs: Any) -> list[CheckMessage]:
    """A worker's deadline, its lease and its heartbeats have to fit into each other."""
    found: list[CheckMessage] = []
    if settings.JOB_SECONDS >= settings.VISIBILITY_SECONDS:
        found.append(
            Error(
                f"JOB_SECONDS ({settings.JOB_SECONDS:g}) is not below VISIBILITY_SECONDS "
                f"({settings.VISIBILITY_SECONDS:g})",
                hint="The broker would deliver the message of a run again that is still at work.",
                id="erdgen.E001",
            )
        )
    if settings.LEASE_SECONDS < 3 * settings.HEARTBEAT_SECONDS:
        found.append(
            Error(
                f"LEASE_SECONDS ({settings.LEASE_SECONDS:g}) is less than three times HEARTBEAT_SECONDS "
                f"({settings.HEARTBEAT_SECONDS:g})",
                hint="A worker would lose its run by one late heartbeat.",
                id="erdgen.E002",
            )
        )
    return found


@register(Tags.security, deploy=True)
def check_secret_key(**kwargs: Any) -> list[CheckMessage]:
    """Each process would make up a key of its own."""
    if os.environ.get("SECRET_KEY"):
        return []
    hint = "Without it every process makes one up, and nobody stays signed in."
    return [Warning("SECRET_KEY is not set", hint=hint, id="erdgen.W001")]
