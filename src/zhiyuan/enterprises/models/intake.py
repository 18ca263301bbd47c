"""Workbooks on their way in: what was brought, what its columns mean, and the rows that could not be taken."""

from typing import Any

from django.db import models

STAGED, TAKEN, DISCARDED = "staged", "taken", "discarded"


class Intake(models.Model):
    """A workbook that somebody brought; nothing of it is in the register before it is taken."""

    site = models.ForeignKey("park.Site", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("identity.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    file = models.CharField(max_length=200)
    layout = models.CharField(max_length=64)
    heads: Any = models.JSONField(default=list)
    columns: Any = models.JSONField(default=list)
    state = models.CharField(max_length=10, default=STAGED)
    counts: Any = models.JSONField(default=dict)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.file

    def scopes(self) -> list[tuple[str, str]]:
        """Its own scope and the site's."""
        return [("enterprises.intake", str(self.pk)), ("park.site", str(self.site_id))]


class IntakeFile(models.Model):
    """The workbook itself, until it is taken or discarded."""

    intake = models.OneToOneField(Intake, on_delete=models.CASCADE, related_name="content")
    content = models.BinaryField()


class QuarantinedRow(models.Model):
    """A row that could not be taken, as it stood, and why; until it is discarded."""

    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="quarantine")
    number = models.PositiveIntegerField()
    cells: Any = models.JSONField(default=list)
    faults: Any = models.JSONField(default=list)

    class Meta:
        ordering = ["number", "pk"]


class ChosenColumns(models.Model):
    """What a person chose the columns of workbooks of one layout to mean."""

    site = models.ForeignKey("park.Site", on_delete=models.CASCADE, related_name="+")
    layout = models.CharField(max_length=64)
    columns: Any = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "layout"], name="columns_chosen_once")]
