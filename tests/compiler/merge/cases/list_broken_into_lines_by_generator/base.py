FIELDS = ["id", "name"]
