"""Every form of rule once: a sentence that says it, the rule, and words that hint at it.

The sentences are about the shop of ``docs/rules-reference.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

from erdgen.compiler.rules.codec import snake_case
from erdgen.compiler.rules.conditions import (
    Clock,
    Compare,
    Count,
    Formula,
    Given,
    Length,
    Moment,
    OneOf,
    Pattern,
    Range,
    Span,
    Term,
    Total,
    Weekday,
)
from erdgen.compiler.rules.forms import (
    Access,
    AtCreation,
    Computed,
    Entering,
    Immutable,
    Implies,
    KeepWhile,
    Move,
    NoOverlap,
    Rule,
    ServerSet,
    SetDefault,
    Transitions,
    Unique,
)


@dataclass(frozen=True, slots=True)
class Shown:
    """``rule`` of ``entity``, as ``sentence`` says it. ``words``: a sentence with one may mean this form."""

    entity: str
    sentence: str
    rule: Rule
    words: str

    @property
    def kind(self) -> str:
        return snake_case(type(self.rule).__name__)


_PAID = OneOf("status", ("paid",))

SHOWN: tuple[Shown, ...] = (
    Shown(
        "Product",
        "The price of a product must be above 0 and at most 10000.",
        Range("price", gt="0", lte="10000"),
        "above below least most more less than exceed between minimum maximum positive negative zero",
    ),
    Shown(
        "Product",
        "A product's name has between 3 and 80 characters.",
        Length("name", 3, 80),
        "character characters long longer short shorter length letters digits",
    ),
    Shown(
        "Product",
        "A product's code consists of two capital letters and four digits.",
        Pattern("code", "[A-Z]{2}[0-9]{4}", "2 capital letters, then 4 digits"),
        "format match pattern consist letters digits start starts begin begins end ends contain contains",
    ),
    Shown(
        "Order",
        "The currency of an order is EUR, USD or GBP.",
        OneOf("currency", ("EUR", "USD", "GBP")),
        "one of either allowed values",
    ),
    Shown(
        "Order",
        "Every order needs an address.",
        Given("address"),
        "required needed needs mandatory given empty blank missing filled without",
    ),
    Shown(
        "Order",
        "An order's delivery date is not before its order date.",
        Compare("deliver_on", "gte", "ordered_on"),
        "before after later earlier than same equal different differ",
    ),
    Shown(
        "Order",
        "The discount of an order is at most 20 percent of its total.",
        Formula("discount", "lte", (Term(("total",), "0.2"),)),
        "percent times sum plus minus half twice",
    ),
    Shown(
        "Order",
        "The delivery date of an order is at most 30 days from now.",
        Moment("deliver_on", "lte", Span(30, "days")),
        "past future today now ago old age days weeks months years",
    ),
    Shown(
        "Order",
        "An order's delivery date is from Monday to Friday.",
        Weekday("deliver_on", (0, 1, 2, 3, 4)),
        "weekday weekdays weekend weekends monday tuesday wednesday thursday friday saturday sunday",
    ),
    Shown(
        "Order",
        "The pick-up time of an order is between 09:00 and 18:00.",
        Clock("pick_up", "09:00", "18:00"),
        "hour hours clock o'clock am pm time opening",
    ),
    Shown(
        "Customer",
        "A customer has at most 3 orders that are new.",
        Count("orders", maximum=3, where=OneOf("status", ("new",))),
        "at most least many several per number has have",
    ),
    Shown(
        "Order",
        "The quantities of an order's lines add up to at most 100.",
        Total("lines", (Term(("quantity",)),), "lte", "100"),
        "sum total add altogether together",
    ),
    Shown(
        "Order",
        "If an order is paid, its payment date is required.",
        Implies(_PAID, Given("paid_on")),
        "if when where unless only required",
    ),
    Shown(
        "Order",
        "When an order is created, its delivery date must be in the future.",
        AtCreation(Moment("deliver_on", "gt")),
        "create created creation new first added placed posted",
    ),
    Shown(
        "Order",
        "An order can only become paid if it has a payment date.",
        Entering("status", "paid", Given("paid_on")),
        "become becomes reach reaches marked set",
    ),
    Shown(
        "Product",
        "No two products have the same code.",
        Unique(("code",)),
        "unique same twice duplicate duplicates once distinct two only",
    ),
    Shown(
        "Order",
        "Once an order is paid, its address can no longer be changed.",
        Immutable(("address",), _PAID),
        "change changed changes edit edited modify modified fixed final immutable never locked",
    ),
    Shown(
        "Order",
        "The status of an order can only change from new to paid and from paid to sent.",
        Transitions("status", (Move("new", "paid"), Move("paid", "sent"))),
        "from to become becomes change go goes move moves status state back",
    ),
    Shown(
        "Order",
        "By default the currency of an order is EUR.",
        SetDefault("currency", "EUR"),
        "default unless otherwise stated initially starts",
    ),
    Shown(
        "Order",
        "An order's total is the sum of its lines' quantity times price.",
        Computed("total", (Term(("quantity", "price")),), "lines"),
        "sum total computed calculated equals times number is",
    ),
    Shown(
        "Rental",
        "Two rentals of the same product must not overlap.",
        NoOverlap("starts", "ends", ("product",)),
        "overlap overlaps overlapping double-booked twice same time booked",
    ),
    Shown(
        "Customer",
        "A customer with orders cannot be deleted.",
        KeepWhile(Count("orders", minimum=1)),
        "delete deleted remove removed deletion erased",
    ),
    Shown(
        "Order",
        "The order date of an order is set by the system when it is created.",
        ServerSet("ordered_on", "created"),
        "set automatically system server recorded",
    ),
    Shown(
        "Product",
        "Only clerks may change products.",
        Access(("update",), ("Clerk",)),
        "only may can allowed see read edit delete owner who",
    ),
)


def nearest_forms(sentence: str) -> tuple[Shown, ...]:
    """The two forms at most that share the most words with ``sentence``; rare words count for more."""
    said = {word.strip(".,;:!?'\"()").lower() for word in sentence.split()}
    spread = {word: sum(word in shown.words.split() for shown in SHOWN) for word in said}
    scores = [sum(1 / spread[word] for word in said & set(shown.words.split())) for shown in SHOWN]
    ranked = sorted(range(len(SHOWN)), key=lambda place: -scores[place])
    return tuple(SHOWN[place] for place in ranked[:2] if scores[place])
