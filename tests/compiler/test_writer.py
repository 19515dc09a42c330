from __future__ import annotations

import os
from pathlib import Path

import pytest

from erdgen.compiler import exchange
from erdgen.compiler.errors import OutputError
from erdgen.compiler.writer import (
    MANIFEST,
    Existing,
    Staging,
    build_manifest,
    digest,
    inspect_output,
    refuse_collisions,
    swap_edited,
    swap_into_place,
    write_files,
)

FILES = {"manage.py": b"#!/usr/bin/env python\n", "backend/models.py": b"x = 1\n"}


def write_project(root: Path, files: dict[str, bytes] = FILES) -> None:
    root.mkdir(exist_ok=True)
    write_files(root, files)
    write_files(root, {MANIFEST: build_manifest(files, "1")})


@pytest.fixture
def output(tmp_path: Path) -> Path:
    write_project(tmp_path / "out")
    return tmp_path / "out"


@pytest.mark.parametrize(
    "path", ["../x.py", "/etc/x", "a/../../x", "", "a//b", "./a", "a\\b", "C:/x", "a\0b", "a/.."]
)
def test_paths_that_lead_elsewhere_are_refused_before_anything_is_written(tmp_path: Path, path: str) -> None:
    with pytest.raises(OutputError, match="refused to write"):
        write_files(tmp_path, {"fine.py": b"", path: b""})
    assert list(tmp_path.iterdir()) == []


def test_scripts_become_executable(output: Path) -> None:
    assert os.access(output / "manage.py", os.X_OK)
    assert not os.access(output / "backend/models.py", os.X_OK)


def test_manifest_is_sorted_and_names_digests() -> None:
    text = build_manifest({"b": b"2", "a": b"1"}, "1").decode()
    assert text.index('"a"') < text.index('"b"')
    assert digest(b"1") in text


@pytest.mark.parametrize("make", [lambda path: None, lambda path: path.mkdir()], ids=["missing", "empty"])
def test_new_and_empty_folders_are_fine(tmp_path: Path, make) -> None:  # type: ignore[no-untyped-def]
    make(tmp_path / "out")
    assert inspect_output(tmp_path / "out") == Existing()


def test_a_folder_of_someone_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/thesis.txt").write_text("mine")
    with pytest.raises(OutputError, match="was not generated"):
        inspect_output(tmp_path / "out")


def test_links_and_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "link").symlink_to(tmp_path)
    for name, text in {"file": "is a file", "link": "symbolic link", "file/below": "is a file"}.items():
        with pytest.raises(OutputError, match=text):
            inspect_output(tmp_path / name)


def test_home_root_and_the_current_folder_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    for place in (Path("/"), tmp_path, Path("."), Path("..")):
        with pytest.raises(OutputError, match="is or holds"):
            inspect_output(place)


def test_the_generators_own_folders_are_refused(tmp_path: Path) -> None:
    room = tmp_path / "checkout" / "erdgen"
    room.mkdir(parents=True)
    for place in (room, room.parent):
        with pytest.raises(OutputError, match="is or holds"):
            inspect_output(place, [room])
    with pytest.raises(OutputError, match="belongs to the generator"):
        inspect_output(room / "new", [room])
    assert inspect_output(room.parent / "new", [room]) == Existing()


def test_edited_and_deleted_files_are_refused_by_name(output: Path) -> None:
    (output / "backend/models.py").write_text("x = 2\n")
    (output / "manage.py").unlink()
    with pytest.raises(OutputError) as refusal:
        inspect_output(output)
    assert "backend/models.py (edited)" in str(refusal.value)
    assert "manage.py (deleted)" in str(refusal.value)


def test_a_damaged_manifest_is_refused(output: Path) -> None:
    (output / MANIFEST).write_text("[]")
    with pytest.raises(OutputError, match="damaged"):
        inspect_output(output)


def test_caches_are_not_the_users_but_everything_else_is(output: Path) -> None:
    for name in ("backend/__pycache__/models.pyc", "db.sqlite3", ".env"):
        (output / name).parent.mkdir(exist_ok=True)
        (output / name).write_text("")
    (output / "media").mkdir()
    assert inspect_output(output).own == (".env", "db.sqlite3", "media")


