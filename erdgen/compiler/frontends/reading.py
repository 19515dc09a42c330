"""Reads the keys of one JSON object against a table of options; every shape of value in one place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from erdgen.compiler.findings import Location
from erdgen.compiler.frontends.json_source import Node, NumberText, Source
from erdgen.compiler.frontends.vocabulary import ON_DELETE_WORDS, Option, OptionTable, Shape, normalise_word
from erdgen.compiler.spec.declarations import NameRef
from erdgen.compiler.spec.report import Report
from erdgen.compiler.spec.texts import MAX_HELP, MAX_LABEL, clean_text, quote

MAX_NAME = 200


@dataclass(frozen=True, slots=True)
class Context:
    """Where the ERD's nodes stand, and where problems go."""

    source: Source
    report: Report

    def at(self, node: Node) -> Location:
        """The place of a value."""
        return self.source.locate_value(node)

    def at_key(self, node: Node) -> Location:
        """The place of the key that holds a value."""
        return self.source.locate_key(node)

    def wrong_type(self, node: Node, wanted: str, hint: str = "") -> None:
        self.report.error("erd.E010", self.at(node), f"{wanted} is wanted here, not {node.describe()}", hint)

    def name_ref(self, node: Node) -> NameRef | None:
        """A text as a reference; None, and a finding, when it is none."""
        if isinstance(node.value, str):
            return NameRef(node.value, self.at(node))
        self.wrong_type(node, "a name")
        return None


@dataclass(slots=True)
class Values:
    """What was read of one object: canonical option → value, and the node that it came from."""

    found: dict[str, Any] = field(default_factory=dict)
    nodes: dict[str, Node] = field(default_factory=dict)

    def get(self, name: str, otherwise: Any = None) -> Any:
        return self.found.get(name, otherwise)

    def __contains__(self, name: str) -> bool:
        return name in self.found


def read_object(context: Context, node: Node, options: OptionTable, what: str) -> Values | None:
    """The options of ``node``; None, and a finding, when it is not an object."""
    if not isinstance(node.value, dict):
        context.wrong_type(node, f"{what}, an object,")
        return None
    return read_options(context, node.value, options, what)


def read_options(context: Context, members: dict[str, Node], options: OptionTable, what: str) -> Values:
    """Check every key against ``options`` and every value against the option's shape."""
    values = Values()
    spellings = options.spellings
    for key, node in members.items():
        entry = spellings.get(key) or spellings.get(key.lower())
        if entry is None:
            _report_unknown(context, node, key, options, what)
            continue
        option, opposite = entry
        read = _READERS[option.shape](context, node)
        if read is None:
            continue
        _keep(context, values, option, not read if opposite else read, node)
    return values


def _report_unknown(context: Context, node: Node, key: str, options: OptionTable, what: str) -> None:
    known = context.report.suggest(key, options.spellings, f"known are {', '.join(options.names)}")
    context.report.error("erd.E011", context.at_key(node), f"{what} has no key {quote(key)}", known)


def _keep(context: Context, values: Values, option: Option, value: Any, node: Node) -> None:
    standing = values.nodes.get(option.name)
    if standing is None:
        values.found[option.name] = value
        values.nodes[option.name] = node
    elif values.found[option.name] != value and option.opposites == ():
        message = f"{quote(str(node.key))} and {quote(str(standing.key))} mean the same and differ"
        context.report.error("erd.E013", context.at_key(node), message, "keep one of them")
    elif values.found[option.name] != value and "blank" not in (node.key, standing.key):
        message = f"{quote(str(node.key))} contradicts {quote(str(standing.key))}"
        context.report.error("erd.E013", context.at_key(node), message, "keep one of them")


def _read_flag(context: Context, node: Node) -> bool | None:
    if isinstance(node.value, bool):
        return node.value
    context.wrong_type(node, "true or false")
    return None


def _read_count(context: Context, node: Node) -> int | None:
    if isinstance(node.value, NumberText) and node.value.is_integer:
        return int(node.value.text)
    context.wrong_type(node, "a whole number")
    return None


def _read_label(context: Context, node: Node) -> str | None:
    return _read_text(context, node, MAX_LABEL if node.key in _LABELS else MAX_HELP)


_LABELS = {"label", "verbose_name", "plural", "verbose_name_plural", "name"}


def _read_text(context: Context, node: Node, limit: int) -> str | None:
    if isinstance(node.value, str):
        return clean_text(node.value, limit)
    context.wrong_type(node, "a text")
    return None


def _read_name(context: Context, node: Node) -> NameRef | None:
    return context.name_ref(node)


def _read_names(context: Context, node: Node) -> tuple[NameRef, ...] | None:
    if isinstance(node.value, str):
        return (NameRef(node.value, context.at(node)),)
    if isinstance(node.value, list):
        return tuple(ref for child in node.value if (ref := context.name_ref(child)) is not None)
    context.wrong_type(node, "a name or a list of names")
    return None


def _read_groups(context: Context, node: Node) -> tuple[tuple[NameRef, ...], ...] | None:
    """``["a", "b"]`` is one group, ``[["a", "b"], ["c", "d"]]`` are two."""
    if not isinstance(node.value, list):
        context.wrong_type(node, "a list of names, or of lists of names")
        return None
    if all(isinstance(child.value, str) for child in node.value):
        group = _read_names(context, node)
        return (group,) if group else ()
    groups = [_read_names(context, child) for child in node.value]
    return tuple(group for group in groups if group)


def _read_bound(context: Context, node: Node) -> str | NumberText | None:
    if isinstance(node.value, (str, NumberText)):
        return node.value
    context.wrong_type(node, "a number, a date or a time")
    return None


def _read_any(context: Context, node: Node) -> Node:
    return node


def _read_object(context: Context, node: Node) -> Node | None:
    if isinstance(node.value, dict):
        return node
    hint = "write name → value instead of a list" if isinstance(node.value, list) else ""
    context.wrong_type(node, "an object", hint)
    return None


def _read_on_delete(context: Context, node: Node) -> Any:
    if not isinstance(node.value, str):
        context.wrong_type(node, "a text such as CASCADE")
        return None
    found = ON_DELETE_WORDS.get(normalise_word(node.value))
    if found is None:
        names = [word.value for word in dict.fromkeys(ON_DELETE_WORDS.values())]
        hint = context.report.suggest(node.value, names, f"allowed are {', '.join(names)}")
        context.report.error("erd.E014", context.at(node), f"on_delete cannot be {quote(node.value)}", hint)
    return found


_READERS: dict[Shape, Callable[[Context, Node], Any]] = {
    "flag": _read_flag,
    "count": _read_count,
    "text": _read_label,
    "name": _read_name,
    "names": _read_names,
    "groups": _read_groups,
    "bound": _read_bound,
    "any": _read_any,
    "choices": _read_any,
    "on_delete": _read_on_delete,
    "object": _read_object,
    "owner": _read_name,
}


def named_members(context: Context, node: Node) -> Iterator[tuple[str, Node]]:
    """The members of an object whose keys are names; unusable names are reported and left out."""
    assert isinstance(node.value, dict)
    for name, child in node.value.items():
        if not clean_text(name, MAX_NAME):
            context.report.error("erd.E020", context.at_key(child), "a name is empty", "give it a name")
        elif len(name) > MAX_NAME:
            message = f"the name {quote(name)} has {len(name)} characters; {MAX_NAME} are allowed"
            context.report.error("erd.E020", context.at_key(child), message, "choose a shorter name")
        else:
            yield name, child
