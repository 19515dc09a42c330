"""The proposed project as a zip."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Mapping

from erdgen.compiler.writer import refuse_path

#: Of all files, so that the same files make the same archive.
MOMENT = (1980, 1, 1, 0, 0, 0)


def pack_files(folder: str, files: Mapping[str, bytes], executable: Collection[str] = ()) -> bytes:
    """All ``files`` below ``folder``; OutputError for a path that leads elsewhere.

    Scripts may be executed, and those that are named ``executable``.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in sorted(files.items()):
            refuse_path(f"{folder}/{path}")
            entry = zipfile.ZipInfo(f"{folder}/{path}", MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            mode = 0o755 if data.startswith(b"#!") or path in executable else 0o644
            entry.external_attr = (0o100000 | mode) << 16
            archive.writestr(entry, data)
    return buffer.getvalue()
