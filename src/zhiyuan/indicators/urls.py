"""The room's pages."""

from django.urls import path

from zhiyuan.indicators import views

urlpatterns = [
    path("cockpit/", views.cockpit, name="cockpit"),
    path("indicators/", views.indicators, name="indicators"),
    path("indicators/<slug:key>/", views.indicator, name="indicator"),
]
