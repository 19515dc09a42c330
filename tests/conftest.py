"""What every test may count on."""

from __future__ import annotations

import os
import signal

import pytest
from hypothesis import settings as hypothesis_settings

# What tests generate is no run of anybody's; also for the commands that they start.
os.environ["ERDGEN_RECORD"] = "0"

# A job in the background of a script is started with interrupts ignored, and hands that on to what it starts;
# tests of interruptions would hang there.
signal.signal(signal.SIGINT, signal.default_int_handler)

# How long an example takes says more about the machine than about the code.
hypothesis_settings.register_profile("untimed", deadline=None)
hypothesis_settings.load_profile("untimed")


def pytest_configure(config: pytest.Config) -> None:
    from django.conf import settings

    # Read before this file, by pytest-django.
    settings.RECORD_RUNS = False
