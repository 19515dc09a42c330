"""The merge of a project: file by file, with the files that you renamed under their new names."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from erdgen.compiler.merge.files import merge_file
from erdgen.compiler.merge.outcome import Conflict, MergedFile, State

#: A file with more lines in common than this with one that is gone is that file, renamed.
RENAMED = 0.6
#: Below this size files are alike by chance.
TELLING = 40


@dataclass(frozen=True, slots=True)
class FileState:
    """A file as it is on disk; of a symbolic link ``link`` is the target, and ``data`` is empty."""

    data: bytes = b""
    executable: bool = False
    link: str | None = None


@dataclass(frozen=True, slots=True)
class MergedTree:
    """``files`` is the whole tree to be; ``outcomes`` has a line for every file that was ever generated."""

    files: Mapping[str, FileState]
    outcomes: tuple[MergedFile, ...]

    @property
    def unsettled(self) -> tuple[MergedFile, ...]:
        """The files that need a person."""
        return tuple(outcome for outcome in self.outcomes if not outcome.settled)


def merge_tree(
    base: Mapping[str, FileState],
    yours: Mapping[str, FileState],
    new: Mapping[str, FileState],
    *,
    markers: bool = True,
) -> MergedTree:
    """Merge a project. ``yours`` holds your own files too; they stay as they are."""
    renamed = find_renames(base, yours, new)
    files = {path: state for path, state in yours.items() if path not in base and path not in new}
    outcomes = []
    for path in sorted(set(base) | set(new)):
        place = renamed.get(path, path)
        outcome, state = merge_entry(place, base.get(path), yours.get(place), new.get(path), markers=markers)
        files.pop(place, None)
        if state is not None:
            files[place] = state
        moved = (f"you renamed {path}; what is generated for it went here",) if place != path else ()
        outcomes.append(replace(outcome, notes=(*moved, *outcome.notes), moved_from=path if moved else ""))
    return MergedTree(*refuse_blocked(files, yours, outcomes))


def merge_entry(
    path: str, base: FileState | None, yours: FileState | None, new: FileState | None, *, markers: bool
) -> tuple[MergedFile, FileState | None]:
    """Merge a file with its mode, or a link."""
    if any(side is not None and side.link is not None for side in (base, yours, new)):
        return merge_links(path, base, yours, new)
    datas = [side.data if side is not None else None for side in (base, yours, new)]
    outcome = merge_file(path, *datas, markers=markers)
    if outcome.data is None:
        return outcome, None
    executable = merge_modes(base, yours, new)
    return outcome, FileState(outcome.data, executable)


def merge_modes(base: FileState | None, yours: FileState | None, new: FileState | None) -> bool:
    """Whether the file may be executed: as yours, but where only the generator changed it."""
    if yours is None or new is None:
        present = yours or new
        return present is not None and present.executable
    if base is not None and base.executable == yours.executable:
        return new.executable
    return yours.executable


def merge_links(
    path: str, base: FileState | None, yours: FileState | None, new: FileState | None
) -> tuple[MergedFile, FileState | None]:
    """A link, or what is one on some side, is merged as one."""
    if yours == new:
        state = State.UNCHANGED if yours is not None else State.DELETED_BY_YOU
        return MergedFile(path, data_of(yours), state), yours
    if yours == base:
        state = State.REMOVED if new is None else State.ADDED if base is None else State.UPDATED
        return MergedFile(path, data_of(new), state), new
    if new == base:
        state = State.DELETED_BY_YOU if yours is None else State.KEPT
        return MergedFile(path, data_of(yours), state), yours
    if yours is None:
        note = "you deleted it; what is generated for it now was left out"
        return MergedFile(path, None, State.DELETED_BY_YOU, notes=(note,)), None
    if new is None:
        note = "no longer generated; kept, because you changed it"
        return MergedFile(path, data_of(yours), State.KEPT, notes=(note,)), yours
    sides = [describe_link(side) for side in (yours, base, new)]
    conflict = Conflict("the file", 1, *sides)
    return MergedFile(path, data_of(yours), State.CONFLICT, (conflict,)), yours


def data_of(state: FileState | None) -> bytes | None:
    """The bytes behind a state."""
    return None if state is None else state.data


def describe_link(state: FileState | None) -> str:
    """A side of a conflict about a link."""
    if state is None:
        return ""
    return f"link to {state.link}" if state.link is not None else "a file"


def find_renames(
    base: Mapping[str, FileState], yours: Mapping[str, FileState], new: Mapping[str, FileState]
) -> dict[str, str]:
    """Generated path → where you moved the file: the same content, else the most alike."""
    gone = [path for path in sorted(base) if path not in yours and len(base[path].data) >= TELLING]
    free = [path for path in sorted(yours) if path not in base and path not in new and not yours[path].link]
    by_data: dict[bytes, list[str]] = defaultdict(list)
    for path in free:
        by_data[yours[path].data].append(path)
    renamed: dict[str, str] = {}
    for path in gone:
        if places := by_data.get(base[path].data):
            renamed[path] = places.pop(nearest(path, places))
    taken = set(renamed.values())
    left = {path: lines_of(yours[path].data) for path in free if path not in taken}
    for path in gone:
        if path not in renamed and left:
            lines = lines_of(base[path].data)
            likeness, place = max((share(lines, other), place) for place, other in left.items())
            if likeness >= RENAMED:
                renamed[path] = place
                del left[place]
    return renamed


def nearest(path: str, places: list[str]) -> int:
    """The index of the place with the same name, or the first."""
    name = PurePosixPath(path).name
    return next((index for index, place in enumerate(places) if PurePosixPath(place).name == name), 0)


def lines_of(data: bytes) -> Counter[bytes]:
    """A file's lines that say something, and how often."""
    return Counter(line.strip() for line in data.splitlines() if line.strip())


def share(first: Counter[bytes], second: Counter[bytes]) -> float:
    """How much two files have in common, from 0 to 1."""
    total = first.total() + second.total()
    return 2 * (first & second).total() / total if total else 0.0


def refuse_blocked(
    files: dict[str, FileState], yours: Mapping[str, FileState], outcomes: Iterable[MergedFile]
) -> tuple[dict[str, FileState], tuple[MergedFile, ...]]:
    """A generated file cannot stand where you have a folder, or below a file of yours."""
    folders = {str(parent) for path in files for parent in PurePosixPath(path).parents} - {"."}
    checked = []
    for outcome in outcomes:
        path = outcome.path
        above = [str(parent) for parent in PurePosixPath(path).parents]
        blocked = (
            path in files and path not in yours and (path in folders or any(name in files for name in above))
        )
        if blocked:
            del files[path]
            note = "it is generated now, but your files leave no place for it; move them or leave it out"
            outcome = MergedFile(path, None, State.CONFLICT, (Conflict("the file", 1, "", "", ""),), (note,))
        checked.append(outcome)
    return files, tuple(checked)
