"""Sentences read by a model: what is used, what is not, and what the user hears of it."""

from __future__ import annotations

from typing import Any

import pytest

from agents.enrich.desk import Desk, Enrichment
from agents.enrich.memory import KeptReadings, Remembered
from agents.enrich.rules import Reading, find_cases, read_open_sentences, suggest_rules
from erdgen.compiler.rules.codec import decode_rule, dump_rule
from erdgen.compiler.rules.conditions import Range
from erdgen.compiler.rules.forms import Rule
from erdgen.compiler.rules.vocabulary import RuleOutcome, Stated
from erdgen.compiler.spec.project import Kind, Project
from tests.llm.players import Json, PlayedLine, judge_like, make_desk, part
from tests.projects import choices, entity, field, job, link, user

PROJECT = Project(
    "Jobs",
    entities=(
        user(),
        job(choices("status", "draft", "open", "closed"), field("bonus", Kind.DECIMAL, required=False)),
        entity("Application", field("note"), link("job", "Job", related_name="applications")),
    ),
)
SENTENCE = "Nobody works for nothing around a job."
OUTCOME = RuleOutcome(SENTENCE, "not_understood", "Job", reason="it is not understood")
POSITIVE = [
    part("range", ["salary"], ["0"], operator="gt"),
    part("accepted", ["salary"], ["1"]),
    part("rejected", ["salary"], ["0"]),
]


def play(parts: list[Json], judged: Any = None) -> PlayedLine:
    return PlayedLine(
        {
            "read_rule": lambda data: {"parts_of_rules": parts},
            "judge_cases": judged or judge_like(PROJECT, [Stated("Job", Range("salary", gt="0"))]),
        }
    )


def read(desk: Desk, project: Project = PROJECT) -> Reading:
    (reading,) = read_open_sentences(project, [OUTCOME], desk)
    return reading


def suggest(line: PlayedLine, known: list[Rule]) -> Enrichment:
    """What comes of suggestions for Job."""
    found = suggest_rules(PROJECT, {"Job": known}, make_desk(line))
    return dict(zip(PROJECT.by_name, found, strict=True))["Job"]


def codes(findings: Any) -> list[str]:
    return [finding.code for finding in findings]


def test_a_sentence_that_is_read_twice_alike_becomes_a_rule() -> None:
    line = play(POSITIVE)
    reading = read(make_desk(line))
    assert reading.outcome.rules == (Stated("Job", Range("salary", gt="0")),)
    assert reading.outcome.status == "compiled"
    assert reading.because is not None
    assert reading.because.source == "model"
    assert codes(reading.findings) == ["model.I001"]
    assert line.tasks == ["read_rule", "judge_cases"]


def test_the_second_question_does_not_show_the_first_answer() -> None:
    line = play(POSITIVE)
    read(make_desk(line))
    _, data = line.asked[1]
    assert data["sentence"] == SENTENCE
    assert set(data) == {"sentence", "entities", "cases"}
    assert all(set(case) == {"case", "happens"} for case in data["cases"])


def test_a_second_reading_that_differs_is_reported_and_nothing_is_used() -> None:
    # The first reading forgets that zero is nothing; the second knows.
    parts = [
        part("range", ["salary"], ["0"], operator="gte"),
        part("accepted", ["salary"], ["0"]),
        part("rejected", ["salary"], ["-1"]),
    ]
    cases = dict(find_cases(PROJECT, [Stated("Job", Range("salary", gte="0"))]) or [])
    assert any(cases.values())

    def judge(data: Json) -> Json:
        return {
            "cases": [
                {"reason": "nothing is refused", "kind": "rejected", "case": each["case"]}
                for each in data["cases"]
            ]
        }

    reading = read(make_desk(play(parts, judge)))
    assert reading.because is None
    assert reading.outcome == OUTCOME
    assert codes(reading.findings) == ["model.W001"]


def test_examples_that_come_out_otherwise_are_told_and_may_be_mended() -> None:
    wrong = [*POSITIVE[:2], part("rejected", ["salary"], ["5"])]
    answers = iter([wrong, POSITIVE])
    line = PlayedLine(
        {
            "read_rule": lambda data: {"parts_of_rules": next(answers)},
            "judge_cases": judge_like(PROJECT, [Stated("Job", Range("salary", gt="0"))]),
        }
    )
    reading = read(make_desk(line))
    assert reading.outcome.status == "compiled"
    assert line.tasks == ["read_rule", "read_rule", "judge_cases"]


def test_the_same_wrong_example_twice_ends_it() -> None:
    line = play([*POSITIVE[:2], part("rejected", ["salary"], ["5"])])
    reading = read(make_desk(line))
    assert reading.outcome == OUTCOME
    assert line.tasks == ["read_rule", "read_rule"]
    assert codes(reading.findings) == ["llm.W001"]


def test_what_cannot_be_said_is_a_finding_of_its_own() -> None:
    line = play([part("not_expressible", reason="a message has to be sent"), *POSITIVE])
    reading = read(make_desk(line))
    assert reading.because is None
    assert codes(reading.findings) == ["model.W002"]
    assert "a message has to be sent" in reading.findings[0].message
    assert line.tasks == ["read_rule", "try_function"]


