"""Made-up words for factories: which list suits a text field, by its name and by its entity's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from erdgen.compiler.codegen.names import snake
from erdgen.compiler.codegen.python import literal

#: Constant in the generated module → its words. No two of a list agree, in capitals or not.
WORDS: Mapping[str, tuple[str, ...]] = {
    "COMPANIES": (
        *(
            "Northgate Bakery",
            "Harbour Logistics",
            "Bright Field Energy",
            "Oak and Iron",
            "Blue Lantern Media",
        ),
        *(
            "Silver Birch Software",
            "Meadow Foods",
            "Stonebridge Partners",
            "Copper Kettle",
            "Tidewater Travel",
        ),
    ),
    "PEOPLE": (
        *("Alice Marsh", "Ben Okafor", "Clara Lindqvist", "Daniel Reyes", "Elif Kaya"),
        *("Frank Moreau", "Grace Obi", "Hugo Santos", "Ines Weber", "Jonas Novak"),
    ),
    "JOB_TITLES": (
        *("Backend Developer", "Accountant", "Site Manager", "Head Chef", "Data Analyst"),
        *("Nurse", "Electrician", "Product Designer", "Sales Assistant", "Translator"),
    ),
    "SKILLS": (
        *("Python", "Bookkeeping", "Public speaking", "Carpentry", "Data analysis"),
        *("First aid", "Copywriting", "Project planning", "Negotiation", "Photography"),
    ),
    "TOPICS": (
        "Health",
        "Travel",
        "Science",
        "Food",
        "Music",
        "Sport",
        "Design",
        "Nature",
        "History",
        "Work",
    ),
    "DEPARTMENTS": (
        "Sales",
        "Finance",
        "Support",
        "Research",
        "Operations",
        "Marketing",
        "Legal",
        "Purchasing",
    ),
    "PRODUCTS": (
        *("Desk lamp", "Travel mug", "Wool blanket", "Garden chair", "Wall clock"),
        *("Notebook", "Rain jacket", "Coffee grinder", "Backpack", "Tea towel"),
    ),
    "TITLES": (
        *("A fresh start", "What we learned this year", "Small steps, big changes", "The long way home"),
        *("Ten questions and answers", "Behind the scenes", "A guide for beginners", "Notes from the road"),
    ),
    "TASKS": (
        *("Prepare the offer", "Call the supplier", "Check the figures", "Order new parts"),
        *("Write the minutes", "Book the room", "Send the invoice", "Update the plan"),
    ),
    "NOTES": (
        *(
            "Please confirm by e-mail.",
            "Ready as agreed.",
            "Ask again next week.",
            "Thank you for the quick reply.",
        ),
        *("The details are attached.", "Arrived in good order.", "One question is still open."),
    ),
    "PARAGRAPHS": (
        "We began with a simple idea and a handful of people. Today it is used every day.",
        "Everything that is needed is there. The rest can be added step by step, when there is time for it.",
        "It took longer than planned, but the result is worth it. Many thanks to all who helped.",
        "This is a good place to begin. Read it once, try it out, and come back with your questions.",
        "The work is done in small teams that decide for themselves. Once a week everybody meets.",
    ),
    "CITIES": ("London", "Lisbon", "Oslo", "Vienna", "Krakow", "Lyon", "Porto", "Dublin", "Ghent", "Turin"),
    "COUNTRIES": (
        "Portugal",
        "Norway",
        "Austria",
        "Poland",
        "France",
        "Ireland",
        "Belgium",
        "Italy",
        "Kenya",
    ),
    "COLOURS": ("Blue", "Green", "Red", "Grey", "Yellow", "White", "Black", "Orange"),
    "PLACES": (
        *("Riverside", "Northgate", "Old Mill", "Harbour", "Hilltop"),
        *("Eastfield", "Lakeside", "Parkway", "Stonebridge", "Meadow"),
    ),
}

#: Last word of the entity's name → list for its ``name`` or ``title``.
ENTITIES: Mapping[str, str] = {
    word: words
    for words, names in {
        "COMPANIES": "company employer organization organisation vendor supplier manufacturer brand shop "
        "store publisher agency bank firm business merchant carrier",
        "PEOPLE": "person author employee doctor patient student teacher member customer contact guest "
        "driver owner artist candidate client worker instructor passenger nurse volunteer user",
        "JOB_TITLES": "job position vacancy profession occupation",
        "SKILLS": "skill qualification competence",
        "TOPICS": "tag topic keyword interest category genre subject",
        "DEPARTMENTS": "department division unit",
        "PRODUCTS": "product item goods part material",
        "TITLES": "post article book page story course lesson song album movie film paper thread event video",
        "TASKS": "task ticket issue todo step milestone activity",
        "CITIES": "city town",
        "COUNTRIES": "country",
    }.items()
    for word in names.split()
}

#: Field name → list, whatever the entity.
FIELDS: Mapping[str, str] = {
    word: words
    for words, names in {
        "NOTES": "note notes comment comments remark remarks message reason feedback instructions reply",
        "TITLES": "subject headline summary caption subtitle tagline slogan",
        "JOB_TITLES": "job_title position occupation profession",
        "COMPANIES": "company company_name employer supplier brand manufacturer publisher",
        "PEOPLE": "full_name contact_name author author_name customer_name contact_person",
        "DEPARTMENTS": "department",
        "CITIES": "city town",
        "COUNTRIES": "country",
        "COLOURS": "color colour",
    }.items()
    for word in names.split()
}
NAMING_FIELDS = frozenset({"name", "title", "label", "display_name"})
NUMBERING_FIELDS = frozenset({"code", "sku", "reference", "ref", "number", "barcode", "isbn", "identifier"})

#: Texts with a form of their own: field name → a few right ones.
FORMS: Mapping[str, tuple[str, ...]] = {
    "currency": ("EUR", "USD", "GBP"),
    "currency_code": ("EUR", "USD", "GBP"),
    "country_code": ("DE", "FR", "GB", "US"),
    "language": ("en", "de", "fr"),
    "language_code": ("en", "de", "fr"),
    "locale": ("en", "de", "fr"),
    "timezone": ("UTC", "Europe/Berlin", "America/New_York"),
    "time_zone": ("UTC", "Europe/Berlin", "America/New_York"),
}

#: Room for the number of a second round: a space and five digits.
NUMBER_LENGTH = 6


@dataclass(frozen=True, slots=True)
class Phrase:
    """An expression for the text of row ``n``, different for each ``n``, and what it needs."""

    expression: str
    longest: int
    #: Constant that it takes words from; empty for none.
    words: str = ""


def find_phrase(entity: str, column: str, *, long: bool = False, counter: str = "n") -> Phrase | None:
    """The words that suit the field ``column`` of ``entity``; None where only the field's own name does."""
    kind = snake(entity).rpartition("_")[2]
    if column in NAMING_FIELDS and kind not in ENTITIES:
        label = snake(entity).replace("_", " ")
        phrase = _pick("PLACES", counter)
        return Phrase(f'f"{{{phrase.expression}}} {label}"', phrase.longest + len(label) + 1, "PLACES")
    words = ENTITIES[kind] if column in NAMING_FIELDS else FIELDS.get(column, "PARAGRAPHS" if long else "")
    if words:
        return _pick(words, counter)
    if column in NUMBERING_FIELDS or column.endswith(("_code", "_number", "_no", "_reference")):
        prefix = entity[:3].upper()
        return Phrase(f'f"{prefix}-{{{counter} + 1:04}}"', len(prefix) + 6)
    return None


def _pick(words: str, counter: str) -> Phrase:
    return Phrase(f"pick({words}, {counter})", max(map(len, WORDS[words])) + NUMBER_LENGTH, words)


def find_form(column: str, limit: int) -> str:
    """A list of texts with a form of their own, as an expression; empty for other fields."""
    texts = FORMS.get(column, ())
    return literal(list(texts)) if texts and max(map(len, texts)) <= limit else ""
