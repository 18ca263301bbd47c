"""Alarms: one open row per kind and object, however often the fact repeats itself."""

from typing import Any

from django.db import models
from django.db.models import Q


class Alarm(models.Model):
    """Something that needs a person; severity is apart from acknowledged and from cleared."""

    site = models.ForeignKey("park.Site", on_delete=models.CASCADE, related_name="+")
    floor = models.ForeignKey("park.Floor", null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=40)
    severity = models.CharField(max_length=10)
    object_type = models.CharField(max_length=40)
    object_key = models.CharField(max_length=80)
    object_name = models.CharField(max_length=160, blank=True)
    params: Any = models.JSONField(default=dict)
    raised = models.DateTimeField()
    last_seen = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)
    cleared = models.DateTimeField(null=True)
    cleared_by = models.ForeignKey("identity.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    acknowledged = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey("identity.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    note = models.CharField(max_length=400, blank=True)
    assignee = models.ForeignKey("identity.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    shelved_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-raised", "-id"]
        indexes = [models.Index(fields=["site", "cleared", "severity"])]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "kind", "object_type", "object_key"],
                condition=Q(cleared__isnull=True),
                name="alarm_open_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_name or self.object_key}"

    def scopes(self) -> list[tuple[str, str]]:
        """Whoever may act on the floor or the site may act on its alarms."""
        place = self.floor.scopes() if self.floor else self.site.scopes()
        return [("maintenance.alarm", str(self.pk)), *place]

    @property
    def state(self) -> str:
        """new, acknowledged or cleared: one word for a list."""
        if self.cleared:
            return "cleared"
        return "acknowledged" if self.acknowledged else "new"
