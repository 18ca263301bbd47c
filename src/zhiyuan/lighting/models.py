"""What people asked of the lighting, what was sent, and what is remembered between two starts.

Every wish has a start, an end and a name; what is over stays as history.
Commands and the last known state are kept here so that a page can answer without the broker.
"""

import json
from typing import Any

import msgspec
from django.db import models
from django.db.models import Q

ONE_PLACE = (
    Q(floor__isnull=False, space__isnull=True, group__isnull=True)
    | Q(floor__isnull=True, space__isnull=False, group__isnull=True)
    | Q(floor__isnull=True, space__isnull=True, group__isnull=False)
)
ONE_SPACE_OR_GROUP = Q(space__isnull=False, group__isnull=True) | Q(space__isnull=True, group__isnull=False)


class Wish(models.Model):
    """What somebody wants of a place from one moment to another."""

    site = models.ForeignKey("park.Site", on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey("identity.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    start = models.DateTimeField()
    expires = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def scopes(self) -> list[tuple[str, str]]:
        """Whoever may act on the place may act on the wish."""
        return list(self.place.scopes())

    @property
    def place(self) -> Any:
        """The floor, space, group, scene or building it is about."""
        raise NotImplementedError


class Override(Wish):
    """A manual level that expires; control raises it where the standard asks for more."""

    floor = models.ForeignKey("park.Floor", null=True, on_delete=models.CASCADE, related_name="+")
    space = models.ForeignKey("park.Space", null=True, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey("park.Group", null=True, on_delete=models.CASCADE, related_name="+")
    level = models.FloatField()
    least_level = models.FloatField(default=0.0)
    reason = models.CharField(max_length=200, blank=True)
    switch = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["-start", "-id"]
        indexes = [models.Index(fields=["site", "ended", "expires"])]
        constraints = [
            models.CheckConstraint(condition=ONE_PLACE, name="override_of_one_place"),
            models.CheckConstraint(condition=Q(level__gte=0, level__lte=1), name="override_level_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.level:.0%}"

    @property
    def place(self) -> Any:
        """The one place that is set."""
        return self.floor or self.space or self.group

    @property
    def scope(self) -> str:
        """floor, space or group."""
        return "floor" if self.floor_id else "space" if self.space_id else "group"

    @property
    def raised(self) -> bool:
        """Whether an occupied space gets more than was asked, because the standard says so."""
        return self.level < self.least_level


class MaintenanceLock(Wish):
    """Somebody works there: nothing automatic happens until they leave or the time is up."""

    space = models.ForeignKey("park.Space", null=True, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey("park.Group", null=True, on_delete=models.CASCADE, related_name="+")
    level = models.FloatField(default=1.0)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-start", "-id"]
        constraints = [models.CheckConstraint(condition=ONE_SPACE_OR_GROUP, name="lock_of_one_place")]

    def __str__(self) -> str:
        return str(self.place)

    @property
    def place(self) -> Any:
        """The one place that is set."""
        return self.space or self.group


class ActiveScene(Wish):
    """A scene that somebody chose."""

    scene = models.ForeignKey("park.Scene", on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["-start", "-id"]

    def __str__(self) -> str:
        return str(self.scene)

    @property
    def place(self) -> Any:
        """The scene, which belongs to its floor."""
        return self.scene.floor


class SecurityRequest(Wish):
    """Light that the guard asks for."""

    space = models.ForeignKey("park.Space", on_delete=models.CASCADE, related_name="+")
    level = models.FloatField(default=1.0)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-start", "-id"]

    def __str__(self) -> str:
        return str(self.space)

    @property
    def place(self) -> Any:
        """Where the guard wants to see."""
        return self.space


class FireState(models.Model):
    """One building's fire input: it latches, and only a person takes it back."""

    building = models.OneToOneField("park.Building", on_delete=models.CASCADE, related_name="+")
    input_active = models.BooleanField(default=False)
    latched = models.BooleanField(default=False)
    since = models.DateTimeField(null=True)
    sensor = models.CharField(max_length=60, blank=True)
    reset_by = models.ForeignKey("identity.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    reset_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.building)

    def scopes(self) -> list[tuple[str, str]]:
        """The building's."""
        return list(self.building.scopes())


class LampHours(models.Model):
    """How long a luminaire has burnt at full-output equivalent: what constant light output needs."""

    luminaire = models.OneToOneField("park.Luminaire", on_delete=models.CASCADE, related_name="+")
    hours = models.FloatField(default=0.0)
    to = models.DateTimeField()


class Calibration(models.Model):
    """A night step test of one space: asked for, or done with what it found."""

    space = models.ForeignKey("park.Space", on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey("identity.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    requested = models.DateTimeField()
    done = models.DateTimeField(null=True)
    gain = models.FloatField(null=True)
    readings = models.JSONField(default=list)
    remark = models.CharField(max_length=200, blank=True)
    expected_lx = models.FloatField(null=True)

    class Meta:
        ordering = ["-requested", "-id"]

    def __str__(self) -> str:
        return str(self.space)

    def scopes(self) -> list[tuple[str, str]]:
        """The space's."""
        return list(self.space.scopes())


class MeterReading(models.Model):
    """What a lux meter showed at every group's point of a space: by night, the whole space at full output. [lx]

    ``groups`` names the points in order; ``hours`` are the burning hours of the space's lamps then. [h]
    """

    space = models.ForeignKey("park.Space", on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey("identity.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    groups = models.JSONField(default=list)
    lx = models.JSONField(default=list)
    hours = models.JSONField(default=dict)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return str(self.space)

    def scopes(self) -> list[tuple[str, str]]:
        """The space's."""
        return list(self.space.scopes())


class Command(models.Model):
    """One order that left the house: who, why, when, and what the devices answered. Bounded."""

    site = models.ForeignKey("park.Site", on_delete=models.CASCADE, related_name="+")
    command_id = models.CharField(max_length=40, db_index=True)
    at = models.DateTimeField()
    gateway = models.CharField(max_length=60)
    target = models.CharField(max_length=60)
    level = models.FloatField()
    reason = models.CharField(max_length=40)
    actor = models.CharField(max_length=80, blank=True)
    tries = models.PositiveSmallIntegerField(default=1)
    acknowledged = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, default="sent")

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["site", "target", "-id"])]


class Fast(json.JSONEncoder):
    """JSON of large snapshots without holding every other thread up."""

    def encode(self, o: Any) -> str:
        """All at once, by msgspec."""
        return msgspec.json.encode(o).decode()


class SteerState(models.Model):
    """What ``steer`` last knew of a site; a page's first paint and the next start's memory."""

    site = models.OneToOneField("park.Site", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    groups: Any = models.JSONField(default=dict, encoder=Fast)
    luminaires: Any = models.JSONField(default=dict, encoder=Fast)
    gateways: Any = models.JSONField(default=dict, encoder=Fast)
    circuits: Any = models.JSONField(default=dict, encoder=Fast)
    memory: Any = models.JSONField(default=dict, encoder=Fast)
