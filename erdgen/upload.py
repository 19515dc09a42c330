"""A generated project that somebody sends as a zip: read into memory, within limits, and trusted in nothing.

Sizes are those of the bytes as they are unpacked: what an archive says of itself may be wrong.
"""

from __future__ import annotations

import io
import json
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from erdgen.compiler.errors import OutputError
from erdgen.compiler.evolve.origin import BASE, ERD, GENERATION
from erdgen.compiler.merge.trees import FileState
from erdgen.compiler.writer import CACHES, MANIFEST, refuse_path

#: Of the archive itself, and of all that is in it, in bytes.
MOST_BYTES, MOST_UNPACKED = 16 * 1024 * 1024, 64 * 1024 * 1024
MOST_ENTRIES = 5000
#: Folders above a file, and letters of a path.
DEEPEST, LONGEST = 20, 400
#: How much is unpacked before it is looked at how much that is.
PIECE = 64 * 1024
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class UploadError(OutputError):
    """The archive cannot be used; the message says why."""


def unpack_project(data: bytes) -> Mapping[str, FileState]:
    """The files of the generated project in a zip, by path below the project's folder.

    Raises:
        UploadError: it is too large, holds anything but plain files, or is no generated project.
    """
    files = strip_folder(unpack(data))
    for path in (MANIFEST, ERD):
        if path not in files:
            raise UploadError(f"the zip holds no {path}: send the whole folder of a generated project")
    refuse_odd_manifest(files[MANIFEST].data)
    if GENERATION in files:
        refuse_odd_generation(files[GENERATION].data)
    if BASE in files:
        unpack(files[BASE].data)
    return files


def unpack(data: bytes) -> dict[str, FileState]:
    """Every file of a zip; folders and caches are left out."""
    if len(data) > MOST_BYTES:
        raise UploadError(f"the zip has {len(data):,} bytes; at most {MOST_BYTES:,} are taken")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return dict(read_entries(archive))
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        EOFError,
        ValueError,
        RuntimeError,
        OSError,
    ) as error:
        raise UploadError(f"the zip cannot be read: {error}") from None


def read_entries(archive: zipfile.ZipFile) -> Iterator[tuple[str, FileState]]:
    """The files one after the other, each looked at before it is unpacked."""
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise UploadError(f"the zip has {len(entries):,} entries; at most {MOST_ENTRIES:,} are taken")
    left, seen, folders = MOST_UNPACKED, set[str](), set[str]()
    for entry in entries:
        refuse_odd_entry(entry)
        path = PurePosixPath(entry.filename)
        folders.update(parent.as_posix() for parent in path.parents)
        if entry.is_dir() or not CACHES.isdisjoint(path.parts):
            continue
        if entry.filename in seen:
            raise UploadError(f"the zip has two files {entry.filename!r}")
        seen.add(entry.filename)
        content = read_within(archive, entry, left)
        left -= len(content)
        yield entry.filename, FileState(content, bool(entry.external_attr >> 16 & 0o100))
    both = sorted(seen & folders)
    if both:
        raise UploadError(f"{both[0]!r} is a file and a folder in the zip")


def refuse_odd_entry(entry: zipfile.ZipInfo) -> None:
    """Only plain files and folders with plain relative names."""
    name = entry.filename.removesuffix("/")
    try:
        # What zipfile makes of a name with NUL or a backslash is not what the archive says.
        refuse_path(entry.orig_filename.removesuffix("/"))
        refuse_path(name)
    except OutputError:
        raise UploadError(f"{entry.orig_filename!r} in the zip is no plain path") from None
    if not name.isprintable() or len(name) > LONGEST or name.count("/") > DEEPEST:
        raise UploadError(
            f"{name[:80]!r} in the zip: paths have at most {LONGEST} letters and {DEEPEST} folders, "
            "and no control characters"
        )
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise UploadError(f"{name!r} in the zip is a link or device: only files and folders are taken")
    if entry.flag_bits & 0x1:
        raise UploadError(f"{name!r} in the zip is encrypted")
    if entry.compress_type not in METHODS:
        raise UploadError(f"{name!r} in the zip is packed in an unusual way; use deflate")


def read_within(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> bytes:
    """The content, unless it is more than is ``left``."""
    content = bytearray()
    with archive.open(entry) as file:
        while piece := file.read(PIECE):
            content += piece
            if len(content) > left:
                raise UploadError(f"what the zip holds is larger than {MOST_UNPACKED:,} bytes")
    return bytes(content)


def strip_folder(files: Mapping[str, FileState]) -> dict[str, FileState]:
    """Without the one folder that archives are often packed with."""
    tops = {path.partition("/")[0] for path in files}
    if len(tops) != 1 or MANIFEST in files:
        return dict(files)
    return {path.partition("/")[2]: state for path, state in files.items() if "/" in path}


def refuse_odd_manifest(data: bytes) -> None:
    """It names plain paths and their digests."""
    try:
        listed = read_json(data)["files"]
        for path, known in listed.items():
            refuse_path(path)
            if not isinstance(known, str):
                raise TypeError
    except (OutputError, KeyError, TypeError, AttributeError):
        raise UploadError(f"{MANIFEST} in the zip is damaged") from None


def refuse_odd_generation(data: bytes) -> None:
    """It holds comments that are texts throughout."""
    try:
        for comment in read_json(data)["comments"]:
            texts = [*comment.get("owners", ()), *(comment[name] for name in comment if name != "owners")]
            if not all(isinstance(text, str) for text in texts):
                raise TypeError
    except (KeyError, TypeError, AttributeError):
        raise UploadError(f"{GENERATION} in the zip is damaged") from None


def read_json(data: bytes) -> Any:
    """What the text says; TypeError for what is no JSON, or too deep."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise TypeError from None
