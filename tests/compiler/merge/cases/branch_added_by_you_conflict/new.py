def kind(n):
    if n < 0:
        return "below"
    else:
        return "positive"
