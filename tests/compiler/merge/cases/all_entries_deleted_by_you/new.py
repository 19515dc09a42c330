FIELDS = ["id", "name", "about"]
X = 2
