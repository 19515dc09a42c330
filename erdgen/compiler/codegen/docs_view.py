"""What README.md and docs/SPEC.md of the generated project show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Set
from typing import Any

from erdgen.compiler.codegen.access_view import is_listed
from erdgen.compiler.codegen.python import Imports, literal
from erdgen.compiler.codegen.rule_code import RuleCode, write_rules
from erdgen.compiler.codegen.settings_view import api_prefix
from erdgen.compiler.contributions import AddFunction, AddTest, Contribution, Renaming
from erdgen.compiler.design import Design, EntityDesign
from erdgen.compiler.findings import Level
from erdgen.compiler.functions.form import ByFunction
from erdgen.compiler.rules.forms import Access, Computed, ServerSet, SetDefault
from erdgen.compiler.rules.vocabulary import RuleOutcome, plain_sentence
from erdgen.compiler.spec.project import ACTIONS, Action

SINGLE_LINES = 40

#: How many entities the meaning of a role names for each action.
NAMED = 5


def build_docs_context(design: Design, tried: Set[str]) -> dict[str, Any]:
    """Rows of the tables in the documents, with everything from the ERD made inert.

    ``tried`` are the sentences that a table of ``backend/test_rules.py`` tries, as they are printed there.
    """
    prefix = api_prefix(design)
    decided = [outcome.location for outcome in design.outcomes if _find_function(design, outcome)]
    return {
        "help": inert(design.project.help),
        "entity_count": len(design.entities),
        "route_rows": [_route_row(entity, prefix) for entity in design.entities],
        "role_rows": [_role_row(design, role.source, role.help) for role in design.project.auth.roles],
        "rule_rows": [_rule_row(design, outcome, tried) for outcome in design.outcomes],
        "decisions": _decisions(design),
        "findings": [
            f"`{f.code}` {inert(f.message)}" + (f"; {inert(f.hint)}" if f.hint else "")
            for f in (*design.project.warnings, *design.findings)
            # What a model said or failed to say is about the run, not about the project.
            if f.level is not Level.INFO and not f.code.startswith(("llm.", "model."))
            if not (f.code.startswith("rules.W") and f.location in decided)
        ],
        "list_parameters": _list_parameters(design),
        "somebody_closed": any(not e.access.get(action) for e in design.entities for action in ACTIONS),
    }


def inert(text: str) -> str:
    """Text of the ERD that no Markdown reader takes for markup, on one line."""
    flat = " ".join(text.split())
    for char in "\\`*_[]<>|#{}":
        flat = flat.replace(char, f"\\{char}" if char != "<" else "&lt;")
    return flat


def _route_row(design: EntityDesign, prefix: str) -> list[str]:
    who = [inert(", ".join(design.access.get(action, ())) or "nobody") for action in ACTIONS]
    return [inert(design.entity.label), f"`/{prefix}{design.entity.route}/`", *who]


def _role_row(design: Design, source: str, text: str) -> list[str]:
    meaning = inert(text) or _grants_in_words(design, source)
    return [inert(source), "no" if design.roles.get(source, True) else "yes", meaning]


def _grants_in_words(design: Design, role: str) -> str:
    """What a role may do beyond others: ``may create Company, Job; update Job``."""
    granted = {
        action: [f"`{e.name}`" for e in design.entities if role in e.access.get(action, ())]
        for action in ACTIONS
    }
    parts = [f"{action} {_first_few(names)}" for action, names in granted.items() if names]
    return f"may {'; '.join(parts)}" if parts else "nothing beyond what everybody may who is signed in"


def _first_few(names: list[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def _rule_row(design: Design, outcome: RuleOutcome, tried: Set[str]) -> list[str]:
    """Sentence, status, what became of it, what holds it, and the test that proves it."""
    decided = _find_function(design, outcome)
    if decided is not None:
        became = f"decided by `{decided.name}`, which a language model wrote and a person approved"
        holder = f"`Decided` of `{decided.entity}`"
        return [inert(outcome.sentence), "by a function", became, holder, "`backend/test_rules.py`"]
    if outcome.status != "compiled":
        why = inert(outcome.reason or "not understood")
        return [inert(outcome.sentence), outcome.status.replace("_", " "), f"open: {why}", "nothing", "none"]
    entities = dict.fromkeys([outcome.entity, *(stated.entity for stated in outcome.rules)])
    # Where several sentences say the same, the first is the message.
    first = next(
        each for each in design.outcomes if each.status == "compiled" and each.rules == outcome.rules
    )
    codes = [(name, code) for name in entities if name for code in _find_codes(design, name, first.sentence)]
    held = [_holder(name, code) for name, code in codes]
    access = _access_cells(design, outcome)
    tests = ["`backend/tests.py`"] * (bool(access) or _is_kept_from_clients(design, outcome))
    added = [rule for name in entities if name for rule in design.by_name[name].rules]
    if any(literal(rule.message) in tried for rule in added if _says(first.sentence, rule.message)):
        tests.insert(0, "`backend/test_rules.py`")
    elif codes:
        tests.insert(0, "none: no row was found that breaks this rule and no other")
    return [
        inert(outcome.sentence),
        "compiled",
        inert(outcome.understood),
        "; ".join((*held, *access)) or _held_by_options(outcome),
        ", ".join(tests) or "none",
    ]


def _find_function(design: Design, outcome: RuleOutcome) -> AddFunction | None:
    """The function that decides on a sentence which the vocabulary cannot say."""
    rules = (added.rule for made in design.entities for added in made.rules)
    found = (rule.made for rule in rules if isinstance(rule, ByFunction))
    return next((made for made in found if made is not None and _says(outcome.sentence, made.message)), None)


def _says(sentence: str, message: str) -> bool:
    return plain_sentence(sentence) == plain_sentence(message)


def _is_kept_from_clients(design: Design, outcome: RuleOutcome) -> bool:
    """Whether clients try to set the field that the server sets."""
    return any(
        test.test == "server_set" and stated.rule.field in test.fields
        for stated in outcome.rules
        if isinstance(stated.rule, Computed | ServerSet)
        for test in design.by_name[stated.entity].tests
    )


def _access_cells(design: Design, outcome: RuleOutcome) -> list[str]:
    """The cells of the tables in ``authentication.py`` that hold what the sentence says about permissions."""
    cells: dict[str, None] = {}
    for stated in outcome.rules:
        if isinstance(stated.rule, Access):
            rows = is_listed(design.by_name[stated.entity])
            for action in stated.rule.actions:
                cells[_access_cell(stated.entity, stated.rule.field, action, listed=rows)] = None
    return list(cells)


def _access_cell(entity: str, field: str, action: Action, *, listed: bool) -> str:
    if field:
        return f'`FIELD_ACCESS["{entity}"]["{field}"]["{"read" if action == "read" else "write"}"]`'
    return f'`ACCESS["{entity}"]["{action}"]`' if listed else f'`DEFAULT_ACCESS["{action}"]`'


def _held_by_options(outcome: RuleOutcome) -> str:
    """What holds a rule that no constraint and no check of the model carries."""
    options = SetDefault | ServerSet | Computed
    if outcome.rules and all(isinstance(stated.rule, options) for stated in outcome.rules):
        return "the field itself"
    return "nothing: see the findings"


def _find_codes(design: Design, name: str, sentence: str) -> list[RuleCode]:
    """The constraints and the checks of the model that carry the sentence as their message."""
    codes = write_rules(design, design.by_name[name], Imports())
    return [code for code in codes if _says(sentence, code.message)]


def _holder(name: str, code: RuleCode) -> str:
    if code.name:
        return f"constraint `{code.name}`"
    return f"`{code.code.partition('(')[0].removeprefix('logic.')}` of `{name}`"


def _decisions(design: Design) -> list[tuple[str, list[tuple[str, int]]]]:
    """What the ERD leaves open: reasons by agent, each once with the entities that it concerns.

    What the ERD itself says stands in the ERD and in the tables; test rows are left to the tests.
    """
    grouped: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for contribution in design.contributions:
        if not isinstance(contribution, AddTest | Renaming) and contribution.because.source != "erd":
            grouped[contribution.owner][contribution.because.text].append(_target(contribution))
    # Names last longer than the contributions that give them.
    for entity in design.project.entities:
        if entity.called:
            reason = f"a comment has renamed what the ERD calls {entity.source}"
            grouped["business_logic"][reason].append(entity.name)
        for member in entity.members.values():
            if member.called:
                reason = f"a comment has renamed what the ERD calls {member.source}"
                grouped["business_logic"][reason].append(f"{entity.name}.{member.name}")
    return [
        (owner, [(_reason(text, targets), len(targets)) for text, targets in reasons.items()])
        for owner, reasons in grouped.items()
    ]


def _target(contribution: Contribution) -> str:
    detail = next(
        (
            str(getattr(contribution, key))
            for key in ("field", "relation", "action")
            if hasattr(contribution, key)
        ),
        "",
    )
    return ".".join(part for part in (contribution.entity, detail) if part)


def _reason(text: str, targets: list[str]) -> str:
    names = [name for name in dict.fromkeys(targets) if name]
    if not names:
        return inert(text)
    shown = ", ".join(f"`{name}`" for name in names[:SINGLE_LINES])
    more = f" and {len(names) - SINGLE_LINES} more" if len(names) > SINGLE_LINES else ""
    return f"{inert(text)} ({shown}{more})"


def _list_parameters(design: Design) -> str:
    api = design.project.api
    parts = []
    if api.pagination != "none":
        parts.append(
            {"page": "`?page=`", "cursor": "`?cursor=`", "limit_offset": "`?limit=` and `?offset=`"}[
                api.pagination
            ]
        )
    if api.filtering:
        parts.append("filters by field")
    if api.search:
        parts.append("`?search=`")
    if api.ordering:
        parts.append("`?ordering=`")
    return ", ".join(parts)
