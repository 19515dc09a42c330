FIELDS = [
    "id",  # first
    "name",
]
