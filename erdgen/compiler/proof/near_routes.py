"""Plugin of pytest for the proof: a route is looked for among those that begin as its path does.

For each request Django tries all routes in turn, so that the tests of a project would take a time that grows
with the square of its entities. Here only those are tried whose first segment is the path's, and those that
begin with something else than plain words, in the order in which they stand: what is found is what Django
finds. Where nothing is found Django looks through all of them, so that it can say what it tried. It works
under the project's own Python and imports nothing of the generator.
"""

from __future__ import annotations

import copy
import re
from typing import Any
from weakref import WeakKeyDictionary

import pytest
from django.urls import Resolver404, URLResolver
from django.urls.resolvers import RegexPattern, RoutePattern

#: A first segment that holds for every path of a pattern.
SEGMENT = re.compile(r"([\w-]+)/")

resolve_among_all = URLResolver.resolve


class NearRoutes:
    """Resolves as ``URLResolver.resolve`` does, for all resolvers of the project."""

    def __init__(self) -> None:
        self.parts: WeakKeyDictionary[URLResolver, dict[str, URLResolver]] = WeakKeyDictionary()

    def resolve(self, resolver: URLResolver, path: Any) -> Any:
        """The first match; raises Resolver404 where there is none."""
        matched = resolver.pattern.match(str(path))
        if matched:
            part = self.divide(resolver).get(matched[0].partition("/")[0])
            try:
                if part is not None:
                    return resolve_among_all(part, path)
            except Resolver404:
                pass
        return resolve_among_all(resolver, path)

    def divide(self, resolver: URLResolver) -> dict[str, URLResolver]:
        """By first segment, the resolver with no other routes than may match."""
        if resolver not in self.parts:
            routes = [(read_segment(route.pattern), route) for route in resolver.url_patterns]
            parts = self.parts[resolver] = {}
            for segment in {segment for segment, _ in routes} - {""}:
                part = parts[segment] = copy.copy(resolver)
                part.url_patterns = [route for other, route in routes if other in ("", segment)]
        return self.parts[resolver]


def read_segment(pattern: Any) -> str:
    """With what all paths of a pattern begin, up to the first slash; empty where that is not plain to see."""
    given = vars(pattern)
    if isinstance(pattern, RoutePattern):
        text = given["_route"]
    else:
        text = given["_regex"] if isinstance(pattern, RegexPattern) else None
        text = text[1:] if isinstance(text, str) and text.startswith("^") else None
    # What is not plain text may read differently in each language.
    found = SEGMENT.match(text) if isinstance(text, str) and "|" not in text else None
    return found[1] if found else ""


def pytest_configure(config: pytest.Config) -> None:
    """Take the place of Django's own search."""
    near = NearRoutes()
    URLResolver.resolve = lambda self, path: near.resolve(self, path)  # type: ignore[method-assign]
