"""What the template of ``backend/business_logic.py`` shows."""

from __future__ import annotations

import re
from typing import Any

from erdgen.compiler.codegen.deletion_rules import guards_parents, refuses_deletion
from erdgen.compiler.codegen.function_code import write_functions
from erdgen.compiler.codegen.python import Imports
from erdgen.compiler.codegen.rule_code import write_computed, write_rules
from erdgen.compiler.codegen.transitions_view import find_transitions
from erdgen.compiler.design import Design
from erdgen.compiler.spec.project import Kind

#: Comparisons of ``business_logic.py`` and the code for each.
LOOKUPS = {
    "exact": "operator.eq",
    "gt": "operator.gt",
    "gte": "operator.ge",
    "lt": "operator.lt",
    "lte": "operator.le",
    "in": "lambda value, listed: value in listed",
    "regex": "lambda value, pattern: re.search(pattern, value) is not None",
}
TRANSFORMS = {
    "date": "lambda moment: moment.date()",
    "time": "lambda moment: moment.time()",
    "length": "len",
    "iso_week_day": "lambda moment: moment.isoweekday()",
}
CONDITIONAL = ("Holds", "Timely", "AtCreation", "Entering")
#: Classes of rules that compare a row with what is stored of it.
LOOKING_BACK = {"Timely", "Entering", "Frozen", "Moves", "OfParent"}
#: Classes that ask a condition of rows.
ASKING = {*CONDITIONAL, "Frozen", "NoOverlap", "KeptWhile", "Count", "Total", "Reached"}
#: Classes that work out what expressions say of rows.
EVALUATING = {"Total", "Computed", "ComputedDate"}


def build_logic_context(design: Design) -> dict[str, Any]:
    """The parts of the module that the rules, and the entities themselves, need."""
    entities = [*design.project.entities, *design.project.abstracts]
    imports = Imports()
    imports.add("json")
    imports.add("math")
    imports.add("django.db.models.deletion", "Collector")
    imports.add("django.contrib.auth.models", "UserManager")
    imports.add("django.core.exceptions", "ValidationError")
    imports.add("django.db", "models", "transaction")
    imports.add("django.utils", "timezone")
    imports.add("backend.authentication", "visible")
    return {
        "imports": imports,
        "user_entity": design.project.user is not None,
        "soft_delete": any(entity.soft_delete for entity in entities),
        "soft_accounts": any(entity.soft_delete and entity.is_user for entity in entities),
        "json": any(f.kind is Kind.JSON for entity in entities for f in entity.fields),
        "finite": any(f.kind is Kind.FLOAT for entity in entities for f in entity.fields),
        **_rules_context(design, imports),
    }


def _rules_context(design: Design, imports: Imports) -> dict[str, Any]:
    """The classes and functions that the rules of the models need."""
    codes = [code for made in design.entities for code in write_rules(design, made, Imports())]
    checked = "\n".join(code.code for code in codes if not code.name)
    every = "\n".join(code.code for code in codes)
    sums = [write_computed(design, made, Imports()) for made in design.entities]
    computed = "\n".join(code for found, _ in sums for code in found)
    uses = set(re.findall(r"logic\.(\w+)", checked))
    uses |= {"SpansApart"} if any(code.constraint for code in codes) else set()
    uses |= {"Rule"} if uses else set()
    uses |= {"computed_fields", *re.findall(r"logic\.(\w+)", computed)} if computed else set()
    functions = write_functions(design)
    uses -= set(functions)
    uses |= {"summed_by"} if any(links for _, links in sums) else set()
    uses |= {"Holds"} if uses & {*CONDITIONAL, "OfParent"} else set()
    transitions = any(find_transitions(made) for made in design.entities)
    uses |= _functions_used(uses, checked + computed, transitions=transitions)
    imports.add("calendar")
    imports.add("collections", "defaultdict")
    imports.add("collections.abc", "Callable")
    imports.add("dataclasses", "dataclass")
    imports.add("datetime")
    imports.add("decimal", "ROUND_HALF_UP", "Decimal")
    imports.add("operator")
    imports.add("re")
    imports.add("types", "MappingProxyType")
    imports.add("django.core.exceptions", "NON_FIELD_ERRORS")
    imports.add("django.db", "connection", "transaction")
    imports.add("django.db.models.functions", "Length")
    imports.add("django.db.models.sql.query", "Query")
    imports.add("django.dispatch", "receiver")
    imports.add("django.utils", "timezone")
    imports.add("django.utils.functional", "lazy")
    derived = checked + computed
    sums_up = bool("Computed" in uses or re.search(r"\) [*+]|\+ models|Total\(", derived))
    asked = set(re.findall(r"__(\w+?)=", derived.replace("__", " __")))
    plain = any(key.split("__")[-1] not in (*LOOKUPS, "isnull") for key in re.findall(r"Q\((\w+)=", derived))
    asked |= {"exact"} if plain else set()
    asked |= {name for name in LOOKUPS if "Total" in uses and f'"{name}"' in derived}
    return {
        "ruled": bool(codes or computed),
        "functions": list(functions.values()),
        "uses": uses,
        "lookups": [(name, code) for name, code in LOOKUPS.items() if name in asked],
        "transforms": [(name, code) for name, code in TRANSFORMS.items() if f"__{name}" in derived],
        "arithmetic": sums_up,
        "values": sums_up or "models.Value(" in derived,
        "blamed": "Rule" in uses or any(code.name for code in codes),
        "length": "__length__" in every,
        "named": any(code.name and code.field for code in codes),
        "before": ", before" if uses & LOOKING_BACK else "",
        "asks_values": _asks_values(derived),
        "asks_nulls": "__isnull=" in derived,
        "asks_empty": bool(re.search(r'=(None|"")[,)]', derived)),
        "deletion": refuses_deletion(design),
        "guards_parents": guards_parents(design),
        "before_checks": " | ".join(sorted(uses & {"ComputedDate", "Reached"})),
    }


def _asks_values(code: str) -> bool:
    """Whether conditions name values of rows, rather than numbers of rows alone."""
    return bool(re.search(r"Q\(\w+=", code))


def _functions_used(uses: set[str], code: str, *, transitions: bool) -> set[str]:
    """The functions of the module that the classes in ``uses`` and their conditions call."""
    found = {"is_true"} if uses & ASKING else set()
    if uses & EVALUATING or re.search(r"models\.F\(|models\.Value\(|logic\.Shifted\(", code):
        found.add("evaluate")
    if "Decided" in uses or "evaluate" in found or _asks_values(code):
        found.add("follow")
    if uses & {*LOOKING_BACK, "Reached"}:
        found.add("stored")
    if "stored" in found or transitions or uses & {"NoOverlap", "summed_by"}:
        found.add("lock")
    return found
