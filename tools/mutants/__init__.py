"""Do the generated tests notice when something is taken out? ``make mutants``.

A mutant is a copy of a generated project with one change. ``find_*`` modules know what can be changed where,
``trial`` runs the project's own tests on a mutant, ``__main__`` tells the score.
"""
