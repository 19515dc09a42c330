"""First, mine.

Second line.

Third line, new.
"""

X = 1
