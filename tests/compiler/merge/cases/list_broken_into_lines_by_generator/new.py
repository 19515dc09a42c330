FIELDS = [
    "id",
    "name",
    "description",
]
