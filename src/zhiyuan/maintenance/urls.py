"""The room's pages."""

from django.urls import path

from zhiyuan.maintenance import views

urlpatterns = [
    path("alarms/", views.alarms, name="alarms"),
    path("alarms/acknowledge/", views.acknowledge_many, name="acknowledge_alarms"),
    path("alarms/<int:number>/", views.alarm, name="alarm"),
    path("alarms/<int:number>/<slug:act>/", views.act, name="alarm_act"),
]
