"""Numbers, units and the calendar in words."""

from __future__ import annotations

from decimal import Decimal

from erdgen.compiler.rules.conditions import Unit
from erdgen.compiler.rules.language.words import word_set

UNITS: dict[str, Unit] = {
    **dict.fromkeys(("minute", "minutes", "min", "mins"), "minutes"),
    **dict.fromkeys(("hour", "hours", "hr", "hrs", "h"), "hours"),
    **dict.fromkeys(("day", "days"), "days"),
    **dict.fromkeys(("week", "weeks"), "weeks"),
    **dict.fromkeys(("month", "months"), "months"),
    **dict.fromkeys(("year", "years", "yr", "yrs"), "years"),
}
CURRENCIES = word_set(
    "$ € £ ¥ dollar dollars euro euros pound pounds usd eur gbp chf franc francs yen cent cents pence"
    " rupees inr"
)
CURRENCY_CODES = word_set("eur usd gbp chf jpy sek nok dkk pln czk huf ron cad aud nzd cny inr brl zar")
#: Units of count and measure that a number may carry without a change of its value.
MEASURES = word_set(
    "people persons guests items units pieces pcs seats points stars kg kilogram kilograms"
    " kilogrammes g gram grams km kilometre kilometres kilometer kilometers m metre metres meter"
    " meters cm centimetre centimetres mm l litre litres liter liters ml credits pages copies"
    " employees students players members participants attendees places rooms beds bedrooms bathrooms"
    " tickets nights sqm degrees celsius kwh mb gb kb percent percentage hours minutes days weeks"
    " months years slots lbs pounds miles square mph mg ms tonnes tons parcels boxes vehicles marks"
    " m² m2 m³ m3 km² km2 cm² cm2 cm³ cm3 sqft ha hectare hectares acre acres ccm litre"
)
#: Units of size: what they measure, and how many of its base unit they are. Bytes (1,000 or 1,024) and
#: degrees are not converted: each is a measure of its own.
SIZES: dict[str, tuple[str, Decimal]] = {
    spelling: (measure, Decimal(factor))
    for measure, factor, spellings in (
        ("mass", "0.001", "mg milligram milligrams milligramme milligrammes"),
        ("mass", "1", "g gram grams gramme grammes"),
        ("mass", "1000", "kg kilogram kilograms kilogramme kilogrammes kilo kilos kgs"),
        ("mass", "1000000", "t tonne tonnes"),
        ("mass", "453.59237", "lb lbs"),
        ("length", "1", "mm millimetre millimetres millimeter millimeters"),
        ("length", "10", "cm centimetre centimetres centimeter centimeters"),
        ("length", "1000", "m metre metres meter meters"),
        ("length", "1000000", "km kilometre kilometres kilometer kilometers"),
        ("length", "1609344", "mile miles"),
        ("volume", "1", "ml millilitre millilitres milliliter milliliters"),
        ("volume", "10", "cl centilitre centilitres"),
        ("volume", "1000", "l litre litres liter liters"),
        ("kilobytes", "1", "kb kilobyte kilobytes"),
        ("megabytes", "1", "mb megabyte megabytes"),
        ("gigabytes", "1", "gb gigabyte gigabytes"),
        ("celsius", "1", "celsius"),
        ("fahrenheit", "1", "fahrenheit"),
    )
    for spelling in spellings.split()
}
#: Units of area and room, which are not converted; no money and no time is measured in them.
AREAS = word_set("square sqm sqft m² m2 m³ m3 km² km2 cm² cm2 cm³ cm3 ha hectare hectares acre acres ccm")
#: Spellings of one unit of area.
AREA_NAMES = {
    **dict.fromkeys(("ha", "hectare", "hectares"), "ha"),
    **dict.fromkeys(("acre", "acres"), "acre"),
    **dict.fromkeys(("sqm", "m²", "m2"), "sqm"),
    **dict.fromkeys(("km²", "km2"), "km2"),
    **dict.fromkeys(("cm²", "cm2"), "cm2"),
    **dict.fromkeys(("cm³", "cm3", "ccm"), "ccm"),
    **dict.fromkeys(("m³", "m3"), "m3"),
}
SCALES = {"hundred": 100, "thousand": 1000, "k": 1000, "million": 1000000, "m": 1000000, "dozen": 12}
_NUMBERS = (
    "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven"
    "|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
)
SMALL = {word: value for value, word in enumerate(_NUMBERS.split("|"))}
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
TENS = {word: 20 + 10 * place for place, word in enumerate(_TENS.split("|"))}
_MONTHS = (
    "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sep sept"
    "|october oct|november nov|december dec"
)
MONTHS = {name: number for number, names in enumerate(_MONTHS.split("|"), 1) for name in names.split()}
_DAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
#: Monday is 0.
DAYS = {
    spelling: number
    for number, name in enumerate(_DAYS.split("|"))
    for spelling in (name, f"{name}s", name[:3])
}
#: What a field's name may say of a period of time.
PERIODS = {
    "day": word_set("daily day"),
    "night": word_set("nightly night"),
    "week": word_set("weekly week"),
    "month": word_set("monthly month"),
    "year": word_set("yearly annual year"),
    "hour": word_set("hourly hour"),
}
