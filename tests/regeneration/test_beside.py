"""Files that were never generated, line ends, modes, and where a project lies."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.regenerating import (
    add_field,
    again,
    append,
    assert_done,
    changed,
    generate,
    read_tree,
    text_of,
)


def test_what_is_yours_alone_stays_as_it_is(project: Path) -> None:
    (project / "backend/shelves.py").write_bytes(b"def sort():\r\n\treturn 1")
    (project / "notes.bin").write_bytes(b"\0\xff" * 10)
    (project / "größe.md").write_text("# Größe\n", encoding="utf-8")
    (project / "run.sh").write_text("#!/bin/sh\n")
    (project / "run.sh").chmod(0o755)
    (project / "latest").symlink_to("docs")
    (project / "nowhere").symlink_to("missing")
    (project / "empty").mkdir()
    (project / ".git").mkdir()
    (project / ".git/HEAD").write_text("ref: refs/heads/main\n")
    (project / "db.sqlite3").write_bytes(b"SQLite format 3\0")
    (project / "env").mkdir()
    (project / "env/pyvenv.cfg").write_text("home = /usr\n")
    (project / "env/broken.py").write_text("def (:\n")
    (project / "node_modules").mkdir()
    (project / "node_modules/x.js").write_text("// FIX: all of it\n")
    (project / "large.csv").write_bytes(b"1,2,3\n" * 500_000)
    inode = (project / "db.sqlite3").stat().st_ino
    before = read_tree(project)
    generated = read_tree(generate(project.parent / "other"))
    own = {path: state for path, state in before.items() if path not in generated}
    assert len(own) == 12

    report = again(project, changed(add_field))

    assert_done(report)
    assert not report.wishes
    after = read_tree(project)
    assert {path: after.get(path) for path in own} == own
    assert (project / "empty").is_dir()
    # A server that has the database open goes on with the same file.
    assert (project / "db.sqlite3").stat().st_ino == inode


@pytest.mark.parametrize("ending", ["\r\n", "\n"])
def test_the_ends_of_your_lines_stay(project: Path, ending: str) -> None:
    path = project / "backend/models.py"
    path.write_bytes(path.read_bytes().replace(b"\n", ending.encode()))
    append(project, "backend/models.py", f"# Mine.{ending}")
    (project / "backend/models.py").write_bytes(
        path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", ending.encode())
    )

    assert_done(again(project, changed(add_field)))

    data = path.read_bytes()
    assert b"language" in data
    assert data.count(b"\n") == data.count(ending.encode())
    assert data.endswith(f"# Mine.{ending}".encode())


def test_exec_bits_that_you_set_or_took_away_stay(project: Path) -> None:
    (project / "backend/models.py").chmod(0o755)
    (project / "manage.py").chmod(0o644)

    assert_done(again(project, changed(add_field)))

    assert os.access(project / "backend/models.py", os.X_OK)
    assert not (project / "manage.py").stat().st_mode & 0o100


def test_a_project_in_a_folder_of_a_repository(tmp_path: Path) -> None:
    """The repository sees edits of files and nothing else; what git ignores is left alone."""

    def git(*words: str) -> str:
        identity = ["-c", "user.name=ann", "-c", "user.email=ann@example.org"]
        command = ["git", *identity, *words]
        return subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True).stdout

    git("init", "--quiet")
    project = generate(tmp_path / "services" / "library")
    (project / ".gitignore").write_text((project / ".gitignore").read_text() + "secret.env\n")
    (project / "secret.env").write_text("TOKEN=1\n")
    git("add", ".")
    git("commit", "--quiet", "--message", "first")

    assert_done(again(project, changed(add_field)))

    status = git("status", "--porcelain").splitlines()
    assert " M services/library/backend/models.py" in status
    assert all(line.startswith((" M ", "?? ")) for line in status)
    assert [line for line in status if line.startswith("??")] == [
        line for line in status if "/migrations/0003_" in line
    ]
    assert text_of(project, "secret.env") == "TOKEN=1\n"
    assert "secret.env" in text_of(project, ".gitignore")


def test_a_project_that_was_moved_is_still_one(project: Path, tmp_path: Path) -> None:
    moved = tmp_path / "elsewhere" / "renamed"
    shutil.move(project, moved.parent)

    shutil.move(moved.parent, tmp_path / "third")
    report = again(tmp_path / "third", changed(add_field))

    assert_done(report)
    assert "language" in text_of(tmp_path / "third", "backend/models.py")


def test_what_was_generated_counts_whatever_its_size(project: Path) -> None:
    carried = project / ".erdgen/generation.json"
    carried.write_bytes(carried.read_bytes() + b" " * 3_000_000)
    spec = project / "docs/SPEC.md"
    spec.write_text(spec.read_text() + "\nMine\n" + "-" * 3_000_000)

    report = again(project, changed(add_field))

    assert_done(report)
    assert "language" in spec.read_text()
    assert "\nMine\n" in spec.read_text()
