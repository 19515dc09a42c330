APPS = [
    "one",
    "theirs"]
