FIELDS = [
    "id",
    "name",
    "own",
    "description",
]
