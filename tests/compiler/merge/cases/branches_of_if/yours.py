def kind(n):
    if n < 0:
        return "below zero"
    elif n == 0:
        return "zero"
    else:
        return "positive"
