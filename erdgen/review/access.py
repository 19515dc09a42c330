"""Who may open which page: signed-in staff, and for each act the permission that it needs."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

VIEW, START, REVIEW, APPLY = (f"erdgen.{name}_run" for name in ("view", "start", "review", "apply"))

Page = Callable[..., HttpResponse]


def needs(*permissions: str) -> Callable[[Page], Page]:
    """Only for those who have all ``permissions``; others who are signed in get 403, strangers the login."""

    def decorate(page: Page) -> Page:
        @wraps(page)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.has_perms(permissions):
                raise PermissionDenied
            return page(request, *args, **kwargs)

        return guarded

    return decorate


def show(request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
    """A page in the frame of the admin."""
    frame = admin.site.each_context(request)
    return render(request, f"review/{template}", {**frame, "title": title, **context})
