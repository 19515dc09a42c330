größe = 2


class Straße:
    länge = 1
    # 道
    breite = 2
