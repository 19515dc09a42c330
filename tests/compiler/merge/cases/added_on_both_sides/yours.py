import os

OWN = 1
SHARED = {"a": 1}
