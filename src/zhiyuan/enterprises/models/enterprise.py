"""Enterprises, what they were called before, and their tags."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q

from zhiyuan.enterprises.spelling import spelling
from zhiyuan.enterprises.standing import ACTIVE, SUSPENDED


class Enterprise(models.Model):
    """A company, shop or office in the park; whoever acts for it holds a grant on it."""

    site = models.ForeignKey("park.Site", on_delete=models.CASCADE, related_name="+")
    key = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    uscc = models.CharField(max_length=18, blank=True)
    legal_form = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=200, blank=True)
    representative = models.CharField(max_length=80, blank=True)
    business_scope = models.CharField(max_length=1000, blank=True)
    standing = models.CharField(max_length=10, default=ACTIVE)
    standing_since = models.DateField(null=True, blank=True)
    suspended_from = models.DateField(null=True, blank=True)
    suspended_until = models.DateField(null=True, blank=True)
    founded = models.DateField(null=True, blank=True)
    industry = models.CharField(max_length=5, blank=True)
    industry_edition = models.CharField(max_length=20, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="absorbed")
    spelling = models.CharField(max_length=120, blank=True, db_default="")
    """What ways of writing its name have in common (``spelling``); kept by ``save`` and by bulk writes."""

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["site", "key"], name="enterprise_key_in_site"),
            models.UniqueConstraint(fields=["site", "uscc"], condition=~Q(uscc=""), name="enterprise_uscc_in_site"),
        ]
        indexes = [
            models.Index(fields=["uscc"], name="enterprise_uscc_begins", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["site", "spelling"], name="enterprise_by_spelling"),
            models.Index(fields=["site", "name", "id"], name="enterprise_in_order"),
            models.Index(fields=["site", "industry", "name"], name="enterprise_by_industry"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """With the spelling of its name."""
        self.spelling = spelling(self.name)
        super().save(*args, **kwargs)

    def scopes(self) -> list[tuple[str, str]]:
        """Its own scope and the site's."""
        return [("enterprises.enterprise", str(self.pk)), ("park.site", str(self.site_id))]

    def standing_on(self, day: date) -> str:
        """How it stands on a day: a suspension begins and ends by itself. ``suspended_until`` is its last day."""
        since, until = self.suspended_from, self.suspended_until
        suspended = self.standing == ACTIVE and since and until and since <= day <= until
        return SUSPENDED if suspended else self.standing


class FormerName(models.Model):
    """What an enterprise was called until a day; that day is the first of the next name."""

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="former_names")
    name = models.CharField(max_length=120)
    spelling = models.CharField(max_length=120, db_index=True, db_default="")
    until = models.DateField()

    class Meta:
        ordering = ["-until", "-pk"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """With the spelling of the name."""
        self.spelling = spelling(self.name)
        super().save(*args, **kwargs)


class FormerCode(models.Model):
    """The credit code under which an enterprise was registered until a day, and the case that changed it."""

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="former_codes")
    uscc = models.CharField(max_length=18)
    until = models.DateField()
    reference = models.CharField(max_length=60)

    class Meta:
        ordering = ["-until", "-pk"]
        indexes = [models.Index(fields=["uscc"], name="former_code_begins", opclasses=["varchar_pattern_ops"])]

    def __str__(self) -> str:
        return self.uscc


class Tag(models.Model):
    """A word that a park puts on an enterprise, to find those that belong together."""

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="tags")
    word = models.CharField(max_length=40)

    class Meta:
        ordering = ["word"]
        constraints = [models.UniqueConstraint(fields=["enterprise", "word"], name="tag_once")]
        indexes = [models.Index(fields=["word", "enterprise"], name="tag_by_word")]

    def __str__(self) -> str:
        return self.word
