"""What holds in a case: what is required or empty then, which state goes with which, what is locked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from erdgen.compiler.rules.conditions import Condition, Given, OneOf
from erdgen.compiler.rules.forms import AtCreation, Immutable, Implies, KeepWhile
from erdgen.compiler.rules.language.alternatives import Reading
from erdgen.compiler.rules.language.gist.amounts import Said
from erdgen.compiler.rules.language.gist.view import Gist, links_between, path_of
from erdgen.compiler.rules.language.opposites import opposite_of
from erdgen.compiler.rules.language.words import word_set
from erdgen.compiler.spec.project import Entity, Relationship

_FROM_THEN_ON = ("after", "once", "as soon as")
_BEING = word_set("be become is are as")
_CASE = "i?E?(?:V&?)+E?"


def say_required(whole: Gist) -> Iterator[Said]:
    """ "Taking a room out of order requires an out-of-order reason": a state, and what it asks for."""
    gist = whole.without("m")
    root = gist.root()
    if root is None or len(gist.members) != 1:
        return
    if not gist.fits(f"{_CASE}i?E?,?(?:M,?r|rM)E?", f"rM{_CASE}", f"M,?r{_CASE}"):
        return
    when, asked = gist.together(), path_of(gist.members[0])
    if when is not None and asked != when.field and "." not in asked:
        yield Reading(root, (Implies(when, Given(asked)),), named=True)


def say_empty(whole: Gist) -> Iterator[Said]:
    """ "As long as an enrolment has the status enrolled, its final grade must be empty"."""
    gist = whole.without("mp")
    root = gist.root()
    if root is None or len(gist.members) != 1 or gist.count("nxv") != 1 or whole.permits:
        return
    if re.search("[mp]V.*nM$", whole.tags):
        return  # "visits can be cancelled without a reason"
    if not gist.fits(
        f"{_CASE},?Mv",
        f"Mv{_CASE}",
        f"M?x{_CASE}M?",
        f"{_CASE},?Mx",
        f"nM{_CASE}",
        f"{_CASE},?nM",
        f"{_CASE}nM",
    ):
        return
    when, asked = gist.together(), path_of(gist.members[0])
    member = root.members.get(asked)
    if when is not None and member is not None and asked != when.field and not member.required:
        yield Reading(root, (Implies(when, Given(asked, negated=True)),), named=True)


def say_choices(gist: Gist) -> Iterator[Said]:
    """ "Payments can be made by cash, card or transfer only": values of one field, and no others."""
    root, among = gist.root(), gist.together()
    if root is None or among is None or len(among.values) < 2 or among.negated:
        return
    if not gist.without("mp").fits("o?E?M?o?C?,?M?E?V(?:[,&]+V)*,?o?", "o?V(?:[,&]+V)*M?i?EM?,?o?"):
        return
    field = root.members.get(among.field)
    if gist.count("oC") != 1 or "&" not in gist.tags or among.values in ((True,), (False,)):
        return
    if field is not None and all(path_of(each) == among.field for each in gist.members):
        yield Reading(root, (among,), named=True)


def say_goes_with(whole: Gist) -> Iterator[Said]:
    """ "Fragile parcels are never stackable": of a row in one state another holds, or does not."""
    gist = whole.without("m")
    root = gist.root()
    if root is None or len(gist.states) != 2 or whole.permits:
        return
    first, second = gist.states
    if first.field == second.field or first.negated:
        return
    tags = gist.without("p").tags
    then: Condition | None = None
    if re.fullmatch("VE(n|x)V|nVE(i?)V|i?EV,?E?nV", tags):
        then = opposite_of(second)
    elif re.fullmatch("i?EV,?E?V|VEV", tags) and "p" not in gist.tags:
        then = second
    if then is not None:
        yield Reading(root, (Implies(first, then),), named=True)


def say_given(whole: Gist) -> Iterator[Said]:
    """ "A note on the work done is mandatory for every time entry"; "no event without a title"."""
    gist = whole.without("m")
    root = gist.root()
    if root is None or len(gist.members) != 1 or "." in path_of(gist.members[0]):
        return
    if gist.fits("M,?r(?:i?R?E)?", "R?E,?rM", "nEnM", "nM,?nE", "(?:ME?v|vME?)x"):
        yield Reading(root, (Given(path_of(gist.members[0])),), named=True)


def say_only_then(whole: Gist) -> Iterator[Said]:
    """ "Only disposed samples can have a disposal date": without the state, there is none."""
    gist = whole.without("m")
    root = gist.root()
    if root is None or len(gist.states) != 1 or not gist.fits("oVEpM", "M(?:E?)pi?oV", "M(?:E?)poi?E?V"):
        return
    if any(gist.words(each) in _FROM_THEN_ON for each in gist.of("i")):
        return  # when it comes to be given is not told by what it is given with
    if gist.word_before(gist.members[0]) in _BEING:
        return  # "only senior vets may be mentors" is told of those whom others have
    state, asked = gist.states[0], path_of(gist.members[0])
    member = root.members.get(asked)
    if asked != state.field and member is not None and not member.required:
        yield Reading(root, (Implies(opposite_of(state), Given(asked, negated=True)),), named=True)


def say_deletable(whole: Gist) -> Iterator[Said]:
    """ "Deleting a contract is possible only in draft status"."""
    gist = whole.without("m")
    root = gist.root()
    if root is not None and len(gist.states) == 1 and gist.fits("zEp?oi?V", "Ep?zoi?V", "Epozi?V", "oVEpz"):
        yield Reading(root, (KeepWhile(opposite_of(gist.states[0])),), named=True)


def say_not_without(whole: Gist) -> Iterator[Said]:
    """ "No ticket may be resolved without a resolution": a state, and what may not be missing then."""
    gist = whole.without("mp")
    root = gist.root()
    if root is None or len(gist.states) != 1 or not gist.fits("nE?VE?(?:nM|iMv)", "EnV(?:nM|iMv)"):
        return
    if gist.tags.endswith("nM") and gist.words(gist.of("n")[-1]) not in ("without", "no"):
        return  # "a claim that is not paid must not have a date"
    when, asked = gist.states[0], path_of(gist.members[-1])
    if asked != when.field and "." not in asked:
        yield Reading(root, (Implies(when, Given(asked)),), named=True)


def say_only_with(whole: Gist) -> Iterator[Said]:
    """ "Only active aircraft can be put on a flight": rows in a state, to which alone others link."""
    gist = whole.without("pc2&,")
    forms = (
        "oVEE",
        "oVEiE",
        "Eoi?VE",
        "Eoi?EV",
        "nEEuVE",
        "Eni?VE",
        "nVEE",
        "Eni?EV",
        "nEi?VE",
        "nEi?EV",
        "EonVE",
    )
    if not gist.without("m").fits(*forms) or len(gist.entities) != 2:
        return
    target = next((each.entity for each in gist.of("V")), None)
    root = next((each for each in gist.entities if each is not target), None)
    if target is None or root is None or len(gist.states) != 1:
        return
    links = links_between(root, target)
    if len(links) == 1 and not links_between(target, root):
        yield from _linked_state(whole, root, links[0])


def say_of_link(whole: Gist) -> Iterator[Said]:
    """ "The mother of an animal must be female": the state of what a link leads to."""
    gist = whole.without("pc2&,R")
    links = [each for each in gist.members if each.ref and isinstance(each.ref.member, Relationship)]
    if len(gist.members) != 1 or len(links) != 1 or len(gist.states) != 1 or "." in path_of(links[0]):
        return
    root, link = links[0].entity, links[0].ref.member if links[0].ref else None
    if not gist.entities and gist.is_name_of_rows(links[0]):
        return  # "one of the visits must be urgent" is not told of what has a visit
    target = gist.of("V")[0].entity
    if root is None or not isinstance(link, Relationship) or target is None or target.name != link.target:
        return
    stated = gist.fits("E?mi?(?:MV|VM)E?", "ME?mi?V") and not whole.count("p")
    told = gist.without("m").fits(
        "Eoi?(?:MV|VM)", "oVME", "Eni?(?:MV|VM)", "nE(?:MV|VM)", "ME?ni?V", "oi?VME", "nVME"
    )
    if (stated or told) and gist.are_of("E", root):
        yield from _linked_state(whole, root, link)


def _linked_state(whole: Gist, root: Entity, link: Relationship) -> Iterator[Reading]:
    state = whole.states[0]
    negated = state.negated != ("n" in whole.tags and "u" not in whole.tags and "o" not in whole.tags)
    held = OneOf(f"{link.name}.{state.field}", state.values, negated)
    yield Reading(root, (AtCreation(held) if whole.count("2c") else held,), named=True)


def say_locked(whole: Gist) -> Iterator[Said]:
    """ "Once the guest has checked in, the nightly rate is frozen": what keeps its value from a state on."""
    gist = whole.without("mp")
    root = gist.root()
    if root is None or len(gist.states) != 1 or len(gist.members) > 1:
        return
    lock = "(?:L|nf)"
    if not gist.fits(f"i?E?VE?,?M?E?{lock}", f"i?E?VE?,?{lock}ME?", f"nfM?{_CASE}", f"M?E?{lock}i?E?V"):
        return
    fields = tuple(path_of(each) for each in gist.members)
    if not any("." in field for field in fields) and gist.states[0].field not in fields:
        yield Reading(root, (Immutable(fields, gist.states[0]),), named=True)
