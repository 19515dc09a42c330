x = f(b)
y = g(a)
