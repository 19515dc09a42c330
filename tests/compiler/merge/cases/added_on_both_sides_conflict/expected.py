<<<<<<< yours
LIMIT = 1
||||||| generated before
=======
LIMIT = 2
>>>>>>> generated now
OWN = 1
THEIRS = 3
