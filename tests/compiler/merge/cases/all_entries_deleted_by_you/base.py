FIELDS = ["id", "name"]
X = 1
