"""The room's pages."""

from django.urls import path

from zhiyuan.metering.views import meters, readings, virtual

urlpatterns = [
    path("metering/", meters.meters, name="meters"),
    path("metering/tree/", meters.tree, name="meter_tree"),
    path("metering/meter/<slug:key>/", meters.meter, name="meter"),
    path("metering/meter/<slug:key>/<slug:act>/", meters.act, name="meter_act"),
    path("metering/readings/", readings.readings, name="manual_readings"),
    path("metering/readings/template.xlsx", readings.template, name="reading_template"),
    path("metering/virtual/", virtual.virtual, name="virtual_meters"),
    path("metering/virtual/<slug:key>/remove/", virtual.remove, name="virtual_remove"),
]
