"""What the template of ``backend/factories.py`` shows."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import ROUND_FLOOR, Decimal

from erdgen.compiler.codegen.children_view import find_children
from erdgen.compiler.codegen.factory_rows import declare_row, find_valid_row, owner_link
from erdgen.compiler.codegen.factory_values import FactoryValues, value_expression
from erdgen.compiler.codegen.factory_wishes import Wish, domain_size, wishes
from erdgen.compiler.codegen.rule_code import counted_by
from erdgen.compiler.design import Design, EntityDesign
from erdgen.compiler.rules.conditions import Pattern, Term, Total
from erdgen.compiler.rules.walk import split_rule
from erdgen.compiler.rules.worlds import find_relation
from erdgen.compiler.spec.project import Field


@dataclass(frozen=True)
class FactoryView:
    """One factory class."""

    model: str
    #: Attribute name and expression.
    declarations: tuple[tuple[str, str], ...]
    #: Required many-to-many links: name and the factory of their target.
    many: tuple[tuple[str, str], ...] = ()
    #: A unique field of few values: a row that has the wanted one already is taken again.
    reused: str = ""
    #: Whether rows are made after the row itself, on which its own values may depend.
    brings: bool = False


@dataclass
class FactoriesView:
    """The module."""

    factories: list[FactoryView] = field(default_factory=list)
    values: FactoryValues = field(default_factory=FactoryValues)


def build_factories_view(design: Design) -> FactoriesView:
    """Factory view models of all entities; the values of one entity satisfy all its rules at once."""
    view = FactoriesView()
    if design.project.user is None:
        view.factories.append(FactoryView("User", USER_DECLARATIONS))
    for entity in design.entities:
        view.factories.append(_factory(design, entity, view.values))
    return view


USER_DECLARATIONS = (
    ("username", 'factory.Sequence(lambda n: f"user-{n}")'),
    ("email", 'factory.Sequence(lambda n: f"user-{n}@example.com")'),
    ("password", "NO_PASSWORD"),
)


def _factory(whole: Design, design: EntityDesign, values: FactoryValues) -> FactoryView:
    entity = design.entity
    wished = wishes(design) | _within_totals(whole, design, wishes(design))
    row = find_valid_row(whole, design) or {}
    fixed = declare_row(whole, design, row, values)
    declarations: list[tuple[str, str]] = []
    for column in entity.fields:
        if entity.is_user and column.name in ("is_active", "last_login", "date_joined") and column.builtin:
            continue
        if entity.is_user and column.builtin and column.name == "username":
            declarations += [USER_DECLARATIONS[0], USER_DECLARATIONS[2]]
            continue
        if column.name == "id" and column.primary_key and column.default is not None:
            continue
        column = _with_pattern(design, column)
        if column.name in fixed:
            expression = fixed[column.name]
        else:
            expression = value_expression(design, column, wished[column.name], values)
        if expression:
            declarations.append((column.name, expression))
    children = find_children(whole, design)
    for each in children:
        arguments = f'"backend.factories.{each.child}Factory", "{each.link}", size={each.least}'
        declarations.append((each.relation, f"factory.RelatedFactoryList({arguments})"))
    many: list[tuple[str, str]] = []
    for link in entity.relationships:
        if link.many:
            if link.required and not link.through:
                many.append((link.name, f"{link.target}Factory"))
        elif link.name in fixed and (fixed[link.name] or not link.required):
            if fixed[link.name]:
                declarations.append((link.name, fixed[link.name]))
        elif link.required or link.name in (*design.set_by_sender, owner_link(design)):
            declarations.append((link.name, f'factory.SubFactory("backend.factories.{link.target}Factory")'))
    reused = next((f.name for f in entity.fields if (f.unique or f.primary_key) and domain_size(f)), "")
    return FactoryView(entity.name, tuple(declarations), tuple(many), reused, bool(children))


def _within_totals(whole: Design, design: EntityDesign, wished: dict[str, Wish]) -> dict[str, Wish]:
    """Wishes for numbers of which several must not exceed a sum of their parent."""
    found = {}
    for parent in whole.entities:
        for total in (each for added in parent.rules for each in counted_by(added.rule)):
            relation = find_relation(whole.project, parent.entity, total.relation)
            if relation is None or not relation.back or relation.holder is not design.entity:
                continue
            match total:
                case Total(operator="lt" | "lte", bound=str(bound), terms=(Term(paths=(name,)),)):
                    if name not in wished:
                        continue
                    share = max(Decimal(bound) / 10, Decimal(1)).to_integral_value(ROUND_FLOOR)
                    found[name] = replace(wished[name], upper=min(share, wished[name].upper or share))
    return found


def _with_pattern(design: EntityDesign, column: Field) -> Field:
    """The column with the pattern that a rule gives it, if its own options give none."""
    rules = [part for added in design.rules for part in split_rule(added.rule)]
    regex = next((r.regex for r in rules if isinstance(r, Pattern) and r.field == column.name), "")
    return replace(column, pattern=regex) if regex and not column.pattern else column
