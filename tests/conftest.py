"""What every test may count on."""

from __future__ import annotations

import signal

# A job in the background of a script is started with interrupts ignored, and hands that on to what it starts;
# tests of interruptions would hang there.
signal.signal(signal.SIGINT, signal.default_int_handler)
