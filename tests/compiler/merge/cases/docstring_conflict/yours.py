"""Mine."""

X = 1
