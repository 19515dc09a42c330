"""Texts from outside, made inert: no control, zero-width or direction-changing characters, bounded length."""

from __future__ import annotations

import re
import unicodedata

MAX_LABEL = 100
MAX_HELP = 2000

_SPACE = re.compile(r"\s+")
#: What needs no cleaning: nearly every name.
_PLAIN = re.compile(r"[!-~]+(?: [!-~]+)*")
_PRINTABLE_ASCII = re.compile(r"[ -~]*")
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def clean_text(text: str, limit: int) -> str:
    """``text`` on one line without invisible characters, cut to ``limit`` with an ellipsis."""
    if len(text) <= limit and _PLAIN.fullmatch(text):
        return text
    text = _SPACE.sub(" ", text)
    if not _PRINTABLE_ASCII.fullmatch(text):
        text = "".join(char for char in text if unicodedata.category(char) not in _INVISIBLE)
    text = text.strip()
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def quote(text: str, *, bare: bool = False) -> str:
    """A name for a message: cleaned, shortened, and in single quotes unless ``bare``."""
    short = clean_text(text, 60)
    return short if bare else f"'{short}'"
