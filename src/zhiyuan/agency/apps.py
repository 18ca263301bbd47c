"""Tells Django that the room is there, and identity who is lent what."""

from django.apps import AppConfig


class AgencyConfig(AppConfig):
    """See the room's own docstring."""

    name = "zhiyuan.agency"
    label = "agency"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """From here on delegations and assignments count as rights."""
        from zhiyuan.agency import queries
        from zhiyuan.identity.standing import LENDERS

        LENDERS.append(queries.lent)
