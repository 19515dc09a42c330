"""Who may do what: roles, or the user to whom a link leads."""

from __future__ import annotations

import re
from collections.abc import Iterator

from erdgen.compiler.rules.forms import Access
from erdgen.compiler.rules.language.alternatives import Reading
from erdgen.compiler.rules.language.gist.amounts import Said
from erdgen.compiler.rules.language.gist.view import Gist, path_of
from erdgen.compiler.rules.language.names import loose_key_of
from erdgen.compiler.spec.project import Action, Relationship

_ACTIONS: dict[str, tuple[Action, ...]] = {
    "1": ("read",),
    "2": ("create",),
    "f": ("update",),
    "z": ("delete",),
}


def say_owner(whole: Gist) -> Iterator[Said]:
    """ "A site may be changed only by the user who is entered as its manager"."""
    gist = whole.without("pm&,")
    if not gist.only("EMAfz12oOn") or gist.count("o") + gist.count("O") != 1:
        return
    links = [each for each in gist.members if each.ref and isinstance(each.ref.member, Relationship)]
    if len(links) != 1 or len(gist.members) != 1 or gist.count("A") or gist.count("n"):
        return
    root, link = links[0].entity, links[0].ref.member if links[0].ref else None
    if root is None or not isinstance(link, Relationship) or "." in path_of(links[0]):
        return
    users = [each for each in gist.entities if each is not root]
    acts = [each for each in gist.said if each.tag != "2" or not gist.words(each).endswith("ed")]
    actions = tuple(dict.fromkeys(action for each in acts for action in _ACTIONS.get(each.tag, ())))
    if root not in gist.entities or any(not each.is_user or each.name != link.target for each in users):
        return
    if actions and "create" not in actions and users:
        yield Reading(root, (Access(actions, ("owner",), link.name),), named=True)


def say_access(gist: Gist) -> Iterator[Said]:
    """ "Payments are visible to accountants and managers; nobody else may view them"."""
    root = gist.root()
    if root is None or gist.members or not gist.only("AE12fz,&pmonO") or not gist.count("A"):
        return
    if not (gist.count("o") == 1 and not gist.count("nO")) and not (
        gist.count("O") == 1 and not gist.count("no")
    ):
        return
    if "o" in gist.tags and gist.tags.index("o") > gist.tags.rindex("A") + 1:
        return  # "managers may only read visits" limits what they may do, not who may do it
    links = {loose_key_of(link.name) for link in root.relationships}
    if any(loose_key_of(gist.words(each)) in links for each in gist.of("A")):
        return  # "its organizer" is one of them
    if not re.search("^[^A]*A(?:[&,]*A)*[^A]*$", gist.tags):
        return  # some may do one thing, others another
    if "O" in gist.tags and gist.tags.index("O") < gist.tags.rindex("A"):
        return
    actions = tuple(dict.fromkeys(action for tag in gist.tags for action in _ACTIONS.get(tag, ())))
    roles = tuple(dict.fromkeys(str(each.role) for each in gist.of("A")))
    if actions:
        yield Reading(root, (Access(actions, roles),), named=True)
