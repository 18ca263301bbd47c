"""Where each room's pages are mounted."""

from django.urls import include, path

ROOMS = ["identity", "park", "lighting", "savings", "maintenance"]

urlpatterns = [
    path("", include("zhiyuan.app.shell.urls")),
    *(path("", include(f"zhiyuan.{room}.urls")) for room in ROOMS),
]
