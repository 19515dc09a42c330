"""The data file of phrases: every key is asked for, every spelling can be met."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest

from erdgen.compiler.rules.language import phrases
from erdgen.compiler.rules.language.phrases import PHRASES, Spellings, read_phrases
from erdgen.compiler.rules.language.tokens import read_tokens

PACKAGE = Path(phrases.__file__).parent
TEXTS = read_phrases(resources.files(phrases.__package__).joinpath("phrases.toml").read_text("utf-8"))


def _calls() -> Iterator[ast.Call]:
    for path in sorted(PACKAGE.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                yield node


def _constants() -> set[str]:
    trees = (ast.parse(path.read_text("utf-8")) for path in PACKAGE.glob("*.py"))
    nodes = (node for tree in trees for node in ast.walk(tree))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_every_key_is_used() -> None:
    assert set(PHRASES) - _constants() == set()


def test_every_key_that_is_asked_for_is_there() -> None:
    asked = {
        key.value
        for call in _calls()
        if isinstance(call.func, ast.Attribute) and call.func.attr in ("phrase", "past")
        for key in call.args[1:2]
        if isinstance(key, ast.Constant)
    }
    assert asked
    assert asked - set(PHRASES) == set()


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_spellings_are_unique_lower_case_and_as_tokens_stand(key: str) -> None:
    texts = TEXTS[key]
    assert [text for text, times in Counter(texts).items() if times > 1] == []
    assert [text for text in texts if text != text.lower() or not text] == []
    assert [text for text in texts if _torn(text)] == []


def _torn(text: str) -> bool:
    """Whether the words of a sentence are never parted like this, so that the spelling cannot be met."""
    words = [token.word for token in read_tokens(f"x {text} x")][1:-1]
    return words != text.split()


def test_the_longest_spelling_counts() -> None:
    spellings = Spellings(["at", "at least", "at least one of"])
    words = ["at", "least", "one", "of", "two"]
    assert spellings.end(words, 0) == 4
    assert spellings.end(words[:3], 0) == 2
    assert spellings.end(words, 1) == -1
    assert spellings.end(words, 5) == -1
    assert spellings.end(words, -1) == -1


def test_lines_may_be_wrapped() -> None:
    assert read_phrases('[a]\nkey = """\n    one two |\n    three"""') == {"key": ("one two", "three")}


def test_a_key_stands_once() -> None:
    with pytest.raises(ValueError, match="“key” stands in two tables"):
        read_phrases('[a]\nkey = "x"\n[b]\nkey = "y"')
