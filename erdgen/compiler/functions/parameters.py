"""The values of a row, and of rows that it links to, that a function can be given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from erdgen.compiler.functions.kinds import BOOL, FLOAT, PRECISE, Known, number, text
from erdgen.compiler.functions.names import is_plain
from erdgen.compiler.spec.project import Entity, Field, Kind, Project

#: What Django takes for each integer column.
GREATEST = {Kind.SMALLINT: 2**15, Kind.INT: 2**31, Kind.BIGINT: 2**63}
PLAIN: Mapping[Kind, Known] = {
    Kind.BOOL: BOOL,
    Kind.FLOAT: FLOAT,
    Kind.DATE: Known("date"),
    Kind.DATETIME: Known("datetime"),
    Kind.TIME: Known("time"),
    Kind.DURATION: Known("duration"),
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """The value at the end of ``path`` (dots follow links) as the function calls it."""

    name: str
    path: str
    known: Known


def list_parameters(project: Project, entity: Entity) -> dict[str, Parameter]:
    """By path, all values of a row of ``entity`` that a function may ask for.

    Values that have to differ from row to row are none, as few examples of what is accepted are known, nor
    are those that the server sets, and texts without a greatest length.
    """
    found: dict[str, Parameter] = {}
    for path, member in _fields(project, entity):
        known = _known(member)
        name = _name(path)
        if known is not None and name and name not in {each.name for each in found.values()}:
            found[path] = Parameter(name, path, known)
    return found


def _fields(project: Project, entity: Entity) -> Iterator[tuple[str, Field]]:
    for field in entity.fields:
        yield field.name, field
    for link in entity.relationships:
        if not link.many:
            for field in project.by_name[link.target].fields:
                yield f"{link.name}.{field.name}", field


def _known(field: Field) -> Known | None:
    if field.unique or field.primary_key or field.server_set or field.write_only or field.builtin:
        return None
    if field.kind.is_text:
        return text(field.max_length) if field.max_length else None
    if field.kind is Kind.DECIMAL:
        return Known("decimal", PRECISE)
    if field.kind in GREATEST:
        return number(GREATEST[field.kind])
    return PLAIN.get(field.kind)


def _name(path: str) -> str:
    """``supplier.name`` as ``supplier_name``, ``type`` as ``the_type``; empty where no plain name is near."""
    name = path.replace(".", "_")
    return next((each for each in (name, f"the_{name}") if is_plain(each)), "")
