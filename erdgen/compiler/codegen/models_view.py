"""What the template of ``backend/models.py`` shows."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace

from erdgen.compiler.codegen.field_code import (
    Bound,
    field_code,
    json_default_name,
    link_code,
    member_label,
    value_code,
)
from erdgen.compiler.codegen.names import (
    automatic_label,
    constraint_name,
    display_field,
    index_name,
    snake,
)
from erdgen.compiler.codegen.python import (
    Imports,
    call,
    docstring,
    literal,
    sentence,
    template_literal,
    text_literal,
)
from erdgen.compiler.codegen.rule_code import RuleCode, write_computed, write_rules
from erdgen.compiler.contributions import AddRule
from erdgen.compiler.design import Design, EntityDesign
from erdgen.compiler.rules.conditions import Length, Pattern, Range
from erdgen.compiler.rules.walk import split_rule
from erdgen.compiler.spec.project import Choice, Entity, Field


@dataclass(frozen=True)
class ChoicesView:
    """A TextChoices or IntegerChoices class."""

    name: str
    base: str
    #: Constant and expression.
    members: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ModelView:
    """One model class, ready to print."""

    name: str
    bases: str
    doc: str
    choices: tuple[ChoicesView, ...]
    #: Attribute name and expression, in order.
    fields: tuple[tuple[str, str], ...]
    #: Lines below the fields: managers and AbstractUser's settings.
    attributes: tuple[str, ...]
    #: ``class Meta`` lines.
    meta: tuple[str, ...]
    #: Expression that ``__str__`` returns; empty for abstract classes.
    text: str
    #: Fields in which no two accounts may differ by capitals alone.
    case_blind: tuple[str, ...] = ()
    #: Factories of JSON defaults: function name and literal.
    json_defaults: tuple[tuple[str, str], ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing but the class line would be printed."""
        return not (self.doc or self.choices or self.fields or self.attributes or self.meta or self.text)


@dataclass
class ModelsView:
    """The module."""

    imports: Imports = field(default_factory=Imports)
    models: list[ModelView] = field(default_factory=list)


def build_models_view(design: Design) -> ModelsView:
    """View models of all entities, abstract bases first; collects the module's imports."""
    taken = frozenset(name for entity in design.project.entities for name in entity.members)
    view = ModelsView(Imports(taken=taken))
    view.imports.add("django.db", "models")
    if design.project.user is None:
        view.models.append(_bare_user(view.imports))
    for base in design.project.abstracts:
        view.models.append(_model_view(EntityDesign(base), design, view.imports))
    for entity in design.entities:
        view.models.append(_model_view(entity, design, view.imports))
    return view


def _bare_user(imports: Imports) -> ModelView:
    imports.add("django.contrib.auth.models", "AbstractUser")
    imports.add("django.db.models.functions", "Lower")
    imports.add("backend.business_logic", "AccountManager", "refuse_other_case")
    return ModelView(
        name="User",
        bases="AbstractUser",
        doc=docstring("Who signs in. A class of our own from the first migration on, so that it can grow."),
        choices=(),
        fields=(),
        attributes=("objects = AccountManager()",),
        meta=(f"constraints = [{_case_constraint('user', 'username')}]",),
        text="",
        case_blind=("username",),
    )


def _model_view(design: EntityDesign, whole: Design, imports: Imports) -> ModelView:
    entity = design.entity
    rules = [] if entity.abstract else write_rules(whole, design, imports)
    computed, summed_by = ([], []) if entity.abstract else write_computed(whole, design, imports)
    hidden = frozenset(r.field for r in design.restrictions if r.read is not None)
    return ModelView(
        name=entity.name,
        case_blind=case_blind_fields(entity),
        bases=_bases(entity, bool(rules or computed or summed_by), imports),
        doc=docstring(sentence(entity.help)) if entity.help else "",
        choices=tuple(_choices_view(f) for f in entity.own_fields if f.choices),
        fields=tuple(_fields(design, imports)),
        attributes=(*_attributes(entity, rules, imports), *_computed(computed, summed_by)),
        meta=tuple(_meta(design, rules, imports)),
        text="" if entity.abstract else _text(entity, display_field(entity, hidden)),
        json_defaults=tuple(
            (json_default_name(entity.name, f), literal(json.loads(f.default.json)))
            for f in entity.own_fields
            if f.default is not None and f.default.json
        ),
    )


