"""Runs in the admin: a list, and pages of their own for starting, watching and reviewing them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path

from erdgen import preferences
from erdgen.models import Preference, PreferenceState, Run

#: Allows making preferences those of one's teams, and changing them there.
SHARE = "erdgen.share_preference"

admin.site.site_header = admin.site.site_title = "ERD to Django"
admin.site.index_title = "Runs and accounts"
admin.site.site_url = None


@admin.register(Run)
class RunAdmin(admin.ModelAdmin):
    """What was run, by whom, and where it stands. Nobody edits a run; the pages below bring it on."""

    list_display = (
        "pk",
        "source",
        "output",
        "workflow",
        "state",
        "origin",
        "author",
        "created_at",
        "ended_at",
    )
    list_filter = ("state", "origin", "queue")
    list_select_related = ("author",)
    search_fields = ("source", "output")
    date_hierarchy = "created_at"

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("erd")

    def get_urls(self) -> list[URLPattern]:
        # Loaded with the routes: commands look for admin modules too, and have no use for pages.
        from erdgen.review.routes import PAGES

        own = [
            path(route, self.admin_site.admin_view(page), name=f"erdgen_run_{name}")
            for route, page, name in PAGES
        ]
        return [*own, *super().get_urls()]

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("admin:erdgen_run_progress", object_id)

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("admin:erdgen_run_new")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("erdgen.start_run")

    def has_change_permission(self, request: HttpRequest, obj: Run | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Run | None = None) -> bool:
        return False


@admin.register(Preference)
class PreferenceAdmin(admin.ModelAdmin):
    """What people decide the same way again and again; everybody words, accepts and removes their own.

    What a team prefers is seen by all who are in it, and changed by those who may share preferences.
    """

    list_display = ("sentence", "wanted", "state", "team", "created_at")
    list_filter = ("state", "team")
    list_select_related = ("team",)
    fields = ("sentence", "state", "subject", "wanted", "team", "created_at")
    readonly_fields = ("subject", "wanted", "team", "created_at")
    actions = ("accept", "remove")

    @admin.action(description="Let the selected preferences count")
    def accept(self, request: HttpRequest, queryset: QuerySet[Preference]) -> None:
        for preference in self._changeable(request, queryset):
            preferences.accept(preference)

    @admin.action(description="Remove the selected preferences")
    def remove(self, request: HttpRequest, queryset: QuerySet[Preference]) -> None:
        self._changeable(request, queryset).update(state=PreferenceState.REMOVED)

    def _changeable(self, request: HttpRequest, queryset: QuerySet[Preference]) -> QuerySet[Preference]:
        return queryset if request.user.has_perm(SHARE) else queryset.filter(team=None)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """One more for each team that the person may share preferences with."""
        teams = list_teams(request) if request.user.has_perm(SHARE) else ()
        sharing = {f"share_{team.pk}": as_action(team) for team in teams}
        return super().get_actions(request) | sharing

    def get_queryset(self, request: HttpRequest) -> QuerySet[Preference]:
        everybody = super().get_queryset(request)
        return everybody.filter(Q(owner=request.user) | Q(team__in=list_teams(request)))

    def save_model(self, request: HttpRequest, obj: Preference, form: Any, change: bool) -> None:
        if obj.state == PreferenceState.ACTIVE:
            preferences.accept(obj)
        else:
            obj.save()

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("erdgen.review_run")

    def has_view_permission(self, request: HttpRequest, obj: Preference | None = None) -> bool:
        return request.user.has_perm("erdgen.review_run")

    def has_change_permission(self, request: HttpRequest, obj: Preference | None = None) -> bool:
        teams = obj is not None and obj.team_id is not None
        return request.user.has_perms(("erdgen.review_run", SHARE) if teams else ("erdgen.review_run",))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Preference | None = None) -> bool:
        # Removed ones stay, so that they are not proposed once more.
        return False


def list_teams(request: HttpRequest) -> QuerySet[Group]:
    """The teams of who asks; for superusers all there are."""
    person = request.user
    return Group.objects.filter(**{} if person.is_superuser else {"user": person.pk}).order_by("name")


def as_action(team: Group) -> tuple[Any, str, str]:
    """The action that makes preferences those of ``team``, as the admin keeps actions."""

    def share(_: PreferenceAdmin, request: HttpRequest, queryset: QuerySet[Preference]) -> None:
        for preference in queryset:
            preferences.share(preference, team)

    return share, f"share_{team.pk}", f"Let the selected preferences count for team {team.name}"
