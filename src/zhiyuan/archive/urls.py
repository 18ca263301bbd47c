"""The room's pages."""

from django.urls import path

from zhiyuan.archive import views

urlpatterns = [path("too-large/", views.too_large, name="too_large")]
