"""``docs/rules-reference.md`` says what the code does, and every form is shown."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from erdgen.compiler.frontends.erd_json import parse_erd
from erdgen.compiler.rules.check import CONFLICTS
from erdgen.compiler.rules.codec import FORMS, dump_rule
from erdgen.compiler.rules.fit import fit_rule
from erdgen.compiler.rules.sentences import compile_rules
from erdgen.compiler.rules.showcase import SHOWN, Shown, nearest_forms
from erdgen.compiler.rules.vocabulary import Stated
from erdgen.compiler.spec.project import Project, RuleText

REFERENCE = (Path(__file__).parents[3] / "docs" / "rules-reference.md").read_text(encoding="utf-8")


def shop() -> Project:
    (example,) = re.findall(r"```json\n(.*?)```", REFERENCE, re.DOTALL)
    project, findings = parse_erd(example.encode(), "shop")
    assert project is not None, [finding.as_text() for finding in findings]
    return project


def rows(heading: str) -> list[str]:
    """The rows of a section's table, without its head."""
    section = REFERENCE.split(f"## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"^\|.*$", section, re.MULTILINE)[2:]


def keys(form: type) -> str:
    named = ((each.name, each.default is dataclasses.MISSING) for each in dataclasses.fields(form))
    return ", ".join(f"`{name}`" if required else f"[`{name}`]" for name, required in named)


def meaning(form: type) -> str:
    summary = (form.__doc__ or "").split("\n\n")[0]
    return " ".join(summary.replace("``", "`").split())


def test_every_form_is_shown_once() -> None:
    assert [shown.kind for shown in SHOWN] == list(FORMS)


def test_the_examples_are_those_of_the_code() -> None:
    wanted = [f"| `{shown.kind}` | {shown.sentence} | `{dump_rule(shown.rule)}` |" for shown in SHOWN]
    assert rows("All forms by example") == wanted


def test_the_forms_are_those_of_the_code() -> None:
    wanted = [f"| `{kind}` | {keys(form)} | {meaning(form)} |" for kind, form in FORMS.items()]
    assert rows("What each form means") == wanted


def test_the_codes_are_those_of_the_code() -> None:
    wanted = [
        f"| `{code}` | {what} | {hint[:1].upper()}{hint[1:]}. |" for code, (what, hint) in CONFLICTS.items()
    ]
    assert rows("Rules that cannot stand") == wanted


@pytest.mark.parametrize("shown", SHOWN, ids=lambda shown: shown.kind)
def test_what_is_shown_fits_the_shop(shown: Shown) -> None:
    project = shop()
    assert fit_rule(shown.rule, project, project.by_name[shown.entity]) == (shown.rule, ())


@pytest.mark.parametrize("shown", SHOWN, ids=lambda shown: shown.kind)
def test_the_sentence_shown_says_no_other_rule(shown: Shown) -> None:
    project = dataclasses.replace(shop(), rules=(RuleText(shown.sentence, shown.entity),))
    (outcome,) = compile_rules(project)
    assert outcome.rules in ((), (Stated(shown.entity, shown.rule),))


def test_the_nearest_forms_of_a_sentence() -> None:
    assert nearest_forms("No two invoices should carry a duplicate number")[0].kind == "unique"
    assert (
        nearest_forms("Deleting paid invoices must be impossible, they cannot be removed")[0].kind
        == "keep_while"
    )
    assert nearest_forms("Gibberish") == ()
