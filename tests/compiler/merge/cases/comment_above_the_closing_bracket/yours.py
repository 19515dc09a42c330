FIELDS = [
    "id",
    "name",
    # add yours here
]
