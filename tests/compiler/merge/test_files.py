"""Single files: how they are written, what cannot be read, what a large one costs."""

from __future__ import annotations

import time

import pytest

from erdgen.compiler.merge.files import merge_file
from erdgen.compiler.merge.outcome import State

BASE = "A = 1\nB = 1\nC = 1\n"
YOURS = "A = 2\nB = 1\nC = 1\n"
NEW = "A = 1\nB = 1\nC = 2\n"
MERGED = "A = 2\nB = 1\nC = 2\n"


def merged(path: str, base: bytes, yours: bytes, new: bytes) -> bytes:
    result = merge_file(path, base, yours, new)
    assert result.state is State.MERGED
    assert result.data is not None
    return result.data


@pytest.mark.parametrize("path", ["a.py", "a.toml", ".env", "a.txt", "Dockerfile", "a.yaml"])
@pytest.mark.parametrize(
    ("yours", "new", "result"),
    [
        (YOURS.replace("\n", "\r\n"), NEW, MERGED.replace("\n", "\r\n")),
        (YOURS, NEW.replace("\n", "\r\n"), MERGED.replace("\n", "\r\n")),
        ("\ufeff" + YOURS, NEW, "\ufeff" + MERGED),
        (YOURS.rstrip("\n"), NEW, MERGED.rstrip("\n")),
        (YOURS, NEW.rstrip("\n"), MERGED.rstrip("\n")),
    ],
    ids=["CRLF in yours", "CRLF in new", "byte order mark", "no last newline", "none in new"],
)
def test_a_file_is_written_as_you_or_the_generator_changed_it(
    path: str, yours: str, new: str, result: str
) -> None:
    assert merged(path, BASE.encode(), yours.encode(), new.encode()) == result.encode()


def test_lines_that_end_differently_in_one_file_stay_so() -> None:
    yours = b"A = 2\r\nB = 1\nC = 1\n"
    assert merged("a.py", BASE.encode(), yours, NEW.encode()) == b"A = 2\r\nB = 1\nC = 2\n"


def test_the_encoding_that_a_file_names_is_kept() -> None:
    cookie = "# -*- coding: latin-1 -*-\n"
    sides = [(cookie + text.replace("B = 1", "B = 'é'")).encode("latin-1") for text in (BASE, YOURS, NEW)]
    result = (cookie + MERGED.replace("B = 1", "B = 'é'")).encode("latin-1")
    assert merged("a.py", sides[0], sides[1], sides[2]) == result


def test_a_character_that_your_encoding_lacks_is_a_conflict_and_your_file_stays() -> None:
    yours = b"# coding: latin-1\nA = 2\nB = 1\nC = 1\n"
    result = merge_file("a.py", BASE.encode(), yours, NEW.replace("C = 2", "C = '☃'").encode())
    assert (result.state, result.data) == (State.CONFLICT, yours)


@pytest.mark.parametrize(
    ("path", "broken"),
    [("a.py", b"def f(:\n"), ("a.toml", b"a = [\n"), ("a.json", b'{"a": }\n')],
)
def test_a_syntax_error_in_your_file_leaves_it_untouched_and_is_reported(path: str, broken: bytes) -> None:
    fine = {"a.py": b"x = 1\n", "a.toml": b"a = 1\n", "a.json": b'{"a": 1}\n'}[path]
    result = merge_file(path, fine, broken, fine.replace(b"1", b"2"))
    assert (result.state, result.data) == (State.UNREADABLE, broken)
    assert not result.settled
    assert "cannot be read" in result.notes[0]


def test_where_a_merge_by_elements_gives_no_python_the_lines_decide() -> None:
    base = "def f(a):\n    return a\n"
    yours = "def f(a, b=1):\n    return a\n"
    new = "def f(c, a):\n    return a\n"
    result = merge_file("a.py", base.encode(), yours.encode(), new.encode())
    assert result.data == b"def f(c, a, b=1):\n    return a\n"
    clash = "def f(a, *, c):\n    return a\n"
    result = merge_file("a.py", base.encode(), b"def f(a, *b):\n    return a\n", clash.encode())
    assert result.state is State.CONFLICT


def statements(count: int, option: str) -> bytes:
    return "".join(
        f"F{number} = models.CharField(max_length=1{option if number % 2 else ''})\n"
        for number in range(count)
    ).encode()


def entries(count: int, option: str) -> bytes:
    lines = (f'    "app{number}",\n{option if number % 3 else ""}' for number in range(count))
    return f"APPS = [\n{''.join(lines)}]\n".encode()


def cost(make: object, count: int, *options: str) -> float:
    """Seconds of computing for a file of which both sides changed every second element; the best of three."""
    assert callable(make)
    base, yours, new = (make(count, option) for option in ("", *options))
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        assert merge_file("a.py", base, yours, new).state is State.MERGED
        best = min(best, time.process_time() - start)
    return best


@pytest.mark.parametrize(
    ("make", "yours", "new"),
    [(statements, ", blank=True", ", null=True"), (entries, '    "own",\n', '    "theirs",\n')],
    ids=["statements", "entries"],
)
def test_the_cost_grows_with_the_size_and_not_faster(make: object, yours: str, new: str) -> None:
    small, large = cost(make, 250, yours, new), cost(make, 1000, yours, new)
    assert large < 8 * small
    assert large < 3  # a third of it on a machine that does nothing else
