"""What is installed. The database itself refuses to make an emergency luminaire commandable.

Keys are the park file's and unique in a site; ``document`` gives the meaning of each field.
"""

from typing import Any

from django.db import models
from django.db.models import Q

from zhiyuan.park.safety import NEVER_SWITCHED

DUTIES = [("normal", "normal"), ("emergency", "emergency"), ("explosion_proof", "explosion-proof")]


class Site(models.Model):
    """A park: where it is and whose days it keeps."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    latitude = models.FloatField()
    longitude = models.FloatField()
    timezone = models.CharField(max_length=60, default="Asia/Shanghai")
    calendar = models.CharField(max_length=40, default="china")
    simulated = models.BooleanField(default=False)
    assumptions = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.name

    def scopes(self) -> list[tuple[str, str]]:
        """A grant here covers everything in the park."""
        return [("park.site", str(self.pk))]


class Keyed(models.Model):
    """What has a key in a site and a name for people."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE)
    key = models.SlugField(max_length=60)
    name = models.CharField(max_length=120, blank=True)
    position = models.PositiveIntegerField(default=0)  # the place in the park file's list: the order of every array

    class Meta:
        abstract = True
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["site", "key"], name="%(class)s_key_in_site")]

    def __str__(self) -> str:
        return self.name or self.key

    def scopes(self) -> list[tuple[str, str]]:
        """Its own scope and the site's."""
        return [(self._meta.label_lower, str(self.pk)), ("park.site", str(self.site_id))]


class LuminaireType(Keyed):
    """TALQ LampType with a power curve."""

    rated_w = models.FloatField()
    p0 = models.FloatField(default=0.035)
    p1 = models.FloatField(default=0.925)
    p2 = models.FloatField(default=0.04)
    standby_w = models.FloatField(default=0.3)
    minimum_level = models.FloatField(default=0.05)
    flux_lm = models.FloatField(null=True, blank=True)
    depreciation = models.JSONField(default=list)
    photometry = models.CharField(max_length=200, null=True, blank=True)


class Schedule(Keyed):
    """A control program: ordered rules, each a state function of time."""

    rules = models.JSONField(default=list)


class Building(Keyed):
    """Floors under one roof."""


class Floor(Keyed):
    """One storey with its plan in metres."""

    building = models.ForeignKey(Building, on_delete=models.CASCADE, related_name="floors")
    level = models.IntegerField()
    width_m = models.FloatField()
    depth_m = models.FloatField()
    outdoor = models.BooleanField(default=False)

    def scopes(self) -> list[tuple[str, str]]:
        """Its own scope, the building's and the site's."""
        own, site = super().scopes()
        return [own, ("park.building", str(self.building_id)), site]


class Space(Keyed):
    """A place with one lighting task."""

    floor = models.ForeignKey(Floor, on_delete=models.CASCADE, related_name="spaces")
    kind = models.CharField(max_length=40)
    x = models.FloatField()
    y = models.FloatField()
    width_m = models.FloatField()
    depth_m = models.FloatField()
    area_m2 = models.FloatField(null=True, blank=True)
    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, related_name="spaces")
    facade = models.CharField(max_length=2, null=True, blank=True)
    illuminance_lx = models.FloatField(null=True, blank=True)
    background_lx = models.FloatField(null=True, blank=True)
    hold_min = models.FloatField(null=True, blank=True)
    spill = models.JSONField(default=dict)

    def scopes(self) -> list[tuple[str, str]]:
        """Its own scope, the floor's, the building's and the site's."""
        return [("park.space", str(self.pk)), *self.floor.scopes()]


class Window(models.Model):
    """Glazing of a space."""

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="windows")
    facade = models.CharField(max_length=2)
    area_m2 = models.FloatField()
    transmittance = models.FloatField(default=0.6)


class Group(Keyed):
    """Luminaires that are dimmed together (TALQ Group)."""

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="groups")
    response = models.JSONField(default=list)
    daylight = models.FloatField(default=0.0)

    def scopes(self) -> list[tuple[str, str]]:
        """Its own scope and those of its space."""
        return [("park.group", str(self.pk)), *self.space.scopes()]


class Gateway(Keyed):
    """Speaks MQTT for the devices behind it."""

    floor = models.ForeignKey(Floor, on_delete=models.CASCADE, related_name="gateways")
    direct = models.BooleanField(default=False)
    circuit = models.ForeignKey("Circuit", null=True, blank=True, on_delete=models.PROTECT, related_name="gateways_fed")
    commands_per_s = models.FloatField(default=10.0)
    protocol = models.CharField(max_length=20, default="mqtt")


