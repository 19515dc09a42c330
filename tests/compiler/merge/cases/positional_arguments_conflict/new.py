x = f(a, c)
y = g(a, 1)
