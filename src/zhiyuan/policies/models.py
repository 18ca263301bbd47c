"""Policies as officers enter and publish them, what they said of firms, who was told, and who claimed."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q

from zhiyuan.policies.text import FIELDS, digest

DRAFT, PROPOSED, PUBLISHED, WITHDRAWN = "draft", "proposed", "published", "withdrawn"
STATES = (DRAFT, PROPOSED, PUBLISHED, WITHDRAWN)


class Policy(models.Model):
    """A policy of the park or of whoever is above it. What is published never changes: it is withdrawn, and a copy
    entered. Days are first and last, both included; no last day means that none is known.
    """

    site = models.ForeignKey("park.Site", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    title_en = models.CharField(max_length=160, blank=True)
    level = models.CharField(max_length=20)
    issuer = models.CharField(max_length=80)
    document = models.CharField(max_length=80)
    """Its number, as it is cited."""
    url = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    benefit = models.CharField(max_length=600)
    kind = models.CharField(max_length=40)
    """The kind of case by which it is claimed."""
    valid_first = models.DateField()
    valid_last = models.DateField(null=True)
    window_first = models.DateField(null=True)
    window_last = models.DateField(null=True)
    clauses: Any = models.JSONField(default=list)
    file = models.ForeignKey("archive.StoredFile", on_delete=models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=200, blank=True)
    trial: Any = models.JSONField(default=dict)
    """What it would say of the park's firms, by verdict, as counted when it was proposed."""
    entered_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    entered = models.DateTimeField()
    proposed_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    proposed = models.DateTimeField(null=True)
    published_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, null=True, related_name="+")
    published = models.DateTimeField(null=True)
    withdrawn = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-entered", "-pk"]
        indexes = [models.Index(fields=["site", "document"], name="policy_by_document")]

    def __str__(self) -> str:
        return self.title

    def scopes(self) -> list[tuple[str, str]]:
        """The park's."""
        return [("policies.policy", str(self.pk)), ("park.site", str(self.site_id))]

    @property
    def state(self) -> str:
        """How far it has come."""
        if self.withdrawn:
            return WITHDRAWN
        return PUBLISHED if self.published else PROPOSED if self.proposed else DRAFT

    @property
    def digest(self) -> str:
        """The name of exactly this wording."""
        return digest({name: getattr(self, name) for name in FIELDS}, self.file.sha256 if self.file else "")

    @property
    def closes(self) -> date | None:
        """The last day on which it can be claimed, where there is one."""
        return self.window_last or self.valid_last

    def opens_on(self, day: date) -> bool:
        """Whether a claim can be made on a day."""
        first = self.window_first or self.valid_first
        return self.state == PUBLISHED and first <= day and (self.closes is None or day <= self.closes)


class Match(models.Model):
    """What a policy says of a firm: kept when it differs from what it said before; the last holds."""

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="matches")
    enterprise = models.ForeignKey("enterprises.Enterprise", on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    at = models.DateTimeField()
    verdict = models.CharField(max_length=4)
    unmet = models.PositiveSmallIntegerField()
    undecided = models.PositiveSmallIntegerField()
    lacking: Any = models.JSONField(default=list)
    """The clauses that are not met, or, where none is, those that are open."""
    last = models.BooleanField(default=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["policy", "enterprise"], condition=Q(last=True), name="match_last_once")
        ]
        indexes = [
            models.Index(fields=["policy", "verdict", "enterprise"], name="match_of_policy"),
            models.Index(fields=["enterprise", "verdict"], condition=Q(last=True), name="match_of_firm"),
        ]

    def __str__(self) -> str:
        return f"{self.policy} {self.verdict}"

    def scopes(self) -> list[tuple[str, str]]:
        """Its firm's."""
        return list(self.enterprise.scopes())


class Told(models.Model):
    """Somebody was told once that a firm meets a policy; the notification says whether it arrived and was read."""

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="told")
    enterprise = models.ForeignKey("enterprises.Enterprise", on_delete=models.CASCADE, related_name="+")
    notification = models.OneToOneField("identity.Notification", on_delete=models.CASCADE, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["policy", "enterprise"], name="told_of_policy")]

    def __str__(self) -> str:
        return f"{self.policy} {self.enterprise_id}"

    def scopes(self) -> list[tuple[str, str]]:
        """Its firm's."""
        return list(self.enterprise.scopes())


class Claim(models.Model):
    """A case by which a firm claims; ``policy`` is empty where its form names none that is known."""

    case = models.OneToOneField("cases.Case", on_delete=models.CASCADE, related_name="+")
    enterprise = models.ForeignKey("enterprises.Enterprise", on_delete=models.CASCADE, related_name="+")
    policy = models.ForeignKey(Policy, on_delete=models.SET_NULL, null=True, related_name="claims")

    class Meta:
        indexes = [models.Index(fields=["policy", "enterprise"], name="claim_of_policy")]

    def __str__(self) -> str:
        return str(self.case)

    def scopes(self) -> list[tuple[str, str]]:
        """Its firm's."""
        return list(self.enterprise.scopes())
