"""The park's own promises, each a row of entries that are never changed."""

from django.db import models

from zhiyuan.cases.models.case import Case
from zhiyuan.cases.subject import FIRM, SITE


class Pledge(models.Model):
    """What the park promises of itself, to an enterprise or to the public; never changed (``guards``)."""

    site = models.ForeignKey("park.Site", on_delete=models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("enterprises.Enterprise", null=True, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=400)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.text[:80]

    def scopes(self) -> list[tuple[str, str]]:
        """Its own, the enterprise's that it was made to, and the site's."""
        firm = [(FIRM, str(self.enterprise_id))] if self.enterprise_id else []
        return [("cases.pledge", str(self.pk)), *firm, (SITE, str(self.site_id))]


class PledgeEntry(models.Model):
    """What happened to a promise of the park (``pledge.ACT``), one after another; never changed (``guards``).

    ``due`` is the last day that was said; ``said`` the reason, or what shows that it was kept; ``case`` follows it up.
    """

    pledge = models.ForeignKey(Pledge, on_delete=models.PROTECT, related_name="entries")
    seq = models.PositiveIntegerField()
    act = models.CharField(max_length=10)
    at = models.DateTimeField()
    day = models.DateField()
    by = models.ForeignKey("identity.Person", null=True, on_delete=models.PROTECT, related_name="+")
    due = models.DateField(null=True)
    said = models.CharField(max_length=1000, blank=True)
    file = models.ForeignKey("archive.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=120, blank=True)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pledge", "seq"]
        constraints = [models.UniqueConstraint(fields=["pledge", "seq"], name="pledge_entry_once")]
