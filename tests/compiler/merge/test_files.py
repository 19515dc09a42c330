"""Single files: how they are written, what cannot be read, what a large one costs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from erdgen.compiler.merge.files import merge_file
from erdgen.compiler.merge.outcome import State
from erdgen.compiler.merge.pieces import INDENT, Block, Bracket, Piece, Record, Whole
from erdgen.compiler.merge.python_source import read_python

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


@pytest.mark.parametrize(
    ("base", "yours", "new", "result"),
    [
        ("f(a)", "f(a, k=1)", "f(a, b)", "f(a, b, k=1)"),
        ("f(a)", "f(a, b)", "f()", None),
        ("f(a, b)", "f(a, b, k=1)", "f(a, c)", "f(a, c, k=1)"),
        ("f(a, **d)", "f(a, k=1, **d)", "f(a, *b, **d)", "f(a, *b, k=1, **d)"),
        ("f(k=1)", "f(k=1, m=2)", "f(a, k=1)", "f(a, k=1, m=2)"),
        ("f(k=1)", "f(k=1, m=2)", "f(k=1, n=3)", "f(k=1, m=2, n=3)"),
        ("f(g(a), b)", "f(g(x), b)", "f(g(a), c)", "f(g(x), c)"),
    ],
)
def test_arguments(base: str, yours: str, new: str, result: str | None) -> None:
    found = merge_file("a.py", *(f"x = {text}\n".encode() for text in (base, yours, new)))
    if result is None:
        assert found.state is State.CONFLICT
    else:
        assert found.data == f"x = {result}\n".encode()


@pytest.mark.parametrize(
    ("yours", "new", "result"),
    [
        ("(a, b=1)", "(c, a)", "(c, a, b=1)"),
        ("(a=1)", "(a, c)", None),
        ("(a: int)", "(a, *, c)", "(a: int, *, c)"),
        ("(a, *rows)", "(a, *, c)", None),
        ("(a) -> int", "(a, c)", "(a, c) -> int"),
    ],
)
def test_parameters_that_cannot_follow_each_other_are_a_conflict_of_the_header(
    yours: str, new: str, result: str | None
) -> None:
    rest = "\n    x = 1\n    return {}\n"
    base, mine, theirs = (
        f"def f{parameters}:{rest.format(value)}".encode()
        for parameters, value in (("(a)", "a"), (yours, "a"), (new, "a + 1"))
    )
    found = merge_file("a.py", base, mine, theirs, markers=False)
    if result is None:
        assert [conflict.name for conflict in found.conflicts] == ["f"]
        assert found.data == f"def f{yours}:{rest.format('a + 1')}".encode()
    else:
        assert found.data == f"def f{result}:{rest.format('a + 1')}".encode()


def test_sides_that_are_built_differently_are_merged_by_lines() -> None:
    base = b'{\n  "a": 1,\n  "b": 2,\n  "c": 3\n}\n'
    result = merge_file("a.json", base, base.replace(b"1", b"10"), b"\n" + base.replace(b"3", b"30"))
    assert (result.state, result.data) == (
        State.MERGED,
        b'\n{\n  "a": 10,\n  "b": 2,\n  "c": 30\n}\n',
    )


def test_where_no_merge_is_well_formed_the_whole_file_is_one_conflict() -> None:
    base, yours, new = b"\n[\n\n1\n\n]\n", b"\n[\n0\n,\n\n1\n\n]\n", b"\n[\n\n\n]\n"
    result = merge_file("a.json", base, yours, new, markers=False)
    assert (result.state, result.data) == (State.CONFLICT, yours)
    [conflict] = result.conflicts
    assert (conflict.base + "\n", conflict.new + "\n") == (base.decode(), new.decode())


@pytest.mark.parametrize(
    "statement",
    [
        "from m import *",
        "import a.b as c, d",
        "x, (y, z) = f()",
        "a = b = 1",
        "x += [1]",
        "del x",
        "assert x, 'y'",
        "with open(a) as b, open(c): pass",
        "while True:\n    break",
        "class A: x = 1",
        "class A(B, metaclass=M, **k):\n    pass",
        "x = (a.b(1).c(2))",
        "x = (\n    a\n    # first\n    .b(1)\n    .c(2)\n)",
        "x = [1\n     , 2]",
        "x = [*a, *b]",
        "x = {**a, 'b': 1}",
        "x = f(y for y in z)",
        "x = lambda a, *b, c=1: a",
        "x = 'a' \\\n    'b'",
        "@a.b\n@c(1)\ndef f(a, /, b, *, c=1, **d): return a",
        "x = f'{a!r:>{b}}'",
        "def f(): ...",
        "try:\n    pass\nexcept* E as e:\n    raise",
        "x: int",
        "x = ()\ny = (1,)\nz = 1, 2",
        "if a: pass\nelif b:\n    pass",
        "def f(\n    a,  # first\n    # second\n    b,\n): pass",
    ],
)
def test_every_kind_of_statement_keeps_its_text_beside_changes(statement: str) -> None:
    base = f"A = 1\n\n{statement}\n\nB = 1\n"
    result = merged(
        "a.py",
        base.encode(),
        base.replace("A = 1", "A = 2").encode(),
        base.replace("B = 1", "B = 2").encode(),
    )
    assert result == f"A = 2\n\n{statement}\n\nB = 2\n".encode()
    piece, indent = read_python(base)
    assert rebuilt(piece).replace(INDENT, indent) == base


def rebuilt(piece: Piece) -> str:
    """A piece's text, from its smallest parts."""
    match piece:
        case Record(parts=parts):
            return "".join(map(rebuilt, parts))
        case Whole(piece=inner):
            return rebuilt(inner)
        case Block(items=items, footer=footer):
            return "".join(item.lead + rebuilt(item.body) + item.trail for item in items) + footer
        case Bracket(items=[]):
            return piece.open + piece.close
        case Bracket(items=items):
            commas = [piece.separator] * (len(items) - 1) + [piece.separator if piece.comma else ""]
            text = "".join(
                f"{item.sep[:1]}{item.lead}{item.sep[1:]}{rebuilt(item.body)}{comma}{item.trail}"
                for item, comma in zip(items, commas, strict=True)
            )
            return (
                piece.open
                + text
                + piece.close[:1] * bool(piece.close_lead)
                + (piece.close_lead + piece.close[1:] if piece.close_lead else piece.close)
            )
    return piece.text


def statements(count: int, option: str) -> bytes:
    return "".join(
        f"F{number} = models.CharField(max_length=1{option if number % 2 else ''})\n"
        for number in range(count)
    ).encode()


def entries(count: int, option: str) -> bytes:
    lines = (f'    "app{number}",\n{option if number % 3 else ""}' for number in range(count))
    return f"APPS = [\n{''.join(lines)}]\n".encode()


@pytest.mark.parametrize(
    ("make", "yours", "new"),
    [(statements, ", blank=True", ", null=True"), (entries, '    "own",\n', '    "theirs",\n')],
    ids=["statements", "entries"],
)
def test_files_with_hundreds_of_changes_on_both_sides_are_merged(
    make: Callable[[int, str], bytes], yours: str, new: str
) -> None:
    merged = merge_file("a.py", *(make(200, option) for option in ("", yours, new)))
    assert merged.state is State.MERGED
    text = (merged.data or b"").decode()
    assert all(option.strip(", \n") in text for option in (yours, new))
