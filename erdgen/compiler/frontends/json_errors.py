"""What is wrong with a text that is not JSON, in words that say what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable

from erdgen.compiler.spec.texts import quote

#: code, offset, message, hint
Explanation = tuple[str, int, str, str]

_WORD = re.compile(r"[-+]?[A-Za-z_][\w-]*")
_NUMBER = re.compile(r"[-+.]?[0-9][0-9A-Za-z_.+-]*")
_NOT_FINITE = {"nan", "infinity", "inf"}
_PYTHON = {"None": "null", "True": "true", "False": "false"}


def explain_syntax(text: str, start: int, expect: str) -> Explanation:
    """Why the text cannot go on at ``start``, where ``expect`` was due."""
    if start >= len(text):
        hint = "the file may have been cut off" if text.strip() else "write an object with the key 'erd'"
        return (
            "erd.E004",
            start,
            "the file ends in the middle of the JSON" if text.strip() else "the file is empty",
            hint,
        )
    explain = _BY_START.get(text[start], _explain_other)
    return explain(text, start, expect)


def _explain_quote(text: str, start: int, expect: str) -> Explanation:
    end = start + 1
    while end < len(text) and text[end] != '"':
        if text[end] < " ":
            if text[end] == "\n":
                return "erd.E004", start, "this text is not closed on its line", 'close it with a "'
            hint = "write it as an escape, such as \\t"
            return "erd.E004", end, f"a text cannot hold the raw control character {text[end]!r}", hint
        end += 2 if text[end] == "\\" else 1
    if end >= len(text):
        return "erd.E004", start, "this text is not closed", 'close it with a "'
    wrong = re.compile(r'\\(?!["\\/bfnrt]|u[0-9a-fA-F]{4})').search(text, start, end)
    if wrong:
        hint = "a backslash itself is written \\\\"
        return (
            "erd.E004",
            wrong.start(),
            f"{text[wrong.start() : wrong.start() + 2]!r} is no JSON escape",
            hint,
        )
    if re.compile(r"\\u[dD][89a-fA-F]").search(text, start, end):
        return "erd.E004", start, "this text holds one half of a surrogate pair", "write the character itself"
    return _explain_missing(text, start, expect)


def _explain_missing(text: str, start: int, expect: str) -> Explanation:
    """A token that is fine by itself, in the wrong place."""
    found = quote(text[start : start + 20].split("\n")[0])
    wanted = _WANTED.get(expect, expect)
    return "erd.E004", start, f"{wanted} is missing before {found}", _HINTS.get(expect, "")


_WANTED = {
    "value": "a value",
    "value or ]": "a value or ']'",
    "key": "a key in double quotes",
    "key or }": "a key in double quotes or '}'",
    ":": "':'",
    ", or end": "',' or the closing bracket",
    "end": "the end of the file",
}
_HINTS = {"end": "one file holds one JSON object", ":": 'write "key": value'}


def _explain_close(text: str, start: int, expect: str) -> Explanation:
    before = text[:start].rstrip(" \t\r\n")
    if before.endswith(","):
        return "erd.E007", len(before) - 1, "a comma before the closing bracket", "remove the comma"
    return _explain_missing(text, start, expect)


def _explain_comment(text: str, start: int, expect: str) -> Explanation:
    return "erd.E004", start, "JSON has no comments", "remove it, or use the 'help' option"


def _explain_single_quote(text: str, start: int, expect: str) -> Explanation:
    return "erd.E004", start, "JSON texts stand in double quotes", "write \"…\" instead of '…'"


def _explain_other(text: str, start: int, expect: str) -> Explanation:
    word = _WORD.match(text, start)
    if word:
        return _explain_word(word.group(), start, expect)
    number = _NUMBER.match(text, start)
    if number and expect in ("value", "value or ]"):
        return (
            "erd.E004",
            start,
            f"{quote(number.group())} is no JSON number",
            "write it like 12, -0.5 or 1e3",
        )
    return _explain_missing(text, start, expect)


def _explain_word(word: str, start: int, expect: str) -> Explanation:
    if word.lstrip("+-").lower() in _NOT_FINITE:
        return (
            "erd.E006",
            start,
            f"{word} is not a JSON number",
            "leave the value out, or write a finite number",
        )
    if word in _PYTHON:
        return "erd.E004", start, f"{word} is Python, not JSON", f"write {_PYTHON[word]}"
    if expect.startswith("key"):
        return "erd.E004", start, f"the key {quote(word)} is not quoted", f'write "{word}"'
    if expect.startswith("value"):
        return "erd.E004", start, f"{quote(word)} is not quoted", f'write "{word}"'
    return "erd.E004", start, f"{_WANTED.get(expect, expect)} is missing before {quote(word)}", ""


_BY_START: dict[str, Callable[[str, int, str], Explanation]] = {
    '"': _explain_quote,
    "}": _explain_close,
    "]": _explain_close,
    "/": _explain_comment,
    "#": _explain_comment,
    "'": _explain_single_quote,
}
