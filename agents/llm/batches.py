"""Questions of one task that are asked together: one request for all of them, and its answer taken apart.

The instructions and the form of the answer are sent once. Each operation of the answer says under "item"
which question it belongs to; what it says is then judged, mended and kept as if that had been asked alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from agents.llm.answers import Request, compose
from agents.llm.cleaning import clean_text
from agents.llm.failures import Failure, Kind
from agents.llm.questions import Prepared
from agents.llm.schema import PROBLEM_LIMIT, flat_schema, list_operations, refuse_repeated_keys, with_items

#: Questions that go together at most: the answers have to find room in one.
MOST_TOGETHER = 10
#: Bytes of what they are about, so that small contexts hold them.
MOST_BYTES = 16_000

#: What was wrong with earlier answers, by the key of the question.
Problems = Mapping[str, str]


def pack(prepared: Sequence[Prepared]) -> Iterator[list[Prepared]]:
    """Questions that may go together, in order; those without a label of their own go alone."""
    together: list[Prepared] = []
    size = 0
    for each in prepared:
        own = len(each.request.data.encode())
        if not _has_label(each):
            yield [each]
            continue
        clashes = each.question.label in {other.question.label for other in together}
        if together and (len(together) == MOST_TOGETHER or size + own > MOST_BYTES or clashes):
            yield together
            together, size = [], 0
        together.append(each)
        size += own
    if together:
        yield together


def _has_label(each: Prepared) -> bool:
    """Whether the answer can name the question: by a label that reads as it is written."""
    label = each.question.label
    return bool(label) and not each.question.plain and label == clean_text(label)


def compose_request(batch: Sequence[Prepared], problems: Problems) -> Request:
    """The request for all of ``batch``, each with what was wrong with the answer to it before."""
    first = batch[0]
    if len(batch) == 1:
        told = {"problems": [problems[first.key]]} if first.key in problems else {}
        return replace(first.request, data=compose({"data": first.data, **told})) if told else first.request
    shared: dict[str, dict[str, Any]] = {}
    items = []
    for each in batch:
        item = {"item": each.question.label, **each.data}
        if each.question.shared:
            shown = item[each.question.shared]
            shared.setdefault(each.question.shared, {}).update(shown)
            item[each.question.shared] = list(shown)
        if each.key in problems:
            item["problems"] = [*item.get("problems", ()), problems[each.key]]
        items.append(item)
    names: dict[str, dict[str, None]] = {}
    for each in batch:
        for kind, known in each.question.plain_names.items():
            names.setdefault(kind, {}).update(dict.fromkeys(known))
    schema = flat_schema(first.question.form, {kind: tuple(known) for kind, known in names.items()})
    return replace(
        first.request,
        data=compose({"data": {**shared, "items": items}}),
        schema=with_items(schema, [each.question.label for each in batch]),
    )


def take_apart(batch: Sequence[Prepared], text: str) -> list[str] | Failure:
    """For each question of ``batch`` the answer as if it had been asked alone.

    An operation that belongs to none of them leaves open what the others belong to: then nothing is used.
    """
    if len(batch) == 1:
        return [text]
    root, _ = list_operations(batch[0].question.form)
    try:
        whole = json.loads(text, object_pairs_hook=refuse_repeated_keys)
        if not isinstance(whole, dict) or set(whole) != {root} or not isinstance(whole[root], list):
            wanted = f"the answer has to be an object with nothing but the list {root}"
            return Failure(Kind.WRONG_SHAPE, wanted)
        parts = _sort(root, whole[root], [each.question.label for each in batch])
        if isinstance(parts, Failure):
            return parts
        return [json.dumps({root: part}, allow_nan=False) for part in parts]
    except (ValueError, RecursionError) as error:
        return Failure(Kind.NOT_JSON, clean_text(str(error))[:200])


def _sort(root: str, operations: Sequence[Any], labels: Sequence[str]) -> list[list[Any]] | Failure:
    """The operations of each label, without it."""
    parts: dict[str, list[Any]] = {label: [] for label in labels}
    strangers = []
    for at, operation in enumerate(operations):
        item = operation.pop("item", None) if isinstance(operation, dict) else None
        if isinstance(item, str) and item in parts:
            parts[item].append(operation)
        else:
            strangers.append(f"{root}[{at}].item is none of: {', '.join(labels)}")
    if strangers:
        return Failure(Kind.UNKNOWN_NAME, "; ".join(strangers[:PROBLEM_LIMIT])[:600])
    return list(parts.values())
