"""Zips that people send: projects come out as they went in, and hostile ones are refused by name."""

from __future__ import annotations

import io
import json
import stat
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from erdgen import upload
from erdgen.compiler.evolve.origin import BASE, ERD, GENERATION
from erdgen.compiler.merge.trees import FileState
from erdgen.compiler.writer import MANIFEST
from erdgen.upload import UploadError, unpack_project

PLAIN = {MANIFEST: b'{"files": {}}', ERD: b"{}", "manage.py": b"#!/usr/bin/env python\n"}
Change = Callable[[zipfile.ZipFile], None]


def pack(files: Mapping[str, bytes] = PLAIN, change: Change | None = None, folder: str = "") -> bytes:
    """A zip of ``files``, with what ``change`` adds."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files.items():
            archive.writestr(folder + path, data)
        if change is not None:
            change(archive)
    return buffer.getvalue()


def entry(name: str, mode: int = 0, data: bytes = b"x") -> Change:
    def add(archive: zipfile.ZipFile) -> None:
        info = zipfile.ZipInfo("placeholder")
        # Not cleaned as the constructor does.
        info.filename, info.external_attr = name, mode << 16
        info.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(info, data)

    return add


def twice(*names: str) -> Change:
    def add(archive: zipfile.ZipFile) -> None:
        for name in names:
            entry(name)(archive)

    return add


def test_a_project_comes_out_as_it_went_in() -> None:
    for folder in ("", "shop/"):
        data = pack(change=entry(f"{folder}run.sh", stat.S_IFREG | 0o755), folder=folder)
        assert unpack_project(data) == {
            **{path: FileState(content) for path, content in PLAIN.items()},
            "run.sh": FileState(b"x", executable=True),
        }


def test_caches_are_left_out() -> None:
    assert "__pycache__/x.pyc" not in unpack_project(pack(change=entry("__pycache__/x.pyc")))


@pytest.mark.parametrize(
    "name",
    [
        "../x.py",
        "/etc/passwd",
        "a/../../x",
        "a//b",
        "./a",
        "a\\..\\b",
        "C:/x",
        "a\0b.py",
        "line\nfeed.py",
        "e\x1b[31m.py",
        "d/" * 30 + "deep.py",
        "l" * 500,
        "..",
    ],
)
def test_odd_names_are_refused(name: str) -> None:
    with pytest.raises(UploadError, match="in the zip"):
        unpack_project(pack(change=entry(name)))


@pytest.mark.parametrize(
    "kind",
    [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK],
    ids=["link", "fifo", "device", "socket"],
)
def test_links_and_devices_are_refused(kind: int) -> None:
    with pytest.raises(UploadError, match="is a link or device"):
        unpack_project(pack(change=entry("media", kind | 0o777, b"/etc")))


def test_a_name_comes_once() -> None:
    with (
        pytest.warns(UserWarning, match="Duplicate name"),
        pytest.raises(UploadError, match=r"two files 'a\.py'"),
    ):
        unpack_project(pack(change=twice("a.py", "a.py")))


def test_nothing_is_both_a_file_and_a_folder() -> None:
    with pytest.raises(UploadError, match="'a' is a file and a folder"):
        unpack_project(pack(change=twice("a", "a/b")))


def test_what_is_unpacked_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload, "MOST_UNPACKED", 1000)
    monkeypatch.setattr(upload, "PIECE", 100)
    with pytest.raises(UploadError, match="larger than 1,000 bytes"):
        unpack_project(pack(change=entry("bomb", 0, bytes(10**6))))


def test_an_archive_that_says_it_is_small_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload, "MOST_UNPACKED", 1000)
    data = pack(change=entry("bomb", 0, bytes(10**6)))
    size = (10**6).to_bytes(4, "little")
    assert data.count(size) >= 2
    with pytest.raises(UploadError, match=r"larger than|cannot be read"):
        unpack_project(data.replace(size, (10).to_bytes(4, "little")))


def test_the_archive_itself_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload, "MOST_BYTES", 100)
    with pytest.raises(UploadError, match="at most 100 are taken"):
        unpack_project(pack())


def test_entries_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload, "MOST_ENTRIES", 2)
    with pytest.raises(UploadError, match="3 entries; at most 2"):
        unpack_project(pack())


def test_the_archive_within_has_the_same_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    base = pack({}, entry("bomb", 0, bytes(10**6)))
    data = pack({**PLAIN, BASE: base})
    monkeypatch.setattr(upload, "MOST_UNPACKED", len(base) + 10_000)
    with pytest.raises(UploadError, match="larger than"):
        unpack_project(data)


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x05\x06" + bytes(18), pack()[:-30], pack()[:200]])
def test_what_is_no_zip_of_a_project_is_refused(data: bytes) -> None:
    with pytest.raises(UploadError, match=r"cannot be read|holds no \.erdgen/manifest\.json"):
        unpack_project(data)


def test_an_encrypted_entry_is_refused() -> None:
    data = bytearray(pack({**PLAIN, "secret.py": b"x"}))
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(UploadError, match=r"'secret\.py' in the zip is encrypted"):
        unpack_project(bytes(data))


def test_unusual_packing_is_refused() -> None:
    def add(archive: zipfile.ZipFile) -> None:
        archive.writestr("x.py", b"x", zipfile.ZIP_LZMA)

    with pytest.raises(UploadError, match=r"'x\.py' in the zip is packed in an unusual way"):
        unpack_project(pack(change=add))


@pytest.mark.parametrize(
    ("path", "content"),
    [
        (MANIFEST, b"["),
        (MANIFEST, b"[" * 100_000),
        (MANIFEST, b'{"files": ["x"]}'),
        (MANIFEST, b'{"files": {"../../etc/passwd": "x"}}'),
        (MANIFEST, b'{"files": {"x": 1}}'),
        (GENERATION, b'{"comments": [{"text": 1}]}'),
        (GENERATION, b'{"comments": [{"owners": [{}]}]}'),
        (GENERATION, b"[" * 100_000),
    ],
)
def test_what_the_project_carries_is_looked_at(path: str, content: bytes) -> None:
    with pytest.raises(UploadError, match=rf"{path} in the zip is damaged"):
        unpack_project(pack({**PLAIN, path: content}))


def test_what_a_generation_carries_is_taken() -> None:
    said: dict[str, Any] = {
        "text": "read-only",
        "author": "ann",
        "place": "x",
        "owners": ["api"],
        "entity": "",
    }
    generation = json.dumps({"source": "x.json", "comments": [said]}).encode()
    assert GENERATION in unpack_project(pack({**PLAIN, GENERATION: generation}))
