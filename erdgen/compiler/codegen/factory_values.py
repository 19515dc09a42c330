"""Expressions that give factories valid, plausible values."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from erdgen.compiler.codegen.field_code import DJANGO_MAX_LENGTH, inclusive, parse_duration
from erdgen.compiler.codegen.names import snake
from erdgen.compiler.codegen.python import Imports, literal, text_literal
from erdgen.compiler.codegen.sample_words import find_form, find_phrase
from erdgen.compiler.design import EntityDesign
from erdgen.compiler.rules.conditions import Compare, OneOf, Pattern, Range
from erdgen.compiler.rules.forms import AtCreation, Rule, Unique
from erdgen.compiler.rules.patterns import matching_texts
from erdgen.compiler.rules.walk import split_rule
from erdgen.compiler.spec.project import Entity, Field, Kind, Relationship

#: Field name → Faker provider, where its longest text is known to fit 60 characters.
PROVIDERS: Mapping[str, str] = {
    "first_name": "first_name",
    "last_name": "last_name",
    "surname": "last_name",
    "location": "city",
    "street": "street_address",
    "address": "street_address",
    "postal_code": "postcode",
    "zip_code": "postcode",
    "phone": "phone_number",
    "phone_number": "phone_number",
}
PROVIDER_LENGTH = 60

#: A user name of the greatest length at `example.com`.
ACCOUNT_EMAIL_LENGTH = 162

#: How many examples of a pattern a factory goes round.
EXAMPLES = 60

#: Where made-up dates begin that may only lie before a bound, and how many days a range without end has.
EPOCH = datetime.date(2024, 1, 1)
DAYS = 9000

#: Words in the names of dates that have passed, and of those that passed long ago.
PAST = frozenset(
    {"at", "since", "hired", "joined", "published", "issued", "started", "opened", "ordered", "paid", "sent"}
    | {
        "placed",
        "registered",
        "received",
        "shipped",
        "delivered",
        "completed",
        "closed",
        "signed",
        "released",
    }
    | {"released", "posted", "purchased", "founded", "established"}
)
LONG_PAST = frozenset({"birth", "born", "birthday", "birthdate", "dob"})
GENERATION = 9000

#: Last word of a number's name → where plausible values begin, and their distance.
PLAUSIBLE: Mapping[str, tuple[int, int]] = {
    "salary": (30_000, 500),
    "income": (30_000, 500),
    "budget": (10_000, 250),
    "year": (1990, 1),
    "founded": (1990, 1),
    "age": (18, 1),
}

#: Where made-up amounts begin, if nothing forbids: nobody takes 0.01 for a salary.
ROUND_PRICE = Decimal(100)

INTEGER_TOP = {Kind.SMALLINT: 32767, Kind.INT: 2147483647, Kind.BIGINT: 9223372036854775807}


@dataclass(frozen=True)
class Wish:
    """What one field's value must hold beyond its own options."""

    #: Values differ from row to row.
    distinct: bool = False
    #: Steps above the smallest member of a chain of comparisons, for dates above the member that the server
    #: sets if there is one; None outside of any.
    level: int | None = None
    #: First and last day for all members of a chain of which one is bounded.
    days: tuple[datetime.date, datetime.date] | None = None
    #: The chain holds the present: its dates cannot move from row to row.
    present: bool = False
    lower: Decimal | None = None
    upper: Decimal | None = None
    #: Value that a new row must have.
    fixed: bool | str | int | None = None
    #: Small domains that must be combined: period of the field's own counter.
    divisor: int = 1


@dataclass
class FactoryValues:
    """Collects what the module needs beside the declarations."""

    imports: Imports = field(default_factory=Imports)
    short_texts: bool = False
    #: Constants of word lists that are in use.
    words: set[str] = field(default_factory=set)
    #: Whether dates count from the present day.
    today: bool = False
    noon: bool = False
    #: Whether some count from the last Thursday.
    thursday: bool = False
    #: Functions that move a day to a weekday.
    weekday_functions: set[str] = field(default_factory=set)


def wishes(design: EntityDesign) -> dict[str, Wish]:
    """What the rules and uniqueness of one entity ask of each field's values, all together."""
    found: dict[str, Wish] = {f.name: Wish(distinct=f.unique or f.primary_key) for f in design.entity.fields}
    for rule in simple_rules(design):
        match rule:
            case Range(field=name):
                found[name] = _narrowed(found[name], rule, design.entity.members[name])
            case AtCreation(condition=OneOf(field=name, values=(value,))):
                found[name] = replace(found[name], fixed=value)
            case _:
                continue
    _chain(design, found)
    _separate(design, found)
    return found


