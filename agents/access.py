"""Who may read what, decided on the roles alone: no row is looked at."""

from __future__ import annotations

from erdgen.compiler.spec.project import ANYONE, AUTHENTICATED, OWNER

Grantees = tuple[str, ...]


def covers(wide: Grantees, narrow: Grantees) -> bool:
    """Whether everyone in ``narrow`` reaches every row by ``wide``.

    An owner reaches only own rows, so ``owner`` adds nobody to ``wide`` and may be any user in ``narrow``.
    """
    if ANYONE in wide or not narrow:
        return True
    if ANYONE in narrow:
        return False
    if AUTHENTICATED in wide:
        return True
    if AUTHENTICATED in narrow or OWNER in narrow:
        return False
    return set(narrow) <= set(wide)