def _bases(entity: Entity, ruled: bool, imports: Imports) -> str:
    bases = list(entity.bases)
    if ruled:
        imports.add("backend.business_logic", "RuledModel")
        bases.insert(0, "RuledModel")
    if entity.soft_delete:
        imports.add("backend.business_logic", "SoftDeleteModel")
        bases.append("SoftDeleteModel")
    if entity.is_user:
        imports.add("django.contrib.auth.models", "AbstractUser")
        bases.append("AbstractUser")
    return ", ".join(bases or ["models.Model"])


def _choices_view(field_: Field) -> ChoicesView:
    numbers = all(isinstance(choice.value, int) for choice in field_.choices)
    return ChoicesView(
        name=field_.choices_class,
        base="models.IntegerChoices" if numbers else "models.TextChoices",
        members=tuple((c.member, _member_code(c)) for c in field_.choices),
    )


def _member_code(choice: Choice) -> str:
    """The value, with a label unless Django makes the same one of the constant's name."""
    automatic = choice.member.replace("_", " ").title()
    value = literal(choice.value)
    return value if choice.label == automatic else f"{value}, {text_literal(choice.label)}"


def _fields(design: EntityDesign, imports: Imports) -> list[tuple[str, str]]:
    entity = design.entity
    columns = [
        (
            f.name,
            field_code(_as_column(entity, f), entity.name, imports, _bounds(design.rules, f.name)),
        )
        for f in entity.own_fields
        if f.auto != "deleted"
    ]
    links = [(link.name, link_code(link, entity.name)) for link in entity.own_relationships]
    return columns + links


def _as_column(entity: Entity, f: Field) -> Field:
    """The field as its column holds it: deleted rows do not count where a value must be unique."""
    return replace(f, unique=False) if entity.soft_delete and f.unique else f


def _bounds(rules: tuple[AddRule, ...], name: str) -> tuple[Bound, ...]:
    """Rules on the value of one field alone, which its validators and the OpenAPI document can say."""
    parts = ((part, added.message) for added in rules for part in split_rule(added.rule))
    return tuple(
        (part, message)
        for part, message in parts
        if isinstance(part, Range | Length | Pattern) and part.field == name
    )


def _attributes(entity: Entity, rules: list[RuleCode], imports: Imports) -> list[str]:
    if entity.abstract:
        return []
    lines: list[str] = []
    if entity.is_user:
        imports.add("backend.business_logic", "AccountManager")
        lines.append("objects = AccountManager()")
        required = _required_for_superuser(entity)
        if required != ("email",):
            lines.append(f"REQUIRED_FIELDS = {literal(list(required))}")
    elif not entity.soft_delete:
        imports.add("backend.business_logic", "EntityQuerySet")
        lines.append("objects = EntityQuerySet.as_manager()")
    checked = dict.fromkeys(rule.code for rule in rules if not rule.name)
    if checked:
        lines.append(f"business_rules = ({', '.join(checked)},)")
    return lines


def _computed(computed: list[str], summed_by: list[str]) -> list[str]:
    lines = [f"computed_fields = ({', '.join(computed)},)"] if computed else []
    return [*lines, f"summed_by = {literal(tuple(summed_by))}"] if summed_by else lines


def _required_for_superuser(user: Entity) -> tuple[str, ...]:
    """What ``createsuperuser`` must ask for, because the column cannot stay empty."""
    asked = [
        f.name
        for f in user.fields
        if f.required and f.default is None and not f.auto and not f.builtin and not f.kind.is_file
    ]
    return ("email", *asked)


def _meta(design: EntityDesign, rules: list[RuleCode], imports: Imports) -> list[str]:
    entity = design.entity
    lines: list[str] = []
    if entity.abstract:
        lines.append("abstract = True")
    if entity.db_table:
        lines.append(f"db_table = {text_literal(entity.db_table)}")
    if not entity.abstract:
        lines += _labels(entity)
    if entity.ordering:
        lines.append(f"ordering = {literal(list(entity.ordering))}")
    if entity.indexes:
        indexes = [
            f"models.Index(fields={literal(list(names))}, name={text_literal(index_name(entity, names))})"
            for names in entity.indexes
        ]
        lines.append(f"indexes = [{', '.join(indexes)}]")
    constraints = _constraints(design, rules, imports)
    for name in case_blind_fields(entity):
        imports.add("django.db.models.functions", "Lower")
        imports.add("backend.business_logic", "refuse_other_case")
        constraints.append(_case_constraint(snake(entity.name), name))
    if constraints:
        lines.append(f"constraints = [{', '.join(constraints)}]")
    return lines


