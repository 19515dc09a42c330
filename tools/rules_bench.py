"""Measure how rules in people's own words are understood, by ``fixtures/rules``: ``make rules-bench``.

Each case of a file is a sentence with scenarios, judged by the interpreter of rules. It is *right* when every
accepted one is accepted and every rejected one refused, or when a sentence that cannot be tested is reported.
It is *wrong* when a scenario comes out differently or such a sentence was compiled, and *missed* when a
testable sentence is only reported.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, product
from operator import attrgetter
from pathlib import Path
from typing import Any, Literal

from erdgen.compiler.frontends.erd_json import parse_erd
from erdgen.compiler.rules.scenarios import Scenario, find_deviations, interpret_scenario
from erdgen.compiler.rules.sentences import compile_rules
from erdgen.compiler.rules.vocabulary import RuleOutcome
from erdgen.compiler.spec.project import Project
from tools.bench import DOCUMENT, describe_machine, write_between_markers
from tools.command import CHECKOUT

FOLDER = CHECKOUT / "fixtures" / "rules"
#: Sentences of other trades: none may be wrong, and how many are right is only told.
FURTHER = FOLDER / "further"
#: In either folder: other words for the sentences of a domain, with the same scenarios.
REWORDED = "reworded"
BEGIN, END = "<!-- measured by `make rules-bench` -->\n", "<!-- end of what rules-bench measured -->\n"
#: Of the testable sentences, at least so many must be compiled; none may be wrong.
LEAST_SHARE = 0.85
SIZES = (1000, 2000)
#: Seconds that compiling the first of ``SIZES`` may take.
TIME_LIMIT = 2.0

#: What the made-up ERD for measuring time consists of.
ADJECTIVES = (
    *("Red", "Blue", "Green", "Grey", "Black", "White", "Brown", "Pink", "Large", "Small"),
    *("Old", "Young", "Round", "Flat", "Long", "Wide", "Thin", "Cold", "Warm", "Dry"),
)
NOUNS = ("Crate", "Barrel", "Basket", "Lamp", "Chair", "Table", "Bottle", "Engine", "Mirror", "Carpet")
FIELDS = {
    "price": "decimal(10, 2)",
    "stock": "int",
    "title": "str",
    "code": {"type": "str", "required": False},
    "opens_on": "date",
    "closes_on": "date",
    "status": "choices(draft, live, sold)",
    "note": {"type": "text", "required": False},
}
SENTENCES = (
    "The price of a {name} must be at least {number}.",
    "A {name}'s stock cannot exceed {number}.",
    "{name} titles must have at most {number} characters.",
    "No two {name}s have the same code.",
    "A {name} must close on or after it opens, at most {number} days later.",
    "If a {name} is sold, its note is required.",
    "The status of a {name} can only change from draft to live and from live to sold.",
    "A {name} that is live cannot be deleted.",
    "The title of a {name} can never be changed.",
    "A {name}'s code must not be empty when its price is above {number}.",
)

Grade = Literal["right", "wrong", "missed"]
Case = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Result:
    """One case graded; ``why`` says what is not as it should be."""

    domain: str
    case: Case
    outcome: RuleOutcome
    grade: Grade
    why: str = ""

    @property
    def testable(self) -> bool:
        return bool(self.case["expect"] == "compiled")


def main(arguments: Sequence[str] | None = None) -> int:
    """Grade, measure, and write; the exit status is 1 when a limit is missed."""
    parser = argparse.ArgumentParser(prog="tools.rules_bench", description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER, help="where the cases stand")
    parser.add_argument(
        "--only", default="", metavar="TEXT", help="cases whose domain, kind or sentence has TEXT"
    )
    parser.add_argument("--write", action="store_true", help="measure time too and write docs/benchmarks.md")
    options = parser.parse_args(arguments)
    # First, as in a run that begins with an ERD: grading leaves many objects behind, which cost time.
    seconds = {size: time_compiling(size) for size in SIZES if options.write}
    results = grade_folder(options.folder, options.only)
    further = grade_folder(FURTHER) if options.folder == FOLDER and not options.only else []
    if not results:
        sys.exit(f"no case below {options.folder} matches")
    folders = {"the sentences above": FOLDER, "the further sentences": FURTHER} if further else {}
    reworded = {name: grade_reworded(folder) for name, folder in folders.items()}
    others = [*further, *chain.from_iterable(reworded.values())]
    print("\n".join(list_failures([*results, *others])))
    text = "\n".join((*render(results), *render_further(further), *render_reworded(reworded)))
    print(text)
    good = is_good(results) and not any(result.grade == "wrong" for result in others)
    if not options.write:
        return 0 if good else 1
    times = "\n".join(render_times(seconds))
    print(times)
    write_between_markers(DOCUMENT, f"{describe_machine()}\n\n{text}\n{times}\n", BEGIN, END)
    return 0 if good and seconds[SIZES[0]] <= TIME_LIMIT else 1


def grade_folder(folder: Path, only: str = "") -> list[Result]:
    """The cases of all domains of a folder."""
    return [result for path in sorted(folder.glob("*.json")) for result in grade_file(path, only)]


def is_good(results: Sequence[Result]) -> bool:
    return not any(result.grade == "wrong" for result in results) and share_compiled(results) >= LEAST_SHARE


def share_compiled(results: Sequence[Result]) -> float:
    """Of the testable sentences, the part that was compiled right."""
    testable = [result for result in results if result.testable]
    return sum(result.grade == "right" for result in testable) / len(testable) if testable else 1.0


def grade_file(path: Path, only: str = "") -> Iterator[Result]:
    """The cases of one domain, all compiled in one go."""
    for result in grade_cases(path.stem, json.loads(path.read_text(encoding="utf-8"))):
        words = (path.stem, result.case["kind"], result.case["rule"])
        if any(only.lower() in word.lower() for word in words):
            yield result


def grade_reworded(folder: Path) -> list[Result]:
    """The other words for the sentences of a folder."""
    results: list[Result] = []
    for path in sorted((folder / REWORDED).glob("*.json")):
        reworded = json.loads(path.read_text(encoding="utf-8"))
        document = json.loads((folder / path.name).read_text(encoding="utf-8"))
        cases = {case["rule"]: case for case in document["cases"]}
        said = [{**cases[rule], "rule": other} for rule, others in reworded.items() for other in others]
        results += grade_cases(path.stem, {**document, "cases": said})
    return results


def grade_cases(domain: str, document: dict[str, Any]) -> Iterator[Result]:
    project = read_project(domain, document)
    for case, outcome in zip(document["cases"], compile_rules(project), strict=True):
        grade, why = grade_case(project, case, outcome)
        yield Result(domain, case, outcome, grade, why)


def read_project(domain: str, document: dict[str, Any]) -> Project:
    """The ERD with the sentences of all cases as its rules."""
    rules = [
        {key: case[key] for key in ("rule", "applies_to", "field") if key in case}
        for case in document["cases"]
    ]
    known = {key: document[key] for key in ("erd", "auth_requirements") if key in document}
    project, findings = parse_erd(json.dumps({**known, "business_rules": rules}).encode(), domain)
    if project is None:
        sys.exit("\n".join(finding.as_text(domain) for finding in findings))
    return project


def grade_case(project: Project, case: Case, outcome: RuleOutcome) -> tuple[Grade, str]:
    """The grade, and the first thing that is wrong."""
    compiled = outcome.status == "compiled"
    if case["expect"] == "reported":
        return ("wrong", "compiled, but cannot be tested") if compiled else ("right", "")
    if not compiled:
        return "missed", outcome.reason
    why = next(find_mistakes(project, case, outcome), "")
    return ("wrong", why) if why else ("right", "")


def find_mistakes(project: Project, case: Case, outcome: RuleOutcome) -> Iterator[str]:
    """Each scenario that does not come out as the case says."""
    for accepted in (True, False):
        for scenario in case.get("accepted" if accepted else "rejected", ()):
            wrong = judge(project, scenario, outcome, accepted=accepted)
            if wrong:
                yield f"{wrong}: {json.dumps(scenario)}"


def judge(project: Project, scenario: Scenario, outcome: RuleOutcome, *, accepted: bool) -> str:
    """What is wrong with the verdict; empty when nothing is."""
    try:
        verdict = interpret_scenario(project, outcome.rules, scenario)
    except (LookupError, ValueError) as error:
        return f"cannot be judged ({type(error).__name__}: {error})"
    if verdict.accepted is not accepted:
        return "accepted" if verdict.accepted else "refused"
    deviations = find_deviations(project, scenario, verdict) if accepted else iter(())
    return ", ".join(deviations)


def list_failures(results: Sequence[Result]) -> Iterator[str]:
    """Every case that is wrong or missed, with what was understood."""
    for grade in ("wrong", "missed"):
        for result in results:
            if result.grade == grade:
                hints = ".".join(result.case[key] for key in ("applies_to", "field") if key in result.case)
                yield f"{grade.upper()} {result.domain}, {result.case['kind']}: {result.case['rule']}"
                yield from ([f"    hints: {hints}"] if hints else [])
                yield from (f"    {each.entity}: {each.rule}" for each in result.outcome.rules)
                yield f"    {result.why}"


def render(results: Sequence[Result]) -> Iterator[str]:
    """The figures as a table by kind, and in one line."""
    yield "| kind | testable | right | wrong | missed |"
    yield "|---|---:|---:|---:|---:|"
    for kind in sorted({result.case["kind"] for result in results if result.testable}):
        own = [result for result in results if result.testable and result.case["kind"] == kind]
        count = Counter(result.grade for result in own)
        yield f"| {kind} | {len(own)} | {count['right']} | {count['wrong']} | {count['missed']} |"
    testable = [result for result in results if result.testable]
    others = [result for result in results if not result.testable]
    count = Counter(result.grade for result in testable)
    kept = sum(result.grade == "right" for result in others)
    yield ""
    yield (
        f"- Of {len(testable)} testable sentences, {count['right']} compiled right "
        f"(**{share_compiled(results):.1%}**, at least {LEAST_SHARE:.0%}), {count['missed']} reported, "
        f"**{count['wrong']}** wrong."
    )
    yield f"- Of {len(others)} that cannot be tested, {kept} reported, **{len(others) - kept}** compiled."


def render_further(results: Sequence[Result]) -> Iterator[str]:
    """One line for each domain."""
    for domain, grouped in groupby(results, attrgetter("domain")):
        own = list(grouped)
        testable = [result for result in own if result.testable]
        right = sum(result.grade == "right" for result in testable)
        wrong = sum(result.grade == "wrong" for result in own)
        share = f"{right} of {len(testable)} testable compiled right ({share_compiled(own):.1%})"
        yield f"- Further sentences, {domain.replace('_', ' ')}: {share}, **{wrong}** wrong."


def render_reworded(results: dict[str, list[Result]]) -> Iterator[str]:
    """One line for each folder."""
    for name, own in results.items():
        count = Counter(result.grade for result in own)
        share = f"{count['right']} of {len(own)} compiled right ({share_compiled(own):.1%})"
        yield f"- Other words for {name}: {share}, **{count['wrong']}** wrong."


def time_compiling(size: int) -> float:
    """Seconds to compile ``size`` rules of one ERD, no two sentences alike."""
    project, findings = parse_erd(json.dumps(build_rules(size)).encode(), "made_up")
    assert project is not None, findings
    began = time.perf_counter()
    compile_rules(project)
    return time.perf_counter() - began


def build_rules(size: int) -> dict[str, Any]:
    """An ERD whose entities have as many rules each as there are ``SENTENCES``."""
    names = [f"{first}{second}" for first, second in product(ADJECTIVES, NOUNS)]
    rules = [
        sentence.format(name=re.sub("(?<=[a-z])(?=[A-Z])", " ", name).lower(), number=number)
        for number, (name, sentence) in enumerate(product(names, SENTENCES), 1)
    ]
    used = names[: -(-size // len(SENTENCES))]
    return {
        "erd": {"entities": {"User": {}, **{name: {"fields": FIELDS} for name in used}}},
        "business_rules": rules[:size],
    }


def render_times(seconds: dict[int, float]) -> Iterator[str]:
    for size, taken in seconds.items():
        limit = f" (limit {TIME_LIMIT:.0f} s)" if size == SIZES[0] else ""
        yield f"- {size} rules compile in **{taken:.2f} s**{limit}."


if __name__ == "__main__":
    sys.exit(main())
