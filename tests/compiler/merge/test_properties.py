"""What must hold for whatever edits people make to a generated project, and however its ERD changes."""

from __future__ import annotations

import ast
import re

import libcst as cst
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from erdgen.compiler.merge.files import merge_file
from erdgen.compiler.merge.names import undefined_names
from erdgen.compiler.merge.outcome import State
from tests.compiler.merge.conftest import CHANGES, Tree
from tests.compiler.merge.edits import ADDITIONS, OTHERS, Edit, elements_of

pytestmark = pytest.mark.long

FILES = [
    "backend/models.py",
    "backend/serializers.py",
    "backend/authentication.py",
    "backend/views.py",
    "backend/urls.py",
    "backend/admin.py",
    "core/settings.py",
]
MARK = re.compile(r"\bown_\d+_mark\b")
PROPERTY = settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])


def draw_edits(data: st.DataObject, text: str, edits: tuple[Edit, ...]) -> str:
    """One to six edits, each with a mark of its own."""
    module = cst.parse_module(text)
    for number, edit in enumerate(data.draw(st.lists(st.sampled_from(edits), min_size=1, max_size=6))):
        module = edit(module, lambda count: data.draw(st.integers(0, count - 1)), f"own_{number}_mark")
    return module.code


@pytest.mark.parametrize("change", CHANGES)
@PROPERTY
@given(data=st.data())
def test_what_you_added_is_there_and_what_you_deleted_is_not(
    generated: dict[str, Tree], change: str, data: st.DataObject
) -> None:
    path = data.draw(st.sampled_from(FILES))
    base, new = generated["base"][path].decode(), generated[change][path].decode()
    yours = draw_edits(data, base, ADDITIONS + OTHERS)
    merged = merge_file(path, base.encode(), yours.encode(), new.encode(), markers=False)
    assert merged.data is not None
    text = merged.data.decode()
    ast.parse(text)
    assert set(MARK.findall(yours)) <= set(MARK.findall(text))
    assert not (elements_of(base) - elements_of(yours)) & elements_of(text)
    again = merge_file(path, new.encode(), merged.data, new.encode())
    assert again.data == merged.data


@pytest.mark.parametrize("change", CHANGES)
@PROPERTY
@given(data=st.data())
def test_what_is_generated_now_arrives_beside_your_additions(
    generated: dict[str, Tree], change: str, data: st.DataObject
) -> None:
    path = data.draw(st.sampled_from(FILES))
    base, new = generated["base"][path].decode(), generated[change][path].decode()
    yours = draw_edits(data, base, ADDITIONS)
    merged = merge_file(path, base.encode(), yours.encode(), new.encode())
    assert merged.data is not None
    text = merged.data.decode()
    assert set(MARK.findall(yours)) <= set(MARK.findall(text))
    if merged.state is State.CONFLICT:
        return
    assert elements_of(new) <= elements_of(text)
    assert undefined_names(text) <= set(MARK.findall(text))


@PROPERTY
@given(data=st.data())
def test_your_file_stays_byte_for_byte_when_nothing_else_is_generated(
    generated: dict[str, Tree], data: st.DataObject
) -> None:
    path = data.draw(st.sampled_from(FILES))
    base = generated["base"][path]
    yours = draw_edits(data, base.decode(), ADDITIONS + OTHERS).encode()
    assert merge_file(path, base, yours, base).data == yours


@PROPERTY
@given(first=st.text(max_size=60), second=st.text(max_size=60), third=st.text(max_size=60))
@pytest.mark.parametrize("path", ["a.py", "a.toml", "a.json", "requirements.txt", ".env", "a.md", "a.yaml"])
def test_any_text_is_merged_or_kept(path: str, first: str, second: str, third: str) -> None:
    base, yours, new = (text.encode("utf-8", "replace") for text in (first, second, third))
    merged = merge_file(path, base, yours, new, markers=False)
    assert merged.data is not None
    assert merge_file(path, base, base, new).data == new
    assert merge_file(path, base, yours, base).data == yours
    assert merge_file(path, new, merged.data, new).data == merged.data


@pytest.mark.parametrize("change", CHANGES)
def test_no_edit_gives_a_fresh_generation(generated: dict[str, Tree], change: str) -> None:
    base, new = generated["base"], generated[change]
    assert any(base.get(path) != data for path, data in new.items())
    for path, data in new.items():
        assert merge_file(path, base.get(path), base.get(path), data).data == data
