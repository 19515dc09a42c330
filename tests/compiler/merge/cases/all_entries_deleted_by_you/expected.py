FIELDS = ["about"]
X = 2
