import os

SHARED = {"b": 2}
THEIRS = 3
