APPS = [  # all of them
    "one",
    "two",  # the second
    "three",
    # the end
]
