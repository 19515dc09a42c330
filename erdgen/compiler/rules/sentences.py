"""Compiles one sentence of ``business_rules`` to a Rule: understood completely, or reported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from erdgen.compiler.rules.describe import describe_rule
from erdgen.compiler.rules.grammar import (
    Bounded,
    NewRow,
    NotSaidError,
    Once,
    Phrase,
    Said,
    Unique,
    parse_sentence,
)
from erdgen.compiler.rules.names import Lexicon, key_of, phrase_key, strip_determiners
from erdgen.compiler.rules.tokens import Token, spell_out
from erdgen.compiler.rules.vocabulary import (
    Compare,
    OnCreate,
    Range,
    Rule,
    RuleOutcome,
    Status,
    UniqueTogether,
)
from erdgen.compiler.rules.written import read_written_rule
from erdgen.compiler.spec.project import Entity, Field, Kind, Member, Project, Relationship, RuleText

_SAY_IT_AS = "say it as “Job salary must be positive” or “Job deadline must be after its start date”"

#: What one does only once, and the words for the row that it leaves.
_DEEDS: dict[str, tuple[str, ...]] = {
    "apply": ("application",),
    "bid": ("bid",),
    "book": ("booking", "reservation"),
    "bookmark": ("bookmark",),
    "comment": ("comment",),
    "enrol": ("enrolment", "enrollment"),
    "enroll": ("enrolment", "enrollment"),
    "favourite": ("favourite", "favorite"),
    "favorite": ("favourite", "favorite"),
    "follow": ("follow", "follower"),
    "join": ("membership", "participation"),
    "like": ("like",),
    "rate": ("rating", "review"),
    "register": ("registration",),
    "reserve": ("reservation", "booking"),
    "review": ("review", "rating"),
    "save": ("saved", "save", "bookmark"),
    "subscribe": ("subscription",),
    "vote": ("vote",),
}


class _AmbiguousError(Exception):
    """The sentence fits several things; ``str()`` names them."""


@dataclass(frozen=True)
class _Hints:
    """What the rule says beside its sentence."""

    entity: Entity | None
    field: str


def compile_rules(project: Project) -> tuple[RuleOutcome, ...]:
    """What becomes of every rule of ``project``, in the order of the ERD."""
    lexicon = Lexicon(project)
    return tuple(
        read_written_rule(project, text) if text.check else compile_rule(project, text, lexicon)
        for text in project.rules
    )


def compile_rule(project: Project, text: RuleText, lexicon: Lexicon | None = None) -> RuleOutcome:
    """The Rule that ``text`` states, or why there is none. Never a guess."""
    lexicon = lexicon or Lexicon(project)
    hints = _Hints(project.by_name.get(text.applies_to), text.field)
    try:
        entity, rule = _resolve(parse_sentence(text.sentence), lexicon, hints)
    except _AmbiguousError as several:
        hint = "name the entity, or say which with `applies_to` and `field`"
        return _open(text, "ambiguous", str(several), hint)
    except NotSaidError as stopped:
        return _open(text, "not_understood", str(stopped), _SAY_IT_AS)
    return RuleOutcome(
        sentence=text.sentence,
        status="compiled",
        entity=entity.name,
        rule=rule,
        understood=f"{entity.name}: {describe_rule(rule)}",
        location=text.location,
    )


def _open(text: RuleText, status: Status, reason: str, hint: str) -> RuleOutcome:
    return RuleOutcome(
        text.sentence, status, text.applies_to, reason=reason, hint=hint, location=text.location
    )


def _resolve(said: Said, lexicon: Lexicon, hints: _Hints) -> tuple[Entity, Rule]:
    match said:
        case Bounded():
            return _resolve_bounded(said, lexicon, hints)
        case Unique():
            return _resolve_unique(said, lexicon, hints)
        case Once():
            return _resolve_once(said, lexicon, hints)
        case NewRow():
            return _resolve_new_row(said, lexicon, hints)


def _resolve_bounded(said: Bounded, lexicon: Lexicon, hints: _Hints) -> tuple[Entity, Rule]:
    entity, field = _subject(said.subject, lexicon, hints)
    if any(condition.phrase for condition in said.conditions):
        return entity, _compare(said, entity, field, lexicon)
    return entity, _range(said, entity, field)


def _subject(phrase: Phrase, lexicon: Lexicon, hints: _Hints) -> tuple[Entity, Field]:
    """The field that a sentence is about."""
    entity, member = _member(phrase, lexicon, hints)
    if not isinstance(member, Field):
        raise NotSaidError(f"{entity.name}.{member.name} is a relationship, not a value")
    return entity, member


def _member(phrase: Phrase, lexicon: Lexicon, hints: _Hints) -> tuple[Entity, Member]:
    if not phrase and hints.entity and hints.field in hints.entity.members:
        return hints.entity, hints.entity.members[hints.field]
    found = lexicon.find_members(phrase, hints.entity)
    if not found:
        raise NotSaidError(f"no field is called “{spell_out(phrase)}”")
    fitting = [
        (entity, name)
        for entity, name in found
        if (hints.entity is None or entity is hints.entity) and hints.field in ("", name)
    ]
    if not fitting:
        named = _listed(found)
        raise _AmbiguousError(f"the sentence names {named}, but `applies_to` and `field` say otherwise")
    if len(fitting) > 1:
        raise _AmbiguousError(f"“{spell_out(phrase)}” can be {_listed(fitting)}")
    entity, name = fitting[0]
    return entity, entity.members[name]


def _listed(found: Sequence[tuple[Entity, str]]) -> str:
    names = [f"{entity.name}.{name}" for entity, name in found]
    shown = names[:5] + ([f"{len(names) - 5} more"] if len(names) > 5 else [])
    return " or ".join(shown)


def _range(said: Bounded, entity: Entity, field: Field) -> Range:
    if not field.kind.is_number:
        raise NotSaidError(f"{entity.name}.{field.name} is no number but a {field.kind}")
    bounds: dict[str, str] = {}
    for condition in said.conditions:
        number = condition.number or "0"
        _check_digits(field, number)
        if condition.operator in bounds:
            raise NotSaidError("it sets the same bound twice")
        bounds[condition.operator] = number
    return Range(field.name, **bounds)


def _check_digits(field: Field, number: str) -> None:
    """Refuse a bound that the field cannot hold exactly; ``1.000`` might even mean a thousand."""
    places = -int(Decimal(number).as_tuple().exponent)
    allowed = 0 if field.kind.is_integer else field.decimal_places
    if allowed is not None and places > allowed:
        what = "takes whole numbers" if not allowed else f"has {allowed} decimal places"
        raise NotSaidError(f"{field.name} {what}, so it cannot be held against {number}")


def _compare(said: Bounded, entity: Entity, field: Field, lexicon: Lexicon) -> Compare:
    if len(said.conditions) != 1:
        raise NotSaidError("it compares in several ways; write one sentence for each")
    condition = said.conditions[0]
    found = [name for owner, name in lexicon.find_members(condition.phrase, entity) if owner is entity]
    if len(found) > 1:
        raise _AmbiguousError(f"“{spell_out(condition.phrase)}” can be {' or '.join(found)}")
    other = entity.members[found[0]] if found else None
    if not isinstance(other, Field):
        raise NotSaidError(f"{entity.name} has no field called “{spell_out(condition.phrase)}”")
    _check_comparable(field, other, condition.sort)
    return Compare(field.name, condition.operator, other.name)


def _check_comparable(field: Field, other: Field, sort: str) -> None:
    if field.name == other.name:
        raise NotSaidError(f"it compares {field.name} with itself")
    numbers = field.kind.is_number and other.kind.is_number
    times = field.kind.is_temporal and field.kind is other.kind
    if not (numbers or times):
        raise NotSaidError(f"{field.name} ({field.kind}) and {other.name} ({other.kind}) cannot be compared")
    if (sort == "time" and not times) or (sort == "number" and not numbers):
        raise NotSaidError(f"its words do not fit {field.name}, which is a {field.kind}")


def _resolve_unique(said: Unique, lexicon: Lexicon, hints: _Hints) -> tuple[Entity, Rule]:
    entities = lexicon.find_entities(said.subject)
    if len(entities) == 1 and said.per:
        entity = entities[0]
        first: tuple[str, ...] = ()
        if hints.entity is not None and hints.entity is not entity:
            raise _AmbiguousError(
                f"the sentence names {entity.name}, but `applies_to` says {hints.entity.name}"
            )
    else:
        entity, member = _member(said.subject, lexicon, hints)
        first = (_single(entity, member),)
    names = (*first, *(_within(entity, phrase, lexicon) for phrase in said.per))
    if len(set(names)) != len(names):
        raise NotSaidError("it names one field twice")
    return entity, UniqueTogether(names)


def _within(entity: Entity, phrase: Phrase, lexicon: Lexicon) -> str:
    found = [name for owner, name in lexicon.find_members(phrase, entity) if owner is entity]
    if not found:
        raise NotSaidError(f"{entity.name} has no “{spell_out(phrase)}”")
    if len(found) > 1:
        raise _AmbiguousError(f"“{spell_out(phrase)}” of {entity.name} can be {' or '.join(found)}")
    return _single(entity, entity.members[found[0]])


def _single(entity: Entity, member: Member) -> str:
    """The name of a member that holds one value, as a unique constraint needs."""
    if isinstance(member, Relationship) and member.many:
        raise NotSaidError(f"{entity.name}.{member.name} holds many rows, so it cannot be unique")
    if isinstance(member, Field) and (member.kind is Kind.JSON or member.kind.is_file):
        raise NotSaidError(f"{entity.name}.{member.name} is a {member.kind}, which cannot be unique")
    return member.name


def _resolve_once(said: Once, lexicon: Lexicon, hints: _Hints) -> tuple[Entity, Rule]:
    target = _one_entity(said.target, lexicon)
    actor = _actor_entity(said.actor, lexicon)
    entity = _record_of(said.verb, actor, target, lexicon, hints)
    actor_link = _one_link(entity, actor, said.actor)
    target_link = _one_link(entity, target, said.target)
    if actor_link == target_link:
        raise NotSaidError(f"{entity.name} links both to one entity by {actor_link} alone")
    return entity, UniqueTogether((target_link, actor_link))


def _record_of(verb: str, actor: Entity, target: Entity, lexicon: Lexicon, hints: _Hints) -> Entity:
    """The entity whose rows say that ``actor`` has done ``verb`` with ``target``."""
    named = [
        entity
        for entity in lexicon.project.entities
        if _links(entity, target) and _links(entity, actor) and _is_deed(entity, verb)
    ]
    hinted = hints.entity if hints.entity not in (actor, target) else None
    if hinted is not None:
        if named and hinted not in named:
            raise _AmbiguousError(
                f"“{verb}” sounds like {named[0].name}, but `applies_to` says {hinted.name}"
            )
        return hinted
    if not named:
        raise NotSaidError(f"which entity records that one has done “{verb}”? Name it in `applies_to`")
    if len(named) > 1:
        raise _AmbiguousError(f"“{verb}” can be {' or '.join(entity.name for entity in named)}")
    return named[0]


def _one_entity(phrase: Phrase, lexicon: Lexicon) -> Entity:
    found = lexicon.find_entities(phrase)
    if not found:
        raise NotSaidError(f"no entity is called “{spell_out(phrase)}”")
    if len(found) > 1:
        raise _AmbiguousError(f"“{spell_out(phrase)}” can be {' or '.join(entity.name for entity in found)}")
    return found[0]


def _actor_entity(phrase: Phrase, lexicon: Lexicon) -> Entity:
    """Who acts: an entity by name, or the user behind the word "user" or a role."""
    key = phrase_key(strip_determiners(phrase))
    user = lexicon.project.user
    if user is not None and not lexicon.entities.get(key) and (key == ("user",) or key in lexicon.roles):
        return user
    return _one_entity(phrase, lexicon)


def _links(entity: Entity, target: Entity) -> list[Relationship]:
    return [link for link in entity.relationships if link.target == target.name and not link.many]


def _is_deed(entity: Entity, verb: str) -> bool:
    return not set(key_of(entity.name)).isdisjoint(_DEEDS.get(verb, (verb,)))


def _one_link(entity: Entity, target: Entity, phrase: Phrase) -> str:
    links = _links(entity, target)
    key = phrase_key(strip_determiners(phrase))
    named = [link for link in links if key_of(link.name) == key]
    chosen = named if len(named) == 1 else links
    if not chosen:
        raise NotSaidError(f"{entity.name} has no link to {target.name}")
    if len(chosen) > 1:
        names = " and ".join(link.name for link in chosen)
        raise _AmbiguousError(f"{entity.name} links to {target.name} by {names}")
    return chosen[0].name


def _resolve_new_row(said: NewRow, lexicon: Lexicon, hints: _Hints) -> tuple[Entity, Rule]:
    _check_everyone(said.actor, lexicon)
    found = _states(strip_determiners(said.target), lexicon)
    if hints.entity is not None and not hints.entity.is_user:
        found = [(entity, name, value) for entity, name, value in found if entity is hints.entity]
    if hints.field:
        found = [(entity, name, value) for entity, name, value in found if name == hints.field]
    if not found:
        raise NotSaidError(f"“{spell_out(said.target)}” fits no choice and no yes/no field of an entity")
    if len(found) > 1:
        raise _AmbiguousError(
            f"“{spell_out(said.target)}” can be {_listed([(e, name) for e, name, _ in found])}"
        )
    entity, name, value = found[0]
    return entity, OnCreate(name, value)


def _states(target: tuple[Token, ...], lexicon: Lexicon) -> list[tuple[Entity, str, bool | str | int]]:
    """Readings of "active jobs": an adjective for a field's value, then an entity."""
    return [
        (entity, name, value)
        for place in range(1, len(target))
        for entity in lexicon.find_entities(target[place:])
        for name, value in lexicon.find_state(entity, phrase_key(target[:place]))
    ]


def _check_everyone(actor: Phrase, lexicon: Lexicon) -> None:
    """A rule on new rows holds for whoever creates them; one for some roles only would differ."""
    key = phrase_key(strip_determiners(actor))
    user = lexicon.project.user
    names_user = user is not None and user in lexicon.entities.get(key, ())
    if not (names_user or key == ("user",)):
        raise NotSaidError(f"it is only about “{spell_out(actor)}”; rules on new rows hold for every user")
