"""Routes."""

from django.urls import include, path

from backend import views

router = Router()
router.register("users", views.UserViewSet)
router.register("jobs", views.JobViewSet)

urlpatterns = [
    path("auth/token/", views.TokenView.as_view(), name="token"),
    path("auth/me/", views.MeView.as_view(), name="me"),
    path("", include(router.urls)),
]
