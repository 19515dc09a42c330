"""Cycles of required links, in which no row could be the first."""

from __future__ import annotations

from collections.abc import Sequence

from erdgen.compiler.spec.drafts import EntityDraft, LinkDraft
from erdgen.compiler.spec.report import Report
from erdgen.compiler.spec.texts import quote


def relax_cycles(drafts: Sequence[EntityDraft], report: Report) -> None:
    """Make optional every required link that closes a cycle with those before it.

    Keys come first, since they cannot be empty; else the order of the ERD decides. Taking any relaxed link
    back would close a cycle again, so no fewer would do for this order.
    """
    order = _Order(len(drafts))
    position = {id(draft): at for at, draft in enumerate(drafts)}
    required = [
        (draft, link)
        for draft in drafts
        for link in draft.links
        if link.target is not None and not link.link.many and (link.link.required or link.link.primary_key)
    ]
    for draft, link in sorted(required, key=lambda pair: not pair[1].link.primary_key):
        if not order.add(position[id(draft)], position[id(link.target)]):
            _relax(draft, link, report)


def _relax(draft: EntityDraft, link: LinkDraft, report: Report) -> None:
    where = "its own entity" if link.target is draft else "a cycle of required links"
    message = f"{quote(f'{draft.decl.source}.{link.link.source}')} is optional: it points into {where}"
    if link.link.primary_key:
        message += ", and so cannot be the key; an automatic id is"
    link.change(required=False, relaxed=True, primary_key=False)
    report.warn(
        "erd.W002",
        link.link.location,
        f"{message}, and no row could be the first",
        'write "required": false to say so',
        subject=draft.name,
    )


class _Order:
    """A topological order that grows edge by edge (Pearce and Kelly): only nodes between the ends move."""

    def __init__(self, size: int) -> None:
        self.rank = list(range(size))
        self.after: list[list[int]] = [[] for _ in range(size)]
        self.before: list[list[int]] = [[] for _ in range(size)]

    def add(self, source: int, target: int) -> bool:
        """Add the edge; False, and nothing added, when it would close a cycle."""
        if source == target:
            return False
        if self.rank[source] > self.rank[target]:
            ahead = self._reach(target, self.after, self.rank[source], upwards=True)
            if source in ahead:
                return False
            self._reorder(self._reach(source, self.before, self.rank[target], upwards=False), ahead)
        self.after[source].append(target)
        self.before[target].append(source)
        return True

    def _reach(self, start: int, edges: list[list[int]], bound: int, *, upwards: bool) -> dict[int, None]:
        """Nodes that can be reached from ``start`` without leaving the ranks up (or down) to ``bound``."""
        found = {start: None}
        stack = [start]
        while stack:
            for node in edges[stack.pop()]:
                inside = self.rank[node] <= bound if upwards else self.rank[node] >= bound
                if inside and node not in found:
                    found[node] = None
                    stack.append(node)
        return found

    def _reorder(self, behind: dict[int, None], ahead: dict[int, None]) -> None:
        """Give the nodes of both sets their ranks anew, those behind first."""
        nodes = [*sorted(behind, key=self.rank.__getitem__), *sorted(ahead, key=self.rank.__getitem__)]
        ranks = sorted(self.rank[node] for node in nodes)
        for node, rank in zip(nodes, ranks, strict=True):
            self.rank[node] = rank
