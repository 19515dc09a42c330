"""Runs in the admin: to look at, not to edit."""

from django.contrib import admin

from erdgen.models import Run


@admin.register(Run)
class RunAdmin(admin.ModelAdmin):
    """What was run, by whom, and where it stands."""

    list_display = ("pk", "source", "output", "state", "origin", "author", "created_at", "ended_at")
    list_filter = ("state", "origin", "queue")
    search_fields = ("source", "output")
    exclude = ("erd", "lease_token")
    date_hierarchy = "created_at"

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
