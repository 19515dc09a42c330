"""The only place that touches the user's folders: look at what is there, stage beside it, swap atomically.

Nothing of the user's is ever lost. Files that the manifest does not name are the user's: they are linked
into the new tree before the swap. Generated files that were edited or deleted since stop the run before
anything is written.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from erdgen.compiler.errors import OutputError
from erdgen.compiler.exchange import exchange_folders

MANIFEST = ".erdgen/manifest.json"
#: Made anew by whoever needs them; never carried over.
CACHES = frozenset({"__pycache__", ".pytest_cache", ".ruff_cache", ".mypy_cache"})


@dataclass(frozen=True, slots=True)
class Existing:
    """What is in the output folder now: digests of the generated files, and the user's own files."""

    digests: Mapping[str, str] = field(default_factory=dict)
    own: tuple[str, ...] = ()


def digest(data: bytes) -> str:
    """The SHA-256 of a file's bytes, as the manifest holds it."""
    return hashlib.sha256(data).hexdigest()


def build_manifest(files: Mapping[str, bytes], version: str) -> bytes:
    """The list of all generated files, by which the next run tells them from the user's."""
    listed = {path: digest(files[path]) for path in sorted(files)}
    return (json.dumps({"generator": version, "files": listed}, indent=2) + "\n").encode()


def inspect_output(output: Path, protected: Iterable[Path] = ()) -> Existing:
    """What ``output`` holds; OutputError when it may not be written, for whatever reason."""
    refuse_place(output, protected)
    if not output.exists() or not any(output.iterdir()):
        return Existing()
    digests = read_manifest(output)
    refuse_changes(output, digests)
    digests[MANIFEST] = digest((output / MANIFEST).read_bytes())
    return Existing(digests, tuple(sorted(set(walk_files(output)) - set(digests))))


def refuse_place(output: Path, protected: Iterable[Path]) -> None:
    """Refuse what is no folder of its own: links, files, and folders that hold other things."""
    if output.is_symlink():
        raise OutputError(f"{output} is a symbolic link; name the folder itself")
    if output.exists() and not output.is_dir():
        raise OutputError(f"{output} is a file; name a new folder")
    place = output.resolve()
    blocking = next((parent for parent in place.parents if parent.exists() and not parent.is_dir()), None)
    if blocking is not None:
        raise OutputError(f"{blocking} is a file, so {output} cannot be made; name another folder")
    for folder in (Path.cwd(), Path.home(), *protected):
        if folder.resolve().is_relative_to(place):
            raise OutputError(f"{output} is or holds {folder}; name a new folder below it instead")
    for folder in protected:
        if place.is_relative_to(folder.resolve()):
            raise OutputError(
                f"{output} lies in {folder}, which belongs to the generator; name another folder"
            )
    if os.path.ismount(place):
        raise OutputError(f"{output} is a mount point and cannot be swapped; name a folder below it")
    if not os.access(anchor_of(place), os.W_OK | os.X_OK):
        raise OutputError(f"{anchor_of(place)} is not writable; name another folder")


def anchor_of(output: Path) -> Path:
    """The nearest folder above ``output`` that exists: staging there keeps the swap on one file system."""
    return next(parent for parent in output.absolute().parents if parent.is_dir())


def read_manifest(output: Path) -> dict[str, str]:
    """Digests by path; OutputError when the folder is not ours."""
    try:
        manifest = json.loads((output / MANIFEST).read_text(encoding="utf-8"))
        return {str(path): str(value) for path, value in manifest["files"].items()}
    except FileNotFoundError:
        raise OutputError(
            f"{output} is not empty and was not generated; name a new or empty folder"
        ) from None
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        raise OutputError(f"{output / MANIFEST} is damaged; restore it, or name a new folder") from None


def refuse_changes(output: Path, digests: Mapping[str, str]) -> None:
    """Refuse when a generated file is not as it was generated."""
    states = ((path, find_change(output, path, digests[path])) for path in sorted(digests))
    changed = [f"  {path} ({state})" for path, state in states if state]
    if changed:
        raise OutputError(
            f"{output} has generated files that were changed since, and generating again would lose that:\n"
            + "\n".join(changed)
            + "\nMerge them with `manage.py regenerate_backend`, generate into a new folder with --output, "
            "or restore these files"
        )


def find_change(output: Path, path: str, expected: str) -> str:
    """``edited``, ``deleted`` or nothing."""
    file = output / path
    if file.is_symlink() or not file.is_file():
        return "edited" if file.is_symlink() or file.exists() else "deleted"
    return "" if digest(file.read_bytes()) == expected else "edited"


def walk_files(root: Path) -> Iterator[str]:
    """All files below ``root``, links (never followed) and empty folders; caches are left out."""
    for folder, names, files in os.walk(root):
        names[:] = sorted(name for name in names if name not in CACHES)
        links = [name for name in names if Path(folder, name).is_symlink()]
        base = Path(folder).relative_to(root)
        yield from ((base / name).as_posix() for name in sorted([*files, *links]))
        if not names and not files and base != Path():
            yield base.as_posix()


