"""The room's pages."""

from django.urls import path

from zhiyuan.enterprises import (
    views,
    views_contacts,
    views_facts,
    views_industry,
    views_intake,
    views_merge,
)

urlpatterns = [
    path("enterprises/", views.enterprises, name="enterprises"),
    path("enterprises/add/", views.enterprise_add, name="enterprise_add"),
    path("enterprises/tags/", views.tag, name="enterprises_tag"),
    path("enterprises/persons/", views_contacts.persons, name="enterprises_persons"),
    path("enterprises/industries/", views_industry.industries, name="industries"),
    path("enterprises/industries/options/", views_industry.options, name="industry_options"),
    path("enterprises/enterprises.xlsx", views.export, name="enterprises_export"),
    path("enterprises/import/", views_intake.intakes, name="enterprises_import"),
    path("enterprises/import/<int:pk>/", views_intake.intake, name="enterprises_intake"),
    path("enterprises/import/<int:pk>/columns/", views_intake.columns, name="enterprises_columns"),
    path("enterprises/import/<int:pk>/take/", views_intake.take, name="enterprises_take"),
    path("enterprises/import/<int:pk>/discard/", views_intake.discard, name="enterprises_discard"),
    path("enterprises/import/<int:pk>/quarantine.xlsx", views_intake.quarantine, name="enterprises_quarantine"),
    path("enterprises/duplicates/", views_merge.duplicates, name="enterprises_duplicates"),
    path("enterprises/merges/<int:pk>/undo/", views_merge.undo, name="merge_undo"),
    path("enterprises/contacts/<int:pk>/reveal/", views_contacts.reveal, name="contact_reveal"),
    path("enterprises/contacts/<int:pk>/erase/", views_contacts.erase, name="contact_erase"),
    path("enterprises/<int:pk>/", views.enterprise, name="enterprise"),
    path("enterprises/<int:pk>/merge/", views_merge.merge, name="enterprise_merge"),
    path("enterprises/<int:pk>/contacts/", views_contacts.contacts, name="enterprise_contacts"),
    path("enterprises/<int:pk>/facts/", views_facts.facts, name="enterprise_facts"),
    path("enterprises/<int:pk>/tenancies/add/", views.tenancy_add, name="tenancy_add"),
    path("enterprises/tenancies/<int:pk>/", views.tenancy, name="tenancy"),
    path("enterprises/tenancies/<int:pk>/end/", views.tenancy_end, name="tenancy_end"),
]