def test_an_empty_answer_leaves_the_sentence_open() -> None:
    reading = read(make_desk(play([])))
    assert reading == type(reading)(OUTCOME)


def test_an_approved_reading_needs_no_call() -> None:
    line = play(POSITIVE)
    kept = Remembered(f"{SENTENCE.upper()}", "Job", dump_rule(Range("salary", gt="0")))
    reading = read(make_desk(line, KeptReadings((kept,))))
    assert reading.outcome.rules == (Stated("Job", Range("salary", gt="0")),)
    assert codes(reading.findings) == ["model.I004"]
    assert line.tasks == []


@pytest.mark.parametrize(
    "kept",
    [
        Remembered(SENTENCE, "Job", dump_rule(Range("wage", gt="0"))),
        Remembered(SENTENCE, "Post", dump_rule(Range("salary", gt="0"))),
        Remembered(SENTENCE, "Job", '{"kind": "range"'),
    ],
)
def test_an_approved_reading_that_does_not_fit_today_is_asked_for_again(kept: Remembered) -> None:
    line = play(POSITIVE)
    reading = read(make_desk(line, KeptReadings((kept,))))
    assert codes(reading.findings) == ["model.I001"]
    assert line.tasks == ["read_rule", "judge_cases"]


def test_similar_sentences_that_were_approved_are_shown() -> None:
    line = play(POSITIVE)
    near = Remembered("Nobody works for nothing at all around a job.", "Job", "{}")
    far = Remembered("Invoices are sent in March.", "Job", "{}")
    read(make_desk(line, KeptReadings((far, near))))
    assert [each["sentence"] for each in line.asked[0][1]["approved_before"]] == [near.sentence]