def refuse_collisions(existing: Existing, paths: Iterable[str]) -> None:
    """Refuse when a file of the user's stands where a generated one has to go, or in the way of it."""
    wanted = set(paths)
    folders = {parent.as_posix() for path in wanted for parent in PurePosixPath(path).parents}
    blocked = [
        path
        for path in existing.own
        if path in wanted
        or path in folders
        or any(p.as_posix() in wanted for p in PurePosixPath(path).parents)
    ]
    if blocked:
        raise OutputError(
            "these files are not from the generator, and now it has files of its own there:\n"
            + "\n".join(f"  {path}" for path in blocked)
            + "\nMove them away, or generate into a new folder with --output"
        )


class Staging:
    """A new folder to build the tree in; it is gone at the end, unless ``keep`` was called.

    It stands beside ``output``, ready to be swapped in; without one, where temporary files go.
    """

    def __init__(self, output: Path | None) -> None:
        prefix = f".{output.name}.staging-" if output else "erdgen-dry-run-"
        try:
            folder = tempfile.mkdtemp(prefix=prefix, dir=anchor_of(output) if output else None)
        except OSError as error:
            raise OutputError(f"cannot make a folder beside {output}: {error.strerror}") from None
        self.root = Path(folder)
        self._kept = False

    def keep(self) -> Path:
        """Leave the folder where it is, to be looked at."""
        self._kept = True
        return self.root

    def __enter__(self) -> Staging:
        return self

    def __exit__(self, *reason: object) -> None:
        if not self._kept:
            shutil.rmtree(self.root, ignore_errors=True)


def write_files(root: Path, files: Mapping[str, bytes]) -> None:
    """Write ``files`` below ``root``; OutputError, with nothing written, for a path that leads elsewhere."""
    for path in files:
        refuse_path(path)
    for folder in sorted({(root / path).parent for path in files}):
        folder.mkdir(parents=True, exist_ok=True)
    for path, data in files.items():
        (root / path).write_bytes(data)
        if data.startswith(b"#!"):
            (root / path).chmod(0o755)


def refuse_path(path: str) -> None:
    """Only plain relative paths stay inside the tree."""
    parts = path.split("/")
    if any(part in {"", ".", ".."} for part in parts) or "\\" in path or "\0" in path or ":" in parts[0]:
        raise OutputError(f"refused to write {path!r}: it is not a plain path below the output folder")


def swap_into_place(staging: Path, output: Path, protected: Iterable[Path] = ()) -> None:
    """Make ``staging`` the new ``output``, which stays whole until then; afterwards it is the old tree.

    The folder is looked at again, so that an edit made while we worked is not lost either.
    """
    existing = inspect_output(output, protected)
    refuse_collisions(existing, walk_files(staging))
    for path in existing.own:
        carry_over(output / path, staging / path)
    staging.chmod(output.stat().st_mode if output.exists() else 0o777 & ~read_umask())
    if output.exists():
        exchange_folders(staging, output)
    else:
        output.parent.mkdir(parents=True, exist_ok=True)
        staging.rename(output)


def swap_edited(staging: Path, output: Path, seen: Mapping[str, str], protected: Iterable[Path] = ()) -> None:
    """Make ``staging``, into which a person's edits were merged, the new ``output``.

    ``seen`` are the digests of the files that were looked at; what is in ``output`` beside them is carried
    over. OutputError when one of them is not as it was then.
    """
    refuse_place(output, protected)
    states = ((path, find_change(output, path, seen[path])) for path in sorted(seen))
    changed = [f"  {path} ({state})" for path, state in states if state]
    if changed:
        raise OutputError(
            f"files of {output} were changed while this ran:\n" + "\n".join(changed) + "\nRun it again"
        )
    unseen = [path for path in walk_files(output) if path not in seen]
    for path in unseen:
        staged = staging / path
        if not staged.exists() and not staged.is_symlink():
            carry_over(output / path, staged)
        elif not is_same(output / path, staged):
            raise OutputError(
                f"{output / path} came while this ran, and a generated file goes there; run it again"
            )
    staging.chmod(output.stat().st_mode)
    exchange_folders(staging, output)


def is_same(present: Path, staged: Path) -> bool:
    """Whether two files, links or folders come to the same."""
    if present.is_symlink() or staged.is_symlink():
        return present.is_symlink() and staged.is_symlink() and os.readlink(present) == os.readlink(staged)
    if present.is_dir() or staged.is_dir():
        return present.is_dir() and staged.is_dir()
    return present.read_bytes() == staged.read_bytes()


def carry_over(source: Path, target: Path) -> None:
    """Give a file of the user's a second name in the new tree: the same file, so a database stays in use."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_symlink():
        target.symlink_to(os.readlink(source))
    elif source.is_dir():
        target.mkdir(exist_ok=True)
    else:
        try:
            os.link(source, target)
        except OSError:
            shutil.copy2(source, target)


def read_umask() -> int:
    """The permissions that new folders do not get; temporary folders are made without asking it."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
