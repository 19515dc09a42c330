<<<<<<< yours
"""Mine."""
||||||| generated before
"""First."""
=======
"""Theirs."""
>>>>>>> generated now

X = 2
