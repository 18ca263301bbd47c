"""The room's pages."""

from django.urls import path

from zhiyuan.land import views

urlpatterns = [
    path("land/", views.parcels, name="parcels"),
    path("land/add/", views.add, name="parcel_add"),
    path("land/parcels.xlsx", views.export, name="parcels_export"),
    path("land/<int:pk>/", views.parcel, name="parcel"),
    path("land/<int:pk>/<slug:what>/", views.act, name="parcel_act"),
]