def simple_rules(design: EntityDesign) -> list[Rule]:
    """The rules that the wishes of single fields can meet; for the others whole rows are sought."""
    return [
        rule for added in design.rules for rule in split_rule(added.rule) if is_simple(design.entity, rule)
    ]


def is_simple(entity: Entity, rule: Rule) -> bool:
    """Whether ``rule`` bounds a number, puts two fields in order, or fixes the first value of one."""
    match rule:
        case Range(field=name):
            member = entity.members.get(name)
            return isinstance(member, Field) and member.kind.is_number
        case Compare():
            sides = [entity.members.get(name) for name in (rule.field, rule.other)]
            kinds = {side.kind for side in sides if isinstance(side, Field)}
            ordered = rule.shift is None and rule.operator not in ("eq", "ne")
            return ordered and all(isinstance(side, Field) for side in sides) and len(kinds) == 1
        case AtCreation(condition=OneOf(field=name, values=(_,), negated=False), when=None):
            return name in entity.members
        case Pattern(field=name):
            member = entity.members.get(name)
            return isinstance(member, Field) and not member.pattern
    return isinstance(rule, Unique)


def _narrowed(wish: Wish, rule: Range, member: object) -> Wish:
    assert isinstance(member, Field)
    lower, upper = wish.lower, wish.upper
    low = rule.gte if rule.gt is None else (inclusive(member, rule.gt, 1) or str(Decimal(rule.gt) + 1))
    high = rule.lte if rule.lt is None else (inclusive(member, rule.lt, -1) or str(Decimal(rule.lt) - 1))
    if low is not None:
        lower = max(Decimal(low), lower) if lower is not None else Decimal(low)
    if high is not None:
        upper = min(Decimal(high), upper) if upper is not None else Decimal(high)
    return replace(wish, lower=lower, upper=upper)


def _chain(design: EntityDesign, found: dict[str, Wish]) -> None:
    """Give the fields of each comparison a level, so that the greater one really is greater."""
    below: dict[str, set[str]] = {}
    for rule in simple_rules(design):
        if isinstance(rule, Compare):
            greater, lesser = rule.field, rule.other
            if rule.operator in ("lt", "lte"):
                greater, lesser = lesser, greater
            below.setdefault(greater, set()).add(lesser)
            below.setdefault(lesser, set())

    def level(name: str, seen: frozenset[str]) -> int:
        lower = [level(other, seen | {name}) for other in sorted(below[name]) if other not in seen]
        return 1 + max(lower, default=-1)

    for name in below:
        found[name] = replace(found[name], level=level(name, frozenset({name})))
    for members in _connected(below):
        _place_days(design, members, found)


def _connected(below: dict[str, set[str]]) -> list[list[str]]:
    """The fields of each chain together."""
    chains: list[set[str]] = []
    for name, others in below.items():
        chain = {name, *others}
        for joined in [c for c in chains if c & chain]:
            chains.remove(joined)
            chain |= joined
        chains.append(chain)
    return [sorted(chain) for chain in chains]


def _place_days(design: EntityDesign, names: list[str], found: dict[str, Wish]) -> None:
    """Let the dates of a chain count from the same day."""
    columns = [member for name in names if isinstance(member := design.entity.members[name], Field)]
    if not all(column.kind in (Kind.DATE, Kind.DATETIME) for column in columns):
        return
    bounded = [column for column in columns if column.minimum is not None or column.maximum is not None]
    present = next((found[column.name].level for column in columns if column.auto), None)
    for column in columns:
        wish = found[column.name]
        if bounded:
            ranges = [_days(one) for one in bounded]
            found[column.name] = replace(wish, days=(max(r[0] for r in ranges), min(r[1] for r in ranges)))
        elif present is not None:
            found[column.name] = replace(wish, level=(wish.level or 0) - present, present=True)


