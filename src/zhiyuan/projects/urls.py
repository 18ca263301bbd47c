"""The room's pages."""

from django.urls import path

from zhiyuan.projects import views

urlpatterns = [
    path("projects/", views.projects, name="projects"),
    path("projects/add/", views.add, name="project_add"),
    path("projects/projects.xlsx", views.export, name="projects_export"),
    path("projects/<int:pk>/", views.project, name="project"),
    path("projects/<int:pk>/<slug:what>/", views.act, name="project_act"),
]
