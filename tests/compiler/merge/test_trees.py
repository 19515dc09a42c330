"""Whole projects: what is added, deleted, renamed and linked on either side."""

from __future__ import annotations

import pytest

from erdgen.compiler.merge.outcome import YOURS, MergedFile, State
from erdgen.compiler.merge.trees import FileState, MergedTree, merge_tree
from tests.compiler.merge.conftest import Tree

VIEWS = b"".join(f"def view_{number}(request):\n    return {number}\n\n\n".encode() for number in range(6))
NEW_VIEWS = VIEWS.replace(b"return 2", b"return 22")
BLOB = b"\0\1binary"


def tree(**files: bytes | FileState) -> dict[str, FileState]:
    """A tree by names in which ``_py`` stands for ``.py``."""
    return {
        name.replace("__", "/").replace("_py", ".py"): state
        if isinstance(state, FileState)
        else FileState(state)
        for name, state in files.items()
    }


def outcome_of(merged: MergedTree, path: str) -> MergedFile:
    return next(outcome for outcome in merged.outcomes if outcome.path == path)


@pytest.mark.parametrize("change", ["add", "drop", "rename"])
def test_trivial_merges_of_a_real_project(generated: dict[str, Tree], change: str) -> None:
    base, new = (
        {path: FileState(data) for path, data in generated[name].items()} for name in ("base", change)
    )
    own = {"backend/own.py": FileState(b"mine = 1\n")}
    assert merge_tree(base, base, base).files == base
    assert merge_tree(base, base, new).files == new
    assert merge_tree(base, base | own, new).files == new | own
    assert merge_tree(base, new, base).files == new
    assert merge_tree({}, {}, new).files == new
    assert merge_tree(new, new, new).unsettled == ()


@pytest.mark.parametrize(
    ("base", "yours", "new", "state", "result"),
    [
        (b"A = 1\n", b"A = 1\n", b"A = 1\n", State.UNCHANGED, b"A = 1\n"),
        (b"A = 1\n", b"A = 1\n", b"A = 2\n", State.UPDATED, b"A = 2\n"),
        (b"A = 1\n", b"A = 2\n", b"A = 1\n", State.KEPT, b"A = 2\n"),
        (b"A = 1\n", b"A = 2\n", b"A = 2\n", State.UNCHANGED, b"A = 2\n"),
        (b"A = 1\n", b"A = 1\nB = 1\n", b"A = 2\n", State.MERGED, b"A = 2\nB = 1\n"),
        (b"A = 1\n", None, b"A = 1\n", State.DELETED_BY_YOU, None),
        (b"A = 1\n", None, b"A = 2\n", State.DELETED_BY_YOU, None),
        (b"A = 1\n", None, None, State.DELETED_BY_YOU, None),
        (b"A = 1\n", b"A = 1\n", None, State.REMOVED, None),
        (b"A = 1\n", b"A = 2\n", None, State.KEPT, b"A = 2\n"),
        (None, None, b"A = 1\n", State.ADDED, b"A = 1\n"),
        (None, b"A = 1\n", b"A = 1\n", State.UNCHANGED, b"A = 1\n"),
        (None, b"A = 1\n", b"B = 1\n", State.MERGED, b"A = 1\nB = 1\n"),
        (b"", b"", b"", State.UNCHANGED, b""),
        (b"A = 1\n", b"", b"", State.UNCHANGED, b""),
        (BLOB, BLOB, BLOB + b"2", State.UPDATED, BLOB + b"2"),
        (BLOB, BLOB + b"1", BLOB, State.KEPT, BLOB + b"1"),
        (BLOB, BLOB + b"1", BLOB + b"2", State.CONFLICT, BLOB + b"1"),
        (None, BLOB, BLOB + b"2", State.CONFLICT, BLOB),
    ],
)
def test_every_combination_of_sides(
    base: bytes | None, yours: bytes | None, new: bytes | None, state: State, result: bytes | None
) -> None:
    sides = [{} if data is None else {"a.py": FileState(data)} for data in (base, yours, new)]
    merged = merge_tree(*sides)
    assert outcome_of(merged, "a.py").state is state
    assert merged.files == ({} if result is None else {"a.py": FileState(result)})
    assert bool(merged.unsettled) == (state is State.CONFLICT)


def test_your_own_files_stay_and_are_no_outcome() -> None:
    merged = merge_tree(tree(a_py=b"A = 1\n"), tree(a_py=b"A = 1\n", mine_py=b"?!"), tree(a_py=b"A = 2\n"))
    assert merged.files == tree(a_py=b"A = 2\n", mine_py=b"?!")
    assert [outcome.path for outcome in merged.outcomes] == ["a.py"]


@pytest.mark.parametrize("text", [VIEWS, VIEWS.replace(b"return 5", b"return 55")], ids=["same", "edited"])
@pytest.mark.parametrize("place", ["endpoints.py", "api/views.py", "api/ansichten-für-alle.py"])
def test_a_file_that_you_renamed_is_merged_under_its_new_name(text: bytes, place: str) -> None:
    merged = merge_tree(tree(views_py=VIEWS), {place: FileState(text)}, tree(views_py=NEW_VIEWS))
    assert merged.files == {place: FileState(text.replace(b"return 2", b"return 22"))}
    assert "you renamed views.py" in outcome_of(merged, place).notes[0]


