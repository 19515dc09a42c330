LIMIT: int = 1
NAMES: dict[str, int] = {"a": 1}
