ROLES = ("owner",)
X = 1
