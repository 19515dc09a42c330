"""Whether words are of one deed: "signed a contract" and ``contract_signed_on``."""

from __future__ import annotations

from collections.abc import Iterable

from erdgen.compiler.rules.language.names import key_of, same_deed


def all_told(names: Iterable[str], words: Iterable[str]) -> bool:
    """Whether each of ``names`` is of the deed that one of ``words`` tells."""
    words = tuple(words)
    return all(any(key_of(word) == name or same_deed(word, name) for word in words) for name in names)
