"""The recursion: three trees of pieces become one text, with placeholders for conflicts."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from erdgen.compiler.merge.layout import (
    Resolved,
    choose_layout,
    comments_of,
    line_of,
    render_block,
    render_bracket,
)
from erdgen.compiler.merge.ledger import ClashError, Ledger
from erdgen.compiler.merge.likeness import same
from erdgen.compiler.merge.lines import diff3, lines_of
from erdgen.compiler.merge.ordering import merge_orders
from erdgen.compiler.merge.pairing import Row, pair_sides
from erdgen.compiler.merge.pieces import INDENT, Block, Bracket, Item, Piece, Prose, Record, Whole


def combine(ledger: Ledger, base: Piece | None, yours: Piece, new: Piece) -> str:
    """The merged text of one piece; ClashError when it has to be a conflict further out."""
    if yours.text == new.text or (base is not None and base.text == new.text):
        return yours.text
    if base is not None and base.text == yours.text:
        return new.text
    if (base is not None and ledger.same(base.text, new.text)) or ledger.same(yours.text, new.text):
        return yours.text
    try:
        with ledger.attempt():
            return combine_shapes(ledger, base, yours, new)
    except ClashError:
        if base is not None and ledger.same(base.text, yours.text):
            return new.text
        raise


def combine_shapes(ledger: Ledger, base: Piece | None, yours: Piece, new: Piece) -> str:
    """Merge inside a piece that both sides changed, when all sides are built alike."""
    match base, yours, new:
        case (Whole() | None, Whole(), Whole()):
            return combine_whole(ledger, base, yours, new)
        case (Prose() | None, Prose(), Prose()):
            return combine_lines(ledger, base.text if base else "", yours.text, new.text)
        case (Record() | None, Record(), Record()):
            return combine_records(ledger, base, yours, new)
        case (Block() | None, Block(), Block()):
            return combine_blocks(ledger, base, yours, new)
        case (Bracket() | None, Bracket(), Bracket()):
            return combine_brackets(ledger, base, yours, new)
    raise ClashError


def combine_whole(ledger: Ledger, base: Whole | None, yours: Whole, new: Whole) -> str:
    """Merge whole lines, or let a conflict stand in their place."""
    try:
        with ledger.attempt():
            return combine(ledger, base and base.piece, yours.piece, new.piece)
    except ClashError:
        return ledger.conflict(yours.text, base.text if base else "", new.text) + "\n"


def combine_lines(ledger: Ledger, base: str, yours: str, new: str) -> str:
    """Merge line by line; what both sides changed is a conflict in its place."""
    merged: list[str] = []
    for region in diff3(*(lines_of(text) for text in (base, yours, new))):
        if region.settled is not None:
            merged.extend(region.settled)
        else:
            mine, before, theirs = ("".join(side) for side in (region.yours, region.base, region.new))
            merged.append(ledger.conflict(mine, before, theirs) + "\n")
    return "".join(merged)


def combine_records(ledger: Ledger, base: Record | None, yours: Record, new: Record) -> str:
    """Merge part by part."""
    if len({(side.kind, len(side.parts)) for side in (base, yours, new) if side is not None}) > 1:
        raise ClashError
    before: Sequence[Piece | None] = base.parts if base else (None,) * len(yours.parts)
    return "".join(combine(ledger, *sides) for sides in zip(before, yours.parts, new.parts, strict=True))


def combine_leads(ledger: Ledger, base: str, yours: str, new: str) -> str:
    """Merge the comments above an element; blank lines follow whoever changed them."""
    if yours in (new, base):
        return new
    if base == new or comments_of(base) == comments_of(new):
        return yours
    if comments_of(yours) in (comments_of(base), comments_of(new)):
        return new
    return combine_lines(ledger, base, yours, new)


@dataclass(frozen=True, slots=True)
class Place:
    """What becomes of one element; ``resolved`` is None when it goes, ``notes`` say why."""

    row: Row
    resolved: Resolved | None
    notes: tuple[str, ...] = ()

    @property
    def yours_alone(self) -> bool:
        """Whether only you have it."""
        return self.row.base is None and self.row.new is None

    @property
    def generated_alone(self) -> bool:
        """Whether the generator alone has something here: an addition, or a change to what you deleted."""
        row = self.row
        return (
            row.yours is None
            and row.new is not None
            and (row.base is None or not same(row.base.text, row.new.text))
        )


def order_rows(base: Sequence[Item], yours: Sequence[Item], new: Sequence[Item]) -> list[Row]:
    """The elements of all sides in the merged order; those that are gone keep their old place."""
    paired = pair_sides(base, yours, new)
    return [paired.rows[place] for place in merge_orders(paired.base, paired.yours, paired.new)]


def combine_blocks(ledger: Ledger, base: Block | None, yours: Block, new: Block) -> str:
    """Merge the elements of a block, each on lines of its own."""
    rows = order_rows(base.items if base else (), yours.items, new.items)
    first = frozenset(id(side.items[0]) for side in (base, yours, new) if side and side.items)
    places = []
    for row in rows:
        with ledger.taken_notes() as notes:
            resolved = resolve_in_block(ledger, row, first)
        places.append(Place(row, resolved, tuple(notes)))
    footer = combine_leads(ledger, base.footer if base else "", yours.footer, new.footer)
    elements = settle(ledger, places, strict=yours.strict)
    return render_block(elements, footer, first)


def resolve_in_block(ledger: Ledger, row: Row, first: frozenset[int]) -> Resolved | None:
    """Decide on one element of a block."""
    item = row.any_side
    with ledger.inside(item.label):
        if item.imported is not None:
            return resolve_import(ledger, row, first)
        if row.yours is None or row.new is None:
            return resolve_one_sided(ledger, row)
        base = row.base
        lead = combine_leads(ledger, *settled_leads(row, first))
        count = len(ledger.conflicts)
        body = combine(ledger, base.body if base else None, row.yours.body, row.new.body)
        if len(ledger.conflicts) == count:
            tell_rename(ledger, row)
        return Resolved(lead, body, row.yours)


def tell_rename(ledger: Ledger, row: Row) -> None:
    """Say whose changes an element took that was found under another name."""
    if row.renamed_by_you and row.base is not None:
        ledger.note(f"taken for what was generated as {row.base.label}, and brought up to date")


def resolve_one_sided(ledger: Ledger, row: Row) -> Resolved | None:
    """Decide on an element that you or the generator do not have."""
    needed = bool(ledger.needed.intersection(row.any_side.binds))
    if row.base is None:
        return as_is(row.any_side)
    if row.yours is not None:
        if not ledger.same(row.base.text, row.yours.text):
            ledger.note("no longer generated; kept, because you changed it")
            return as_is(row.yours)
        if needed:
            ledger.note("no longer generated; kept, because your code uses it")
            return as_is(row.yours)
    elif row.new is not None:
        if needed and row.new.importing:
            ledger.note("you deleted it; it is back, because generated code uses it")
            return as_is(row.new)
        if not ledger.same(row.base.text, row.new.text):
            ledger.note("you deleted it; what is generated for it now was left out")
    return None


def as_is(item: Item) -> Resolved:
    """An element as one side has it."""
    return Resolved(item.lead, item.body.text, item, item.trail)


def resolve_import(ledger: Ledger, row: Row, first: frozenset[int]) -> Resolved | None:
    """Names are imported one by one: a statement that a side does not have imports nothing there."""
    statement = row.yours or row.any_side
    names = [item.imported if item else None for item in (row.base, row.yours, row.new)]
    if row.base is None and (row.yours is None or row.new is None):
        return as_is(statement)
    empty = next(bracket for bracket in names if bracket is not None).emptied()
    base, yours, new = (bracket or empty for bracket in names)
    elements = resolve_items(ledger, base, yours, new)
    if not elements:
        return None
    text = write_bracket(ledger, elements, base, yours, new)
    rest = statement.body.text[len(statement.imported.text if statement.imported else "") :]
    lead = statement.lead
    if row.base and row.yours and row.new:
        lead = combine_leads(ledger, *settled_leads(row, first))
    return Resolved(lead, text + rest, statement)


def settled_leads(row: Row, first: frozenset[int]) -> tuple[str, str, str]:
    """The lines above an element on its three sides; to have become the first one is no change of them."""
    base = row.base.lead if row.base else ""
    yours, new = (
        base
        if row.base and id(row.base) not in first and id(item) in first and not item.lead.strip()
        else item.lead
        for item in (row.yours, row.new)
        if item is not None
    )
    return base, yours, new


def settle(ledger: Ledger, places: Sequence[Place], *, strict: bool) -> list[Resolved]:
    """The elements that stay.

    In a strict block, which runs top to bottom, additions of both sides at one place clash: nobody can say
    which comes first.
    """
    settled: list[Resolved] = []
    for run in runs_of_change(places) if strict else [places]:
        if strict and clashes(run):
            pairs = zip(*((spot.row.yours, spot.row.base, spot.row.new) for spot in run), strict=True)
            mark = ledger.conflict(*("".join(item.text for item in items if item) for items in pairs))
            settled.append(Resolved("", mark + "\n", run[0].row.any_side))
        else:
            settled += [spot.resolved for spot in run if spot.resolved]
            ledger.notes += [note for spot in run for note in spot.notes]
    return settled


def clashes(run: Sequence[Place]) -> bool:
    """Whether you added something where the generator did something of its own."""
    return any(spot.yours_alone for spot in run) and any(spot.generated_alone for spot in run)


def runs_of_change(places: Sequence[Place]) -> list[list[Place]]:
    """Neighbours that not all sides have, together; every other element by itself."""
    runs: list[list[Place]] = []
    open_run = False
    for spot in places:
        everywhere = spot.row.yours is not None and spot.row.new is not None
        if open_run and not everywhere:
            runs[-1].append(spot)
        else:
            runs.append([spot])
        open_run = not everywhere
    return runs


def combine_brackets(ledger: Ledger, base: Bracket | None, yours: Bracket, new: Bracket) -> str:
    """Merge the elements between brackets."""
    if len({side.kind for side in (base, yours, new) if side is not None}) > 1:
        raise ClashError
    before = base or new.emptied()
    arguments = {positional(side) for side in (before, yours, new)}
    if len(arguments) == 3 and len({len(texts) for texts in arguments}) > 1:
        raise ClashError
    elements = resolve_items(ledger, before, yours, new)
    if yours.kind == "arguments":
        elements.sort(key=rank_of_argument)
    text = write_bracket(ledger, elements, before, yours, new)
    if yours.kind == "parameters" and not is_signature(text):
        raise ClashError
    return text


def rank_of_argument(element: Resolved) -> int:
    """Arguments without a keyword come first, those of a whole dict last."""
    body = element.item.body
    if element.item.key.startswith("**"):
        return 2
    return int(isinstance(body, Record) and body.kind == "argument")


def is_signature(text: str) -> bool:
    """Whether parameters can follow each other like this: behind a default, for one, all need one."""
    try:
        ast.parse(f"def f{text.replace(INDENT, '')}: ...")
    except (SyntaxError, ValueError):
        return "\0" in text.replace(INDENT, "")
    return True


def positional(bracket: Bracket) -> tuple[str, ...]:
    """The elements whose place is their identity; with another number of them nobody can tell who is who."""
    return tuple(item.body.text for item in bracket.items if item.by_place)


def resolve_items(ledger: Ledger, base: Bracket, yours: Bracket, new: Bracket) -> list[Resolved]:
    """Decide on the elements of a bracket, in the merged order."""
    lines = bool(yours.separator) and (yours.in_lines or new.in_lines)
    rows = order_rows(base.items, yours.items, new.items)
    places = []
    for row in rows:
        with ledger.inside(row.any_side.label):
            places.append(Place(row, resolve_in_bracket(ledger, row, lines)))
    if yours.strict:
        for run in runs_of_change(places):
            if clashes(run):
                raise ClashError
    return [spot.resolved for spot in places if spot.resolved]


def resolve_in_bracket(ledger: Ledger, row: Row, lines: bool) -> Resolved | None:
    """Decide on one element of a bracket; with lines of its own a conflict can stand there."""
    base, yours, new = row.base, row.yours, row.new
    if yours is None or new is None:
        return resolve_one_sided(ledger, row)
    lead = combine_leads(ledger, base.lead if base else "", yours.lead, new.lead)
    try:
        with ledger.attempt():
            body = combine(ledger, base.body if base else None, yours.body, new.body)
            trail = combine_trails(base.trail if base else "", yours.trail, new.trail)
            tell_rename(ledger, row)
            return Resolved(lead, body, yours, trail)
    except ClashError:
        if not lines:
            raise
        sides = (line_of(item) if item else "" for item in (yours, base, new))
        return Resolved(lead, ledger.conflict(*sides), yours, marked=True)


def combine_trails(base: str, yours: str, new: str) -> str:
    """Merge the comment on an element's last line."""
    if yours.strip() in (new.strip(), base.strip()):
        return new
    if base.strip() == new.strip():
        return yours
    raise ClashError


def write_bracket(
    ledger: Ledger, elements: Sequence[Resolved], base: Bracket, yours: Bracket, new: Bracket
) -> str:
    """The merged elements in the layout of the side that decides on it."""
    close_lead = combine_leads(ledger, base.close_lead, yours.close_lead, new.close_lead)
    layout = choose_layout(base, yours, new)
    return render_bracket(elements, close_lead, layout, new if layout is yours else yours)
