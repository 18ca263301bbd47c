"""The room's pages."""

from django.urls import path, re_path

from zhiyuan.park.views import lists, places, scenes, schedules

urlpatterns = [
    path("luminaires/", lists.luminaires, name="luminaires"),
    path("circuits/", lists.circuits, name="circuits"),
    path("spaces/", lists.spaces, name="spaces"),
    path("spaces/<int:pk>/", places.space, name="space"),
    path("devices/", lists.devices, name="all_devices"),
    path("devices/<slug:tab>/", lists.devices, name="devices"),
    path("schedules/", schedules.schedules, name="schedules"),
    path("schedules/new/", schedules.schedule_add, name="schedule_add"),
    path("schedules/<int:pk>/", schedules.schedule, name="schedule"),
    path("schedules/<int:pk>/remove/", schedules.schedule_remove, name="schedule_remove"),
    path("scenes/new/", scenes.scene_add, name="scene_add"),
    path("scenes/<int:pk>/", scenes.scene, name="scene"),
    path("scenes/<int:pk>/remove/", scenes.scene_remove, name="scene_remove"),
    path("park/", places.park_file, name="park_file"),
    re_path(r"^park/(?P<pk>[0-9]+)\.(?P<form>yaml|xlsx)$", places.park_export, name="park_export"),
]
