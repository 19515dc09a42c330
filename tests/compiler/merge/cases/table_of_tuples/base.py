ROWS = [
    (
        "Salary must be positive.",
        "jobs",
        {"salary": 0},
        ("salary",),
    ),
    ("Openings must be above 0.", "jobs", {"openings": 0}, ("openings",)),
]