def case_blind_fields(entity: Entity) -> tuple[str, ...]:
    """What people sign in with or are written to, where it names one account."""
    if not entity.is_user:
        return ()
    return tuple(f.name for f in entity.fields if f.unique and f.name in ("username", "email"))


def _case_constraint(model: str, name: str) -> str:
    return (
        f'models.UniqueConstraint(Lower("{name}"), name="{model}_{name}_any_case", '
        f'violation_error_message="An account with this {name} exists already.")'
    )


def _verbose_name(entity: Entity) -> str:
    """The entity's label, in small letters where Django makes the same one of the class name."""
    return entity.label.lower() if entity.label.lower() == automatic_label(entity) else entity.label


def _labels(entity: Entity) -> list[str]:
    lines: list[str] = []
    label = _verbose_name(entity)
    if label != automatic_label(entity):
        lines.append(f"verbose_name = {text_literal(label)}")
    if entity.plural.lower() != f"{label}s".lower():
        plural = entity.plural.lower() if label == automatic_label(entity) else entity.plural
        lines.append(f"verbose_name_plural = {text_literal(plural)}")
    return lines


def _constraints(design: EntityDesign, rules: list[RuleCode], imports: Imports) -> list[str]:
    entity = design.entity
    # The name of a deleted account stays taken.
    sets = [
        (f.name,)
        for f in entity.fields
        if entity.soft_delete and f.unique and not f.primary_key and f.name not in case_blind_fields(entity)
    ]
    found = [_unique(entity, names) for names in (*sets, *entity.unique_together)]
    for f in entity.fields:
        if f.minimum is not None or f.maximum is not None:
            found.append(_bound_check(entity, f, imports))
    found += [rule.code for rule in rules if rule.name]
    return [*found, *(rule.constraint for rule in rules if rule.constraint)]


def _unique(entity: Entity, names: tuple[str, ...]) -> str:
    name = text_literal(constraint_name(entity, *names, "unique"))
    options = {"fields": literal(list(names)), "name": name}
    if entity.soft_delete:
        options["condition"] = "models.Q(deleted_at=None)"
        # Django words this itself only of constraints without a condition.
        options["violation_error_code"] = text_literal("unique" if len(names) == 1 else "unique_together")
        options["violation_error_message"] = template_literal(_taken(entity, names))
    return call("models.UniqueConstraint", options=options)


def _taken(entity: Entity, names: tuple[str, ...]) -> str:
    """What Django says of a second row with the same values."""
    *first, last = (_capitalised(member_label(entity.members[name])) for name in names)
    values = f"{', '.join(first)} and {last}" if first else last
    return f"{_capitalised(_verbose_name(entity))} with this {values} already exists."


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def _bound_check(entity: Entity, f: Field, imports: Imports) -> str:
    bounds = [("gte", f.minimum), ("lte", f.maximum)]
    parts = [
        f"{f.name}__{name}={value_code(f, limit, imports)}" for name, limit in bounds if limit is not None
    ]
    name = text_literal(constraint_name(entity, f.name, "range"))
    return f"models.CheckConstraint(condition=models.Q({', '.join(parts)}), name={name})"


def _text(entity: Entity, name: str) -> str:
    if not name:
        return (
            f'f"{entity.label.replace("{", "").replace("}", "")} {{self.pk}}"'
            if _plain(entity.label)
            else "str(self.pk)"
        )
    member = entity.members[name]
    if not isinstance(member, Field):
        return f"str(self.{member.attname})"
    if member.kind.is_text and not member.nullable:
        return f"self.{name}"
    return f"str(self.{name})"


def _plain(label: str) -> bool:
    """Whether a label can stand inside an f-string as it is."""
    return all(char.isalnum() or char in " -_" for char in label)
