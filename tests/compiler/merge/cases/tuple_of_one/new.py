ROLES = ()
X = 1
