"""Rows that have something in common with those to which they link, and rows that are told apart by a value."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from erdgen.compiler.rules.conditions import Compare
from erdgen.compiler.rules.forms import Immutable, Unique
from erdgen.compiler.rules.language.alternatives import Reading
from erdgen.compiler.rules.language.gist.amounts import Said
from erdgen.compiler.rules.language.gist.mentions import Mention
from erdgen.compiler.rules.language.gist.view import Gist, field_of, links_between, links_to_own, path_of
from erdgen.compiler.spec.project import Entity, Relationship

_PAIRS = ("two", "2", "one", "both")


def _are_alike(gist: Gist) -> bool:
    """Whether something is said to be the same: "the same", or "not … another"."""
    same = gist.count("s") == 1 and not gist.denials and not gist.count("du")
    return same or (gist.denials == 1 and gist.count("du") == 1 and not gist.count("s"))


def say_in_common(gist: Gist) -> Iterator[Said]:
    """ "An animal and its mother have the same species": a row, one to which it links, and what both have."""
    root = gist.root()
    if root is None or not gist.only("EMs&opmnxdub") or gist.permits or not _are_alike(gist):
        return
    own = set(links_to_own(root))
    named = {path_of(each) for each in gist.members}
    shared = named - own
    links = named & own or (own if gist.count("E") > 1 else set())
    if len(shared) == 1 and len(links) == 1:
        (what,), (link,) = shared, links
        if "." not in what and _is_told_of(gist, what):
            yield Reading(root, (Compare(what, "eq", f"{link}.{what}"),), named=True)


def _is_told_of(gist: Gist, what: str) -> bool:
    """Whether that is said to be the same, or another: not whole rows."""
    pairs = zip(gist.said, gist.said[1:], strict=False)
    after = [(first.tag, second) for first, second in pairs if first.tag in "sdu"]
    return any(tag != "d" or (each.tag == "M" and path_of(each) == what) for tag, each in after)


def say_of_one_parent(gist: Gist) -> Iterator[Said]:
    """ "Vehicle and driver on a shipment share one warehouse": two links, and what both lead to."""
    if not gist.only("EMs&opmnxdubQi") or gist.permits or not _are_alike(gist):
        return
    if any(gist.words(each) not in _PAIRS for each in gist.of("Q")):
        return
    rooted = {each.entity.name: each.entity for each in gist.said if each.entity}
    for root in rooted.values():
        links = [link for link in root.relationships if not link.many and _names(gist, root, link)]
        for first, second in combinations(links, 2):
            rest = [
                e
                for e in gist.said
                if e.entity and not _is_link(e, root, first) and not _is_link(e, root, second)
            ]
            rest = [e for e in rest if not (e.tag == "E" and e.entity is root)]
            parents = {_parent_of(gist, each, rooted, first, second) for each in rest}
            if len(parents) == 1 and None not in parents:
                for one, other in parents:  # type: ignore[misc]  # None is not among them
                    yield Reading(
                        root, (Compare(f"{first.name}.{one}", "eq", f"{second.name}.{other}"),), named=True
                    )


def _is_link(mention: Mention, root: Entity, link: Relationship) -> bool:
    if mention.tag == "M":
        return mention.entity is root and path_of(mention) == link.name
    return mention.entity is not None and mention.entity.name == link.target and mention.entity is not root


def _names(gist: Gist, root: Entity, link: Relationship) -> bool:
    return any(_is_link(each, root, link) for each in gist.said)


def _parent_of(
    gist: Gist, mention: Mention, known: dict[str, Entity], first: Relationship, second: Relationship
) -> tuple[str, str] | None:
    """The members of the two targets that lead to the rows that ``mention`` names."""
    ends = [known.get(link.target) for link in (first, second)]
    if mention.entity is None or mention.tag != "E" or None in ends or first.target == second.target:
        return None
    found = [links_between(end, mention.entity) for end in ends if end is not None]
    return (found[0][0].name, found[1][0].name) if all(len(links) == 1 for links in found) else None


def say_unique(whole: Gist) -> Iterator[Said]:
    """ "The same staff number is never given to two mechanics": a field that tells rows apart."""
    gist = whole.without("pm&i" if not whole.states else "pm&")
    if not gist.only("EMVnxsdQR,") or gist.count("M") != 1 or whole.permits:
        return
    field, root = field_of(gist.members[0]), gist.members[0].entity
    if field is None or root is None or "." in path_of(gist.members[0]) or gist.count(",") > 1:
        return
    pairs = [gist.words(each) for each in gist.of("Q")]
    same = gist.count("s") == 1 and gist.denials == 1 and pairs == ["two"] and not gist.count("d")
    apart = (
        gist.count("d") == 1 and not gist.denials and not pairs and not gist.count("s") and "m" in whole.tags
    )
    if not (same or apart) or root not in gist.entities:
        return
    parents = [each for each in gist.entities if each is not root]
    links = [links_between(root, parent) for parent in parents]
    if len(parents) > 1 or any(len(link) != 1 for link in links) or not gist.are_of("V", root):
        return
    if gist.states and gist.where() is None:
        return
    fields = (path_of(gist.members[0]), *(link[0].name for link in links))
    yield Reading(root, (Unique(fields, gist.where()),), named=True)


def say_two_ends(gist: Gist) -> Iterator[Said]:
    """ "A transfer must go to a different account than the one it comes from": two links to one entity."""
    if not gist.only("EdtnxpmbQ&2") or len(gist.entities) != 2 or gist.permits:
        return
    root = gist.entities[0]
    links = links_between(root, gist.entities[1])
    apart = gist.count("d") == 1 and not gist.denials and not gist.count("t") and gist.count("bQ") > 0
    if len(links) == 2 and (apart or (gist.count("t") == 1 and gist.denials == 1 and not gist.count("d"))):
        yield Reading(root, (Compare(links[0].name, "ne", links[1].name),), named=True)


def say_fixed(whole: Gist) -> Iterator[Said]:
    """ "The policy to which a claim belongs can never be changed"."""
    gist = whole.without("pm&")
    root = gist.root()
    if root is not None and gist.fits("(?:iE,)?ME?(?:nf|L)", "nfME?") and "." not in path_of(gist.members[0]):
        yield Reading(root, (Immutable((path_of(gist.members[0]),)),), named=True)
