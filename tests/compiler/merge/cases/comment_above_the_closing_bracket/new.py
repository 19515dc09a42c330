FIELDS = [
    "id",
    "name",
    "about",
]
