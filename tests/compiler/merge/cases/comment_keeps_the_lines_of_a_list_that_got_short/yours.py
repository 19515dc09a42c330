FIELDS = [
    "id",  # first
    "name",
    "about",
]