class Circuit(Keyed):
    """A lighting circuit; ``contactor`` means that we may open it (triggers guard the column, see ``guards``)."""

    building = models.ForeignKey(Building, on_delete=models.CASCADE, related_name="circuits")
    kind = models.CharField(max_length=40)
    contactor = models.BooleanField(default=False)
    gateway = models.ForeignKey(
        Gateway, null=True, blank=True, on_delete=models.PROTECT, related_name="circuits_switched"
    )

    class Meta(Keyed.Meta):
        constraints = [
            *Keyed.Meta.constraints,
            models.CheckConstraint(
                condition=Q(contactor=False) | ~Q(kind__in=list(NEVER_SWITCHED)), name="circuit_never_switched"
            ),
        ]


class Luminaire(Keyed):
    """One luminaire (TALQ LampActuator and LampMonitor)."""

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="luminaires")
    type = models.ForeignKey(LuminaireType, on_delete=models.PROTECT, related_name="luminaires")
    circuit = models.ForeignKey(Circuit, on_delete=models.PROTECT, related_name="luminaires")
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.PROTECT, related_name="luminaires")
    gateway = models.ForeignKey(Gateway, null=True, blank=True, on_delete=models.PROTECT, related_name="luminaires")
    address = models.PositiveIntegerField(null=True, blank=True)
    x = models.FloatField()
    y = models.FloatField()
    duty = models.CharField(max_length=20, choices=DUTIES, default="normal")

    class Meta(Keyed.Meta):
        constraints = [
            *Keyed.Meta.constraints,
            models.CheckConstraint(condition=Q(duty__in=[d for d, _ in DUTIES]), name="luminaire_duty_known"),
            # GB 51309-2018 3.3.2 and GB 50058: nothing of ours may switch these, so they cannot even be addressed.
            models.CheckConstraint(
                condition=Q(duty="normal") | Q(group__isnull=True, gateway__isnull=True, address__isnull=True),
                name="luminaire_uncontrollable_unless_normal",
            ),
            models.UniqueConstraint(fields=["gateway", "address"], name="luminaire_address_once"),
        ]


class Sensor(Keyed):
    """presence, illuminance, switch or fire."""

    kind = models.CharField(max_length=20)
    gateway = models.ForeignKey(Gateway, on_delete=models.PROTECT, related_name="sensors")
    space = models.ForeignKey(Space, null=True, blank=True, on_delete=models.CASCADE, related_name="sensors")
    building = models.ForeignKey(Building, null=True, blank=True, on_delete=models.CASCADE, related_name="sensors")
    circuit = models.ForeignKey(Circuit, null=True, blank=True, on_delete=models.PROTECT, related_name="sensors_fed")


class Meter(Keyed):
    """An electricity meter: a cumulative register and a power gauge."""

    circuit = models.ForeignKey(Circuit, null=True, blank=True, on_delete=models.PROTECT, related_name="meters")
    gateway = models.ForeignKey(Gateway, on_delete=models.PROTECT, related_name="meters")
    multiplier = models.FloatField(default=1.0)
    decimals = models.PositiveSmallIntegerField(default=3)
    rollover = models.FloatField(default=1_000_000.0)
    max_kw = models.FloatField(default=100.0)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")


class Scene(Keyed):
    """Named levels for groups."""

    floor = models.ForeignKey(Floor, on_delete=models.CASCADE, related_name="scenes")
    levels = models.JSONField(default=dict)

    def scopes(self) -> list[tuple[str, str]]:
        """Its own scope and those of its floor: who may act on a floor may choose its scenes."""
        return [("park.scene", str(self.pk)), *self.floor.scopes()]


class Point(models.Model):
    """A stream of readings: what it counts and where it comes from. Its id is the historian's."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="points")
    key = models.CharField(max_length=120)
    kind = models.CharField(max_length=12)
    unit = models.CharField(max_length=12)
    decimals = models.PositiveSmallIntegerField(default=0)
    source = models.CharField(max_length=60)
    settings: Any = models.JSONField(default=dict)
    active = models.BooleanField(default=True)  # a removed device's history stays readable under its id

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "key"], name="point_key_in_site")]

    def __str__(self) -> str:
        return self.key
