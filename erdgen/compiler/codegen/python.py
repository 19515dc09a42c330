"""Python source text from values: literals, docstrings and merged imports."""

from __future__ import annotations

import keyword
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

#: First components of modules that come with Python, as far as generated code imports them.
STANDARD_LIBRARY = frozenset(
    {
        "base64",
        "calendar",
        "collections",
        "concurrent",
        "contextlib",
        "copy",
        "dataclasses",
        "datetime",
        "decimal",
        "enum",
        "functools",
        "html",
        "io",
        "itertools",
        "json",
        "math",
        "operator",
        "os",
        "re",
        "secrets",
        "threading",
        "types",
        "unittest",
        "urllib",
        "uuid",
    }
)
FIRST_PARTY = frozenset({"backend", "core"})


@dataclass
class Imports:
    """The imports of one module, merged: ``from module import names`` and plain ``import module``.

    ``taken`` are names that class bodies of the module bind (a field called ``uuid``); what would be
    hidden by one of them is imported under another name.
    """

    names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    modules: set[str] = field(default_factory=set)
    taken: frozenset[str] = frozenset()

    def add(self, module: str, *names: str) -> None:
        """Ask for ``from module import names``, or for ``import module`` without names."""
        if names:
            self.names[module].update(names)
        else:
            self.modules.add(module)

    def local(self, name: str, module: str = "") -> str:
        """Import ``name`` (of ``module``, or the module ``name`` itself) and return what to call it."""
        spoken = f"{name}_lib" if name in self.taken else name
        written = name if spoken == name else f"{name} as {spoken}"
        if module:
            self.add(module, written)
        else:
            self.add(written)
        return spoken

    def render(self) -> str:
        """Sorted as ruff's isort does: standard library, third party, first party."""
        sections: dict[int, list[tuple[int, str, str]]] = defaultdict(list)
        for module in self.modules:
            sections[_section(module)].append((0, module, f"import {module}"))
        for module, names in self.names.items():
            listed = ", ".join(sorted(names, key=_import_order))
            sections[_section(module)].append((1, module, f"from {module} import {listed}"))
        blocks = ["\n".join(text for *_, text in sorted(sections[key])) for key in sorted(sections)]
        return "\n\n".join(blocks)


def _section(module: str) -> int:
    top = module.split(".")[0]
    if top in STANDARD_LIBRARY:
        return 1
    return 3 if top in FIRST_PARTY else 2


def _import_order(name: str) -> tuple[int, str]:
    """Constants, then classes, then the rest, as isort's default order has it."""
    if name.isupper() and len(name) > 1:
        return (0, name)
    return (1, name) if name[:1].isupper() else (2, name)


def literal(value: object) -> str:
    """A Python literal; text goes through ``repr`` so that nothing in it can leave the quotes."""
    if isinstance(value, tuple):
        inner = ", ".join(literal(item) for item in value)
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    if isinstance(value, list):
        return "[" + ", ".join(literal(item) for item in value) + "]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{literal(k)}: {literal(v)}" for k, v in value.items()) + "}"
    if isinstance(value, str):
        return text_literal(value)
    return repr(value)


def text_literal(text: str) -> str:
    """``repr`` with double quotes where that needs no more escapes, as the formatter would write it."""
    plain = repr(text)
    if '"' in text or plain[0] == '"':
        return plain
    return f'"{plain[1:-1]}"'


def template_literal(text: str) -> str:
    """A text that Django fills with ``%``, as it does the messages of validators and constraints."""
    return text_literal(text.replace("%", "%%"))


def docstring(text: str) -> str:
    """A docstring that holds ``text`` inertly: no backslash or triple quote of it survives as syntax."""
    pad = " " * 4
    safe = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"').strip()
    if safe.endswith('"'):
        safe = safe[:-1] + '\\"'
    lines = [line.rstrip() for line in safe.splitlines()] or [""]
    if len(lines) == 1:
        return f'"""{lines[0]}"""'
    body = "\n".join(f"{pad}{line}" if line else "" for line in lines[1:])
    return f'"""{lines[0]}\n{body}\n{pad}"""'


def call(function: str, arguments: Iterable[str] = (), options: Mapping[str, str] | None = None) -> str:
    """``function(arguments, key=value, …)`` from finished expressions."""
    keywords = [f"{key}={value}" for key, value in (options or {}).items()]
    return f"{function}({', '.join([*arguments, *keywords])})"


def identifier(text: str) -> str:
    """A lower-case identifier made from ``text``: words joined by underscores, ASCII only."""
    name = re.sub(r"[^0-9a-z]+", "_", text.lower()).strip("_") or "value"
    if name[0].isdigit() or keyword.iskeyword(name):
        name = f"n_{name}"
    return name


def sentence(text: str) -> str:
    """``text`` on one line with a full stop at its end."""
    flat = " ".join(text.split())
    return flat if flat.endswith((".", "!", "?")) else f"{flat}."
