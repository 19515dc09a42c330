"""What `make corpus` makes of the reports of the command."""

import sys

import pytest

from tools.command import TIMED_OUT, Ended, run_process
from tools.corpus import Result, count_entities, describe_result, find_cause, summarise
from tools.sampling import sample_evenly

DONE = {"status": "done", "proof": {"steps": [{"name": "tests", "ok": True}]}, "findings": []}
UNPROVEN = {
    "status": "failed",
    "findings": [],
    "proof": {
        "steps": [
            {"name": "lint", "ok": True},
            {"name": "tests", "ok": False, "output": "E\nFAILED backend/tests.py::test_x - no\n1 failed"},
        ]
    },
}
REFUSED = {
    "status": "refused",
    "proof": None,
    "findings": [
        {"level": "note", "code": "names.N001", "message": "renamed"},
        {"level": "error", "code": "erd.E014", "message": "unknown type"},
    ],
}
FULL = {"status": "refused", "proof": None, "findings": [], "message": "the folder is not empty\nindeed"}


@pytest.mark.parametrize(
    ("status", "report", "cause"),
    [
        (0, DONE, ("", "")),
        (1, UNPROVEN, ("proof step tests", "FAILED backend/tests.py::test_x - no")),
        (2, REFUSED, ("finding erd.E014", "unknown type")),
        (2, FULL, ("refused", "the folder is not empty")),
        (1, None, ("crash KeyError", "KeyError: 'x'")),
        (TIMED_OUT, None, ("timeout", "killed after 3 s")),
    ],
)
def test_failures_are_grouped_by_cause(status, report, cause):
    assert find_cause(Ended(status, "", "Traceback\nKeyError: 'x'\n", 3.0, 0), report) == cause


def test_the_summary_counts_times_and_groups():
    results = [Result(f"{number}.json", number, float(number)) for number in range(1, 7)]
    results.append(Result("bad.json", 3, 0.5, "proof step lint", "E501"))
    lines = list(summarise(results, 60))
    assert lines[0] == "6 of 7 passed (85.7%) in 60 s"
    assert [line.split()[2] for line in lines[2:7]] == ["6.json", "5.json", "4.json", "3.json", "2.json"]
    assert lines[7:] == ["Failures by cause:", "     1  proof step lint", "        bad.json"]
    assert describe_result(results[-1]).endswith("bad.json  proof step lint: E501")


def test_entities_are_counted_where_there_are_any(tmp_path):
    erd = tmp_path / "x.json"
    for text, count in (('{"erd": {"entities": {"A": {}, "B": {}}}}', 2), ("[]", 0), ("{", 0)):
        erd.write_text(text)
        assert count_entities(erd) == count


def test_samples_are_even_and_the_same_every_time():
    assert sample_evenly(range(10), 4) == [0, 2, 5, 7]
    assert sample_evenly(range(3), 0) == [0, 1, 2]
    assert sample_evenly(range(3), 5) == [0, 1, 2]


def test_processes_are_measured_and_stopped_in_time():
    ended = run_process([sys.executable, "-c", "print('x'); import sys; sys.exit(3)"])
    assert (ended.status, ended.stdout) == (3, "x\n")
    assert ended.peak > 2**20
    assert run_process(["/bin/sleep", "60"], timeout=0.2).timed_out
