"""The room's pages."""

from django.urls import path

from zhiyuan.cases import views

urlpatterns = [
    path("cases/", views.work, name="case_work"),
    path("cases/all/", views.cases, name="cases"),
    path("cases/new/", views.choose, name="case_choose"),
    path("cases/new/<slug:key>/", views.apply, name="case_apply"),
    path("cases/<int:pk>/", views.case, name="case"),
    path("cases/<int:pk>/act/", views.act, name="case_act"),
]
