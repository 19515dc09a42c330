"""What users wrote, made fit to travel as data: typed, bounded, without characters that nobody sees.

Taking out phrases like "ignore the above" protects nothing, so nothing of the kind is tried: the text
travels as JSON data apart from the instructions, and what comes back is bounded by its type.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

Json = str | int | float | bool | None | Sequence["Json"] | Mapping[str, "Json"]

ItemT = TypeVar("ItemT")

TEXT_LIMIT = 600
ITEM_LIMIT = 300
DEPTH_LIMIT = 6

#: Shown as nothing though their category says otherwise: fillers, joiners and variation selectors.
UNSEEN = frozenset(
    {0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0}
    | set(range(0x180B, 0x1810))
    | set(range(0xFE00, 0xFE10))
    | set(range(0xE0100, 0xE01F0))
)
#: Control, format (zero-width, bidirectional, tags), private use, surrogates, unassigned.
UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})
SPACE_CATEGORIES = frozenset({"Zl", "Zp", "Zs"})


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Data without invisible characters; ``cut`` has the paths of what was too long, too deep or no JSON."""

    data: Json
    cut: tuple[str, ...] = ()


@dataclass
class _Cutter:
    cut: list[str] = field(default_factory=list)

    def clean(self, value: object, path: str, depth: int) -> Json:
        if value is None or isinstance(value, bool | int):
            return value
        if isinstance(value, float):
            return self.finite(value, path)
        if isinstance(value, str):
            return self.shorten(value, path)
        if depth >= DEPTH_LIMIT:
            self.cut.append(path)
            return None
        if isinstance(value, Mapping):
            kept = self.keep(list(value.items()), path)
            return {clean_text(str(key)): self.clean(item, f"{path}.{key}", depth + 1) for key, item in kept}
        if isinstance(value, Sequence | set | frozenset):
            items = sorted(value) if isinstance(value, set | frozenset) else list(value)
            kept_items = self.keep(items, path)
            return [self.clean(item, f"{path}[{at}]", depth + 1) for at, item in enumerate(kept_items)]
        raise TypeError(f"{path}: {type(value).__name__} is no data for a model")

    def finite(self, value: float, path: str) -> float | None:
        if math.isfinite(value):
            return value
        self.cut.append(path)
        return None

    def shorten(self, value: str, path: str) -> str:
        text = clean_text(value)
        if len(text) <= TEXT_LIMIT:
            return text
        self.cut.append(path)
        return text[: TEXT_LIMIT - 1].rstrip() + "…"

    def keep(self, items: list[ItemT], path: str) -> list[ItemT]:
        if len(items) > ITEM_LIMIT:
            self.cut.append(path)
        return items[:ITEM_LIMIT]


def clean_text(text: str) -> str:
    """``text`` on one line, in normal form C, with what cannot be seen taken out."""
    seen = "".join(_seen(character) for character in unicodedata.normalize("NFC", text))
    return " ".join(seen.split())


def clean_data(value: Mapping[str, object]) -> Cleaned:
    """``value`` fit for a question: texts of at most 600 characters, lists of at most 300 items.

    Raises TypeError for values that are no JSON: what reaches a model is chosen, not dumped.
    """
    cutter = _Cutter()
    return Cleaned(cutter.clean(value, "data", 0), tuple(cutter.cut))


def _seen(character: str) -> str:
    category = unicodedata.category(character)
    if character in "\t\n\r\x0b\x0c" or category in SPACE_CATEGORIES:
        return " "
    return "" if category in UNSEEN_CATEGORIES or ord(character) in UNSEEN else character
