"""Cases with their logs and papers. The log is the case; phase, due day and the like are kept only to be found by."""

from typing import Any

from django.db import models
from django.db.models import Func

from zhiyuan.cases.subject import FIRM, SITE, matter


class Until(Func):
    """The due day; where there is none the end of all days, so that both databases have the order in an index."""

    template = "COALESCE(%(expressions)s, '9999-12-31')"
    arity = 1
    output_field = models.DateField()


class Edition(models.Model):
    """A kind as its pages said it when the first case was opened under it; never changed (``guards``)."""

    kind = models.CharField(max_length=40)
    digest = models.CharField(max_length=64, unique=True)
    said = models.JSONField()
    desks: Any = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["kind"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.digest[:12]}"


class Numbers(models.Model):
    """The last number given in a park on a day; its row is locked while one is taken."""

    site = models.ForeignKey("park.Site", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "day"], name="case_numbers_once")]


class Case(models.Model):
    """One case: an application of an enterprise, or something about a place, a parcel, a project (``subject``)."""

    site = models.ForeignKey("park.Site", on_delete=models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("enterprises.Enterprise", null=True, on_delete=models.PROTECT, related_name="+")
    subject_type = models.CharField(max_length=40, default=FIRM)
    subject_id = models.CharField(max_length=20)
    subject_name = models.CharField(max_length=200, blank=True)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=20)
    lane = models.CharField(max_length=10)
    opened = models.DateTimeField()
    phase = models.CharField(max_length=10)
    due = models.DateField(null=True)
    provisional = models.BooleanField(default=False)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["site", "number"], name="case_number_in_site")]
        indexes = [
            models.Index("phase", Until("due"), "id", name="case_phase_until"),
            models.Index(fields=["number"], name="case_number_begins", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["enterprise", "-opened"]),
            models.Index(fields=["edition"]),
            models.Index(fields=["subject_type", "subject_id"], name="case_by_subject"),
        ]

    def __str__(self) -> str:
        return self.number

    def scopes(self) -> list[tuple[str, str]]:
        """Its own, those of the desks that have a step in it, its subject's, the enterprise's and the site's."""
        own = [("cases.case", str(self.pk)), *(("cases.desk", str(desk)) for desk in self.edition.desks)]
        if self.enterprise_id:
            own += [(FIRM, str(self.enterprise_id)), *matter(self.enterprise_id, self.edition.kind)]
        own += self.reaches.values_list("scope_type", "scope_id") if self.subject_type != FIRM else []
        return [*own, (SITE, str(self.site_id))]

    @property
    def about(self) -> str:
        """The name of its subject: an enterprise's as it is now, another's as it was when the case was opened."""
        return str(self.enterprise) if self.subject_type == FIRM else self.subject_name


class Reach(models.Model):
    """A scope that reaches the subject of a case which is not an enterprise; laid when the case is opened."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reaches")
    scope_type = models.CharField(max_length=40)
    scope_id = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope_type", "scope_id", "case"], name="reach_once")]


class Event(models.Model):
    """One line of a case's log, chained to the one before by hash; never changed (``guards``)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    act = models.CharField(max_length=20)
    step = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()
    day = models.DateField()
    actor = models.CharField(max_length=150)
    on_behalf = models.CharField(max_length=120, blank=True)
    data: Any = models.JSONField(default=dict)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["case", "seq"]
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="event_once")]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.seq} {self.act}"


class Paper(models.Model):
    """A file as a document of a case; one document may have several, such as photos.

    ``seq`` is the event that it came with; without one it waits to be handed in and may still be removed.
    ``valid_last`` is the last day on which it holds.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="papers")
    doc = models.CharField(max_length=40)
    file = models.ForeignKey("archive.StoredFile", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    origin = models.CharField(max_length=10)
    valid_from = models.DateField(null=True)
    valid_last = models.DateField(null=True)
    uploader = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    seq = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["case", "pk"]
        constraints = [models.UniqueConstraint(fields=["case", "doc", "file"], name="paper_once")]

    def __str__(self) -> str:
        return self.name

    def scopes(self) -> list[tuple[str, str]]:
        """Its case's."""
        return self.case.scopes()


class Onward(models.Model):
    """A case in which a firm goes on from one that was refused, with what was known already."""

    before = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="onward")
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="came_from")
