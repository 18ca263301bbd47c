"""The room's pages."""

from django.urls import path

from zhiyuan.agency.views import agents

urlpatterns = [
    path("agents/", agents.agents, name="agents"),
    path("agents/give/", agents.give, name="agent_give"),
    path("agents/<int:pk>/revoke/", agents.revoke, name="agent_revoke"),
    path("agents/cases/<int:pk>/", agents.case, name="agent_case"),
]
