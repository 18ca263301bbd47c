"""That two enterprises were found to be one, and all that went from the one to the other, so that it can go back."""

from typing import Any

from django.db import models

from zhiyuan.enterprises.models.enterprise import Enterprise


class Merge(models.Model):
    """One enterprise absorbed by another: which rows followed, by model and column, and what the survivor gained."""

    survivor = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    absorbed = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("identity.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=200)
    moved: Any = models.JSONField(default=dict)
    code = models.CharField(max_length=18, blank=True)
    """The credit code that the survivor took over."""
    undone = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.absorbed} → {self.survivor}"

    def scopes(self) -> list[tuple[str, str]]:
        """Its own scope, the survivor's and the site's."""
        return [("enterprises.merge", str(self.pk)), *self.survivor.scopes()]
