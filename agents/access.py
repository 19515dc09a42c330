"""Who may read what, decided on the roles alone: no row is looked at."""

from __future__ import annotations

from erdgen.compiler.spec.project import ANYONE, AUTHENTICATED, OWNER, PSEUDO_ROLES

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


def includes(wide: Grantees, narrow: Grantees) -> bool:
    """Whether ``wide`` grants all that ``narrow`` grants; an ``owner`` is the same user in both."""
    return all(
        grantee in wide or ANYONE in wide or (grantee != ANYONE and AUTHENTICATED in wide)
        for grantee in narrow
    )


def may_meet(some: Grantees, others: Grantees) -> bool:
    """Whether somebody can be among both: any user may own a row, but a role is no other role."""
    if not some or not others:
        return False
    vague = not set(PSEUDO_ROLES).isdisjoint((*some, *others))
    return vague or not set(some).isdisjoint(others)