def _separate(design: EntityDesign, found: dict[str, Wish]) -> None:
    """For each set of fields that is unique together, make sure that rows differ in it."""
    entity = design.entity
    sets = [
        *entity.unique_together,
        *(r.rule.fields for r in design.rules if isinstance(r.rule, Unique)),
    ]
    for names in sets:
        members = [entity.members[name] for name in names if name in entity.members]
        columns = [member for member in members if isinstance(member, Field)]
        if any(isinstance(member, Relationship) and not member.nullable for member in members):
            # Every row gets a parent of its own, unless a rule is about the rows of one parent.
            columns = [column for column in columns if column.kind.is_text and domain_size(column) is None]
        if any(found[column.name].distinct for column in columns):
            continue
        wide = [
            column for column in columns if domain_size(column) is None and found[column.name].fixed is None
        ]
        if wide:
            found[wide[0].name] = replace(found[wide[0].name], distinct=True)
            continue
        divisor = 1
        for column in columns:
            found[column.name] = replace(found[column.name], distinct=True, divisor=divisor)
            divisor *= domain_size(column) or 1


def domain_size(column: Field) -> int | None:
    """How many values a small domain has; None for one without a practical limit."""
    if column.choices:
        return len(column.choices)
    if column.kind is Kind.BOOL:
        return 2
    if column.max_length is not None and column.max_length <= 2 and column.kind.is_text:
        return int(36**column.max_length)
    return None


def value_expression(design: EntityDesign, column: Field, wish: Wish, values: FactoryValues) -> str:
    """The factory declaration of one field; empty where the model's own default or NULL serves."""
    if wish.fixed is not None:
        return literal(wish.fixed)
    if column.auto or (column.default is not None and not wish.distinct and wish.level is None):
        return ""
    if column.default is not None and column.default.special == "uuid":
        return ""
    if column.choices:
        return _choices_expression(design, column, wish)
    if column.pattern:
        return _pattern_expression(column, wish)
    return _kind_expression(design, column, wish, values)


def _choices_expression(design: EntityDesign, column: Field, wish: Wish) -> str:
    values = f"models.{column.inherited_from or design.name}.{column.choices_class}.values"
    if wish.divisor > 1:
        return f"factory.Sequence(lambda n: {values}[n // {wish.divisor} % {len(column.choices)}])"
    return f"factory.Iterator({values})"


def _pattern_expression(column: Field, wish: Wish) -> str:
    texts = matching_texts(column.pattern, EXAMPLES, column.max_length)
    count = EXAMPLES if wish.distinct else 12
    return f"factory.Iterator({literal(list(texts[:count]))})" if texts else ""


def _kind_expression(design: EntityDesign, column: Field, wish: Wish, values: FactoryValues) -> str:
    match column.kind:
        case Kind.STR | Kind.TEXT | Kind.SLUG | Kind.EMAIL | Kind.URL:
            return _text_expression(design, column, wish, values)
        case Kind.INT | Kind.BIGINT | Kind.SMALLINT | Kind.FLOAT | Kind.DECIMAL:
            return _number_expression(column, wish, values.imports)
        case Kind.BOOL:
            return f"factory.Sequence(lambda n: n // {wish.divisor} % 2 == 0)" if wish.distinct else "True"
        case Kind.DATE | Kind.DATETIME | Kind.TIME | Kind.DURATION:
            return _temporal_expression(column, wish, values)
        case Kind.UUID:
            values.imports.add("uuid")
            return "factory.Sequence(lambda n: uuid.UUID(int=n + 1))"
        case Kind.IP:
            return 'factory.Sequence(lambda n: f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}")'
        case Kind.JSON:
            return 'factory.Sequence(lambda n: {"number": n})'
        case Kind.BINARY:
            return 'factory.Sequence(lambda n: n.to_bytes(8, "big"))'
        case Kind.FILE:
            return f'factory.django.FileField(filename="{column.name[:20]}.txt", data=b"content")'
        case Kind.IMAGE:
            return f'factory.django.ImageField(filename="{column.name[:20]}.png")'


