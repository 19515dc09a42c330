"""Names of the way back: the attribute that a link leaves on its target."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from erdgen.compiler.spec import naming
from erdgen.compiler.spec.drafts import EntityDraft, LinkDraft, is_single, member_of
from erdgen.compiler.spec.project import RelationKind
from erdgen.compiler.spec.report import Report
from erdgen.compiler.spec.reserved_names import CLASS_NAMES, MEMBER_NAMES, USER_ATTRIBUTES, USER_FIELDS
from erdgen.compiler.spec.texts import quote

_Taken = dict[str, set[str]]


def name_ways_back(drafts: Sequence[EntityDraft], report: Report) -> None:
    """Check the given names, then choose one for every other link."""
    taken = {draft.name: _own_names(draft) for draft in drafts if not draft.decl.abstract}
    pairs = [
        (draft, link) for draft in drafts if not draft.decl.abstract for link in draft.links if link.target
    ]
    for draft, link in pairs:
        if link.decl.related_name is not None and not link.link.symmetrical:
            _use_given(draft, link, taken, report)
    reaches = Counter((draft.name, link.link.target) for draft, link in pairs if not link.link.symmetrical)
    for draft, link in pairs:
        if not link.link.related_name and not link.link.symmetrical:
            _choose(draft, link, taken[link.link.target], alone=reaches[draft.name, link.link.target] == 1)


def _own_names(draft: EntityDraft) -> set[str]:
    names = set(MEMBER_NAMES)
    if draft.is_user:
        names |= USER_FIELDS | USER_ATTRIBUTES
    for member in draft.members:
        name = member_of(member).name
        names |= {name, f"{name}_id"} if isinstance(member, LinkDraft) and is_single(member) else {name}
    return names


def _use_given(draft: EntityDraft, link: LinkDraft, taken: _Taken, report: Report) -> None:
    ref = link.decl.related_name
    assert ref is not None
    name = ref.text.replace("%(class)s", draft.name.lower()).replace("%(app_label)s", "backend")
    if name.endswith("+"):
        link.change(related_name="+")
        return
    usable = name.isascii() and name.isidentifier() and not name.endswith("_") and "__" not in name
    if not usable or name.startswith("_") or name.lower() in MEMBER_NAMES or name in CLASS_NAMES:
        hint = "use letters, digits and single underscores, or '+' for no way back"
        report.error("erd.E023", ref.location, f"related_name cannot be {quote(ref.text)}", hint)
    elif name.lower() in taken[link.link.target]:
        message = f"{quote(link.link.target)} has {quote(name)} already"
        report.error("erd.E023", ref.location, message, "choose another related_name, or leave it out")
    else:
        taken[link.link.target].add(name.lower())
        link.change(related_name=name)


def _choose(draft: EntityDraft, link: LinkDraft, taken: set[str], *, alone: bool) -> None:
    single = link.link.kind is RelationKind.ONE_TO_ONE
    back = naming.snake_singular(draft.name) if single else naming.snake_plural(draft.name)
    if link.target is draft and link.link.name == "parent" and not single:
        back = "children"
    elif not alone:
        back = f"{link.link.name}_{back}"
    if back in taken and alone:
        back = f"{link.link.name}_{back}"
    name, number = back, 2
    while name in taken:
        name, number = f"{back}_{number}", number + 1
    taken.add(name)
    link.change(related_name=name)
