APPS = [  # all of ours
    "one",
    # before two
    "two",  # second
    # the end
]