def _text_expression(design: EntityDesign, column: Field, wish: Wish, values: FactoryValues) -> str:
    limit = column.max_length or DJANGO_MAX_LENGTH.get(
        column.kind, 255 if column.kind is Kind.STR else 10_000
    )
    if column.kind is Kind.EMAIL:
        if design.entity.is_user and column.builtin and limit >= ACCOUNT_EMAIL_LENGTH:
            return 'factory.LazyAttribute(lambda user: f"{user.username}@example.com")'
        prefix = snake(design.name).replace("_", "-")[:30]
        if limit >= len(prefix) + 22:
            return f'factory.Sequence(lambda n: f"{prefix}-{{n}}@example.com")'
        return 'factory.Sequence(lambda n: f"{n}@a.io")'
    if column.kind is Kind.URL:
        return (
            'factory.Sequence(lambda n: f"https://example.com/{n}")'
            if limit >= 28
            else 'factory.Sequence(lambda n: f"http://a.io/{n}")'
        )
    form = "" if wish.distinct else find_form(column.name, limit)
    if form:
        return f"factory.Iterator({form})"
    provider = PROVIDERS.get(column.name)
    if provider and not wish.distinct and column.kind is Kind.STR and limit >= PROVIDER_LENGTH:
        return f'factory.Faker("{provider}")'
    if expression := _phrase_expression(design, column, wish, values, limit):
        return f"factory.Sequence(lambda n: {expression})"
    words = column.name.replace("_", "-" if column.kind is Kind.SLUG else " ")
    if limit >= len(words) + 8:
        joint = "-" if column.kind is Kind.SLUG else " "
        text = words if column.kind is Kind.SLUG else words.capitalize()
        return f'factory.Sequence(lambda n: f"{text}{joint}{{n + 1}}")'
    values.short_texts = True
    return f"factory.Sequence(lambda n: short_text({_counter(wish)}, {min(limit, 8)}))"


def _phrase_expression(
    design: EntityDesign, column: Field, wish: Wish, values: FactoryValues, limit: int
) -> str:
    """Words that suit the field, as far as they fit; a slug is made of its row's name."""
    name = column.name
    if column.kind is Kind.SLUG:
        name = next((n for n in ("name", "title") if n in design.entity.members), name)
    phrase = find_phrase(design.name, name, long=column.kind is Kind.TEXT, counter=_counter(wish))
    if phrase is None or phrase.longest > limit:
        return ""
    if phrase.words:
        values.words.add(phrase.words)
    if column.kind is not Kind.SLUG:
        return phrase.expression
    values.imports.add("django.utils.text", "slugify")
    return f"slugify({phrase.expression})"


def _counter(wish: Wish) -> str:
    return f"n // {wish.divisor}" if wish.divisor > 1 else "n"


def _number_expression(column: Field, wish: Wish, imports: Imports) -> str:
    low, high = number_limits(column, wish)
    step = Decimal(1)
    if column.kind is Kind.DECIMAL and high - low < 1000:
        step = Decimal(1).scaleb(-(column.decimal_places or 0))
    if column.kind is Kind.FLOAT and high - low < 10:
        step = Decimal("0.01")
    plausible, distance = PLAUSIBLE.get(column.name.rpartition("_")[2], (0, 0))
    if plausible and wish.level is None and low <= plausible and plausible + 100 * distance <= high:
        low, step = Decimal(plausible), Decimal(distance)
    elif column.kind is Kind.DECIMAL and wish.level is None and high - low > ROUND_PRICE:
        low = max(low, ROUND_PRICE)
    start = low + (wish.level or 0) * step
    room = int((high - start) / step) + 1
    count = room if wish.distinct else min(room, 90)
    if wish.level is not None and not wish.distinct:
        count = 1
    return f"factory.Sequence(lambda n: {_number_at(column, start, step, count, imports, _counter(wish))})"


def number_limits(column: Field, wish: Wish) -> tuple[Decimal, Decimal]:
    """Least and greatest value that the factory may use."""
    lows = [Decimal(str(column.minimum))] if column.minimum is not None else []
    highs = [Decimal(str(column.maximum))] if column.maximum is not None else []
    lows += [wish.lower] if wish.lower is not None else []
    highs += [wish.upper] if wish.upper is not None else []
    if column.kind is Kind.DECIMAL:
        places = column.decimal_places or 0
        highs.append(Decimal(10) ** ((column.max_digits or 12) - places) - Decimal(1).scaleb(-places))
    elif column.kind.is_integer:
        highs.append(Decimal(INTEGER_TOP[column.kind]))
    else:
        highs.append(Decimal(1_000_000))
    high = min(highs)
    return (max(lows) if lows else min(Decimal(1), high)), high


def _number_at(
    column: Field, start: Decimal, step: Decimal, count: int, imports: Imports, counter: str
) -> str:
    offset = f"{counter} % {count}" if count > 1 else "0"
    if column.kind is Kind.DECIMAL:
        imports.add("decimal", "Decimal")
        moved = f" + Decimal({text_literal(str(step))}) * ({offset})" if count > 1 else ""
        return f"Decimal({text_literal(_plain(start))}){moved}"
    if column.kind is Kind.FLOAT:
        return f"{float(start)!r} + {float(step)!r} * ({offset})" if count > 1 else repr(float(start))
    moved = f"{int(step)} * ({offset})" if step != 1 else offset
    return f"{int(start)} + {moved}" if count > 1 else str(int(start))


