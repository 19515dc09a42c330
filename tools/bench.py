"""Measure time and memory of the command, and write them into ``docs/benchmarks.md``: ``make bench``."""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from tools.command import CHECKOUT, Ended, generate, run_process
from tools.synthetic import build_erd

DOCUMENT = CHECKOUT / "docs" / "benchmarks.md"
BEGIN, END = "<!-- measured by `make bench` -->\n", "<!-- end of what was measured -->\n"
UNPROVEN = (10, 50, 100, 200, 1000)
PROVEN = (10, 50, 100, 200)
COMPARED = 50
REPEATS = 5
SHORT_REPEATS = 3
#: What may not be exceeded: time at 1000 entities over that at 100, and over makemigrations and ruff.
GROWTH_LIMIT = 12.0
TOOLS_LIMIT = 1.5
TIMEOUT = 3600


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. ``peak`` in bytes."""

    size: int
    proof: bool
    seconds: float
    peak: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Medians, in seconds, at ``COMPARED`` entities."""

    ours: float
    migrations: float
    ruff: float

    @property
    def ratio(self) -> float:
        return self.ours / (self.migrations + self.ruff)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and write; the exit status is 1 when a limit is exceeded."""
    parser = argparse.ArgumentParser(prog="tools.bench", description=__doc__)
    parser.add_argument(
        "--full", action="store_true", help="also 1000 entities with proof, which takes minutes"
    )
    options = parser.parse_args(arguments)
    machine = describe_machine()
    # As Python does unless told otherwise, all keep the modules that they compiled.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory(prefix="erdgen-bench-") as name:
        folder = Path(name)
        comparison = compare_with_tools(folder)
        rows = [measure_often(folder, size) for size in UNPROVEN]
        rows += [measure(folder, size, True) for size in (*PROVEN, *((1000,) if options.full else ()))]
    text = "\n".join([machine, "", *render(rows, comparison)]) + "\n"
    print(text)
    write_between_markers(DOCUMENT, text)
    within = max(measure_growth(rows).values()) <= GROWTH_LIMIT and comparison.ratio <= TOOLS_LIMIT
    return 0 if within else 1


def measure_growth(rows: Sequence[Row]) -> dict[bool, float]:
    """Time at 1000 entities over that at 100, without and with proof, as far as both were measured."""
    times = {(row.proof, row.size): row.seconds for row in rows}
    return {
        proof: times[proof, 1000] / times[proof, 100] for proof in (False, True) if (proof, 1000) in times
    }


def measure_often(folder: Path, size: int) -> Row:
    """The run of median time of a few without proof, which are short enough to be disturbed by anything."""
    rows = [measure(folder, size, False, f"round_{turn}") for turn in range(SHORT_REPEATS)]
    return sorted(rows, key=lambda row: row.seconds)[SHORT_REPEATS // 2]


def measure(folder: Path, size: int, proof: bool, label: str = "measured") -> Row:
    """Generate once into a fresh folder."""
    erd, output = folder / f"synthetic_{size}.json", folder / label / f"{size}_{proof}"
    erd.write_text(json.dumps(build_erd(size)), encoding="utf-8")
    output.parent.mkdir(exist_ok=True)
    print(f"{size} entities, {'with' if proof else 'without'} proof …", file=sys.stderr, flush=True)
    ended, _ = generate(erd, output, proof=proof, timeout=TIMEOUT)
    stop_on_failure(ended, f"{size} entities")
    return Row(size, proof, ended.seconds, ended.peak)


def compare_with_tools(folder: Path) -> Comparison:
    """Ours and the two tools in turn, so that whatever else the machine does is spread over all of them."""
    ours, migrations, ruff = [], [], []
    for turn in range(REPEATS):
        ours.append(measure(folder, COMPARED, False, f"turn_{turn}").seconds)
        project = folder / f"turn_{turn}" / f"{COMPARED}_False"
        ruff.append(time_ruff(project))
        migrations.append(time_makemigrations(project))
        shutil.rmtree(project)
    return Comparison(*(statistics.median(times) for times in (ours, migrations, ruff)))


def time_ruff(project: Path) -> float:
    """Check and format, without a cache."""
    ruff = str(Path(sys.executable).with_name("ruff"))
    common = ("--no-cache", "--no-respect-gitignore", "--quiet", ".")
    return time_all(project, [[ruff, "check", *common], [ruff, "format", *common]])


def time_makemigrations(project: Path) -> float:
    """Django's own command on the same models, without any migration of the app."""
    for path in project.glob("backend/migrations/0*.py"):
        path.unlink()
    command = ["/usr/bin/env", "DEBUG=1", sys.executable, "manage.py", "makemigrations", "backend"]
    return time_all(project, [command])


def time_all(project: Path, commands: Sequence[Sequence[str]]) -> float:
    """Seconds that the commands take one after the other."""
    seconds = 0.0
    for command in commands:
        ended = run_process(command, cwd=project)
        stop_on_failure(ended, " ".join(command))
        seconds += ended.seconds
    return seconds


def stop_on_failure(ended: Ended, what: str) -> None:
    """A time means something only for what worked."""
    if ended.status != 0:
        sys.exit(f"{what} failed:\n{ended.stdout[-4000:]}{ended.stderr[-4000:]}")


def render(rows: Sequence[Row], comparison: Comparison) -> Iterator[str]:
    """What stands between the markers."""
    yield "| entities | proof | time | peak memory |"
    yield "|---:|---|---:|---:|"
    for row in rows:
        proof, peak = "yes" if row.proof else "no", row.peak / 2**20
        yield f"| {row.size} | {proof} | {row.seconds:.1f} s | {peak:.0f} MiB |"
    yield ""
    for proven, growth in measure_growth(rows).items():
        said = "with" if proven else "without"
        yield f"- Growth {said} proof, 1000 entities over 100: **{growth:.1f}** (limit {GROWTH_LIMIT:.0f})."
    yield (
        f"- At {COMPARED} entities, medians of {REPEATS}: ours without proof {comparison.ours:.2f} s, "
        f"`makemigrations` {comparison.migrations:.2f} s, "
        f"`ruff check` and `ruff format` {comparison.ruff:.2f} s; "
        f"ratio **{comparison.ratio:.2f}** (limit {TOOLS_LIMIT})."
    )


def describe_machine() -> str:
    """What the figures depend on, without names."""
    return (
        f"{platform.system()} on {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, Django {version('django')}, ruff {version('ruff')}, "
        f"at commit {read_commit()}. Other work on the machine: a load average of "
        f"{os.getloadavg()[0]:.1f} before the first run."
    )


def read_commit() -> str:
    """The commit that was measured."""
    command = ["git", "rev-parse", "--short", "HEAD"]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def write_between_markers(path: Path, text: str, begin: str = BEGIN, end: str = END) -> None:
    """Replace what stands between the markers; the prose round it stays."""
    document = path.read_text(encoding="utf-8")
    pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    if not pattern.search(document):
        sys.exit(f"{path} has lost its markers {begin.strip()} and {end.strip()}")
    path.write_text(pattern.sub(lambda _: begin + text + end, document), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
