"""Tells Django that the room is there, identity who is lent what, and cases who hears with a firm."""

from django.apps import AppConfig


class AgencyConfig(AppConfig):
    """See the room's own docstring."""

    name = "zhiyuan.agency"
    label = "agency"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """From here on delegations and assignments count as rights, and agents hear what their firm is told."""
        from zhiyuan.agency import queries, queries_agents
        from zhiyuan.cases.agents import SPEAKERS
        from zhiyuan.identity.standing import LENDERS

        LENDERS.append(queries.lent)
        SPEAKERS.append(queries_agents.speaking)
