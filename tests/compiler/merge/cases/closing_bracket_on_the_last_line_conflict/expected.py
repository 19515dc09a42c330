APPS = [
    "one",
<<<<<<< yours
    "mine",
||||||| generated before
    "two",
=======
    "theirs",
>>>>>>> generated now
]
