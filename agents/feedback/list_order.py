"""What comments on the order of lists come to: the order that a list has when nobody sorts it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from agents.feedback.answer import Answer, Element, UnclearError
from agents.feedback.phrases import Match
from agents.feedback.subjects import find_fields, find_lists
from agents.words import CREATED, snake
from erdgen.compiler.agreement import find_disorder
from erdgen.compiler.contributions import Because, SetListOrder
from erdgen.compiler.spec.project import Entity, Field, Project

#: What stands first when lists are sorted downwards, and upwards.
_LAST_FIRST = r"newest|latest|most recent|highest|largest|biggest|greatest|longest|most expensive"
_LEAST_FIRST = r"oldest|earliest|lowest|smallest|least|shortest|cheapest"
_OF_AGE = re.compile(r"newest|latest|most recent|oldest|earliest", re.IGNORECASE)
_DOWN = r"desc(?:ending)?|downwards?|in reverse|reversed?|backwards|z to a"
_UP = r"asc(?:ending)?|upwards?|alphabetical(?:ly)?|a to z"
_KEY = re.compile(
    rf"(?P<minus>-)?(?P<name>.+?)(?:,? \(?(?:in )?(?:(?P<down>{_DOWN})|(?:{_UP})"
    rf"|(?P<first>(?P<last>{_LAST_FIRST})|(?:{_LEAST_FIRST})) first)(?: order)?\)?)?",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    rf"\s*,? (?:and )?then(?: by)? |,? and(?: by)? |\s*,(?!\s*(?:{_LAST_FIRST}|{_LEAST_FIRST}) first\b)\s*",
    re.IGNORECASE,
)
_FIRST = re.compile(rf"(?:(?P<down>{_LAST_FIRST})|(?:{_LEAST_FIRST}))(?: (?P<what>.+))?", re.IGNORECASE)
_KEYS = frozenset({"id", "pk", "key", "primary_key"})


def read_order(project: Project, here: Element, match: Match, because: Because) -> Answer:
    """“Order by -created_at”."""
    names = find_lists(project, here, match.get("subject") or match.get("list", ""))
    parts = [part for part in _BETWEEN.split(match["value"].strip("[]() ")) if _plain(part)]
    if not parts:
        raise UnclearError("it does not say by which field", "say “sort by FIELD”")
    if not names:
        names = (_find_entity(project, here, parts[0]),)
    orders = {name: tuple(_read_key(project, Element(name), here, part) for part in parts) for name in names}
    return _answer(project, orders, because)


def read_first(project: Project, here: Element, match: Match, because: Because) -> Answer:
    """“Newest first”, “highest salary first”."""
    said = match["value"]
    first = _FIRST.fullmatch(said)
    assert first is not None  # the phrase has the same words
    sign, what = "-" if first["down"] else "", first["what"] or ""
    own = _find_own(project, here, what) if what else None
    if own is not None:
        entity, field = own
        _check_measure(entity, field, said)
        return _answer(project, {entity.name: (sign + field.name,)}, because)
    names = find_lists(project, here, match.get("subject") or what)
    if not names:
        raise UnclearError("it does not say which list", "name it: “sort NAME by FIELD”")
    orders = {name: (sign + _find_measure(project.by_name[name], here, said, sign),) for name in names}
    return _answer(project, orders, because)


def _answer(project: Project, orders: Mapping[str, tuple[str, ...]], because: Because) -> Answer:
    for name, order in orders.items():
        disorder = find_disorder(project, project.by_name[name], order)
        if disorder:
            raise UnclearError(disorder, "name another field")
    made = tuple(
        SetListOrder(owner="api", entity=name, fields=fields, because=because)
        for name, fields in orders.items()
    )
    if all(project.by_name[each.entity].ordering == each.fields for each in made):
        return Answer(settled="lists come in this order already", standing=made)
    return Answer(contributions=made)


def _find_entity(project: Project, here: Element, part: str) -> str:
    """Whose list is meant where only a field is named, as in “sort by Job.salary”."""
    key = _KEY.fullmatch(_plain(part))
    assert key is not None  # every text that is not empty is one
    ((entity, _), *_) = find_fields(project, here, key["name"])
    return entity.name


def _read_key(project: Project, whole: Element, here: Element, part: str) -> str:
    """One field with its direction, for Django."""
    key = _KEY.fullmatch(_plain(part))
    assert key is not None  # every text that is not empty is one
    sign = "-" if key["minus"] or key["down"] or key["last"] else ""
    entity = project.by_name[whole.entity]
    if snake(key["name"]) in _KEYS and snake(key["name"]) not in entity.members:
        return sign + entity.pk_name
    found = find_fields(project, here if here.entity == whole.entity else whole, key["name"])
    if len(found) > 1 or found[0][0] is not entity:
        raise UnclearError(f"{key['name']} is no field of {entity.name}", "name the field of the list itself")
    field = found[0][1]
    if key["first"]:
        _check_measure(entity, field, key["first"])
    return sign + field.name


def _plain(part: str) -> str:
    return part.strip().strip("`'\"“”‘’")


def _find_own(project: Project, here: Element, what: str) -> tuple[Entity, Field] | None:
    """The field that ``what`` means, and its entity; None if it is no field, but perhaps a list."""
    try:
        ((entity, field), *_) = find_fields(project, here, what)
    except UnclearError:
        return None
    if here.entity not in ("", entity.name):
        raise UnclearError(f"{what} is no field of {here.entity}", "name the field of the list itself")
    return entity, field


def _check_measure(entity: Entity, field: Field, said: str) -> None:
    """Refuse “newest” for what is no moment, and “highest” for what is no number."""
    if not _fits(field, of_age=_OF_AGE.match(said) is not None):
        nearest = f"say “sort by {field.name} descending” or “ascending”"
        raise UnclearError(f"“{said}” does not fit {entity.name}.{field.name}", nearest)


def _fits(field: Field, *, of_age: bool) -> bool:
    return field.kind.is_temporal if of_age else field.kind.is_number


def _find_measure(entity: Entity, here: Element, said: str, sign: str) -> str:
    """The field that “newest” or “highest” is told by: the one that is looked at, or when rows were made."""
    pointed = entity.members.get(here.field) if here.entity == entity.name else None
    of_age = _OF_AGE.match(said) is not None
    if isinstance(pointed, Field) and _fits(pointed, of_age=of_age):
        return pointed.name
    made = [field.name for field in entity.fields if of_age and _tells_age(field)]
    if len(made) == 1:
        return made[0]
    fits = [sign + each.name for each in entity.fields if _fits(each, of_age=of_age)]
    nearest = f"say “sort by {' or '.join(fits)}”" if fits else "name it: “sort by FIELD”"
    raise UnclearError(f"it is not clear by which field of {entity.name} “{said}” is told", nearest)


def _tells_age(field: Field) -> bool:
    """Whether it says when a row was made."""
    called = snake(field.name) in CREATED or (field.builtin and field.name == "date_joined")
    return field.auto == "created" or (field.kind.is_temporal and called)
