"""The folder of a project that people live in: which of its files count, read and written as they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from erdgen.compiler.errors import OutputError
from erdgen.compiler.evolve import origin
from erdgen.compiler.evolve.places import FOLDER
from erdgen.compiler.merge.trees import FileState
from erdgen.compiler.proof import validation_report
from erdgen.compiler.proof.prove import BESIDE, is_beside
from erdgen.compiler.writer import MANIFEST, read_manifest, walk_files

#: Of a person's own files, none is read that is larger than this, in bytes.
LARGEST = 2 * 1024 * 1024


def read_project(root: Path, largest: int | None = LARGEST) -> Iterator[tuple[str, FileState]]:
    """Files of a project by path, without what lies beside it and what is larger than any code.

    What was generated counts whatever its size; None is no limit for anything.
    """
    generated = _list_generated(root)
    for path in walk_files(root):
        file = root / path
        parts = Path(path).parts
        if not BESIDE.isdisjoint(parts) or any(
            is_beside(root.joinpath(*parts[: n + 1])) for n in range(len(parts))
        ):
            continue
        if file.is_symlink():
            yield path, FileState(link=str(file.readlink()))
        elif file.is_file():
            status = file.stat()
            if largest is None or status.st_size <= largest or path in generated:
                yield path, FileState(file.read_bytes(), bool(status.st_mode & 0o100))


def _list_generated(root: Path) -> frozenset[str]:
    try:
        return frozenset((*read_manifest(root), MANIFEST))
    except OutputError:
        return frozenset()


def write_state(target: Path, state: FileState) -> None:
    """Write a file or link, in place of what may be there; other names of the same file stay as they are."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    if state.link is not None:
        target.symlink_to(state.link)
        return
    target.write_bytes(state.data)
    if state.executable:
        target.chmod(0o755)


def is_never_merged(path: str) -> bool:
    """Migrations, which are only added to, and what the project carries for us."""
    return path.startswith((f"{FOLDER}/", f"{origin.FOLDER}/"))


def is_added_later(path: str) -> bool:
    """What only comes when the migrations of a project are known."""
    return path.startswith(f"{origin.FOLDER}/") or path == validation_report.PATH


def text_of(state: FileState) -> str | None:
    """What the file says; None for links and what is no text."""
    if state.link is not None or b"\0" in state.data:
        return None
    try:
        return state.data.decode()
    except UnicodeDecodeError:
        return None
