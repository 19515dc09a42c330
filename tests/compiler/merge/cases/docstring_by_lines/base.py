"""First.

Second line.

Third line.
"""

X = 1
