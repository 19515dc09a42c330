APPS = [  # all of ours
    "one",
    # before two
    "two",  # the second
    "three",
    # the end
]
