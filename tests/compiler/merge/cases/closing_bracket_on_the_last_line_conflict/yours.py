APPS = [
    "one",
    "mine"]
