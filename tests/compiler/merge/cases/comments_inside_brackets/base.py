APPS = [  # all of them
    "one",
    "two",  # second
    # the end
]
