"""Routes of the generator's own site."""

from django.contrib import admin
from django.urls import path
from django.views.generic import RedirectView

from erdgen.review.health import show_alive, show_ready
from erdgen.review.metrics import show_metrics

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index")),
    path("admin/", admin.site.urls),
    path("metrics", show_metrics),
    path("healthz", show_alive),
    path("readyz", show_ready),
]
