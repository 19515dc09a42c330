"""Bytes as text, with all that is needed to write the same bytes again."""

from __future__ import annotations

import codecs
import io
import tokenize
from dataclasses import dataclass


class BinaryError(Exception):
    """The bytes are no text."""


@dataclass(frozen=True, slots=True)
class Text:
    """Lines that end with ``\\n``, the last one too; how they were ended and encoded."""

    body: str
    encoding: str = "utf-8"
    mark: bool = False
    newline: str = "\n"
    ended: bool = True


def decode(data: bytes, *, python: bool) -> Text:
    """The text of a file; BinaryError when it is none. Mixed line ends stay as they are."""
    mark = data.startswith(codecs.BOM_UTF8)
    body = data.removeprefix(codecs.BOM_UTF8)
    encoding = declared_encoding(data) if python else "utf-8"
    try:
        text = body.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise BinaryError from error
    if "\0" in text:
        raise BinaryError
    newline = "\n"
    if text.count("\r\n") and text.count("\r\n") == text.count("\n") == text.count("\r"):
        newline = "\r\n"
        text = text.replace("\r\n", "\n")
    ended = text.endswith("\n") or not text
    return Text(text if ended else text + "\n", encoding, mark, newline, ended)


def declared_encoding(data: bytes) -> str:
    """The encoding that a Python file names."""
    try:
        name, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    except SyntaxError as error:
        raise BinaryError from error
    return "utf-8" if name == "utf-8-sig" else name


def encode(body: str, like: Text) -> bytes:
    """The bytes of a text, written as ``like`` was; UnicodeEncodeError if its encoding cannot."""
    text = body if like.ended else body.removesuffix("\n")
    if like.newline != "\n":
        text = text.replace("\n", like.newline)
    return (codecs.BOM_UTF8 if like.mark else b"") + text.encode(like.encoding)


def merged_form(base: Text | None, yours: Text, new: Text) -> Text:
    """How the merged text is written: as yours, but for what only the generator changed."""
    if base is None:
        return yours
    return Text(
        "",
        new.encoding if yours.encoding == base.encoding else yours.encoding,
        new.mark if yours.mark == base.mark else yours.mark,
        new.newline if yours.newline == base.newline else yours.newline,
        new.ended if yours.ended == base.ended else yours.ended,
    )
