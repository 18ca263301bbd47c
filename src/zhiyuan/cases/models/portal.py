"""What a firm begins and books: drafts with their files, times at a counter."""

from typing import Any

from django.db import models
from django.db.models import Q

from zhiyuan.cases.slots import BOOKED


class Draft(models.Model):
    """What somebody began to write and did not send, one a person and kind; nobody else's, and in no trail."""

    person = models.ForeignKey("identity.Person", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    said: Any = models.JSONField()
    saved = models.DateTimeField()

    class Meta:
        ordering = ["-saved"]
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="draft_once")]

    def __str__(self) -> str:
        return self.kind


class DraftFile(models.Model):
    """A file handed in while writing: it lives with its draft, and becomes the case's paper when that is sent."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    doc = models.CharField(max_length=40)
    file = models.ForeignKey("archive.StoredFile", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering = ["draft", "pk"]
        constraints = [models.UniqueConstraint(fields=["draft", "doc", "file"], name="draft_file_once")]

    def __str__(self) -> str:
        return self.name


class Appointment(models.Model):
    """A time at a counter that a firm booked; ``place`` counts those that are served at once."""

    site = models.ForeignKey("park.Site", on_delete=models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("enterprises.Enterprise", on_delete=models.PROTECT, related_name="+")
    counter = models.CharField(max_length=40)
    start = models.DateTimeField()
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=40)
    state = models.CharField(max_length=10, default=BOOKED)
    booked = models.DateTimeField()
    booked_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["start", "place"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "counter", "start", "place"], condition=Q(state=BOOKED), name="appointment_once"
            ),
            models.UniqueConstraint(
                fields=["enterprise", "counter", "start"], condition=Q(state=BOOKED), name="appointment_of_firm_once"
            ),
        ]
        indexes = [models.Index(fields=["enterprise", "start"], name="appointment_by_firm")]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.start:%Y-%m-%d %H:%M}"

    def scopes(self) -> list[tuple[str, str]]:
        """Its own, the counter's, the enterprise's and the site's."""
        return [("cases.appointment", str(self.pk)), ("cases.desk", self.counter), *self.enterprise.scopes()]
