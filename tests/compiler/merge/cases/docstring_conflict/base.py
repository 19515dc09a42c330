"""First."""

X = 1
