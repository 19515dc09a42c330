"""JSON Patch (RFC 6902) for small documents: ``add``, ``remove``, ``replace`` and ``move``."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import Any


class PatchError(Exception):
    """An operation that does not fit the document; the message names it."""


def apply_patch(document: Any, patch: Iterable[Mapping[str, Any]]) -> Any:
    """A copy of ``document`` with the operations carried out in order; PatchError where one cannot be."""
    changed = copy.deepcopy(document)
    for operation in patch:
        try:
            _apply(changed, operation)
        except (KeyError, IndexError, ValueError, TypeError) as error:
            raise PatchError(f"{dict(operation)}: {error!r}") from None
    return changed


def _apply(document: Any, operation: Mapping[str, Any]) -> None:
    path = operation["path"]
    match operation["op"]:
        case "add":
            _add(document, path, operation["value"])
        case "remove":
            _take(document, path)
        case "replace":
            holder, key = _find(document, path)
            _ = holder[key]
            holder[key] = copy.deepcopy(operation["value"])
        case "move":
            _add(document, path, _take(document, operation["from"]))
        case other:
            raise ValueError(f"unknown operation {other!r}")


def _add(document: Any, path: str, value: Any) -> None:
    """Into a list at an index, or at its end (``-``); into an object under a key."""
    holder, key = _find(document, path, adding=True)
    if isinstance(holder, list):
        holder.insert(key, copy.deepcopy(value))
    else:
        holder[key] = copy.deepcopy(value)


def _take(document: Any, path: str) -> Any:
    holder, key = _find(document, path)
    return holder.pop(key)


def _find(document: Any, path: str, *, adding: bool = False) -> tuple[Any, Any]:
    """What holds the place that a pointer names, and its key or index there."""
    first, *words = [word.replace("~1", "/").replace("~0", "~") for word in path.split("/")]
    if first or not words:
        raise ValueError(f"no pointer to a part: {path!r}")
    for word in words[:-1]:
        document = document[int(word) if isinstance(document, list) else word]
    last = words[-1]
    if not isinstance(document, list):
        return document, last
    if last == "-" and adding:
        return document, len(document)
    index = int(last)
    if not 0 <= index <= len(document) - (not adding):
        raise IndexError(last)
    return document, index
