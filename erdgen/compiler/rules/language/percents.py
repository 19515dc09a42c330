"""Percent in sums and products: "the salary times the fee percentage" takes a hundredth of the product."""

from __future__ import annotations

from decimal import Decimal

from erdgen.compiler.rules.conditions import Term
from erdgen.compiler.rules.language.measures import number_text
from erdgen.compiler.rules.language.names import split_name

_PERCENT = ("percent", "percentage", "pct")


def is_percent(path: str) -> bool:
    """Whether the name says that the number is one of hundredths."""
    return any(word in _PERCENT for word in split_name(path.rpartition(".")[2])[-1:])


def in_hundredths(terms: tuple[Term, ...], target: str) -> tuple[Term, ...]:
    """``terms`` as the amount ``target`` takes them; empty where it is open what a percentage is of.

    "The amount less the discount percentage" takes off that part of the amount.
    """
    if is_percent(target) or all(_is_rate(term) for term in terms):
        return terms
    rates = [term for term in terms if _is_rate(term)]
    amounts = [_product(term) for term in terms if not _is_rate(term)]
    if not rates:
        return tuple(amounts)
    base = amounts[0]
    if len(amounts) > 1 or not base.paths or terms[0] in rates:
        return ()
    return (base, *(_product(_times(base, rate)) for rate in rates))


def _is_rate(term: Term) -> bool:
    return bool(term.paths) and all(map(is_percent, term.paths))


def _product(term: Term) -> Term:
    """A product with a percentage; one that was read as "percent of" has its hundredths already."""
    hundredths = sum(map(is_percent, term.paths))
    factor = Decimal(term.factor)
    if not hundredths or factor != factor.to_integral_value():
        return term
    return Term(term.paths, number_text(factor.scaleb(-2 * hundredths)))


def _times(base: Term, rate: Term) -> Term:
    return Term((*base.paths, *rate.paths), number_text(Decimal(base.factor) * Decimal(rate.factor)))
