"""Measure regeneration after a change of one entity against a full generation: part of ``make bench``."""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.bench import DOCUMENT, SHORT_REPEATS, describe_machine, stop_on_failure, write_between_markers
from tools.command import CHECKOUT, generate, run_process
from tools.synthetic import build_erd

BEGIN = "<!-- measured of regeneration by `make bench` -->\n"
END = "<!-- end of what was measured of regeneration -->\n"
SIZES = (10, 50, 100, 200, 1000)
TIMEOUT = 3600


@dataclass(frozen=True, slots=True)
class Row:
    """Medians of seconds: a full generation, a regeneration after one change, and one after none."""

    size: int
    full: float
    one: float
    none: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; with ``--write`` into ``docs/benchmarks.md`` as well."""
    parser = argparse.ArgumentParser(prog="tools.bench_regeneration", description=__doc__)
    parser.add_argument("--write", action="store_true", help="into docs/benchmarks.md")
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES, help="numbers of entities")
    options = parser.parse_args(arguments)
    machine = describe_machine()
    with tempfile.TemporaryDirectory(prefix="erdgen-bench-") as folder:
        rows = [measure(Path(folder), size) for size in options.sizes]
    text = "\n".join([machine, "", *render(rows)]) + "\n"
    print(text)
    if options.write:
        write_between_markers(DOCUMENT, text, BEGIN, END)
    return 0


def measure(folder: Path, size: int) -> Row:
    """Medians of a few rounds, each with a project of its own."""
    erd, new = folder / f"synthetic_{size}.json", folder / f"synthetic_{size}_new.json"
    erd.write_text(json.dumps(build_erd(size)), encoding="utf-8")
    new.write_text(json.dumps(change_one(build_erd(size))), encoding="utf-8")
    rounds = []
    for turn in range(SHORT_REPEATS):
        print(f"{size} entities, round {turn + 1} …", file=sys.stderr, flush=True)
        output = folder / f"project_{size}_{turn}"
        ended, _ = generate(erd, output, proof=False, timeout=TIMEOUT)
        stop_on_failure(ended, f"{size} entities")
        rounds.append((ended.seconds, regenerate(output, new), regenerate(output, new)))
    return Row(size, *(statistics.median(times) for times in zip(*rounds, strict=True)))


def change_one(erd: dict[str, Any]) -> dict[str, Any]:
    """The ERD with one more optional field of one entity."""
    entities = erd["erd"]["entities"]
    last = list(entities)[-1]
    fields = {**entities[last]["fields"], "remark": {"type": "str(80)", "required": False}}
    entities[last] = {**entities[last], "fields": fields}
    return erd


def regenerate(output: Path, erd: Path) -> float:
    """Seconds of the command."""
    command = [sys.executable, str(CHECKOUT / "manage.py"), "regenerate_backend", str(output)]
    command += ["--erd", str(erd), "--no-proof", "--json"]
    ended = run_process(["/usr/bin/env", "ERDGEN_RECORD=0", *command], cwd=output.parent, timeout=TIMEOUT)
    stop_on_failure(ended, os.path.basename(output))
    return ended.seconds


def render(rows: Sequence[Row]) -> Iterator[str]:
    """What stands between the markers."""
    yield "| entities | full generation | regeneration, one entity changed | regeneration, nothing changed |"
    yield "|---:|---:|---:|---:|"
    for row in rows:
        yield f"| {row.size} | {row.full:.1f} s | {row.one:.1f} s | {row.none:.1f} s |"


if __name__ == "__main__":
    sys.exit(main())
