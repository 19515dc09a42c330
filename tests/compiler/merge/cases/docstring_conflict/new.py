"""Theirs."""

X = 2
