"""Where the shell's and each room's pages are mounted, and the API."""

from django.urls import include, path

from zhiyuan.app import api
from zhiyuan.app.rooms import ROOMS

urlpatterns = [
    path("", include("zhiyuan.app.shell.urls")),
    *(path("", include(f"zhiyuan.{room}.urls")) for room in ROOMS),
    path("api/", (api.patterns, api.app_name, api.namespace)),
]
handler403 = "zhiyuan.app.shell.views.forbidden"
handler404 = "zhiyuan.app.shell.views.not_found"
handler500 = "zhiyuan.app.shell.views.broken"
