ROWS = [
    (
        "Salary must be positive.",
        "jobs",
        {"salary": 0, "bonus": 1},
        ("salary", "currency"),
    ),
    ("Own rule.", "jobs", {}, ()),
    ("Openings must be above 0.", "jobs", {"openings": 0}, ("openings",)),
    ("Last rule.", "users", {}, ()),
]
