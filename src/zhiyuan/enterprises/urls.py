"""The room's pages."""

from django.urls import path

from zhiyuan.enterprises import views

urlpatterns = [
    path("enterprises/", views.enterprises, name="enterprises"),
    path("enterprises/add/", views.enterprise_add, name="enterprise_add"),
    path("enterprises/enterprises.xlsx", views.export, name="enterprises_export"),
    path("enterprises/import/", views.import_workbook, name="enterprises_import"),
    path("enterprises/<int:pk>/", views.enterprise, name="enterprise"),
    path("enterprises/<int:pk>/tenancies/add/", views.tenancy_add, name="tenancy_add"),
    path("enterprises/tenancies/<int:pk>/", views.tenancy, name="tenancy"),
    path("enterprises/tenancies/<int:pk>/end/", views.tenancy_end, name="tenancy_end"),
]