def _plain(number: Decimal) -> str:
    """Without exponent."""
    return f"{number:f}"


def _temporal_expression(column: Field, wish: Wish, values: FactoryValues) -> str:
    values.imports.add("datetime")
    level = wish.level or 0
    if column.kind is Kind.DURATION:
        low = int(parse_duration(str(column.minimum)).total_seconds()) if column.minimum is not None else 60
        high = (
            int(parse_duration(str(column.maximum)).total_seconds())
            if column.maximum is not None
            else 8_000_000
        )
        moved = _offset(level, high - low, wish, free=60)
        return f"factory.Sequence(lambda n: datetime.timedelta(seconds={low} + {moved}))"
    if column.kind is Kind.TIME:
        return _time_expression(column, level, wish)
    if wish.days is None and column.minimum is None and column.maximum is None:
        return _day_expression(column, wish, values)
    first, last = wish.days or _days(column)
    moved = _offset(level, (last - first).days, wish, free=300)
    if column.kind is Kind.DATE:
        return f"factory.Sequence(lambda n: {first!r} + datetime.timedelta(days={moved}))"
    start = f"datetime.datetime({first.year}, {first.month}, {first.day}, 12, tzinfo=datetime.UTC)"
    return f"factory.Sequence(lambda n: {start} + datetime.timedelta(days={moved}))"


def _day_expression(column: Field, wish: Wish, values: FactoryValues) -> str:
    """Days round the present one, on the side that the field's name suggests."""
    values.today = True
    start = "TODAY"
    if column.kind is Kind.DATETIME:
        start, values.noon = "NOON", True
    if wish.present:
        return f"factory.LazyFunction(lambda: {start} + datetime.timedelta(days={wish.level}))"
    if wish.level is not None:
        moved = f"n + {wish.level}" if wish.level else "n"
        return f"factory.Sequence(lambda n: {start} + datetime.timedelta(days={moved}))"
    parts = set(column.name.split("_"))
    moved = _counter(wish) if wish.distinct else "n % 300"
    if LONG_PAST & parts:
        return f"factory.Sequence(lambda n: {start} - datetime.timedelta(days={GENERATION} + {moved}))"
    sign, moved = ("-", f"{moved} + 1") if PAST & parts else ("+", moved)
    return f"factory.Sequence(lambda n: {start} {sign} datetime.timedelta(days={moved}))"


def _offset(level: int, room: int, wish: Wish, free: int) -> str:
    """Steps from the start: the level, and a counter unless the value is part of a comparison."""
    if wish.level is not None and not wish.distinct:
        return str(min(level, room))
    count = max(room - level + 1, 1)
    count = count if wish.distinct else min(count, free)
    return f"{level} + {_counter(wish)} % {count}" if level else f"{_counter(wish)} % {count}"


def _days(column: Field) -> tuple[datetime.date, datetime.date]:
    low = datetime.datetime.fromisoformat(str(column.minimum)).date() if column.minimum is not None else None
    high = datetime.datetime.fromisoformat(str(column.maximum)).date() if column.maximum is not None else None
    if low is not None and column.kind is Kind.DATETIME:
        low += datetime.timedelta(days=1)
    if high is not None and column.kind is Kind.DATETIME:
        high -= datetime.timedelta(days=1)
    first = low if low is not None else (min(EPOCH, high) if high is not None else EPOCH)
    return first, high if high is not None else first + datetime.timedelta(days=DAYS)


def _time_expression(column: Field, level: int, wish: Wish) -> str:
    low = datetime.time.fromisoformat(str(column.minimum)) if column.minimum is not None else datetime.time(8)
    high = (
        datetime.time.fromisoformat(str(column.maximum))
        if column.maximum is not None
        else datetime.time(23, 59)
    )
    first = low.hour * 60 + low.minute + (1 if low.second else 0)
    room = max(high.hour * 60 + high.minute - first, 0)
    moved = _offset(level, room, wish, free=60)
    return f"factory.Sequence(lambda n: datetime.time(*divmod({first} + {moved}, 60)))"
