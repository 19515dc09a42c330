"""The merge of one file: which side it comes from; only what differs on all sides is taken apart."""

from __future__ import annotations

from erdgen.compiler.merge.outcome import MergedFile, State


def merge_file(
    path: str, base: bytes | None, yours: bytes | None, new: bytes | None, *, markers: bool = True
) -> MergedFile:
    """Merge one file; None is a side on which it does not exist.

    With ``markers`` a conflict stands in the text in Git's format, without them your version of the element
    does; either way ``conflicts`` holds all three sides.
    """
    if yours == new:
        return MergedFile(path, yours, State.UNCHANGED if yours is not None else State.DELETED_BY_YOU)
    if yours is None or new is None:
        return merge_presence(path, base, yours, new)
    if yours == base:
        return MergedFile(path, new, State.UPDATED)
    # libcst takes long to load, and is needed only for what somebody edited.
    from erdgen.compiler.merge.elements import keep, merge_text

    return keep(path, yours) if new == base else merge_text(path, base, yours, new, markers)


def merge_presence(path: str, base: bytes | None, yours: bytes | None, new: bytes | None) -> MergedFile:
    """A file that only you or only the generator has."""
    if yours is None:
        if base is None:
            return MergedFile(path, new, State.ADDED)
        changed = ("you deleted it; what is generated for it now was left out",) if new != base else ()
        return MergedFile(path, None, State.DELETED_BY_YOU, notes=changed)
    if base is None:
        return MergedFile(path, yours, State.KEPT)
    if yours == base:
        return MergedFile(path, None, State.REMOVED)
    return MergedFile(path, yours, State.KEPT, notes=("no longer generated; kept, because you changed it",))
