"""Which generated lines a contribution asks for, found by generating without it."""

from __future__ import annotations

import difflib
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from erdgen.compiler.codegen.formatting import format_tree
from erdgen.compiler.codegen.render import render_project
from erdgen.compiler.contributions import AnyContribution
from erdgen.compiler.design import apply_contributions
from erdgen.compiler.spec.project import Project
from erdgen.compiler.writer import write_files

#: Formatting is by this file, wherever the files lie.
STYLE = "pyproject.toml"


@dataclass(frozen=True, slots=True)
class Trace:
    """Lines ``first`` to ``last`` of a file, counted from 1, are there or are so by the ``position``-th."""

    position: int
    path: str
    first: int
    last: int


def trace_contributions(
    project: Project,
    made: Sequence[AnyContribution],
    files: Mapping[str, str],
    positions: Iterable[int],
) -> tuple[Trace, ...]:
    """Lines of Python ``files`` (formatted, made of ``made``) that hang on one of ``positions`` each.

    A contribution whose lines another one asks for as well has none of its own. Migrations are not traced,
    nor are documents, which count what the others hold.
    """
    whole = render_project(apply_contributions(project, made))
    changed: dict[str, str] = {}
    for position in positions:
        rest = (each for place, each in enumerate(made) if place != position)
        without = render_project(apply_contributions(project, rest))
        changed |= {
            f"{position}/{path}": without.get(path, "")
            for path in files
            if path.endswith(".py") and without.get(path, "") != whole.get(path, "")
        }
    return tuple(
        trace for key, text in format_all(changed, files).items() for trace in compare(key, text, files)
    )


def trace_merged(
    project: Project,
    made: Sequence[AnyContribution],
    files: Mapping[str, str],
    positions: Iterable[int],
) -> tuple[Trace, ...]:
    """The same for ``files`` that what is made of ``made`` was merged into.

    Lines that stand there as they are generated are found; what people wrote is asked for by nobody.
    """
    whole = render_project(apply_contributions(project, made))
    modules = {f"0/{path}": text for path, text in whole.items() if path.endswith(".py") and path in files}
    fresh = {key.partition("/")[2]: text for key, text in format_all(modules, whole).items()}
    found = trace_contributions(project, made, {**fresh, STYLE: whole[STYLE]}, positions)
    places = {path: match_lines(fresh[path], files[path]) for path in {each.path for each in found}}
    return tuple(moved for each in found for moved in follow(each, places[each.path]))


def follow(trace: Trace, places: Mapping[int, int]) -> Iterator[Trace]:
    """``trace`` where its lines are now: one for each stretch of them."""
    now = [places[line] for line in range(trace.first, trace.last + 1) if line in places]
    for _, stretch in groupby(enumerate(now), lambda pair: pair[1] - pair[0]):
        lines = [line for _, line in stretch]
        yield replace(trace, first=lines[0], last=lines[-1])


def match_lines(before: str, after: str) -> dict[int, int]:
    """The lines of ``before`` that are in ``after`` too, with where they are there; both counted from 1."""
    old, new = before.splitlines(), after.splitlines()
    start = count_common(old, new)
    end = count_common(old[start:][::-1], new[start:][::-1])
    middle = difflib.SequenceMatcher(None, old[start : len(old) - end], new[start : len(new) - end], False)
    blocks = [(0, 0, start), (len(old) - end, len(new) - end, end)]
    blocks += [(start + one, start + other, size) for one, other, size in middle.get_matching_blocks()]
    return {one + n + 1: other + n + 1 for one, other, size in blocks for n in range(size)}


def format_all(changed: Mapping[str, str], files: Mapping[str, str]) -> dict[str, str]:
    """The changed files as they would stand in the project, below a folder for each position."""
    packages = {path.split("/")[0] for path in files if path.endswith("/__init__.py")}
    # The style, and what tells imports of the project from others.
    around = {STYLE: files.get(STYLE, ""), **{f"{name}/__init__.py": "" for name in packages}}
    positions = {key.split("/")[0] for key in changed}
    frame = {f"{position}/{path}": text for position in positions for path, text in around.items()}
    with tempfile.TemporaryDirectory(prefix="trace-") as folder:
        root = Path(folder)
        write_files(root, {key: text.encode() for key, text in (frame | dict(changed)).items()})
        format_tree(root)
        return {key: (root / key).read_text() for key in changed}


def compare(key: str, without: str, files: Mapping[str, str]) -> Iterable[Trace]:
    """The lines that are not there, or not so, in the file ``without``."""
    position, _, path = key.partition("/")
    old, new = without.splitlines(), files[path].splitlines()
    start = count_common(old, new)
    end = count_common(old[start:][::-1], new[start:][::-1])
    middle = difflib.SequenceMatcher(None, old[start : len(old) - end], new[start : len(new) - end], False)
    for kind, _, _, first, last in middle.get_opcodes():
        if kind in ("insert", "replace"):
            yield Trace(int(position), path, start + first + 1, start + last)


def count_common(first: Sequence[str], second: Sequence[str]) -> int:
    """How many lines both begin with."""
    pairs = zip(first, second, strict=False)
    return next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(first), len(second)))
