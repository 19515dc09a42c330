"""Where each rule of an entity is enforced in the generated models, and the code for it there.

What the database can hold becomes a constraint with the sentence as its message. The rest becomes an object
in the model's ``business_rules``, whose class stands in ``backend/business_logic.py``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from erdgen.compiler.codegen.names import constraint_name
from erdgen.compiler.codegen.python import Imports, call, literal, template_literal, text_literal
from erdgen.compiler.codegen.rule_queries import Place, QueryWriter, django_path
from erdgen.compiler.contributions import AddRule
from erdgen.compiler.design import Design, EntityDesign
from erdgen.compiler.functions.form import ByFunction
from erdgen.compiler.rules.conditions import (
    Clock,
    Compare,
    Condition,
    Count,
    Every,
    Formula,
    Given,
    Length,
    Not,
    OneOf,
    Pattern,
    Range,
    Some,
    Total,
    Weekday,
)
from erdgen.compiler.rules.forms import (
    AtCreation,
    Computed,
    Entering,
    Immutable,
    Implies,
    KeepWhile,
    NoOverlap,
    Rule,
    ServerSet,
    Transitions,
    Unique,
)
from erdgen.compiler.rules.layers import find_layers, fits_database
from erdgen.compiler.rules.walk import asks_the_time, conditions_of, members_in, predicates_in, split_rule
from erdgen.compiler.rules.worlds import find_relation
from erdgen.compiler.spec.project import Entity, Field, Member, Project, Relationship

#: Words of a constraint's name.
WORDS = {"gt": "above", "gte": "from", "lt": "below", "lte": "to", "eq": "equals", "ne": "not"}


@dataclass(frozen=True, slots=True)
class RuleCode:
    """One rule where it is held: the constraint called ``name``, or ``code`` in ``business_rules``."""

    rule: Rule
    message: str
    #: The field beside which the message stands; empty for the row as a whole.
    field: str
    code: str
    #: Name of the constraint; empty for a rule that the model checks.
    name: str = ""
    #: A constraint beside the model's check, which some databases hold.
    constraint: str = ""


def write_rules(design: Design, made: EntityDesign, imports: Imports) -> list[RuleCode]:
    """Every rule of ``made`` with the code that enforces it, constraints with unique names."""
    writer = _RuleWriter(design.project, made, imports)
    written = [
        code for added in made.rules for rule in split_rule(added.rule) for code in writer.write(rule, added)
    ]
    return [*written, *writer.of_parents(design)]


def write_computed(design: Design, made: EntityDesign, imports: Imports) -> tuple[list[str], list[str]]:
    """What is computed for a row, and the links to rows that are computed from it."""
    writer = _RuleWriter(design.project, made, imports)
    return list(writer.computed()), writer.summed_by(design)


@dataclass
class _RuleWriter:
    project: Project
    made: EntityDesign
    imports: Imports

    def __post_init__(self) -> None:
        self.names: dict[str, int] = {}

    @property
    def entity(self) -> Entity:
        return self.made.entity

    def write(self, rule: Rule, added: AddRule) -> Iterator[RuleCode]:
        """The code of one rule; nothing for those that only set options of fields."""
        field, message = blamed_field(self.made, rule), added.message
        if isinstance(rule, ByFunction):
            yield self._function(rule, field, message)
        elif isinstance(rule, Condition | Implies):
            yield self._condition(rule, field, message)
        elif isinstance(rule, Unique):
            yield self._unique(rule, field, message)
        elif isinstance(rule, AtCreation | Entering | Immutable | Transitions | NoOverlap | KeepWhile):
            self.imports.add("backend", "business_logic as logic")
            beside = self._spans_apart(rule) if isinstance(rule, NoOverlap) else ""
            yield RuleCode(rule, message, field, self._object(rule, field, message), constraint=beside)

    def computed(self) -> Iterator[str]:
        """What the server computes for fields of the row."""
        for added in self.made.rules:
            if isinstance(added.rule, Computed):
                yield self._computed(added.rule)
            elif isinstance(added.rule, ServerSet) and added.rule.when is not None:
                self.imports.add("backend", "business_logic as logic")
                yield call("logic.Reached", [text_literal(added.rule.field), self._query(added.rule.when)])

    def _computed(self, rule: Computed) -> str:
        self.imports.add("backend", "business_logic as logic")
        writer = QueryWriter(self.project, self.entity, self.imports)
        if rule.since:
            since = f"models.F({text_literal(django_path(rule.since))})"
            cells = [text_literal(rule.field), since, writer.add(rule.terms), text_literal(rule.unit)]
            return call("logic.ComputedDate", cells)
        if not rule.relation:
            return call("logic.Computed", [text_literal(rule.field), writer.add(rule.terms)])
        child = QueryWriter(self.project, writer.related(rule.relation), self.imports)
        term = "models.Value(1)" if rule.count else child.add(rule.terms)
        return call("logic.Computed", [text_literal(rule.field), term, text_literal(rule.relation)])

    def summed_by(self, design: Design) -> list[str]:
        """Links to the rows that sum this one up."""
        found = []
        for parent in design.entities:
            for added in parent.rules:
                if isinstance(added.rule, Computed) and added.rule.relation:
                    relation = find_relation(self.project, parent.entity, added.rule.relation)
                    if relation is not None and relation.back and relation.holder is self.entity:
                        found.append(relation.link.name)
        return list(dict.fromkeys(found))

    def _condition(self, rule: Condition | Implies, field: str, message: str) -> RuleCode:
        whole = Some((Not(rule.when), rule.then)) if isinstance(rule, Implies) else rule
        if fits_database(self.entity, whole):
            name = self._name(rule)
            options = {"condition": self._query(whole, Place.CHECK), "name": text_literal(name)}
            return RuleCode(
                rule, message, field, self._constraint("CheckConstraint", [], options, field, message), name
            )
        self.imports.add("backend", "business_logic as logic")
        name, options = "Holds", {}
        if asks_the_time(rule):
            name, options = "Timely", {"fields": literal(self._columns(members_in(rule)))}
        if isinstance(rule, Implies):
            options["when"] = self._query(rule.when)
        condition = rule.then if isinstance(rule, Implies) else rule
        return RuleCode(
            rule, message, field, self._rule(name, [self._query(condition)], field, message, options)
        )

    def _function(self, rule: ByFunction, field: str, message: str) -> RuleCode:
        assert rule.made is not None  # rules of an entity are whole
        self.imports.add("backend", "business_logic as logic")
        paths = literal(tuple(django_path(path) for path in rule.made.fields))
        return RuleCode(
            rule, message, field, self._rule("Decided", [f"logic.{rule.made.name}", paths], field, message)
        )

    def _columns(self, names: Sequence[str]) -> tuple[str, ...]:
        members = {name: self.entity.members.get(name) for name in names}
        return tuple(n for n, m in members.items() if not (isinstance(m, Relationship) and m.many))

    def _object(
        self,
        rule: AtCreation | Entering | Immutable | Transitions | NoOverlap | KeepWhile,
        field: str,
        message: str,
    ) -> str:
        match rule:
            case AtCreation():
                options = {"when": self._query(rule.when)} if rule.when is not None else {}
                return self._rule("AtCreation", [self._query(rule.condition)], field, message, options)
            case Entering():
                value = QueryWriter(self.project, self.entity, self.imports).value(
                    self.entity.members[rule.field], rule.value
                )
                options = {"value": value}
                return self._rule("Entering", [self._query(rule.condition)], field, message, options)
            case Immutable():
                options = {"once": self._query(rule.once)} if rule.once is not None else {}
                options |= {"fillable": "True"} if rule.fillable else {}
                return self._rule(
                    "Frozen", [literal(frozen_fields(self.entity, rule))], field, message, options
                )
            case NoOverlap():
                options = {"within": literal(rule.within)} if rule.within else {}
                options |= {"where": self._query(rule.where, Place.FILTER)} if rule.where is not None else {}
                return self._rule(
                    "NoOverlap", [text_literal(rule.start), text_literal(rule.end)], field, message, options
                )
            case KeepWhile():
                return f"logic.KeptWhile({self._query(rule.condition)}, {text_literal(message)})"
        return self._transitions(rule, field, message)

    def _spans_apart(self, rule: NoOverlap) -> str:
        """The constraint that PostgreSQL holds for ``rule``; empty where it can hold none."""
        if "database" not in find_layers(rule, self.entity):
            return ""
        options = {"start": text_literal(rule.start), "end": text_literal(rule.end)}
        options |= {"within": literal(rule.within)} if rule.within else {}
        queries = [self._query(rule.where, Place.FILTER)] if rule.where is not None else []
        queries += ["models.Q(deleted_at=None)"] if self.entity.soft_delete else []
        options |= {"condition": " & ".join(queries)} if queries else {}
        return call("logic.SpansApart", [], options | {"name": text_literal(self._name(rule))})

    def _transitions(self, rule: Transitions, field: str, message: str) -> str:
        """The moves that this rule forbids, else all that any rule on the field allows."""
        if rule.forbidden and not rule.allowed:
            moves, options = rule.forbidden, {"forbidden": "True"}
        else:
            moves = tuple(
                move
                for added in self.made.rules
                if isinstance(added.rule, Transitions) and added.rule.field == rule.field
                for move in added.rule.allowed
                if move not in added.rule.forbidden
            )
            options = {}
        pairs = tuple(dict.fromkeys((move.source, move.target) for move in moves))
        return self._rule("Moves", [literal(pairs)], field, message, options)

    def _unique(self, rule: Unique, field: str, message: str) -> RuleCode:
        conditions: list[Condition] = [rule.where] if rule.where is not None else []
        members = [self.entity.members[name] for name in rule.fields]
        conditions += [
            Given(m.name)
            for m in members
            if isinstance(m, Field) and m.kind.is_text and not m.required and not m.nullable
        ]
        name = self._name(rule)
        if rule.ignore_case:
            lower = self.imports.local("Lower", "django.db.models.functions")
            parts = [
                f"{lower}({text_literal(m.name)})" if _is_text(m) else text_literal(m.name) for m in members
            ]
            options = {}
        else:
            parts, options = [], {"fields": literal(list(rule.fields))}
        queries = [self._query(condition, Place.FILTER) for condition in conditions]
        queries += ["models.Q(deleted_at=None)"] if self.entity.soft_delete else []
        if queries:
            options["condition"] = " & ".join(queries)
        options["name"] = text_literal(name)
        return RuleCode(
            rule, message, field, self._constraint("UniqueConstraint", parts, options, field, message), name
        )

    def of_parents(self, design: Design) -> Iterator[RuleCode]:
        """What the parents ask of all their rows together also holds after this one has changed."""
        seen: set[tuple[str, str]] = set()
        for parent in design.entities:
            for added in parent.rules:
                for counted in counted_by(added.rule):
                    relation = find_relation(self.project, parent.entity, counted.relation)
                    if (
                        relation is None
                        or not relation.back
                        or relation.link.many
                        or relation.holder is not self.entity
                    ):
                        continue
                    key = (relation.link.name, counted.relation)
                    if key not in seen:
                        seen.add(key)
                        self.imports.add("backend", "business_logic as logic")
                        code = call("logic.OfParent", [text_literal(key[0]), text_literal(key[1])])
                        yield RuleCode(added.rule, added.message, key[0], code)

    def _rule(
        self, name: str, first: Sequence[str], field: str, message: str, options: dict[str, str] | None = None
    ) -> str:
        return call(f"logic.{name}", [*first, text_literal(field), text_literal(message)], options)

    def _constraint(
        self, name: str, first: Sequence[str], options: dict[str, str], field: str, message: str
    ) -> str:
        options = options | {"violation_error_message": template_literal(message)}
        if field:
            options["violation_error_code"] = text_literal(field)
        return call(f"models.{name}", first, options)

    def _query(self, condition: Condition, place: Place = Place.INSTANCE) -> str:
        return QueryWriter(self.project, self.entity, self.imports, place).write(condition)

    def _name(self, rule: Rule) -> str:
        """What the constraint holds, in a name that no other of the entity has."""
        name = constraint_name(self.entity, *_words(rule))
        self.names[name] = self.names.get(name, 0) + 1
        return (
            name
            if self.names[name] == 1
            else constraint_name(self.entity, *_words(rule), str(self.names[name]))
        )


def counted_by(rule: Rule) -> tuple[Count | Total, ...]:
    """The predicates on related rows in a rule that always holds."""
    if not isinstance(rule, Condition | Implies):
        return ()
    found = (each for condition in conditions_of(rule) for each in predicates_in(condition))
    return tuple(each for each in found if isinstance(each, Count | Total))


def counts_links(made: EntityDesign) -> bool:
    """Whether a rule counts rows behind a many-to-many link, which are saved after their row."""
    members = made.entity.members
    counted = (each for added in made.rules for each in counted_by(added.rule))
    given = any(
        isinstance(leaf, Given) and isinstance(link := members.get(leaf.field), Relationship) and link.many
        for added in made.rules
        for condition in conditions_of(added.rule)
        for leaf in predicates_in(condition)
    )
    return given or any(each.relation in members for each in counted)


def frozen_fields(entity: Entity, rule: Immutable) -> tuple[str, ...]:
    """The members that keep their values; of a whole row those that the server does not set by itself."""
    if rule.fields:
        return rule.fields
    return tuple(
        m.name
        for m in entity.members.values()
        if not (isinstance(m, Field) and (m.auto or m.primary_key or (m.builtin and not m.overrides_builtin)))
        and not (isinstance(m, Relationship) and m.many)
    )


def blamed_field(made: EntityDesign, rule: Rule) -> str:
    """The member of the row beside which the message of ``rule`` stands; empty for the row as a whole."""
    if isinstance(rule, KeepWhile):
        return ""
    if isinstance(rule, Transitions | Entering):
        return rule.field
    names = frozen_fields(made.entity, rule) if isinstance(rule, Immutable) else members_in(rule)
    if isinstance(rule, Unique):
        names = tuple(reversed(rule.fields))
    members = made.entity.members
    return next(
        (n for n in names if n in members and n not in made.set_by_sender and _is_written(members[n])), ""
    )


def _is_written(member: Member) -> bool:
    """Whether clients and the admin can give the member a value."""
    if isinstance(member, Field):
        return not member.server_set and not (member.primary_key and member.default is not None)
    return not member.read_only and not (member.many and member.through)


def _is_text(member: object) -> bool:
    return isinstance(member, Field) and member.kind.is_text


def _words(rule: Rule) -> list[str]:
    match rule:
        case Range():
            bounds = [(sign, getattr(rule, sign)) for sign in ("gt", "gte", "lt", "lte")]
            words = [rule.field]
            for sign, limit in bounds:
                if limit is not None:
                    words += [WORDS[sign], "".join(c if c.isalnum() else "_" for c in limit).strip("_")]
            return words
        case Compare():
            return [rule.field, WORDS[rule.operator], rule.other]
        case Formula():
            return [
                rule.field,
                WORDS[rule.operator],
                *dict.fromkeys(p for term in rule.terms for p in term.paths),
            ]
        case Length() | Pattern() | Weekday() | Clock():
            return [rule.field, type(rule).__name__.lower()]
        case OneOf() | Given():
            return [
                rule.field,
                ("not_" if rule.negated else "") + ("given" if isinstance(rule, Given) else "choice"),
            ]
        case Implies():
            return [*_words(rule.then), "when", *_names_in(rule.when)]
        case Unique():
            return [
                *rule.fields,
                "unique",
                *(["where", *_names_in(rule.where)] if rule.where is not None else []),
            ]
        case NoOverlap():
            return [*rule.within, rule.start, rule.end, "apart"]
        case Every() | Some() | Not():
            return [*_names_in(rule), "rule"]
    return [type(rule).__name__.lower()]


def _names_in(condition: Condition) -> tuple[str, ...]:
    return tuple(path.replace(".", "_") for path in members_in(condition))
