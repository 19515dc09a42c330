"""Which states come last, so that "once it is completed" leaves nothing open of the time after."""

from __future__ import annotations

from erdgen.compiler.rules.conditions import Scalar
from erdgen.compiler.rules.language.names import split_name
from erdgen.compiler.rules.language.words import word_set
from erdgen.compiler.spec.project import Field

#: States that something comes to instead of the last one, and not after it.
_INSTEAD = word_set(
    "cancelled canceled rejected withdrawn no_show noshow failed declined refused aborted abandoned missed"
    " lost denied"
)
#: By name nothing comes after these but being filed away.
_ENDS = word_set(
    "completed complete done finished closed delivered returned resolved graduated ended passed attended"
    " fulfilled settled departed published"
)


def is_last(field: Field, value: Scalar) -> bool:
    """Whether ``value`` is an end by its name, and of all values after it each is one instead of it."""
    values = [choice.value for choice in field.choices]
    if value not in values or str(value).lower() not in _ENDS:
        return False
    later = values[values.index(value) + 1 :]
    return all(
        str(each).lower() in _INSTEAD or split_name(str(each))[:1] in (("no",), ("not",)) for each in later
    )
