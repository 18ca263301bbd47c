"""The room's pages."""

from django.urls import path

from zhiyuan.agency.views import agents, officers, roster

urlpatterns = [
    path("agents/", agents.agents, name="agents"),
    path("agents/give/", agents.give, name="agent_give"),
    path("agents/<int:pk>/revoke/", agents.revoke, name="agent_revoke"),
    path("agents/cases/<int:pk>/", agents.case, name="agent_case"),
    path("officers/", officers.officers, name="officers"),
    path("officers/import/", roster.rosters, name="rosters"),
    path("officers/import/template.xlsx", roster.blank, name="roster_template"),
    path("officers/import/<int:pk>/", roster.roster, name="roster"),
    path("officers/import/<int:pk>/kept-apart.xlsx", roster.left, name="roster_left"),
    path("officers/enterprise/<int:pk>/", officers.target, {"model": "enterprise"}, name="officers_of_firm"),
    path("officers/project/<int:pk>/", officers.target, {"model": "project"}, name="officers_of_project"),
    path("officers/person/<int:pk>/", officers.person, name="officer"),
    path("officers/person/<int:pk>/hand-over/", officers.hand_over, name="officer_hand_over"),
    path("officers/assignments/<int:pk>/end/", officers.end, name="assignment_end"),
]
