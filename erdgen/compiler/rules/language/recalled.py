"""What a field that was just named is called when it is spoken of again."""

from __future__ import annotations

from erdgen.compiler.rules.language.words import word_set
from erdgen.compiler.spec.project import Field, Kind

_DAYS = word_set("date day dates days")
_TIMES = word_set("time moment times moments")
_AMOUNTS = word_set("amount number figure value sum amounts numbers figures values sums")
_TEXTS = word_set("text code value texts codes values wording entry")


def nouns_for(field: Field) -> frozenset[str]:
    """What a field that was just named may be called: "that date", "the amount"."""
    if field.kind.is_temporal:
        return _DAYS if field.kind is Kind.DATE else _TIMES if field.kind is Kind.TIME else _DAYS | _TIMES
    return _AMOUNTS if field.kind.is_number else _TEXTS if field.kind.is_text else frozenset()
