"""First, mine.

Second line.

Third line.
"""

X = 1
