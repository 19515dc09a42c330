"""Functions that a model wrote for rules beyond the vocabulary: what they may hold, and how they are rules.

A function gets plain values, never a row, and is a small language inside Python: each expression has a known
kind and a greatest size, so that what may run, and for how long, is known before anything does. Nothing in
here executes one.
"""
