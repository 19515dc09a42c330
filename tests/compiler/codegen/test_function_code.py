"""Functions of models in generated projects: harmless wherever they stand, and doing what they say."""

from __future__ import annotations

import ast
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from agents.orchestrator import DomainOrchestrator
from agents.roster import default_roster
from erdgen.compiler.codegen.render import render_project
from erdgen.compiler.contributions import AddFunction
from erdgen.compiler.design import apply_contributions
from erdgen.compiler.passes import Audience, Comment, Consultation
from erdgen.compiler.pipeline import GenerationRequest, generate
from erdgen.compiler.spec.project import Project
from tests.compiler.functions.test_form import FUNCTION, SHOP
from tests.compiler.functions.test_reading import ALLOWED

ERD = {
    "name": "Shop",
    "erd": {
        "entities": {
            "Supplier": {"fields": {"name": "str(80)"}},
            "Item": {
                "fields": {
                    "code": "str(10)",
                    "isbn": "str(10)",
                    "iban": "str(34)",
                    "title": "str(60)",
                    "price": "decimal",
                    "rate": "decimal",
                    "sold": "date",
                    "due": "date",
                    "state": {"type": "choices", "choices": ["new", "old"]},
                },
                "relationships": {"supplier": {"type": "ForeignKey(Supplier)"}},
            },
        }
    },
    "auth_requirements": {"roles": ["Buyer", "Clerk"]},
    "business_rules": ["The price of an item is at least 1."],
}
DAYS = "def accepts(sold, due):\n    return (due - sold).days % 7 == 0"
NAMES = "def accepts(state, supplier_name):\n    return state != 'old' or supplier_name.startswith('A')"


def function(name: str, fields: Sequence[str], source: str, accepted: Any, rejected: Any) -> AddFunction:
    return replace(
        FUNCTION,
        name=f"accepts_{name}",
        fields=tuple(fields),
        source=source.strip().replace("def accepts(", f"def accepts_{name}("),
        message=f'The {name} “is” "right".',
        accepted=accepted,
        rejected=rejected,
    )


FUNCTIONS = (
    function("code", ["code"], "def accepts(code):\n    return code == code[::-1]", (("abba",),), (("ab",),)),
    function("isbn", ["isbn"], ALLOWED["isbn"][0], *map(tuple, ALLOWED["isbn"][2:])),
    function("iban", ["iban"], ALLOWED["iban"][0], *map(tuple, ALLOWED["iban"][2:])),
    function("words", ["title"], ALLOWED["words"][0], *map(tuple, ALLOWED["words"][2:])),
    function("steps", ["price", "rate"], ALLOWED["steps"][0], (("20", "2"),), (("21", "2"), ("100", "2"))),
    function("days", ["sold", "due"], DAYS, (("2026-03-05", "2026-03-12"),), (("2026-03-05", "2026-03-13"),)),
    function(
        "names", ["state", "supplier.name"], NAMES, (("old", "Anna"), ("new", "Bob")), (("old", "Bob"),)
    ),
)


class Deciding:
    """The agents, and functions that people approved."""

    def consult(
        self, project: Project, comments: Sequence[Comment] = (), audience: Audience | None = None
    ) -> Consultation:
        advice = DomainOrchestrator(default_roster()).consult(project, comments, audience)
        return replace(advice, contributions=(*FUNCTIONS, *advice.contributions))


class Silent:
    def started(self, step: str) -> None: ...

    def finished(self, step: str, ok: bool, detail: str, seconds: float) -> None: ...


@pytest.mark.long
def test_a_project_with_functions_is_proven(tmp_path: Path) -> None:
    request = GenerationRequest(json.dumps(ERD).encode(), "shop.json", tmp_path / "shop")
    report = generate(request, Deciding(), Silent())
    assert report.status == "done", (report.message, report.proof)
    text = (tmp_path / "shop" / "backend" / "business_logic.py").read_text()
    assert all(f"def {made.name}(" in text for made in FUNCTIONS)


SENTENCES = [
    'He said """; import os; os.system("id") #',
    "It ends in a backslash \\",
    'It ends in a quote"',
    "{{ imports }} {% raw %} {}",
    "An é, a \u202e and a \u200b.",
    "'''",
    "%s %(name)s",
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_stays_a_docstring(sentence: str) -> None:
    made = replace(FUNCTION, message=sentence)
    files = render_project(apply_contributions(SHOP, [made]))
    tree = ast.parse(files["backend/business_logic.py"])
    (found,) = (
        node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == FUNCTION.name
    )
    assert len(found.body) == 2
    assert isinstance(found.body[0], ast.Expr)
    assert ast.get_docstring(found, clean=False) == sentence.strip()
    ast.parse(files["backend/models.py"])
    ast.parse(files["backend/test_rules.py"])


def test_without_functions_nothing_of_them_is_there() -> None:
    files = render_project(apply_contributions(SHOP, []))
    assert "Decided" not in files["backend/business_logic.py"]
    assert "FUNCTIONS" not in files.get("backend/test_rules.py", "")
