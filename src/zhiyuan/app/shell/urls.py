"""The shell's own pages."""

from django.urls import path

from zhiyuan.app.shell import views

urlpatterns = [
    path("", views.home, name="home"),
]
