LIMIT: int = 2
NAMES: dict[str, int] = {"a": 1, "mine": 0}
