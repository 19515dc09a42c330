<<<<<<< yours
x = f(b)
||||||| generated before
x = f(a, b)
=======
x = f(a, c)
>>>>>>> generated now
y = g(a, 1)
