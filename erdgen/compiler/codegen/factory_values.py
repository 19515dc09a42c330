"""Expressions that give factories valid, plausible values."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from erdgen.compiler.codegen.factory_wishes import Wish, day_range
from erdgen.compiler.codegen.field_code import DJANGO_MAX_LENGTH, parse_duration
from erdgen.compiler.codegen.names import snake
from erdgen.compiler.codegen.python import Imports, literal, text_literal
from erdgen.compiler.codegen.sample_words import find_form, find_phrase
from erdgen.compiler.design import EntityDesign
from erdgen.compiler.rules.patterns import matching_texts
from erdgen.compiler.spec.project import Field, Kind

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

#: From so many values on a counter never has to begin again.
BOUNDLESS = 10**6

INTEGER_TOP = {Kind.SMALLINT: 32767, Kind.INT: 2147483647, Kind.BIGINT: 9223372036854775807}


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
    low, high = _number_limits(column, wish)
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


def _number_limits(column: Field, wish: Wish) -> tuple[Decimal, Decimal]:
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
    offset = counter if count > BOUNDLESS else f"{counter} % {count}" if count > 1 else "0"
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
    first, last = wish.days or day_range(column)
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
