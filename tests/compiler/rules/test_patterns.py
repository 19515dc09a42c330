"""Texts that match a pattern."""

from __future__ import annotations

import re

import pytest

from erdgen.compiler.rules.patterns import matching_texts


@pytest.mark.parametrize(
    ("pattern", "length"),
    [("[A-Z0-9]*", 6), ("[A-Z]+", 40), ("^AB-[0-9]*$", 12), ("^(?:x[0-9])+$", 14), ("[a-z]{2,}", 9)],
)
def test_texts_are_as_long_as_they_have_to_be(pattern: str, length: int) -> None:
    found = matching_texts(pattern, 3, length, length)
    assert len(found) == 3
    assert all(len(text) == length and re.search(pattern, text) for text in found)


def test_a_pattern_of_few_characters_has_no_long_texts() -> None:
    assert matching_texts("^[0-9]{1,3}$", 2, None, 4) == ()
    assert matching_texts("^[0-9]{1,3}$", 2) == ("0", "1")
