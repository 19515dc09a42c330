größe = 1


class Straße:
    länge = 3
