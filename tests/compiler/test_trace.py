"""Lines of generated files are found again in what they were merged into."""

from __future__ import annotations

import pytest

from erdgen.compiler.trace import Trace, follow, match_lines

BEFORE = "a\nb\nc\nd\ne\n"


@pytest.mark.parametrize(
    ("after", "first", "last", "found"),
    [
        (BEFORE, 2, 4, [(2, 4)]),
        ("mine\na\nb\nc\nd\ne\n", 2, 4, [(3, 5)]),
        ("a\nb\nmine\nc\nd\ne\n", 2, 4, [(2, 2), (4, 5)]),
        ("a\nb\nmine\nd\ne\n", 2, 4, [(2, 2), (4, 4)]),
        ("a\nmine\ne\n", 2, 4, []),
        ("", 1, 5, []),
        ("b\nc\n", 1, 5, [(1, 2)]),
        ("mine\n" * 3, 1, 5, []),
    ],
)
def test_lines_are_where_they_are_now(
    after: str, first: int, last: int, found: list[tuple[int, int]]
) -> None:
    moved = follow(Trace(7, "x.py", first, last), match_lines(BEFORE, after))
    assert list(moved) == [Trace(7, "x.py", *each) for each in found]


@pytest.mark.parametrize("after", [BEFORE, "x\na\na\nb\n", "e\nd\nc\nb\na\n", "a\nb\nb\nc\ne\ne"])
def test_only_lines_that_are_the_same_match(after: str) -> None:
    old, new = BEFORE.splitlines(), after.splitlines()
    matched = match_lines(BEFORE, after)
    assert all(old[one - 1] == new[other - 1] for one, other in matched.items())
    assert len({*matched.values()}) == len(matched)
