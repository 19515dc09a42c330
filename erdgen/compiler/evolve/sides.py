"""The three sides of a merge, and the folders that are made of them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from erdgen.compiler.evolve.folder import is_never_merged, write_state
from erdgen.compiler.evolve.origin import Origin
from erdgen.compiler.evolve.places import FOLDER
from erdgen.compiler.evolve.renames import Renames
from erdgen.compiler.feedback.remarks import Remark, remove_remarks
from erdgen.compiler.merge.files import merge_file
from erdgen.compiler.merge.outcome import MergedFile, State
from erdgen.compiler.merge.trees import FileState, MergedTree, merge_tree
from erdgen.compiler.proof import validation_report
from erdgen.compiler.writer import carry_over, digest


@dataclass(frozen=True)
class Sides:
    """The project in ``output`` as it was generated (``origin``), as it is (``present``), and as ``new``.

    ``done`` are the comments that were carried out: what is yours is merged without them. ``new`` holds
    no migrations.
    """

    output: Path
    origin: Origin
    present: Mapping[str, FileState]
    new: Mapping[str, FileState]
    renames: Renames
    done: Sequence[Remark] = ()

    def merge(self, *, markers: bool) -> MergedTree:
        """Three sides, element by element."""
        # Modes are no part of the archive: what was generated was as what is generated now.
        base = {
            path: FileState(self._follow(path, data), self._mode(path, data))
            for path, data in self.origin.base.items()
            if _takes_part(path)
        }
        yours = {
            path: replace(state, data=self._follow(path, self._without_done(path, state.data)))
            for path, state in self.present.items()
            if _takes_part(path)
        }
        merged = merge_tree(base, yours, self.new, markers=markers)
        # Not even names are changed in what cannot be read.
        left = {path: self.present[path] for path in list_unreadable(merged)}
        return replace(merged, files={**merged.files, **left})

    def _follow(self, path: str, data: bytes) -> bytes:
        """``data`` in the names of the new version; only code follows."""
        if not self.renames or not path.endswith(".py"):
            return data
        try:
            return self.renames.apply(data.decode()).encode()
        except UnicodeDecodeError:
            return data

    def _mode(self, path: str, data: bytes) -> bool:
        return self.new[path].executable if path in self.new else data.startswith(b"#!")

    def _without_done(self, path: str, data: bytes) -> bytes:
        done = [remark for remark in self.done if remark.path == path]
        return remove_remarks(data.decode(), done).encode() if done else data

    def place(self, root: Path, merged: MergedTree) -> None:
        """Write the merged tree; a file that cannot be read is taken as generated, for the proof."""
        unreadable = list_unreadable(merged)
        for path, state in merged.files.items():
            shown = self.new.get(path, state) if path in unreadable else state
            if shown == self.present.get(path):
                carry_over(self.output / path, root / path)
            else:
                write_state(root / path, shown)
        for path in self.present:
            if path.startswith(f"{FOLDER}/"):
                carry_over(self.output / path, root / path)

    def mark(self, root: Path) -> tuple[MergedFile, ...]:
        """After the proof: conflicts with their marks, and files that cannot be read as they are."""
        marked = self.merge(markers=True)
        for outcome in marked.unsettled:
            if outcome.path in marked.files:
                write_state(root / outcome.path, marked.files[outcome.path])
        return marked.outcomes

    def merge_report(self, generated: bytes) -> bytes | None:
        """The report of the proof, which is known last; None where you deleted it."""
        path = validation_report.PATH
        present = self.present.get(path)
        return merge_file(path, self.origin.base.get(path), present.data if present else None, generated).data

    def list_generated(self, added: Mapping[str, bytes], outcomes: Sequence[MergedFile]) -> dict[str, bytes]:
        """What counts as generated the next time: the base to be, ``added`` to what is ``new``.

        What is new for a file that cannot be read is merged then.
        """
        unread = {each.generated_as for each in outcomes if each.state is State.UNREADABLE}
        files = {path: state.data for path, state in self.new.items()} | dict(added)
        files = {path: data for path, data in files.items() if path not in unread}
        files |= {path: self.origin.base[path] for path in unread if path in self.origin.base}
        migrations = [path for path in self.origin.digests if path.startswith(f"{FOLDER}/")]
        kept = {path: self.present[path].data for path in migrations if path in self.present}
        return kept | files

    def is_as_generated(self, root: Path, path: str, added: Mapping[str, bytes]) -> bool:
        """Whether a file in ``root`` is as it was generated, now (``added`` to what is ``new``) or before."""
        data = (root / path).read_bytes()
        if path.startswith(f"{FOLDER}/") and path not in added:
            return self.origin.digests.get(path) == digest(data)
        return added.get(path) == data or (path in self.new and self.new[path].data == data)

    @contextmanager
    def before(self, merged: MergedTree) -> Iterator[Path]:
        """The project as it is; of files that cannot be read, the version as last generated."""
        with tempfile.TemporaryDirectory(prefix="erdgen-before-") as folder:
            root = Path(folder) / "project"
            unreadable = list_unreadable(merged)
            for path, state in self.present.items():
                base = self.origin.base.get(path)
                shown = FileState(base) if path in unreadable and base is not None else state
                write_state(root / path, shown)
            yield root


def list_unreadable(merged: MergedTree) -> frozenset[str]:
    """Paths of files that cannot be read."""
    return frozenset(each.path for each in merged.outcomes if each.state is State.UNREADABLE)


def _takes_part(path: str) -> bool:
    return not is_never_merged(path) and path != validation_report.PATH
