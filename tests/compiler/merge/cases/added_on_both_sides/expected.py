import os

OWN = 1

SHARED = {"a": 1, "b": 2}
THEIRS = 3
