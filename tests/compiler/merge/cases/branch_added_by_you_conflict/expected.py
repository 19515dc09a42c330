def kind(n):
<<<<<<< yours
    if n < 0:
        return "negative"
    elif n == 0:
        return "zero"
    else:
        return "positive"
||||||| generated before
    if n < 0:
        return "negative"
    else:
        return "positive"
=======
    if n < 0:
        return "below"
    else:
        return "positive"
>>>>>>> generated now