def test_swap_replaces_generated_files_and_keeps_the_users(output: Path, tmp_path: Path) -> None:
    (output / "db.sqlite3").write_text("rows")
    (output / "media").mkdir()
    (output / "notes").symlink_to("db.sqlite3")
    inode = (output / "db.sqlite3").stat().st_ino
    with Staging(output) as staging:
        write_project(staging.root, {"manage.py": b"new\n"})
        swap_into_place(staging.root, output)
    assert sorted(path.name for path in output.iterdir()) == [
        ".erdgen",
        "db.sqlite3",
        "manage.py",
        "media",
        "notes",
    ]
    assert (output / "manage.py").read_text() == "new\n"
    assert (output / "db.sqlite3").stat().st_ino == inode
    assert (output / "notes").is_symlink()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_swap_makes_missing_folders_with_ordinary_permissions(tmp_path: Path) -> None:
    output = tmp_path / "a" / "b"
    with Staging(output) as staging:
        write_project(staging.root)
        swap_into_place(staging.root, output)
    assert output.stat().st_mode == (tmp_path / "a").stat().st_mode


def test_an_edit_made_meanwhile_stops_the_swap(output: Path) -> None:
    with Staging(output) as staging:
        write_project(staging.root)
        (output / "manage.py").write_text("mine")
        with pytest.raises(OutputError, match="edited"):
            swap_into_place(staging.root, output)
    assert (output / "manage.py").read_text() == "mine"


@pytest.mark.parametrize(
    ("own", "new"), [("a.py", "a.py"), ("a", "a/b.py"), ("a/b.py", "a")], ids=["same", "file", "folder"]
)
def test_users_files_are_never_overwritten(own: str, new: str) -> None:
    with pytest.raises(OutputError, match=f"  {own}"):
        refuse_collisions(Existing(own=(own,)), [new])


def test_exchange_in_turns_restores_on_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "old").mkdir()
    monkeypatch.setattr(exchange, "_exchange_at_once", lambda first, second: False)
    with pytest.raises(FileNotFoundError):
        exchange.exchange_folders(tmp_path / "missing", tmp_path / "old")
    assert (tmp_path / "old").is_dir()


@pytest.mark.parametrize("at_once", [True, False])
def test_exchange_swaps_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: bool) -> None:
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).write_text("")
    if not at_once:
        monkeypatch.setattr(exchange, "_exchange_at_once", lambda first, second: False)
    exchange.exchange_folders(tmp_path / "first", tmp_path / "second")
    assert (tmp_path / "first/second").exists()
    assert (tmp_path / "second/first").exists()
    assert len(list(tmp_path.iterdir())) == 2


def test_staging_is_gone_unless_kept(tmp_path: Path) -> None:
    with Staging(tmp_path / "out") as gone:
        assert gone.root.parent == tmp_path
    with Staging(tmp_path / "out") as kept:
        kept.keep()
    assert list(tmp_path.iterdir()) == [kept.root]


def test_a_file_that_came_meanwhile_is_not_replaced_by_a_generated_one(tmp_path: Path) -> None:
    output, staging = tmp_path / "shop", tmp_path / "staging"
    for folder, text in ((output, "mine"), (staging, "generated")):
        folder.mkdir()
        (folder / "new.py").write_text(text)
    with pytest.raises(OutputError, match=r"new\.py came while this ran"):
        swap_edited(staging, output, {})
    assert (output / "new.py").read_text() == "mine"


def test_a_link_that_is_staged_as_it_was_is_no_obstacle(tmp_path: Path) -> None:
    output, staging = tmp_path / "shop", tmp_path / "staging"
    for folder in (output, staging):
        folder.mkdir()
        (folder / "media").symlink_to("/srv/media")
    (staging / "new.py").write_text("generated")
    swap_edited(staging, output, {})
    assert (output / "new.py").read_text() == "generated"
    assert (output / "media").is_symlink()
