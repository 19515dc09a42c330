"""What the site is doing, as a page and as JSON."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse

from erdgen.review.access import VIEW, needs, show
from erdgen.runs import system_status


@needs(VIEW)
def show_status(request: HttpRequest) -> HttpResponse:
    """Agents, runs by state, queues, and who is at work."""
    return show(request, "status.html", "Status", status=system_status())


@needs(VIEW)
def show_status_json(request: HttpRequest) -> HttpResponse:
    """The same for machines."""
    return JsonResponse(system_status())
