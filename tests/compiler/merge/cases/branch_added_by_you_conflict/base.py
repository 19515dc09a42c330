def kind(n):
    if n < 0:
        return "negative"
    else:
        return "positive"
