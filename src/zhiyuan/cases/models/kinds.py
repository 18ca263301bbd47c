"""Kinds of the installation's own: proposed by one person, published by another."""

from typing import Any

from django.db import models


class KindProposal(models.Model):
    """The pages of a kind of the installation's own as somebody proposed them; never changed (``guards``)."""

    kind = models.CharField(max_length=40)
    digest = models.CharField(max_length=64, unique=True)
    pages: Any = models.JSONField()
    by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.digest[:12]}"

    def is_published(self) -> bool:
        """Whether somebody else published it."""
        return KindPublication.objects.filter(proposal=self).exists()


class KindPublication(models.Model):
    """Somebody else published a proposal: from then on it holds for new cases; never changed (``guards``)."""

    proposal = models.OneToOneField(KindProposal, on_delete=models.PROTECT, related_name="publication")
    by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.proposal)
