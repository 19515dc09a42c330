FIELDS = []
X = 1
