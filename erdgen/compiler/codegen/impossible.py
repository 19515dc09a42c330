"""Rules that leave an entity without any valid row, found before something is rendered for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from erdgen.compiler.codegen.factory_rows import find_valid_row
from erdgen.compiler.contributions import AddRule
from erdgen.compiler.design import Design, EntityDesign
from erdgen.compiler.findings import Finding, Level
from erdgen.compiler.rules.check import CONFLICTS

CODE = "rules.E003"


def find_impossible(design: Design) -> Iterator[Finding]:
    """One error for each entity of which no row is found that keeps all its rules."""
    for made in design.entities:
        if made.rules and find_valid_row(design, made) is None:
            yield _finding(made, _find_culprits(design, made))


def _find_culprits(design: Design, made: EntityDesign) -> tuple[AddRule, ...]:
    """Rules of ``made`` of which none can be left out: without it there would be a valid row."""
    left = made.rules
    for rule in made.rules:
        fewer = tuple(each for each in left if each is not rule)
        if find_valid_row(design, replace(made, rules=fewer)) is None:
            left = fewer
    return left


def _finding(made: EntityDesign, rules: tuple[AddRule, ...]) -> Finding:
    sentences = " and ".join(f"“{rule.message}”" for rule in rules)
    places = [rule.because.location for rule in rules if rule.because.location]
    return Finding(
        Level.ERROR,
        CODE,
        f"no example of a valid {made.name} is found that keeps {sentences}",
        CONFLICTS[CODE][1],
        made.name,
        max(places) if places else None,
    )
