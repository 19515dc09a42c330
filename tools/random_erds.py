"""Make up ERDs over the whole language, awkward names included, and prove each: ``make random-erds``.

The same seed gives the same ERD, so that a failure can be had again: ``make random-erds SEED=17 COUNT=1``.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tools import corpus

ENTITIES = (
    *(
        "Order",
        "order item",
        "Group",
        "Permission",
        "Meta",
        "Session",
        "class",
        "Person",
        "people",
        "Data",
        "News",
    ),
    *(
        "Über",
        "Type",
        "Status",
        "Field",
        "Model",
        "Manager",
        "objects",
        "Admin",
        "Token",
        "Content Type",
        "Site",
    ),
    *(
        "2nd floor",
        "LogEntry",
        "Check",
        "Index",
        "user profile",
        "Account",
        "Series",
        "Address",
        "Tag",
        "Job",
    ),
    *("Department", "Department Head", "MixedCASEName", "HTTPRequest", "Select", "Table", "From", "Request"),
    *(
        "Response",
        "View",
        "Serializer",
        "Factory",
        "Test",
        "backend",
        "core",
        "Role",
        "Query",
        "Q",
        "F",
        "Rule",
    ),
)
MEMBERS = (
    *(
        "name",
        "title",
        "id number",
        "email",
        "status",
        "state",
        "type",
        "class",
        "from",
        "to",
        "import",
        "order",
    ),
    *(
        "value",
        "values",
        "check",
        "save",
        "delete",
        "pk",
        "clean",
        "full name",
        "date",
        "start date",
        "end_date",
    ),
    *(
        "amount",
        "total",
        "price",
        "is active",
        "active",
        "created_at",
        "updated at",
        "notes",
        "x",
        "__dunder__",
    ),
    *(
        "trailing_",
        "a__b",
        "password",
        "username",
        "first_name",
        "groups",
        "objects",
        "DoesNotExist",
        "Straße",
    ),
    *(
        "1st",
        "data",
        "request",
        "format",
        "page",
        "search",
        "ordering",
        "limit",
        "offset",
        "cursor",
        "fields",
    ),
    *(
        "model",
        "url",
        "slug",
        "code",
        "key",
        "hash",
        "created by",
        "owner",
        "user",
        "null",
        "None",
        "self",
        "super",
    ),
    *(
        "lambda",
        "type_",
        "serializer",
        "instance",
        "errors",
        "initial",
        "context",
        "partial",
        "Meta",
        "validate",
    ),
    *("queryset", "time", "duration", "payload", "file", "photo", "blob", "addr"),
)
LINKS = ("parent", "ref", "by", "member", "x_to", "Owner", "assigned to", "child", "related", "main", "set")
KINDS = (
    *(
        "str",
        "str(10)",
        "text",
        "int",
        "bigint",
        "smallint",
        "positiveint",
        "float",
        "decimal",
        "decimal(8,3)",
    ),
    *("bool", "date", "datetime", "time", "duration", "uuid", "json", "email", "url", "slug", "ip", "binary"),
    *("file", "image", "choices(a, b c, D-1)"),
)
NUMBERS = frozenset({"int", "bigint", "smallint", "positiveint", "float", "decimal"})
#: Kinds of which two values are not compared, or that have too few to be unique.
INCOMPARABLE = frozenset({"json", "binary", "file", "image", "text", "bool"})
ROLES = ("Admin", "Editor", "Viewer", "Group", "Owner of it", "anyone else")
ACTIONS = ("create", "read", "update", "delete", "write", "all")
HOSTILE_HELP = 'He said "x" {{ y }} {% z %} \\ \' \n é'

Erd = dict[str, Any]


def main(arguments: Sequence[str] | None = None) -> int:
    """Make up and prove; the exit status is 1 when a backend failed."""
    parser = argparse.ArgumentParser(prog="tools.random_erds", description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1, help="the first of the seeds")
    parser.add_argument("--count", type=int, default=20, help="how many ERDs")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="erdgen-random-") as name:
        for seed in range(options.seed, options.seed + options.count):
            text = json.dumps(build_erd(seed), indent=1, ensure_ascii=False)
            (Path(name) / f"seed_{seed:05}.json").write_text(text, encoding="utf-8")
        return corpus.main([name])


def build_erd(seed: int) -> Erd:
    """A valid ERD of two to eight entities."""
    dice = random.Random(seed)
    entities: Erd = {}
    if dice.random() < 0.7:
        entities[dice.choice(("User", "users", "user"))] = _entity(dice, 4)
    entities |= {name: _entity(dice, 7) for name in dice.sample(ENTITIES, dice.randint(2, 7))}
    for entity in entities.values():
        entity["relationships"] = _links(dice, tuple(entities), entity["fields"])
    erd: Erd = {"erd": {"entities": entities}}
    for key, part in (
        ("auth_requirements", _access(dice, tuple(entities))),
        ("api_requirements", _api(dice)),
    ):
        if part:
            erd[key] = part
    return erd


def _entity(dice: random.Random, most: int) -> Erd:
    fields = {name: _field(dice) for name in dice.sample(MEMBERS, dice.randint(0, most))}
    entity: Erd = {"fields": fields}
    plain = [name for name, field in fields.items() if _is_comparable(field)]
    if len(plain) > 1 and dice.random() < 0.4:
        entity["unique_together"] = [dice.sample(plain, 2)]
    if plain and dice.random() < 0.3:
        entity["ordering"] = [dice.choice(("", "-")) + dice.choice(plain)]
    if dice.random() < 0.2:
        entity["soft_delete"] = True
    if dice.random() < 0.25 and fields.keys().isdisjoint({"created_at", "updated at"}):
        entity["timestamps"] = True
    return entity


def _is_comparable(field: str | Erd) -> bool:
    """Whether it can be one of several that are unique together."""
    options = {"type": field} if isinstance(field, str) else field
    kind = _base(options["type"])
    return kind not in INCOMPARABLE | {"choices"} and not (options.get("unique") or options.get("write_only"))


def _base(kind: str) -> str:
    return kind.partition("(")[0]


def _field(dice: random.Random) -> str | Erd:
    kind = dice.choice(KINDS)
    if dice.random() < 0.45:
        return kind
    base = _base(kind)
    options: Erd = {"type": kind}
    if base not in INCOMPARABLE:
        options |= _chosen(dice, {"unique": 0.18, "index": 0.2})
    if base in NUMBERS and dice.random() < 0.5:
        least = dice.choice((0, 1, 5))
        options |= {"min": least, "max": least + dice.choice((1, 3, 50))}
        options.pop("unique", None)
    if kind == "str" and dice.random() < 0.2:
        options["pattern"] = dice.choice((r"^[A-Z]{2}\d{3}$", r"^\w+$", "[a-z]+-[0-9]+"))
    elif kind == "str" and dice.random() < 0.4:
        options["max_length"] = dice.choice((2, 5, 50, 254))
    if base in ("str", "slug", "email") and dice.random() < 0.1:
        options["help"] = HOSTILE_HELP
    if base == "bool" and dice.random() < 0.5:
        options["default"] = dice.choice((True, False))
    if base == "date" and "unique" not in options and dice.random() < 0.2:
        options["default"] = "today"
    if dice.random() < 0.35:
        options["required"] = False
    if dice.random() < 0.08 and ("default" in options or not options.get("required", True)):
        options["read_only"] = True
    elif dice.random() < 0.06:
        options["write_only"] = True
    return options


def _chosen(dice: random.Random, chances: dict[str, float]) -> Erd:
    return {option: True for option, chance in chances.items() if dice.random() < chance}


def _links(dice: random.Random, entities: tuple[str, ...], fields: Erd) -> Erd:
    links: Erd = {}
    for name in dice.sample(LINKS, dice.randint(0, 3)):
        kind = dice.choice((*("ForeignKey",) * 4, "OneToOne", "ManyToMany"))
        written = f"{kind}({dice.choice((*entities, 'self'))})"
        if name in fields:
            continue
        if kind == "ManyToMany" or dice.random() < 0.5:
            links[name] = written
            continue
        links[name] = {"type": written}
        if dice.random() < 0.4:
            links[name]["required"] = False
        if dice.random() < 0.4:
            links[name]["on_delete"] = dice.choice(("CASCADE", "PROTECT", "RESTRICT", "SET_NULL"))
    return links


def _access(dice: random.Random, entities: tuple[str, ...]) -> Erd:
    roles = dice.sample(ROLES, dice.randint(0, 3))
    access: Erd = {}
    if roles:
        access["roles"] = [
            role if dice.random() < 0.6 else {"name": role, "privileged": True} for role in roles
        ]
    if dice.random() < 0.5:
        access["authentication"] = dice.choice(("JWT", "session", ["JWT", "session"]))
    grantees = (*roles, "anyone", "authenticated")
    permissions = {
        name: {action: dice.sample(grantees, dice.randint(1, 2)) for action in dice.sample(ACTIONS, 2)}
        for name in entities
        if dice.random() < 0.4
    }
    if permissions:
        access["permissions"] = permissions
    if dice.random() < 0.3:
        access["registration"] = dice.choice((True, False))
    return access


def _api(dice: random.Random) -> Erd:
    api: Erd = {}
    if dice.random() < 0.6:
        styles = ("page", "cursor", "limit_offset", "none", {"style": "cursor", "size": 5})
        api["pagination"] = dice.choice(styles)
    if dice.random() < 0.3:
        api["versioning"] = dice.choice(("url", "none"))
    if dice.random() < 0.3:
        api["nesting"] = dice.randint(0, 3)
    api |= {part: False for part in ("filtering", "search", "ordering") if dice.random() < 0.2}
    if dice.random() < 0.2:
        api["throttling"] = {"anon": "1000/hour", "user": "1000/min"}
    return api


if __name__ == "__main__":
    sys.exit(main())
