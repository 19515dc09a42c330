APPS = [
    "one",
    "two"]
