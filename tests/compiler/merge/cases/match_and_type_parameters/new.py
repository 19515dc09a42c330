"""Rows."""


def first[T](rows: list[T]) -> T:
    match rows:
        case [row, *_]:
            return row
    raise LookupError
