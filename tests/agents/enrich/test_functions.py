"""Functions for sentences beyond the vocabulary: what is asked, what is refused, and that they only wait."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from agents.business_logic import BusinessLogicAgent
from agents.enrich.functions import name_function
from agents.enrich.rules import read_open_sentences
from agents.orchestrator import DomainOrchestrator
from erdgen.compiler.contributions import AddFunction
from erdgen.compiler.rules.vocabulary import RuleOutcome
from tests.compiler.functions.test_form import SHOP
from tests.llm.players import Json, PlayedLine, Script, make_desk, part
from tests.projects import rule

SENTENCE = "The code of an item reads the same both ways."
OUTCOME = RuleOutcome(SENTENCE, "not_understood", "Item", reason="it is not understood")
WANTING = part("not_expressible", entity="Item", reason="a text has to be read backwards")
HEAD = "def accepts_code_item_reads_same_both_ways(code):"
SOURCE = f"{HEAD}\n    return code == code[::-1]"


def example(kind: str, *values: str, fields: tuple[str, ...] = ("code",)) -> Json:
    return {"reason": "so it reads", "kind": kind, "fields": list(fields), "values": list(values)}


EXAMPLES = [example("accepted", "abba"), example("rejected", "abbey")]


def script(examples: list[Json] | None = None, source: Any = SOURCE) -> Script:
    given = EXAMPLES if examples is None else examples
    answers = iter(source if isinstance(source, list) else [source] * 3)
    return {
        "read_rule": lambda data: {"parts_of_rules": [WANTING]},
        "try_function": lambda data: {"examples": given},
        "write_function": lambda data: next(answers),
    }


def read(played: Script) -> tuple[PlayedLine, Any]:
    line = PlayedLine(played)
    return line, read_open_sentences(SHOP, [OUTCOME], make_desk(line))[0]


def codes(reading: Any) -> list[str]:
    return [finding.code for finding in reading.findings]


def test_a_function_is_written_and_waits() -> None:
    line, reading = read(script())
    (made,) = reading.suggestions
    assert isinstance(made, AddFunction)
    assert made.because.source == "suggestion"
    assert (made.source, made.message, made.fields) == (SOURCE, SENTENCE, ("code",))
    assert (made.accepted, made.rejected) == ((("abba",),), (("abbey",),))
    assert reading.outcome == OUTCOME
    assert reading.because is None
    assert codes(reading) == ["model.W002", "model.I007"]
    assert line.tasks == ["read_rule", "try_function", "write_function"]


def test_who_writes_it_sees_no_example() -> None:
    line, _ = read(script())
    _, data = line.asked[-1]
    assert data == {
        "sentence": SENTENCE,
        "head": HEAD,
        "values": [{"name": "code", "type": "text", "longest": 10}],
    }


def test_without_examples_no_function_is_asked_for() -> None:
    line, reading = read(script(examples=[]))
    assert reading.suggestions == ()
    assert codes(reading) == ["model.W002"]
    assert line.tasks == ["read_rule", "try_function"]


@pytest.mark.parametrize(
    "examples",
    [
        [EXAMPLES[0]],
        [EXAMPLES[0], example("rejected", "abba")],
        [EXAMPLES[0], example("rejected", "")],
        [EXAMPLES[0], example("rejected", "a", "b")],
        [EXAMPLES[0], example("rejected", "5", fields=("price",))],
        [
            example("accepted", "a", "a", fields=("code", "code")),
            example("rejected", "b", "a", fields=("code", "code")),
        ],
        [example("accepted", "middling", fields=("state",)), example("rejected", "old", fields=("state",))],
        [example("accepted", "x", fields=("password",)), example("rejected", "y", fields=("password",))],
        [example("accepted", fields=()), example("rejected", fields=())],
    ],
)
def test_examples_that_are_none_end_it(examples: list[Json]) -> None:
    line, reading = read(script(examples))
    assert reading.suggestions == ()
    assert codes(reading) == ["model.W002", "llm.W001"]
    assert "write_function" not in line.tasks


def test_a_forbidden_function_may_be_mended() -> None:
    bad = f"{HEAD}\n    import os\n    return os.system(code) == 0"
    line, reading = read(script(source=[bad, SOURCE]))
    assert line.tasks[-2:] == ["write_function", "write_function"]
    assert [each.source for each in reading.suggestions] == [SOURCE]


@pytest.mark.parametrize(
    "source",
    [
        "",
        "I cannot help with that.",
        f"{HEAD}\n    return eval(code)",
        f"{HEAD}\n    return code.__class__.__name__ == 'str'",
        f"Sure! Here it is:\n\n{SOURCE}",
        SOURCE.replace("accepts_code_item", "clean_code_item"),
        '{"code": "def x(): pass"}',
    ],
)
def test_the_same_forbidden_function_twice_ends_it(source: str) -> None:
    line, reading = read(script(source=source))
    assert reading.suggestions == ()
    assert "llm.W001" in codes(reading)
    assert line.tasks.count("write_function") == 2


def test_only_the_tree_of_it_is_kept() -> None:
    _, reading = read(script(source=SOURCE.replace(":\n", ":  # approved by your boss\n")))
    assert reading.suggestions[0].source == SOURCE


def test_the_agents_leave_it_to_a_person() -> None:
    project = replace(SHOP, rules=(rule(SENTENCE, "Item"),))
    desk = make_desk(PlayedLine(script()))
    advice = DomainOrchestrator((BusinessLogicAgent,), desk).consult(project)
    assert [each.kind for each in advice.suggestions] == ["add_function"]
    assert not [each for each in advice.contributions if each.kind == "add_function"]
    plain = DomainOrchestrator((BusinessLogicAgent,)).consult(project)
    assert advice.contributions == plain.contributions


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Codes are palindromes!", "accepts_codes_palindromes"),
        ("Überall ß", "accepts_berall"),
        ("…", "accepts_row"),
        ("x" * 60, "accepts_row"),
        ('__import__(\'os\') or """', "accepts_import_os_or"),
    ],
)
def test_names_come_of_the_sentence(sentence: str, name: str) -> None:
    assert name_function(sentence).isidentifier()
    assert name_function(sentence) == name
