größe = 2


class Straße:
    länge = 3
    # 道
    breite = 2
