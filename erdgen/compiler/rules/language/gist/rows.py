"""Rows held against others: not themselves, how many of them, when, and whom they keep."""

from __future__ import annotations

import re
from collections.abc import Iterator

from erdgen.compiler.rules.conditions import Compare, Condition, Count
from erdgen.compiler.rules.forms import KeepWhile
from erdgen.compiler.rules.language.alternatives import Reading
from erdgen.compiler.rules.language.gist.amounts import Said
from erdgen.compiler.rules.language.gist.view import Gist, field_of, links_to_own, path_of, way_back
from erdgen.compiler.rules.language.quantities import Quantities
from erdgen.compiler.rules.language.tokens import read_tokens
from erdgen.compiler.spec.project import Entity


def say_not_self(gist: Gist) -> Iterator[Said]:
    """ "Guests don't get to refer themselves": a row, and a link to rows of its own kind."""
    root = gist.root()
    if root is None or not gist.only("EMnx,tpm&") or gist.count("t") != 1 or gist.denials != 1:
        return
    named = {path_of(each) for each in gist.members}
    links = [name for name in links_to_own(root) if name in named or not named]
    if len(links) == 1 and named <= set(links):
        yield Reading(root, (Compare(links[0], "ne", "pk"),), named=True)


def say_count(whole: Gist) -> Iterator[Said]:
    """ "Six workers are the maximum for a crew": rows, how many, and whose they are."""
    gist = whole.without("pm")
    if gist.fits("[kn]g?QV*Es?M"):
        gist = _with_parent(gist)
    family = gist.counted()
    if family is None or not gist.only("EQVnkKgosRy,&h") or gist.count("Q") != 1 or gist.members:
        return
    child, parent, link = family
    tags = gist.tags
    few = gist.words(gist.of("Q")[0]) in ("one", "1", "a single")
    if "n" in tags:
        upper = bool(re.search("n[EVR]*gQ", tags)) and gist.count("kKoh") == 0
    else:
        upper = bool(re.search("k,?Q|QV?EV?,?k|QK|EK,?Q", tags)) or (few and bool(re.search("oQ|Qo", tags)))
        upper = upper and gist.count("gh") == 0
    if not upper or gist.denials > 1 or not gist.are_of("V", child) or gist.count("E") > 2:
        return
    if not way_back(link) or ("y" in gist.tags and _lasts(child)):
        return
    number = _whole_number(gist.words(gist.of("Q")[0]))
    if number is None or (gist.states and gist.where() is None):
        return
    count = Count(way_back(link), maximum=number, where=gist.where())
    yield Reading(parent, (count,), named=True)


def _with_parent(gist: Gist) -> Gist:
    """With the rows to which a link leads for the link: "one open folio for the same reservation"."""
    link = gist.members[0]
    if link.target is None:
        return gist
    return Gist(gist.tokens, (*gist.said[:-1], link._replace(tag="E", entity=link.target)))


def _lasts(entity: Entity) -> bool:
    """Whether its rows may have a beginning and an end: then "at a time" is no limit on their number."""
    return sum(field.kind.is_temporal for field in entity.fields) > 1


def _whole_number(words: str) -> int | None:
    """ "Six" as 6; None for anything but a whole number alone."""
    tokens = read_tokens(words)
    found = Quantities(tokens).number(0)
    if found is None or found[1] != len(tokens) or not found[0].isdigit():
        return None
    return int(found[0])


def say_children(whole: Gist) -> Iterator[Said]:
    """ "No event without sessions: each has one or more": rows that others must have."""
    gist = whole.without("pmR:")
    family = gist.counted()
    if family is None or whole.permits or gist.states or gist.members or gist.count("Q") > 1:
        return
    _child, parent, link = family
    tags = "".join(
        "P" if each.entity is parent else "C" if each.tag == "E" else each.tag for each in gist.said
    )
    amount = [_whole_number(gist.words(each)) for each in gist.of("Q")]
    lacking = re.fullmatch("nPnC,?(?:P?(?:QC?H|hQC?))?|PnCx,?(?:QCh|hQC)?|nPnC", tags)
    least = re.fullmatch("(?:i?P,?)?r?(?:hQC|QCH|QHC|hC)(?:i?P)?|Pr?Q?HC", tags)
    if (not lacking and not least) or None in amount or not way_back(link):
        return
    if least and not amount:
        return
    number = amount[0] if amount else 1
    yield Reading(parent, (Count(way_back(link), minimum=number),), named=True)


def say_overlap(gist: Gist) -> Iterator[Said]:
    """ "A crew must never be scheduled for two work orders whose planned times overlap"."""
    family = gist.family()
    if family is None or not gist.only("EMnxyaQRsVu,&pmg") or gist.count("y") != 1 or gist.denials != 1:
        return
    child, _parent, link = family
    if any(gist.words(each) not in ("two", "one", "2") for each in gist.of("Q")) or len(gist.states) > 1:
        return
    if not gist.are_of("V", child) or not gist.are_of("M", child):
        return
    for each in gist.members:
        field = field_of(each)
        if path_of(each) != link.name and (field is None or not field.kind.is_temporal):
            return
    if "u" in gist.tags and (not gist.states or "p" in gist.tags[gist.tags.index("u") :]):
        return
    where = ""
    for state in gist.states:
        values = " or ".join(f'"{value}"' for value in state.values)
        without = state.negated != ("u" in gist.tags)
        where = f" whose {state.field} is {'not ' if without else ''}{values}"
    yield f"two {child.plural}{where} of the same {link.name} must not overlap"


def say_kept(gist: Gist) -> Iterator[Said]:
    """ "A warehouse with vehicles cannot be deleted": rows that keep those that they are of."""
    family = gist.family()
    if family is None or not gist.without("pm").fits(
        "(?:nE|En)zi(?:V*)EV*", "i?Ei?V*EV*,?(?:nz|zx|xz)", "nEi?V*EV*z"
    ):
        return
    child, parent, link = family
    if gist.entities[0] is not parent or not gist.are_of("V", child) or not way_back(link):
        return
    where: Condition | None = gist.where()
    if gist.states and where is None:
        return
    kept = KeepWhile(Count(way_back(link), minimum=1, where=where))
    yield Reading(parent, (kept,), named=True)
