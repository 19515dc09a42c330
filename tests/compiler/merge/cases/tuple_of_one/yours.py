ROLES = ("owner", "admin")
