"""The readers of sentences are one chain of classes: no method takes the place of another by accident."""

from __future__ import annotations

import inspect
from collections import defaultdict
from functools import cached_property

from erdgen.compiler.rules.language.access import AccessSentences

#: What a class does until one that knows more takes its place.
MADE_TO_BE_REPLACED = {"_like", "told_moment"}


def source_of(found: object) -> str:
    """The text of a method, or of what a property or a decorator holds."""
    if isinstance(found, cached_property):
        return inspect.getsource(found.func)
    return inspect.getsource(found.fget if isinstance(found, property) else found)  # type: ignore[arg-type]


def test_a_method_of_the_same_name_goes_on_to_the_other_or_was_declared_for_it() -> None:
    known: dict[str, list[str]] = defaultdict(list)
    for each in AccessSentences.__mro__[:-1]:
        for name, found in vars(each).items():
            if not name.startswith("__") and (
                callable(found) or isinstance(found, property | cached_property)
            ):
                known[name].append(source_of(found))
    several = {name: sources for name, sources in known.items() if len(sources) > 1}
    assert several
    lost = [
        name
        for name, (*sources, last) in several.items()
        if name not in MADE_TO_BE_REPLACED
        and any("super()" not in source for source in sources)
        and not any("NotImplementedError" in source for source in (*sources, last))
    ]
    assert lost == []
