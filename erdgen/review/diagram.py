"""The entity diagram of a Project as boxes and lines; a template draws them as SVG."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from erdgen.compiler.spec.project import Entity, Member, Project, Relationship

BOX, GAP_X, GAP_Y, ROW, HEAD, MARGIN = 200, 70, 26, 17, 24, 12
#: Rows of one box, and boxes at all: a diagram of more helps nobody.
MOST_ROWS, MOST_BOXES = 9, 80
#: Letters that fit into a box.
MOST_LETTERS = 27


@dataclass(frozen=True, slots=True)
class Row:
    """One member: its name and type, and where its text stands."""

    text: str
    y: int
    link: bool


@dataclass(frozen=True, slots=True)
class Box:
    """One entity."""

    name: str
    x: int
    y: int
    height: int
    rows: tuple[Row, ...]
    user: bool

    @property
    def middle(self) -> int:
        return self.x + BOX // 2

    @property
    def title_y(self) -> int:
        return self.y + HEAD - 7

    @property
    def rule_y(self) -> int:
        return self.y + HEAD


@dataclass(frozen=True, slots=True)
class Line:
    """One relationship: an SVG path, and what it is."""

    path: str
    title: str
    many: bool


@dataclass(frozen=True, slots=True)
class Diagram:
    """All of it; ``left_out`` entities are not drawn."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    left_out: int


def draw_diagram(project: Project) -> Diagram:
    """Entities in columns: those that are referred to stand left of those that refer to them."""
    entities = project.entities[:MOST_BOXES]
    boxes = {box.name: box for box in place_boxes(entities)}
    lines = tuple(
        draw_line(boxes[entity.name], boxes[link.target], link)
        for entity in entities
        for link in entity.relationships
        if link.target in boxes
    )
    return Diagram(
        width=max((box.x + BOX for box in boxes.values()), default=0) + MARGIN,
        height=max((box.y + box.height for box in boxes.values()), default=0) + MARGIN,
        boxes=tuple(boxes.values()),
        lines=lines,
        left_out=len(project.entities) - len(entities),
    )


def place_boxes(entities: tuple[Entity, ...]) -> Iterator[Box]:
    """Column by column, each from the top."""
    columns = find_columns(entities)
    for column in range(max(columns.values(), default=-1) + 1):
        y = MARGIN
        for entity in entities:
            if columns[entity.name] == column:
                box = make_box(entity, MARGIN + column * (BOX + GAP_X), y)
                y += box.height + GAP_Y
                yield box


def find_columns(entities: tuple[Entity, ...]) -> dict[str, int]:
    """How far an entity is from those that refer to nobody; cycles are cut where they close."""
    by_name = {entity.name: entity for entity in entities}
    columns: dict[str, int] = {}
    open_: set[str] = set()

    def find(name: str) -> int:
        if name not in columns:
            open_.add(name)
            targets = {link.target for link in by_name[name].relationships if not link.many}
            ahead = [find(target) for target in sorted(targets & by_name.keys() - open_)]
            open_.discard(name)
            columns[name] = 1 + max(ahead, default=-1)
        return columns[name]

    for entity in entities:
        find(entity.name)
    return columns


def make_box(entity: Entity, x: int, y: int) -> Box:
    """The entity's members, as far as there is room."""
    members = [member for member in entity.members.values() if not getattr(member, "builtin", False)]
    texts = [(describe_member(member), isinstance(member, Relationship)) for member in members[:MOST_ROWS]]
    if len(members) > MOST_ROWS:
        texts.append((f"… {len(members) - MOST_ROWS} more", False))
    rows = tuple(
        Row(shorten(text), y + HEAD + 15 + ROW * place, link) for place, (text, link) in enumerate(texts)
    )
    return Box(entity.name, x, y, HEAD + ROW * len(rows) + 8, rows, entity.is_user)


def describe_member(member: Member) -> str:
    """Name and type, with a mark for what may be left out."""
    kind = member.target if isinstance(member, Relationship) else member.kind.value
    return f"{member.name}{'' if member.required else '?'}: {kind}"


def shorten(text: str) -> str:
    """As much of ``text`` as fits into a box."""
    return text if len(text) <= MOST_LETTERS else f"{text[: MOST_LETTERS - 1]}…"


def draw_line(source: Box, target: Box, link: Relationship) -> Line:
    """A curve between the sides of two boxes that face each other."""
    y1, y2 = source.y + HEAD // 2, target.y + HEAD // 2
    if source.x > target.x:
        x1, x2, bend = source.x, target.x + BOX, -1
    elif source.x < target.x:
        x1, x2, bend = source.x + BOX, target.x, 1
    else:
        x1 = x2 = source.x + BOX
        bend = 1
    reach = bend * GAP_X // 2
    end = x2 + (reach if x1 == x2 else -reach)
    path = f"M{x1} {y1} C{x1 + reach} {y1} {end} {y2} {x2} {y2}"
    return Line(path, f"{source.name}.{link.name} → {target.name} ({link.kind.value})", link.many)