#: Kind → parts of a rule, and the JSON that they stand for.
FORMS: dict[str, tuple[list[Json], Json]] = {
    "range": (POSITIVE, {"kind": "range", "field": "salary", "gt": "0"}),
    "equal": (
        [
            part("range", ["status"], ["open"], operator="ne"),
            part("accepted", ["status"], ["draft"]),
            part("rejected", ["status"], ["open"]),
        ],
        {"kind": "one_of", "field": "status", "values": ["open"], "negated": True},
    ),
    "one_of": (
        [
            part("one_of", ["is_active"], ["true"]),
            part("accepted", ["is_active"], ["true"]),
            part("rejected", ["is_active"], ["false"]),
        ],
        {"kind": "one_of", "field": "is_active", "values": [True]},
    ),
    "given": (
        [
            part("given", ["bonus"]),
            part("one_of", ["status"], ["open"], part="when"),
            part("accepted", ["bonus", "status"], ["1", "open"]),
            part("rejected", ["bonus", "status"], ["-", "open"]),
        ],
        {
            "kind": "implies",
            "when": {"kind": "one_of", "field": "status", "values": ["open"]},
            "then": {"kind": "given", "field": "bonus"},
        },
    ),
    "compare": (
        [
            part("compare", ["deadline", "start_date"], operator="gte", count=3, unit="days"),
            part("accepted", ["deadline", "start_date"], ["2026-03-15", "2026-03-12"]),
            part("rejected", ["deadline", "start_date"], ["2026-03-14", "2026-03-12"]),
        ],
        {
            "kind": "compare",
            "field": "deadline",
            "operator": "gte",
            "other": "start_date",
            "shift": {"count": 3, "unit": "days"},
        },
    ),
    "moment": (
        [
            part("moment", ["deadline"], operator="gt", timing="at_creation"),
            part("accepted", ["deadline"], ["2026-03-13"]),
            part("rejected", ["deadline"], ["2026-03-12"]),
        ],
        {
            "kind": "at_creation",
            "condition": {"kind": "moment", "field": "deadline", "operator": "gt"},
        },
    ),
    "length": (
        [
            part("length", ["title"], operator="gte", count=3),
            part("accepted", ["title"], ["abc"]),
            part("rejected", ["title"], ["ab"]),
        ],
        {"kind": "length", "field": "title", "minimum": 3},
    ),
    "weekday": (
        [
            part("weekday", ["deadline"], ["Monday", "friday"]),
            part("accepted", ["deadline"], ["2026-03-13"]),
            part("rejected", ["deadline"], ["2026-03-14"]),
        ],
        {"kind": "weekday", "field": "deadline", "days": [0, 4]},
    ),
    "count": (
        [
            part("count", ["applications"], operator="lte", count=2),
            part("accepted", ["applications"], ["2"]),
            part("rejected", ["applications"], ["3"]),
        ],
        {"kind": "count", "relation": "applications", "maximum": 2},
    ),
    "unique": (
        [
            part("unique", ["title", "posted_by"]),
            part("accepted", ["title", "posted_by"], ["a", "1"], before=["a", "2"]),
            part("rejected", ["title", "posted_by"], ["a", "1"], before=["a", "1"]),
        ],
        {"kind": "unique", "fields": ["title", "posted_by"]},
    ),
    "immutable": (
        [
            part("immutable", ["salary"]),
            part("one_of", ["status"], ["open"], part="when"),
            part("accepted", ["salary", "status"], ["2", "draft"], before=["1", "draft"]),
            part("rejected", ["salary", "status"], ["2", "open"], before=["1", "open"]),
        ],
        {
            "kind": "immutable",
            "fields": ["salary"],
            "once": {"kind": "one_of", "field": "status", "values": ["open"]},
        },
    ),
    "move": (
        [
            part("move", ["status"], ["draft", "open"]),
            part("move", ["status"], ["open", "closed"]),
            part("accepted", ["status"], ["open"], before=["draft"]),
            part("rejected", ["status"], ["closed"], before=["draft"]),
        ],
        {
            "kind": "transitions",
            "field": "status",
            "allowed": [{"source": "draft", "target": "open"}, {"source": "open", "target": "closed"}],
        },
    ),
    "keep": (
        [
            part("keep"),
            part("one_of", ["status"], ["open"], part="when"),
            part("accepted", ["status"], ["draft"]),
            part("rejected", ["status"], ["open"]),
        ],
        {"kind": "keep_while", "condition": {"kind": "one_of", "field": "status", "values": ["open"]}},
    ),
    "no_overlap": (
        [
            part("no_overlap", ["start_date", "deadline", "posted_by"]),
            part(
                "accepted",
                ["start_date", "deadline", "posted_by"],
                ["2026-03-05", "2026-03-09", "1"],
                before=["2026-03-01", "2026-03-05", "1"],
            ),
            part(
                "rejected",
                ["start_date", "deadline", "posted_by"],
                ["2026-03-04", "2026-03-09", "1"],
                before=["2026-03-01", "2026-03-05", "1"],
            ),
        ],
        {"kind": "no_overlap", "start": "start_date", "end": "deadline", "within": ["posted_by"]},
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_can_be_said_in_parts(form: str) -> None:
    parts, data = FORMS[form]
    rule, problems = decode_rule(data)
    assert rule is not None, problems
    line = play(parts, judge_like(PROJECT, [Stated("Job", rule)]))
    reading = read(make_desk(line))
    assert reading.outcome.rules == (Stated("Job", rule),), (reading.findings, line.asked)


@pytest.mark.parametrize(
    "parts",
    [
        [part("range", [], ["0"], operator="gt")],
        [part("range", ["salary"], [], operator="gt")],
        [part("range", ["salary"], ["much"], operator="gt")],
        [part("range", ["salary"], ["0"])],
        [part("range", ["title"], ["0"], operator="gt")],
        [part("one_of", ["status"], ["gone"])],
        [part("weekday", ["deadline"], ["someday"])],
        [part("length", ["title"], operator="ne", count=3)],
        [part("keep")],
        [part("unique", ["title"]), part("range", ["salary"], ["0"], operator="gt")],
        [part("unique", ["title"]), part("keep"), part("given", ["bonus"], part="when")],
        [part("move", ["status"], ["draft"])],
        [part("no_overlap", ["start_date"])],
        [part("count", ["title"], operator="gte", count=1)],
        [part("given", ["bonus"], part="when")],
        [part("accepted", ["salary"], ["1"])],
        [part("given", ["bonus"]), part("given", ["note"], entity="Application")],
        [part("clock", ["deadline"], ["9", "17"])],
        [*POSITIVE[:2], part("rejected", ["salary"], [])],
        [*POSITIVE[:2], part("rejected", ["salary"], ["much"])],
        [*POSITIVE[:2], part("rejected", ["posted_by"], ["x"])],
        [*POSITIVE[:2], part("rejected", ["applications"], ["1000000"])],
        [part("count", ["salary"], operator="gte", count=1)],
        [part("range", ["salary"], [str(n)], operator="gt", rule=n) for n in range(9)],
    ],
)
def test_parts_that_make_no_rule_are_refused_with_words(parts: list[Json]) -> None:
    reading = read(make_desk(play(parts)))
    assert reading.outcome == OUTCOME
    assert codes(reading.findings) == ["llm.W001"]


def test_suggested_rules_wait_for_a_person() -> None:
    line = PlayedLine({"suggest_rules": lambda data: {"parts_of_rules": POSITIVE}})
    found = suggest(line, [])
    assert found.contributions == ()
    (made,) = found.suggestions
    assert made.because.source == "suggestion"
    assert codes(found.findings) == ["model.I002"]


def test_a_rule_that_is_there_is_not_suggested() -> None:
    line = PlayedLine({"suggest_rules": lambda data: {"parts_of_rules": POSITIVE}})
    assert suggest(line, [Range("salary", gt="0")]).suggestions == ()


def test_a_change_of_another_entity_asks_the_same() -> None:
    first, second = play(POSITIVE), play(POSITIVE)
    other = entity(
        "Application",
        field("note"),
        field("score", Kind.INT),
        link("job", "Job", related_name="applications"),
    )
    changed = Project("Jobs", entities=(*PROJECT.entities[:2], other))
    read(make_desk(first))
    read(make_desk(second), changed)
    assert first.asked == second.asked
