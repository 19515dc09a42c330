"""Random edits and random versions of the ERD."""

from __future__ import annotations

import os

import libcst as cst
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from erdgen.compiler.merge.outcome import State
from tests.compiler.merge.edits import (
    ADDITIONS,
    OTHERS,
    add_comment_above,
    add_comment_behind,
    elements_of,
)
from tests.regenerating import (
    CHANGES,
    again,
    changed,
    generate,
    state_of,
    text_of,
)

pytestmark = pytest.mark.long

PYTHON = (
    "backend/models.py",
    "backend/serializers.py",
    "backend/views.py",
    "backend/admin.py",
    "core/settings.py",
)


@settings(
    max_examples=int(os.environ.get("REGENERATION_EXAMPLES", "6")),
    # Each example generates: one that fails is told as it was drawn.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.function_scoped_fixture,
        HealthCheck.data_too_large,
    ],
)
@given(data=st.data())
def test_random_edits_survive_random_versions(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    project = generate(tmp_path_factory.mktemp("random") / "library")
    changes = data.draw(st.lists(st.sampled_from(sorted(CHANGES)), min_size=1, max_size=3, unique=True))
    edited: dict[str, tuple[str, str, set[str]]] = {}
    for path in data.draw(st.lists(st.sampled_from(PYTHON), min_size=1, max_size=2, unique=True)):
        module = cst.parse_module(base := text_of(project, path))
        # Django loads these for the migration: such edits are drawn as leave them loadable.
        loaded = path in ("backend/models.py", "backend/admin.py", "core/settings.py")
        harmless = (add_comment_above, add_comment_behind) if loaded else ADDITIONS + OTHERS
        marks = set()
        for number in range(data.draw(st.integers(1, 3))):
            one = data.draw(st.sampled_from(harmless))
            mark = f"own_{len(edited)}_{number}_mark"
            altered = one(module, lambda count: data.draw(st.integers(0, count - 1)), mark)
            marks |= {mark} if mark in altered.code else set()
            module = altered
        marks = {mark for mark in marks if mark in module.code}
        (project / path).write_text(module.code)
        edited[path] = (base, module.code, marks)

    chosen = [change for name, change in CHANGES.items() if name in changes]
    report = again(project, changed(*chosen), destructive=True)

    assert report.generation.status == "done", report.generation.message
    for path, (base, yours, marks) in edited.items():
        text = text_of(project, path)
        assert {mark for mark in marks if mark in text} == marks
        if state_of(report, path) is not State.CONFLICT:
            assert not (elements_of(base) - elements_of(yours)) & elements_of(text)
