"""Names of the ERD as names of Python, of the API and of the database. Deterministic and without state."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

import inflection

MAX_CLASS = 60
MAX_MEMBER = 50
MAX_COLUMN_BYTES = 63

_LETTERS = str.maketrans(
    {
        "ß": "ss", "æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ł": "l", "Ł": "L",
        "œ": "oe", "Œ": "OE", "þ": "th", "Þ": "Th", "ð": "d", "Ð": "D", "ı": "i",
    }
)  # fmt: skip


def to_ascii(text: str) -> str:
    """``text`` with accents taken off; letters of other scripts are left out."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFKD", text.translate(_LETTERS)).encode("ascii", "ignore").decode()


@lru_cache(maxsize=50_000)
def split_words(text: str) -> tuple[str, ...]:
    """``Person.BusinessEntityID`` → ``Person``, ``Business``, ``Entity``, ``ID``."""
    words: list[str] = []
    for part in re.findall(r"[A-Za-z0-9]+", to_ascii(text)):
        words += _split_case(part)
    return tuple(words)


_CASE_BORDER = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def _split_case(part: str) -> list[str]:
    return _CASE_BORDER.sub(" ", part).split()


def digest(text: str) -> str:
    """Six letters that stand for ``text``."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:6]


def class_name(written: str, position: int) -> str:
    """PascalCase of an entity's name; ``Entity3`` when nothing of it can be written in ASCII."""
    parts = re.findall(r"[A-Za-z0-9]+", to_ascii(written))
    shouted = not any(char.islower() for part in parts for char in part)
    name = "".join(part.capitalize() if shouted else part[:1].upper() + part[1:] for part in parts)
    if not name:
        name = f"Entity{position}"
    if name[0].isdigit():
        name = f"Entity{name}"
    return _shorten(name, written, MAX_CLASS, "")


def member_name(written: str, prefix: str, position: int) -> str:
    """snake_case of a field's or relationship's name; ``prefix`` where it would start with a digit."""
    name = "_".join(word.lower() for word in split_words(written))
    if written.isascii() and re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", written):
        name = written
    if not name:
        name = f"{prefix}_{position}"
    if name[0].isdigit():
        name = f"{prefix}_{name}"
    return _shorten(name, written, MAX_MEMBER, "_")


def _shorten(name: str, written: str, limit: int, joint: str) -> str:
    if len(name) <= limit:
        return name
    suffix = joint + digest(written)
    return name[: limit - len(suffix)].rstrip("_") + suffix


def numbered(name: str, number: int | str, limit: int, joint: str) -> str:
    """``name`` with a number or word to tell it from another: ``author_2``, ``Job2``, ``class_value``."""
    suffix = f"{joint}{number}"
    return name[: limit - len(suffix)].rstrip("_") + suffix


def shorten_bytes(name: str, limit: int) -> str:
    """``name`` within ``limit`` bytes; a cut name ends in a digest of the whole."""
    data = name.encode("utf-8", "replace")
    if len(data) <= limit:
        return name
    return f"{data[: limit - 7].decode('utf-8', 'ignore')}_{digest(name)}"


def kebab(words: tuple[str, ...]) -> str:
    return "-".join(word.lower() for word in words)


@lru_cache(maxsize=10_000)
def plural_of(word: str) -> str:
    """The plural of one word, which stays as it is when it is one already."""
    lower = word.lower()
    if lower in _ALREADY_PLURAL or (lower.endswith("s") and is_plural(lower)):
        return word
    return str(inflection.pluralize(word))


_ALREADY_PLURAL = {
    "data",
    "media",
    "people",
    "children",
    "men",
    "women",
    "criteria",
    "metadata",
    "feedback",
    "staff",
}


def is_plural(word: str) -> bool:
    """``users`` yes; ``status``, ``address`` and ``job`` no."""
    singular = str(inflection.singularize(word))
    return singular != word and str(inflection.pluralize(singular)) == word


def pluralise(text: str) -> str:
    """``text`` with its last word in the plural."""
    match = re.fullmatch(r"(.*?)([A-Za-z]+)([^A-Za-z]*)", text, re.DOTALL)
    if match is None:
        return text
    return match[1] + _plural_last(match[2]) + match[3]


def _plural_last(word: str) -> str:
    """``BusinessEntity`` → ``BusinessEntities``: only the last word of camel case counts."""
    parts = _split_case(word)
    return "".join([*parts[:-1], plural_of(parts[-1])])


def snake_plural(name: str) -> str:
    """``JobApplication`` → ``job_applications``."""
    words = [word.lower() for word in split_words(name)]
    return "_".join([*words[:-1], plural_of(words[-1])])


def snake_singular(name: str) -> str:
    return "_".join(word.lower() for word in split_words(name))


def class_words(name: str) -> str:
    """What Django calls a model by itself: ``JobApplication`` → ``job application``."""
    return re.sub(r"((?<=[a-z])[A-Z]|(?<!^)[A-Z](?=[a-z]))", r" \1", name).lower().strip()


def member_names(values: list[str | int]) -> list[str]:
    """A constant for each choice: upper case, unique, never private."""
    taken: set[str] = set()
    names: list[str] = []
    for position, value in enumerate(values, start=1):
        name = "_".join(word.upper() for word in split_words(str(value)))
        if isinstance(value, int) or not name or name[0].isdigit():
            name = f"VALUE_{'MINUS_' if str(value).startswith('-') else ''}{name or position}"
        name = _shorten(name, str(value), MAX_MEMBER, "_")
        stem, number = name, 2
        while name in taken:
            name, number = numbered(stem, number, MAX_MEMBER, "_"), number + 1
        taken.add(name)
        names.append(name)
    return names


_SAFE_MARKS = frozenset(" _-.:/+&(),")


def is_safe_identifier(name: str) -> bool:
    """Whether a database takes ``name`` as it is, quoted: no quotes, %, braces; 63 bytes at most."""
    if not name or name != name.strip() or len(name.encode("utf-8", "replace")) > MAX_COLUMN_BYTES:
        return False
    return all(char in _SAFE_MARKS or char in "0123456789" or char.isalpha() for char in name)
