ROWS = [
    (
        "Salary must be positive.",
        "jobs",
        {"salary": 0},
        ("salary", "currency"),
    ),
    ("Openings must be above 0.", "jobs", {"openings": 0}, ("openings",)),
    ("Last rule.", "users", {}, ()),
]
