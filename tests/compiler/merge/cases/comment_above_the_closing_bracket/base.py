FIELDS = [
    "id",
    "name",
]
