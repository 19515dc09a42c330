"""What rows have in common with those to which they link, what tells them apart, and what stays."""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.conditions import Compare
from erdgen.compiler.rules.forms import Immutable, Unique
from erdgen.compiler.rules.language.alternatives import Reading
from erdgen.compiler.rules.language.gist.amounts import Said
from erdgen.compiler.rules.language.gist.view import Gist, field_of, links_between, links_to_own, path_of


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


def say_fixed(whole: Gist) -> Iterator[Said]:
    """ "The policy to which a claim belongs can never be changed"."""
    gist = whole.without("pm&")
    root = gist.root()
    if (
        root is not None
        and gist.fits("(?:iE,)?ME?(?:,?S,?)?(?:nf|L)", "nfME?S?", "ME?nfS")
        and "." not in path_of(gist.members[0])
    ):
        yield Reading(root, (Immutable((path_of(gist.members[0]),)),), named=True)
