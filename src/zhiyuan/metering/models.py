"""What people state about meters: what a virtual one is made of, how much may be lost, what they read by hand."""

from django.db import models
from django.db.models import Q

from zhiyuan.kernel.errors import Refused

KINDS = ("sum", "difference", "share", "formula")


class VirtualMeter(models.Model):
    """A meter made of others; its definitions say of which, from which day on."""

    site = models.ForeignKey("park.Site", on_delete=models.CASCADE, related_name="virtual_meters")
    key = models.SlugField(max_length=60)
    name = models.CharField(max_length=120, blank=True)
    parent = models.ForeignKey("park.Meter", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["key"]
        constraints = [models.UniqueConstraint(fields=["site", "key"], name="virtual_meter_key_in_site")]

    def __str__(self) -> str:
        return self.name or self.key

    def scopes(self) -> list[tuple[str, str]]:
        """Its own scope and the site's."""
        return [(self._meta.label_lower, str(self.pk)), ("park.site", str(self.site_id))]


class VirtualDefinition(models.Model):
    """What a virtual meter is made of from a day of the site on, until the next definition."""

    meter = models.ForeignKey(VirtualMeter, on_delete=models.CASCADE, related_name="definitions")
    start = models.DateField()
    kind = models.CharField(max_length=12)
    formula = models.TextField()
    entered_by = models.ForeignKey("identity.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["start"]
        constraints = [
            models.UniqueConstraint(fields=["meter", "start"], name="virtual_definition_once_a_day"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="virtual_definition_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.meter.key} {self.start}: {self.formula}"


class LossLimit(models.Model):
    """How much of a meter's energy its meters below may leave unexplained; where none is said, the book's."""

    meter = models.OneToOneField("park.Meter", on_delete=models.CASCADE, related_name="loss_limit")
    share = models.FloatField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(share__gt=0, share__lte=1), name="loss_limit_is_a_share")]

    def __str__(self) -> str:
        return f"{self.meter}: {self.share:.1%}"


class ManualReading(models.Model):
    """A register that somebody read; what marks a kept reading as manual. Never changed once written.

    ``sent_at`` is when the broker had it; until then it waits here.
    """

    site = models.ForeignKey("park.Site", on_delete=models.CASCADE, related_name="+")
    meter = models.SlugField(max_length=60)
    point = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    value = models.DecimalField(max_digits=18, decimal_places=6)
    note = models.CharField(max_length=200, blank=True)
    batch = models.CharField(max_length=64, blank=True)
    entered_by = models.ForeignKey("identity.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    entered_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "meter"]
        constraints = [models.UniqueConstraint(fields=["point", "at"], name="manual_reading_once")]
        indexes = [models.Index(fields=["sent_at"], condition=Q(sent_at=None), name="manual_reading_waiting")]

    def __str__(self) -> str:
        return f"{self.meter} {self.at:%Y-%m-%d %H:%M}: {self.value}"

    def scopes(self) -> list[tuple[str, str]]:
        """Its own scope and the site's."""
        return [(self._meta.label_lower, str(self.pk)), ("park.site", str(self.site_id))]

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        """Never: the reading is kept, and this says where it came from."""
        raise Refused("a reading that was entered stays; correct it instead")
