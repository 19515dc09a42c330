"""What a generated project carries for the next time, and what happens when it is not whole."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from erdgen.compiler.errors import OutputError
from erdgen.compiler.evolve import origin
from erdgen.compiler.evolve.origin import pack_base, pack_origin, read_origin
from erdgen.compiler.passes import Comment
from erdgen.compiler.writer import MANIFEST, build_manifest, write_files

FILES = {
    "manage.py": b"#!/usr/bin/env python\n",
    "a/b.py": "naïve\r\n".encode(),
    "empty": b"",
    "bin": b"\0\xff",
}
COMMENT = Comment("make it unique", "a comment in the code", "Job.code in a/b.py", entity="Job", field="code")


def write(root: Path, comments: tuple[Comment, ...] = (COMMENT,)) -> Path:
    kept = {origin.ERD: b"{}"} | pack_origin("/home/me/job_erd.json", comments, (), FILES)
    write_files(root, FILES | kept | {MANIFEST: build_manifest(FILES | kept, "1")})
    return root


def test_what_is_packed_is_read(tmp_path: Path) -> None:
    read = read_origin(write(tmp_path))

    assert read.erd == b"{}"
    assert read.source == "job_erd.json"
    assert read.base == FILES
    assert read.comments == (COMMENT,)


def test_the_same_files_give_the_same_bytes_in_any_order() -> None:
    assert pack_base(FILES) == pack_base(dict(reversed(FILES.items())))


def test_what_the_project_carries_is_no_part_of_the_base() -> None:
    packed = pack_origin("x.json", (), (), FILES | {origin.ERD: b"{}", MANIFEST: b"{}"})

    archive = packed[origin.BASE]
    assert archive == pack_base(FILES)


def test_no_folder_of_the_computer_is_written_down(tmp_path: Path) -> None:
    write(tmp_path)

    assert b"/home/me" not in (tmp_path / origin.GENERATION).read_bytes()


def test_a_project_from_before_there_was_a_base_has_its_unchanged_files_as_base(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / origin.BASE).unlink()
    (tmp_path / origin.GENERATION).unlink()
    (tmp_path / "manage.py").write_text("edited\n")
    (tmp_path / "empty").unlink()

    read = read_origin(tmp_path)

    assert read.base == {"a/b.py": FILES["a/b.py"], "bin": FILES["bin"]}
    assert read.source == f"{tmp_path.name}.json"
    assert read.comments == ()


def test_an_archive_with_more_than_was_generated_counts_for_what_was(tmp_path: Path) -> None:
    write(tmp_path)
    with zipfile.ZipFile(tmp_path / origin.BASE, "a") as archive:
        archive.writestr("../../etc/passwd", "x")
        archive.writestr("other.py", "x")

    assert read_origin(tmp_path).base == FILES


def test_an_archive_that_differs_from_the_manifest_is_damaged(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / origin.BASE).write_bytes(pack_base(FILES | {"manage.py": b"other\n"}))

    with pytest.raises(OutputError, match=r"base\.zip is damaged"):
        read_origin(tmp_path)


@pytest.mark.parametrize(
    ("path", "data", "told"),
    [
        (MANIFEST, b"{", "manifest.json is damaged"),
        (MANIFEST, b'{"files": []}', "manifest.json is damaged"),
        (MANIFEST, None, "was not generated"),
        (origin.ERD, None, "erd.json cannot be read"),
        (origin.GENERATION, b"{", "generation.json is damaged"),
        (origin.GENERATION, b"\xff\xfe", "generation.json is damaged"),
        (origin.GENERATION, b"[]", "generation.json is damaged"),
        (origin.GENERATION, b'{"comments": []}', "generation.json is damaged"),
        (origin.GENERATION, b'{"source": "x", "comments": [{}]}', "generation.json is damaged"),
        (origin.GENERATION, b'{"source": "x", "comments": ["x"]}', "generation.json is damaged"),
        (origin.BASE, b"", "base.zip is damaged"),
        (origin.BASE, b"PK\x03\x04 not whole", "base.zip is damaged"),
    ],
)
def test_what_is_damaged_is_named(tmp_path: Path, path: str, data: bytes | None, told: str) -> None:
    write(tmp_path)
    if data is None:
        (tmp_path / path).unlink()
    else:
        (tmp_path / path).write_bytes(data)

    with pytest.raises(OutputError, match=told):
        read_origin(tmp_path)


def test_an_entry_of_the_archive_that_is_cut_is_damage(tmp_path: Path) -> None:
    write(tmp_path)
    archive = bytearray((tmp_path / origin.BASE).read_bytes())
    place = archive.index(b"a/b.py") + len("a/b.py")
    archive[place : place + 4] = b"\xff\xff\xff\xff"
    (tmp_path / origin.BASE).write_bytes(archive)

    with pytest.raises(OutputError, match=r"base\.zip is damaged"):
        read_origin(tmp_path)


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="no such folder"):
        read_origin(tmp_path / "nowhere")


def test_words_that_later_versions_add_to_comments_are_left_out(tmp_path: Path) -> None:
    write(tmp_path)
    document = json.loads((tmp_path / origin.GENERATION).read_text())
    document["comments"][0]["mood"] = "cross"
    (tmp_path / origin.GENERATION).write_text(json.dumps(document))

    assert read_origin(tmp_path).comments == (COMMENT,)
