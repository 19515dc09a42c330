"""Generate and prove every schema of a folder, and say which fail and why: ``make corpus ERDS=FOLDER``."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.command import CHECKOUT, Ended, generate
from tools.sampling import sample_evenly

FIXTURES = CHECKOUT / "fixtures" / "erds"


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one schema. ``cause`` groups failures, ``detail`` is one line about this one."""

    name: str
    entities: int
    seconds: float
    cause: str = ""
    detail: str = ""

    @property
    def ok(self) -> bool:
        return not self.cause


def main(arguments: Sequence[str] | None = None) -> int:
    """Run; the exit status is 1 when any schema failed."""
    options = parse_options(arguments)
    erds = sample_evenly(sorted(options.erds.rglob("*.json")), options.limit)
    if not erds:
        sys.exit(f"{options.erds} holds no *.json")
    started = time.perf_counter()
    results = []
    for result in run_all(erds, options):
        print(describe_result(result), flush=True)
        results.append(result)
    print("\n" + "\n".join(summarise(results, time.perf_counter() - started)))
    return 0 if all(result.ok for result in results) else 1


def parse_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("erds", nargs="?", type=Path, default=FIXTURES, help="folder, searched recursively")
    parser.add_argument("--jobs", type=int, default=2, help="schemas at the same time")
    parser.add_argument("--limit", type=int, default=0, help="take so many, evenly spread")
    parser.add_argument("--timeout", type=float, default=600, help="seconds for each schema")
    parser.add_argument("--python", default="", help="interpreter to prove with")
    parser.add_argument("--database-url", default="", help="server to prove on")
    return parser.parse_args(arguments)


def run_all(erds: Sequence[Path], options: argparse.Namespace) -> Iterator[Result]:
    """Results in the order of the files, whatever order they end in."""
    with tempfile.TemporaryDirectory(prefix="erdgen-corpus-") as folder:

        def run(numbered: tuple[int, Path]) -> Result:
            number, erd = numbered
            return run_one(erd, Path(folder) / str(number), options)

        with ThreadPoolExecutor(options.jobs) as pool:
            yield from pool.map(run, enumerate(erds))


def run_one(erd: Path, folder: Path, options: argparse.Namespace) -> Result:
    """Generate and prove one schema in a folder of its own."""
    folder.mkdir()
    ended, report = generate(
        erd.resolve(),
        folder / "backend",
        python=options.python,
        database_url=options.database_url,
        timeout=options.timeout,
    )
    cause, detail = find_cause(ended, report)
    name = str(erd.relative_to(options.erds)) if erd.is_relative_to(options.erds) else str(erd)
    return Result(name, count_entities(erd), ended.seconds, cause, detail)


def find_cause(ended: Ended, report: dict[str, Any] | None) -> tuple[str, str]:
    """Why it failed, as a group and as one line; both empty when it did not."""
    if ended.timed_out:
        return "timeout", f"killed after {ended.seconds:.0f} s"
    if report is None:
        last = (ended.stderr.strip() or "no output").splitlines()[-1]
        return f"crash {last.partition(':')[0]}", last
    if ended.status == 0 and report["status"] == "done":
        return "", ""
    for step in (report["proof"] or {}).get("steps", ()):
        if not step["ok"]:
            return f"proof step {step['name']}", pick_line(step)
    for finding in report["findings"]:
        if finding["level"] == "error":
            return f"finding {finding['code']}", finding["message"]
    return report["status"], report.get("message", "").partition("\n")[0]


def pick_line(step: dict[str, Any]) -> str:
    """The line of a failed step's output that says most: pytest's short summary, else the last one."""
    lines = [line for line in step.get("output", "").splitlines() if line.strip()]
    telling = [line for line in lines if line.startswith(("FAILED backend/", "ERROR backend/"))]
    return str((telling or lines[-1:] or [step["detail"]])[0]).strip()


def count_entities(erd: Path) -> int:
    """How many entities the file names; 0 where it cannot be told."""
    try:
        return len(json.loads(erd.read_bytes())["erd"]["entities"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return 0


def describe_result(result: Result) -> str:
    """One line."""
    state = "ok    " if result.ok else "failed"
    why = f"  {result.cause}: {result.detail[:160]}" if result.cause else ""
    return f"{state} {result.entities:5d} entities {result.seconds:7.1f} s  {result.name}{why}"


def summarise(results: Sequence[Result], seconds: float) -> Iterator[str]:
    """Pass rate, times, and the failures by cause."""
    passed = sum(result.ok for result in results)
    yield f"{passed} of {len(results)} passed ({passed / len(results):.1%}) in {seconds:.0f} s"
    yield "Slowest:"
    for result in sorted(results, key=lambda result: -result.seconds)[:5]:
        yield f"  {result.seconds:7.1f} s  {result.name} ({result.entities} entities)"
    causes = Counter(result.cause for result in results if not result.ok)
    if causes:
        yield "Failures by cause:"
    for cause, count in sorted(causes.items(), key=lambda item: (-item[1], item[0])):
        yield f"  {count:4d}  {cause}"
        yield from (f"        {result.name}" for result in results if result.cause == cause)


if __name__ == "__main__":
    sys.exit(main())
