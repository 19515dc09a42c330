"""The ``choices`` of a field: values, labels, and the names of their constants."""

from __future__ import annotations

import re

from erdgen.compiler.frontends.json_source import Node, NumberText
from erdgen.compiler.frontends.reading import Context, Values
from erdgen.compiler.spec.naming import member_names
from erdgen.compiler.spec.project import Choice
from erdgen.compiler.spec.texts import MAX_LABEL, clean_text, quote

_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_Pair = tuple[str | int, str, Node]


def decode_choices(
    context: Context, values: Values, type_node: Node, arguments: tuple[str, ...]
) -> tuple[Choice, ...]:
    """The choices of the option, or else those of ``choices(a, b)``; empty for none."""
    if "choices" in values:
        pairs = _read_option(context, values.nodes["choices"])
    else:
        pairs = [(_from_text(text, arguments), "", type_node) for text in arguments]
    pairs = _drop_unusable(context, pairs)
    if len({type(value) for value, _, _ in pairs}) > 1:
        message = "choices are either all texts or all whole numbers"
        context.report.error("erd.E033", context.at(pairs[0][2]), message, "quote the numbers")
        return ()
    members = member_names([value for value, _, _ in pairs])
    return tuple(
        Choice(value, member, label or _label(value))
        for (value, label, _), member in zip(pairs, members, strict=True)
    )


def _from_text(text: str, all_texts: tuple[str, ...]) -> str | int:
    return int(text) if all(_INTEGER.fullmatch(each) for each in all_texts) else text


def _read_option(context: Context, node: Node) -> list[_Pair]:
    if isinstance(node.value, dict):
        texts = tuple(node.value)
        pairs = [
            (_from_text(key, texts), _read_label(context, child), child) for key, child in node.value.items()
        ]
    elif isinstance(node.value, list):
        pairs = [pair for child in node.value if (pair := _read_choice(context, child)) is not None]
    else:
        context.wrong_type(node, "a list of values")
        return []
    if not node.value:
        context.report.error("erd.E033", context.at(node), "the list of choices is empty", "list the values")
    return pairs


def _read_choice(context: Context, node: Node) -> _Pair | None:
    """A value, a pair ``[value, label]``, or an object with ``value`` and ``label``."""
    value_node, label = node, ""
    if isinstance(node.value, list) and len(node.value) == 2:
        value_node, label = node.value[0], _read_label(context, node.value[1])
    elif isinstance(node.value, dict) and "value" in node.value and not set(node.value) - {"value", "label"}:
        value_node = node.value["value"]
        label = _read_label(context, node.value["label"]) if "label" in node.value else ""
    value = value_node.value
    if isinstance(value, str):
        return value, label, node
    if isinstance(value, NumberText) and _INTEGER.fullmatch(value.text):
        return int(value.text), label, node
    hint = 'write "draft", ["draft", "Draft"] or {"value": "draft", "label": "Draft"}'
    context.report.error("erd.E033", context.at(node), "a choice is a text or a whole number", hint)
    return None


def _read_label(context: Context, node: Node) -> str:
    if isinstance(node.value, str):
        return clean_text(node.value, MAX_LABEL)
    context.wrong_type(node, "a label, a text,")
    return ""


def _drop_unusable(context: Context, pairs: list[_Pair]) -> list[_Pair]:
    kept: list[_Pair] = []
    seen: set[str | int] = set()
    for value, label, node in pairs:
        if isinstance(value, str) and value != "".join(ch for ch in value if ch.isprintable()):
            message = f"the choice {quote(value)} has invisible characters"
            context.report.error("erd.E033", context.at(node), message, "remove them")
        elif isinstance(value, str) and not value.strip():
            hint = 'no value at all is what "required": false says'
            context.report.warn("erd.W006", context.at(node), "an empty choice was left out", hint)
        elif value in seen:
            context.report.warn("erd.W006", context.at(node), f"the choice {quote(str(value))} stands twice")
        else:
            seen.add(value)
            kept.append((value, label, node))
    return kept


def _label(value: str | int) -> str:
    """``in_progress`` → ``In progress``; what has capitals or blanks already stays as it is."""
    text = clean_text(str(value), MAX_LABEL)
    if re.fullmatch(r"[a-z0-9]+([_-][a-z0-9]+)*", text):
        text = re.sub("[_-]", " ", text)
        return text[:1].upper() + text[1:]
    return text
