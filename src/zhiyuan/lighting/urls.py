"""The room's pages."""

from django.urls import path

from zhiyuan.lighting import views

urlpatterns = [
    path("lighting/", views.floors, name="floors"),
    path("lighting/overrides/", views.overrides, name="overrides"),
    path("lighting/overrides/<int:pk>/release/", views.release, name="release"),
    path("lighting/<str:kind>/<int:pk>/override/", views.override, name="override"),
    path("lighting/lum/<slug:key>/", views.luminaire, name="luminaire_panel"),
    path("lighting/space/<slug:key>/", views.space, name="space_panel"),
    path("lighting/space/<int:pk>/step-test/", views.step_test, name="step_test"),
    path("lighting/space/<int:pk>/meter-reading/", views.meter_reading, name="meter_reading"),
    path("lighting/space/<int:pk>/<str:act>/", views.lock, name="space_lock"),
    path("lighting/scenes/<int:pk>/<str:act>/", views.scene, name="scene_act"),
    path("lighting/fire/<int:pk>/reset/", views.reset_fire, name="fire_reset"),
    path("lighting/schedules/<slug:key>/preview/", views.preview, name="schedule_preview"),
    path("lighting/<slug:key>/", views.floor, name="floor"),
    path("lighting/<slug:key>/take-over/", views.override_floor_form, name="override_floor"),
]
