"""Spans of time as text."""

from __future__ import annotations

import re
from datetime import timedelta

_CLOCK = re.compile(
    r"(?:(-?[0-9]{1,9}) (?:days?,? )?)?([0-9]{1,4}):([0-9]{1,2})(?::([0-9]{1,2}(?:\.[0-9]{1,6})?))?"
)
_ISO = re.compile(
    r"P(?:([0-9]{1,9})D)?(?:T(?:([0-9]{1,9})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9}(?:\.[0-9]{1,6})?)S)?)?"
)


def parse_duration(text: str) -> timedelta:
    """``P1DT2H``, ``1 02:03:04`` or a number of seconds.

    Raises:
        ValueError: the text has none of these forms.
    """
    match = _ISO.fullmatch(text) or _CLOCK.fullmatch(text)
    try:
        if match and any(match.groups()):
            days, hours, minutes, seconds = (float(part or 0) for part in match.groups())
            return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        return timedelta(seconds=float(text))
    except OverflowError:
        raise ValueError("too long") from None
