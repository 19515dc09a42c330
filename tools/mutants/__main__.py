"""Make mutants of a generated project and say which of them its own tests notice: ``make mutants``."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tools.command import SAMPLE, generate_unproven
from tools.mutants.source import Mutant
from tools.mutants.trial import Laboratory, Trial, find_all_mutants
from tools.sampling import sample_evenly

#: Share of the mutants, in percent, that the tests must notice.
WANTED = 95.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run; the exit status is 1 when too many survive."""
    options = parse_options(arguments)
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="erdgen-mutants-") as name:
        folder = Path(name).resolve()
        generate_unproven(options.erd.resolve(), folder / "backend")
        found = [m for m in find_all_mutants(folder / "backend") if m.kind in (options.kinds or [m.kind])]
        mutants = sample_evenly(found, options.mutants)
        if options.list:
            print("\n".join(f"{mutant.kind:22}{mutant}" for mutant in mutants))
            return 0
        trials = try_all(Laboratory(folder / "backend", folder), mutants, options.jobs)
    score = compute_score(trials)
    print("\n" + "\n".join(summarise(trials)))
    print(f"Score {score:.1f} %, wanted {WANTED:.0f} %, in {time.perf_counter() - started:.0f} s")
    return 0 if score >= WANTED else 1


def parse_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(prog="tools.mutants", description=__doc__)
    parser.add_argument("erd", nargs="?", type=Path, default=SAMPLE)
    parser.add_argument("--mutants", type=int, default=0, help="take so many, evenly spread over all")
    parser.add_argument("--jobs", type=int, default=2, help="mutants at the same time")
    parser.add_argument("--kinds", nargs="*", metavar="KIND", help="only these, such as 'rule object'")
    parser.add_argument("--list", action="store_true", help="only say what they are")
    return parser.parse_args(arguments)


def try_all(laboratory: Laboratory, mutants: Sequence[Mutant], jobs: int) -> list[Trial]:
    """The trials in the order of the mutants, each told as it ends."""
    original = laboratory.test_original()
    if original.status != 0:
        sys.exit(f"the tests of the project fail without any change:\n{original.stdout}{original.stderr}")
    trials = []
    with ThreadPoolExecutor(jobs) as pool:
        for trial in pool.map(laboratory.try_mutant, range(len(mutants)), mutants):
            print(f"{trial.verdict:9}{trial.seconds:6.1f} s  {trial.mutant.kind}: {trial.mutant}", flush=True)
            if trial.detail:
                print(f"{'':18} {trial.detail[:120]}", flush=True)
            trials.append(trial)
    return trials


def compute_score(trials: Sequence[Trial]) -> float:
    """Percentage of the valid mutants that were noticed."""
    valid = [trial for trial in trials if trial.verdict != "invalid"]
    return 100 * sum(trial.verdict == "killed" for trial in valid) / len(valid) if valid else 0.0


def summarise(trials: Sequence[Trial]) -> Iterator[str]:
    """A table by kind, then those that were not noticed."""
    yield f"{'kind':24}{'killed':>8}{'survived':>10}{'invalid':>9}"
    for kind in dict.fromkeys(trial.mutant.kind for trial in trials):
        verdicts = [trial.verdict for trial in trials if trial.mutant.kind == kind]
        counts = [verdicts.count(verdict) for verdict in ("killed", "survived", "invalid")]
        yield f"{kind:24}{counts[0]:8}{counts[1]:10}{counts[2]:9}"
    for trial in trials:
        if trial.verdict == "survived":
            yield f"survived: {trial.mutant.kind}: {trial.mutant}"


if __name__ == "__main__":
    sys.exit(main())
