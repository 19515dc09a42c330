"""How merged elements are written: blocks line by line, brackets in the layout of one side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from erdgen.compiler.merge.ledger import ClashError
from erdgen.compiler.merge.pieces import Bracket, Item


@dataclass(frozen=True, slots=True)
class Resolved:
    """A merged element; ``item`` says where it stood, ``marked`` that it is a conflict's whole lines."""

    lead: str
    body: str
    item: Item
    trail: str = ""
    marked: bool = False


def render_block(elements: Sequence[Resolved], footer: str, first: frozenset[int]) -> str:
    """Elements below each other. ``first`` are the identities of items that came first on their side."""
    written = []
    for place, element in enumerate(elements):
        lead = element.lead
        own = element.item.lead
        if place == 0 and (id(element.item) not in first or not own.startswith("\n")):
            lead = lead.lstrip("\n")
        elif place and id(element.item) in first and element.item.spaced and "\n" not in lead:
            lead = "\n" + lead
        written.append(lead + element.body)
    return "".join(written) + footer


def choose_layout(base: Bracket | None, yours: Bracket, new: Bracket) -> Bracket:
    """Whose layout is followed: yours if you changed it, else the generator's."""
    if not yours.items or not new.items:
        return yours if yours.items else new
    if base is None or not base.items or layout_of(base) != layout_of(yours):
        return yours
    return new


def layout_of(bracket: Bracket) -> tuple[bool, str, str]:
    """What makes a layout: lines or not, and the indentation."""
    return bracket.in_lines, bracket.items[0].sep, bracket.open


def render_bracket(elements: Sequence[Resolved], close_lead: str, layout: Bracket, other: Bracket) -> str:
    """Elements in the brackets of ``layout``, or of ``other`` when its lines are needed for comments."""
    if not elements:
        return layout.open + close_lead + layout.close
    if not layout.in_lines and needs_lines(elements, close_lead):
        if not other.in_lines:
            raise ClashError
        layout = other
    own = {item.key: place for place, item in enumerate(layout.items)}
    written = [layout.open]
    for place, element in enumerate(elements):
        last = place == len(elements) - 1
        comma = "" if last and not ends_with_comma(layout, elements) else layout.separator
        sep = separation(layout, own.get(element.item.key), place == 0)
        if "\n" in sep:
            written.append("\n" + element.lead)
            written.append(
                element.body if element.marked else sep.lstrip("\n") + element.body + comma + element.trail
            )
        else:
            written.append(sep + element.body + comma + element.trail)
    close = layout.close
    if elements[-1].marked and not close.startswith("\n"):
        close = "\n" + close
    if close_lead and not close.startswith("\n"):
        raise ClashError
    return "".join(written) + ("\n" + close_lead + close.removeprefix("\n") if close_lead else close)


def needs_lines(elements: Sequence[Resolved], close_lead: str) -> bool:
    """Whether comments or conflicts need lines of their own."""
    return bool(close_lead) or any(element.lead or element.trail or element.marked for element in elements)


def ends_with_comma(layout: Bracket, elements: Sequence[Resolved]) -> bool:
    """Whether a comma stands behind the last element: a tuple of one needs it."""
    if layout.kind == "tuple" and len(elements) == 1:
        return True
    return layout.comma and (layout.in_lines or len(layout.items) > 1 or layout.kind != "tuple")


def separation(layout: Bracket, place: int | None, first: bool) -> str:
    """The white space before an element: its own if it stands in the layout, else its siblings'."""
    items = layout.items
    if place is not None and (place == 0) == first:
        return items[place].sep
    if layout.in_lines or first:
        return items[0].sep
    if len(items) > 1:
        return items[1].sep
    return " " if layout.separator == "," else ""


def line_of(item: Item) -> str:
    """An element of a bracket as the whole line or lines that it takes."""
    return f"{item.sep.lstrip(chr(10))}{item.body.text},{item.trail}"


def comments_of(lead: str) -> str:
    """The lines above an element without blank ones."""
    return re.sub(r"^\s*\n", "", lead, flags=re.MULTILINE)
