"""What the template of ``backend/factories.py`` shows."""

from __future__ import annotations

from dataclasses import dataclass, field

from erdgen.compiler.codegen.factory_values import FactoryValues, domain_size, value_expression, wishes
from erdgen.compiler.design import Design, EntityDesign


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
        view.factories.append(_factory(entity, view.values))
    return view


USER_DECLARATIONS = (
    ("username", 'factory.Sequence(lambda n: f"user-{n}")'),
    ("email", 'factory.Sequence(lambda n: f"user-{n}@example.com")'),
    ("password", "NO_PASSWORD"),
)


def _factory(design: EntityDesign, values: FactoryValues) -> FactoryView:
    entity = design.entity
    wished = wishes(design)
    declarations: list[tuple[str, str]] = []
    for column in entity.fields:
        if entity.is_user and column.name in ("is_active", "last_login", "date_joined") and column.builtin:
            continue
        if entity.is_user and column.builtin and column.name == "username":
            declarations += [USER_DECLARATIONS[0], USER_DECLARATIONS[2]]
            continue
        if column.name == "id" and column.primary_key and column.default is not None:
            continue
        expression = value_expression(design, column, wished[column.name], values)
        if expression:
            declarations.append((column.name, expression))
    many: list[tuple[str, str]] = []
    for link in entity.relationships:
        if link.many:
            if link.required and not link.through:
                many.append((link.name, f"{link.target}Factory"))
        elif link.required or _is_filled_by_sender(design, link.name):
            declarations.append((link.name, f'factory.SubFactory("backend.factories.{link.target}Factory")'))
    reused = next((f.name for f in entity.fields if (f.unique or f.primary_key) and domain_size(f)), "")
    return FactoryView(entity.name, tuple(declarations), tuple(many), reused)


def _is_filled_by_sender(design: EntityDesign, name: str) -> bool:
    """Whether the API gives every new row a value here, optional or not."""
    return design.owner is not None and design.owner.from_request and design.owner.path == name
