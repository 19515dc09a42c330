"""A route is found as Django finds it, though only some are tried."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import Resolver404, URLResolver, include, path, re_path, register_converter
from django.urls.converters import StringConverter
from django.urls.resolvers import RegexPattern
from django.utils.functional import lazystr
from hypothesis import given
from hypothesis import strategies as st

from erdgen.compiler.proof.near_routes import NearRoutes, read_segment


class Picky(StringConverter):
    """Takes what begins with a letter only."""

    def to_python(self, value: str) -> str:
        """Raises ValueError for a number."""
        if value.isdigit():
            raise ValueError
        return value


register_converter(Picky, "picky")


def view(request: object, **given: object) -> None:
    """Never called: only looked for."""


DEEP = [path("jobs/", view, name="deep-jobs"), path("<slug:any>/", view, name="deep-any")]
ROUTES = [
    path("jobs/", view, {"kept": 1}, name="jobs"),
    re_path(r"^jobs/(?P<pk>[^/.]+)/$", view, name="job"),
    re_path(r"^jobs/(\d+)/lines/$", view, name="lines"),
    path("jobs/<picky:pk>/close/", view, name="close"),
    path("<slug:first>/later/", view, name="later"),
    re_path(r"^tags/?$", view, name="tags"),
    re_path(r"^tags/x|jobs/y$", view, name="either"),
    re_path(r"tags/deep/$", view, name="anywhere"),
    re_path(r"^(?i:tags/loud/)$", view, name="loud"),
    path(lazystr("tags/lazy/"), view, name="lazy"),
    path("tags/", include((DEEP, "deep"))),
    path("", include(DEEP)),
    re_path(r"^jobs/", include(DEEP)),
    path("jobs-old/", view, name="old"),
]
WORDS = (
    "jobs",
    "tags",
    "tag",
    "x",
    "y",
    "1",
    "lines",
    "close",
    "later",
    "deep",
    "LOUD",
    "loud",
    "lazy",
    "jobs-old",
    "",
)
PATHS = st.lists(st.sampled_from(WORDS), max_size=4).flatmap(
    lambda words: st.sampled_from(["/".join(words), "/".join(words) + "/"])
)


def resolver() -> URLResolver:
    return URLResolver(RegexPattern(r"^/"), ROUTES)


def found(find: Any, where: URLResolver, asked: str) -> object:
    try:
        match = find(where, asked)
    except Resolver404 as error:
        return [[str(each.pattern) for each in tried] for tried in error.args[0].get("tried", ())]
    return match.func, match.args, match.kwargs, match.url_name, match.namespaces, match.route


@pytest.fixture(scope="module")
def near() -> Iterator[Any]:
    """As in the proof, where it takes the place of Django's search at all levels."""
    whole, plugin = URLResolver.resolve, NearRoutes()
    with pytest.MonkeyPatch.context() as patch:

        def resolve(where: URLResolver, asked: str) -> object:
            patch.setattr(URLResolver, "resolve", lambda self, path: plugin.resolve(self, path))
            try:
                return URLResolver.resolve(where, asked)
            finally:
                patch.setattr(URLResolver, "resolve", whole)

        yield resolve


@given(PATHS)
def test_what_is_found_is_what_django_finds(near: Any, asked: str) -> None:
    assert found(near, resolver(), f"/{asked}") == found(URLResolver.resolve, resolver(), f"/{asked}")


def test_only_what_may_match_is_tried() -> None:
    parts = NearRoutes().divide(resolver())
    assert set(parts) == {"jobs", "tags", "jobs-old"}
    assert [getattr(route, "name", None) for route in parts["jobs-old"].url_patterns] == [
        *("later", "either", "anywhere", "loud", "lazy", None, "old")
    ]


@pytest.mark.parametrize(
    ("route", "segment"),
    [
        (path("jobs/<int:pk>/", view), "jobs"),
        (re_path(r"^jobs/?$", view), "jobs"),
        (path("jobs", view), ""),
        (path("<slug:kind>/", view), ""),
        (re_path(r"jobs/$", view), ""),
        (re_path(r"^jobs/|tags/$", view), ""),
        (re_path(r"^jobs?/$", view), ""),
        (path(lazystr("jobs/"), view), ""),
    ],
)
def test_a_segment_is_known_where_all_paths_have_it(route: Any, segment: str) -> None:
    assert read_segment(route.pattern) == segment
