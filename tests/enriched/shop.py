"""A small ERD with sentences that the grammar does not read, and models that play parts on it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from erdgen.compiler.frontends.erd_json import parse_erd
from erdgen.compiler.rules.codec import decode_rule
from erdgen.compiler.rules.vocabulary import Stated
from erdgen.compiler.spec.project import Project
from tests.llm.players import UNNAMED, Json, Script, judge_like, part

FREE = "Nothing in this shop goes for free, whatever the item."
LATE = "An item that was sold off is history: nobody touches what it cost."
MAIL = "Write a letter to the supplier whenever an item runs low."
ERD: Json = {
    "name": "Shop",
    "erd": {
        "entities": {
            "Supplier": {"fields": {"name": "str", "bank_account": "str(34)"}},
            "Item": {
                "fields": {
                    "name": "str",
                    "price": "decimal",
                    "state": {"type": "choices", "choices": ["on_sale", "sold_off"], "default": "on_sale"},
                },
                "relationships": {"supplier": {"type": "ForeignKey(Supplier)"}},
            },
            "Tag": {"fields": {"word": "str"}},
            "Review": {
                "fields": {"stars": {"type": "int", "min": 1, "max": 5}, "text": "text"},
                "relationships": {"item": {"type": "ForeignKey(Item)"}},
            },
        }
    },
    "auth_requirements": {"roles": ["Buyer", "Clerk"]},
    "business_rules": [
        {"rule": FREE, "applies_to": "Item"},
        {"rule": LATE, "applies_to": "Item"},
        {"rule": MAIL, "applies_to": "Item"},
    ],
}
RULES: dict[str, Json] = {
    FREE: {"kind": "range", "field": "price", "gt": "0"},
    LATE: {
        "kind": "immutable",
        "fields": ["price"],
        "once": {"kind": "one_of", "field": "state", "values": ["sold_off"]},
    },
}


def item(kind: str, *arguments: Any, **changes: Any) -> Json:
    return part(kind, *arguments, entity="Item", **changes)


SOLD = {"price": "8", "state": "sold_off", "name": "Lamp"}


def scenario(reason: str, kind: str, sent: Json, before: Sequence[str] = ()) -> Json:
    wish = {"reason": reason, "kind": kind, "fields": list(sent), "values": list(sent.values())}
    return wish | {"before": list(before)}


PARTS: dict[str, list[Json]] = {
    FREE: [
        item("range", ["price"], ["0"], operator="gt"),
        item("accepted", ["price"], ["0.01"]),
        item("rejected", ["price"], ["0"]),
    ],
    LATE: [
        item("immutable", ["price"]),
        item("one_of", ["state"], ["sold_off"], part="when"),
        item("accepted", ["price", "state"], ["2", "on_sale"], before=["1", "on_sale"]),
        item("rejected", ["price", "state"], ["2", "sold_off"], before=["1", "sold_off"]),
    ],
    MAIL: [item("not_expressible", reason="a letter has to be written")],
}


def read_project(erd: Json = ERD) -> Project:
    project, findings = parse_erd(json.dumps(erd).encode(), "shop")
    assert project is not None, findings
    return project


def write_erd(folder: Path, erd: Json = ERD) -> Path:
    path = folder / "shop.json"
    path.write_text(json.dumps(erd, indent=1))
    return path


def competent(project: Project) -> Script:
    """A model that knows what the sentences mean, what is private and what people look for."""

    def judge(data: Json) -> Json:
        rule, _ = decode_rule(RULES[data["sentence"]])
        assert rule is not None
        return judge_like(project, [Stated("Item", rule)])(data)

    def protect(data: Json) -> Json:
        if data["entity"]["entity"] != "Supplier":
            return {"protections": []}
        wish = {"reason": "bank data is for the staff", "kind": "limit_field", "field": "bank_account"}
        return {"protections": [wish | {"action": "-", "grantees": ["Clerk"]}]}

    def offer(data: Json) -> Json:
        if data["entity"]["entity"] != "Item":
            return {"uses": []}
        return {"uses": [{"reason": "people know the name", "kind": "filter", "field": "name"} | UNNAMED]}

    def expect(data: Json) -> Json:
        if data["entity"]["entity"] != "Item":
            return {"expectations": []}
        wishes = [
            scenario("nothing is free", "rejected", {"price": "0"}),
            scenario("a usual price", "accepted", {"price": "19.99", "name": "Lamp"}),
            scenario("a sale", "accepted", {"price": "5", "state": "sold_off"}, ["9", "on_sale"]),
            scenario("it is history", "rejected", SOLD, ["9", "sold_off", "Lamp"]),
        ]
        return {"expectations": wishes}

    return {
        "read_rule": lambda data: {"parts_of_rules": PARTS[data["sentence"]]},
        "judge_cases": judge,
        "restrict_access": protect,
        "offer_lists": offer,
        "expect_outcomes": expect,
    }


NAMES = "|".join(ERD["erd"]["entities"])


def many_shops(count: int) -> Json:
    """The ERD ``count`` times in one: Item0 and its sentences, Item1 and its sentences, and so on."""
    entities: Json = {}
    rules: list[Json] = []
    for number in range(count):
        text = re.sub(rf'"({NAMES})"', rf'"\g<1>{number}"', json.dumps(ERD["erd"]["entities"]))
        entities |= json.loads(re.sub(rf"\(({NAMES})\)", rf"(\g<1>{number})", text))
        rules += [each | {"applies_to": f"{each['applies_to']}{number}"} for each in ERD["business_rules"]]
    return ERD | {"name": "Shops", "erd": {"entities": entities}, "business_rules": rules}


def competent_for_many() -> Script:
    """The model that knows one shop, asked about many."""

    def play(say: Callable[[Json], Json], data: Json) -> Json:
        text = json.dumps(data)
        number = re.findall(rf"\b(?:{NAMES})(\d+)\b", text)[0]
        said = say(json.loads(re.sub(rf"\b({NAMES})\d+\b", r"\1", text)))
        return {root: [_of_shop(number, each) for each in parts] for root, parts in said.items()}

    return {task: partial(play, say) for task, say in competent(read_project()).items()}


def _of_shop(number: str, operation: Json) -> Json:
    return operation | ({"entity": f"{operation['entity']}{number}"} if "entity" in operation else {})
