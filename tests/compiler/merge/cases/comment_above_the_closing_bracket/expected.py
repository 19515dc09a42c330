FIELDS = [
    "id",
    "name",
    "about",
    # add yours here
]
