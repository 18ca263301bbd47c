"""Read from a log and laid with each of its events: turns, promises, ratings, certificates, answers asked for."""

from typing import Any

from django.db import models

from zhiyuan.cases.greenlane import AFTER
from zhiyuan.cases.models.case import Case, Until


class Turn(models.Model):
    """Whose turn it is in an open case: read from the log, and laid anew with every event."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="turns")
    desk = models.CharField(max_length=40)
    what = models.CharField(max_length=40)
    due = models.DateField(null=True)
    provisional = models.BooleanField(default=False)
    holder = models.CharField(max_length=150, blank=True)
    rank = models.PositiveSmallIntegerField(default=AFTER, db_default=AFTER)
    """0 on the green lane: before all others, whatever their days."""

    class Meta:
        ordering = ["due", "case"]
        constraints = [models.UniqueConstraint(fields=["case", "desk", "what", "holder"], name="turn_once_a_holder")]
        indexes = [
            models.Index("holder", "desk", "rank", Until("due"), "case", "id", name="turn_of_desk_ranked"),
            models.Index("holder", "rank", Until("due"), "case", "id", name="turn_of_holder_ranked"),
        ]


class Promise(models.Model):
    """A promise in a case (``promise.of_case``), read from the log and laid with the event that makes or changes it.

    ``doc`` is empty for the limit that the park promised; since the day ``moved`` holds ``due``, and not ``first``.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="promises")
    doc = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=40)
    opened = models.DateTimeField()
    by = models.CharField(max_length=10)
    made = models.DateField()
    first = models.DateField()
    moved = models.DateField(null=True)
    due = models.DateField()
    kept = models.DateField(null=True)
    lapsed = models.DateField(null=True)

    class Meta:
        ordering = ["-case_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["case", "doc"], name="promise_once")]
        indexes = [models.Index(fields=["opened"], name="promise_by_opening")]


class Rating(models.Model):
    """How a firm found its case, read from the log; ``until`` is the last day to put a bad one right."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="rating")
    level = models.CharField(max_length=10)
    day = models.DateField()
    called = models.DateField(null=True)
    righted = models.DateField(null=True)
    appeal = models.CharField(max_length=10, blank=True)
    until = models.DateField(null=True)

    class Meta:
        ordering = ["-case_id"]


class Certificate(models.Model):
    """Something that a case issued: read from the log, and laid anew with the events that change it.

    ``last`` is the last day on which it holds; none where it has no end, or where work began with it.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="certificates")
    doc = models.CharField(max_length=40)
    issued = models.DateField()
    last = models.DateField(null=True)
    provisional = models.BooleanField(default=False)
    prolonged = models.PositiveSmallIntegerField(default=0)
    began = models.DateField(null=True)

    class Meta:
        ordering = ["last", "pk"]
        constraints = [models.UniqueConstraint(fields=["case", "doc"], name="certificate_once")]
        indexes = [models.Index(fields=["last", "id"], name="certificate_until")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.doc}"


class DataCheck(models.Model):
    """What an authority was asked and said, or that it was not heard and why; never changed (``guards``)."""

    subject = models.CharField(max_length=64)
    item = models.CharField(max_length=40)
    source = models.CharField(max_length=20)
    asked_at = models.DateTimeField()
    as_of = models.DateTimeField(null=True)
    answer = models.CharField(max_length=40, blank=True)
    open_items: Any = models.JSONField(default=list)
    reason = models.CharField(max_length=20, blank=True)
    detail = models.CharField(max_length=400, blank=True)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["subject", "item", "-asked_at"], name="datacheck_by_subject")]

    def __str__(self) -> str:
        return f"{self.subject} {self.item} {self.answer or self.reason}"
