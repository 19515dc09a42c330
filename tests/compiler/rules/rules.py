"""Every form of rule that JSON can say, made at random by Hypothesis."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from erdgen.compiler.rules.codec import CONDITIONS, FORMS, hints_of
from erdgen.compiler.rules.conditions import Condition, Every, Not, Some

_TEXTS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), min_size=1, max_size=6)


def conditions() -> st.SearchStrategy[Condition]:
    """Conditions, joined some levels deep."""
    return st.recursive(
        st.one_of(*(_made(form, st.none()) for form in CONDITIONS.values())),
        lambda inner: st.one_of(
            st.builds(Every, st.lists(inner, max_size=3).map(tuple)),
            st.builds(Some, st.lists(inner, max_size=3).map(tuple)),
            st.builds(Not, inner),
        ),
        max_leaves=4,
    )


def rules() -> st.SearchStrategy[Any]:
    """Rules of all forms."""
    return st.one_of(conditions(), *(_made(form, conditions()) for form in FORMS.values()))


def _made(form: type, inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    st.register_type_strategy(str, _TEXTS)
    given = {name: inner for name, hint in hints_of(form).items() if "Range" in str(hint)}
    return st.builds(form, **{name: st.from_type(hint) for name, hint in hints_of(form).items()} | given)
