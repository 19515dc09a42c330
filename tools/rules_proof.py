"""Generate and prove all ERDs of ``fixtures/rules`` with what is compiled of their sentences."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from erdgen.compiler.rules.check import find_conflicts
from erdgen.compiler.rules.forms import Rule
from erdgen.compiler.rules.sentences import compile_rules
from tools import corpus
from tools.rules_bench import FOLDER, FURTHER, read_project


def main(arguments: Sequence[str] | None = None) -> int:
    """Run; the exit status is 1 when any of them fails."""
    options = parse_options(arguments)
    every = [path for folder in (FOLDER, FURTHER) for path in sorted(folder.glob("*.json"))]
    files = [path for path in every if not options.only or path.stem in options.only]
    if not files:
        sys.exit(f"none of {', '.join(options.only)} stands in {FOLDER}")
    with tempfile.TemporaryDirectory(prefix="erdgen-rules-") as name:
        folder = options.erds or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        for path in files:
            write_erd(path, folder / path.name)
        if options.write_only:
            return 0
        return corpus.main([str(folder), *pass_on(options)])


def parse_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(prog="tools.rules_proof", description=__doc__)
    parser.add_argument("only", nargs="*", metavar="DOMAIN", help="default: all")
    parser.add_argument("--erds", type=Path, help="an empty folder in which the ERDs stay")
    parser.add_argument("--write-only", action="store_true", help="write the ERDs and prove nothing")
    parser.add_argument("--jobs", default="2", help="ERDs at the same time")
    parser.add_argument("--timeout", default="600", help="seconds for each ERD")
    parser.add_argument("--python", default="", help="interpreter to prove with")
    parser.add_argument("--database-url", default="", help="server to prove on")
    return parser.parse_args(arguments)


def pass_on(options: argparse.Namespace) -> Iterator[str]:
    """What the corpus takes as its own options."""
    for name in ("jobs", "timeout", "python", "database_url"):
        yield f"--{name.replace('_', '-')}={getattr(options, name)}"


def write_erd(source: Path, target: Path) -> None:
    """The ERD of one domain, with rules that can stand together."""
    document = json.loads(source.read_text(encoding="utf-8"))
    document["business_rules"] = choose_rules(source.stem, document)
    del document["cases"]
    target.write_text(json.dumps(document, indent=2), encoding="utf-8")


def choose_rules(domain: str, document: dict[str, Any]) -> list[dict[str, Any]]:
    """The sentences that are compiled, in their order, without those that contradict one before them."""
    project = read_project(domain, document)
    kept: dict[str, list[Rule]] = {entity.name: [] for entity in project.entities}
    chosen = []
    for case, outcome in zip(document["cases"], compile_rules(project), strict=True):
        if case["expect"] != "compiled" or outcome.status != "compiled":
            continue
        longer = {name: [*rules] for name, rules in kept.items()}
        for stated in outcome.rules:
            longer[stated.entity].append(stated.rule)
        if not any(find_conflicts(project.by_name[name], rules) for name, rules in longer.items()):
            kept = longer
            chosen.append({key: case[key] for key in ("rule", "applies_to", "field") if key in case})
    return chosen


if __name__ == "__main__":
    sys.exit(main())
