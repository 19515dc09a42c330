FIELDS = ["id", "name", "own"]