def test_a_renamed_file_that_is_no_longer_generated_is_yours() -> None:
    edited = VIEWS.replace(b"return 5", b"return 55")
    merged = merge_tree(tree(views_py=VIEWS), tree(own_py=edited), {})
    assert merged.files == tree(own_py=edited)


def test_empty_files_are_not_taken_for_renamed_ones() -> None:
    merged = merge_tree(tree(a__init_py=b""), tree(own__init_py=b""), tree(a__init_py=b""))
    assert merged.files == tree(own__init_py=b"")
    assert outcome_of(merged, "a/init.py").state is State.DELETED_BY_YOU


def test_two_equal_files_are_renamed_to_where_their_names_say() -> None:
    base = {"a/views.py": FileState(VIEWS), "a/tests.py": FileState(VIEWS)}
    yours = {"b/tests.py": FileState(VIEWS), "b/views.py": FileState(VIEWS)}
    new = {"a/views.py": FileState(NEW_VIEWS), "a/tests.py": FileState(VIEWS)}
    assert merge_tree(base, yours, new).files["b/views.py"].data == NEW_VIEWS
    assert merge_tree(base, yours, new).files["b/tests.py"].data == VIEWS


@pytest.mark.parametrize(
    ("base", "yours", "new", "result"),
    [(False, True, False, True), (False, False, True, True), (True, False, True, False)],
)
def test_modes_are_merged_like_texts(base: bool, yours: bool, new: bool, result: bool) -> None:
    sides = [{"manage.py": FileState(b"A = 1\n", executable)} for executable in (base, yours, new)]
    assert merge_tree(*sides).files["manage.py"].executable is result


def test_a_mode_survives_a_change_of_the_text() -> None:
    merged = merge_tree(tree(a_py=b"A = 1\n"), tree(a_py=FileState(b"A = 1\n", True)), tree(a_py=b"A = 2\n"))
    assert merged.files == tree(a_py=FileState(b"A = 2\n", True))


@pytest.mark.parametrize(
    ("base", "yours", "new", "state", "result"),
    [
        ("a", "a", "b", State.UPDATED, "b"),
        ("a", "b", "a", State.KEPT, "b"),
        ("a", "b", "c", State.CONFLICT, "b"),
        ("a", None, "a", State.DELETED_BY_YOU, None),
        ("a", None, "b", State.DELETED_BY_YOU, None),
        ("a", "a", None, State.REMOVED, None),
        ("a", "b", None, State.KEPT, "b"),
        (None, None, "a", State.ADDED, "a"),
        (None, "a", "a", State.UNCHANGED, "a"),
    ],
)
def test_links(
    base: str | None, yours: str | None, new: str | None, state: State, result: str | None
) -> None:
    sides = [{} if link is None else {"latest": FileState(link=link)} for link in (base, yours, new)]
    merged = merge_tree(*sides)
    assert outcome_of(merged, "latest").state is state
    assert merged.files == ({} if result is None else {"latest": FileState(link=result)})


def test_a_file_of_which_you_made_a_link_is_kept_and_a_change_to_it_is_a_conflict() -> None:
    base, yours = tree(env=b"A=1\n"), tree(env=FileState(link="/etc/env"))
    assert merge_tree(base, yours, base).files == yours
    changed = merge_tree(base, yours, tree(env=b"A=2\n"))
    assert changed.files == yours
    [conflict] = outcome_of(changed, "env").conflicts
    assert (conflict.yours, conflict.new) == ("link to /etc/env", "a file")


@pytest.mark.parametrize(
    ("yours", "new"), [("docs", "docs/SPEC.md"), ("docs/own.md", "docs")], ids=["below a file", "a folder"]
)
def test_a_generated_file_without_a_place_is_reported_and_yours_stays(yours: str, new: str) -> None:
    merged = merge_tree({}, {yours: FileState(b"mine\n")}, {new: FileState(b"generated\n")})
    assert merged.files == {yours: FileState(b"mine\n")}
    assert [outcome.path for outcome in merged.unsettled] == [new]


def test_a_conflict_in_one_file_leaves_the_others_complete() -> None:
    base = tree(a_py=b"A = 1\nB = 1\n", b_py=b"B = 1\n")
    yours = tree(a_py=b"A = 2\nB = 1\n", b_py=b"B = 1\nC = 1\n")
    new = tree(a_py=b"A = 3\nB = 2\n", b_py=b"B = 2\n", c_py=b"C = 3\n")
    marked, plain = merge_tree(base, yours, new), merge_tree(base, yours, new, markers=False)
    assert marked.files["a.py"].data.startswith(YOURS.encode())
    assert marked.files["a.py"].data.endswith(b"B = 2\n")
    assert plain.files["a.py"].data == b"A = 2\nB = 2\n"
    assert plain.files["b.py"].data == marked.files["b.py"].data == b"B = 2\nC = 1\n"
    assert plain.files["c.py"].data == b"C = 3\n"
    assert [outcome.path for outcome in plain.unsettled] == ["a.py"]


def test_merging_a_tree_again_changes_nothing() -> None:
    base, new = tree(views_py=VIEWS, b_py=b"B = 1\n"), tree(views_py=NEW_VIEWS, b_py=b"B = 2\n")
    yours = tree(own_py=VIEWS + b"OWN = 1\n", b_py=b"B = 1\nC = 1\n")
    merged = merge_tree(base, yours, new).files
    assert merge_tree(new, merged, new).files == merged
