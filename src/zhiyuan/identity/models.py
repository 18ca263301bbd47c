"""People, the roles they hold and where, and the trail of what was done."""

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q


class Person(AbstractUser):
    """Somebody who signs in; rights come from grants, never from flags on the person."""

    display_name = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=10, default="zh-hans")
    theme = models.CharField(max_length=10, default="auto")
    phone = models.CharField(max_length=20, blank=True)
    home = models.CharField(max_length=60, blank=True)
    """The page that the person chose to begin with; empty for that of their role."""

    def __str__(self) -> str:
        return self.display_name or self.username

    def scopes(self) -> list[tuple[str, str]]:
        """A person as the object of an act."""
        return [("identity.person", str(self.pk))]

    def more_facts(self) -> dict[str, Any]:
        """What a trail line remembers of a person besides the columns: the roles held."""
        return {"roles": sorted(str(g.said()) for g in self.grants.all())}


class Grant(models.Model):
    """One role, held by one person, over one scope and all below it."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=40)
    scope_type = models.CharField(max_length=40, default="*")
    scope_id = models.CharField(max_length=80, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "role", "scope_type", "scope_id"], name="grant_held_once")
        ]
        indexes = [models.Index(fields=["scope_type", "scope_id"], name="grant_by_scope")]

    def __str__(self) -> str:
        return f"{self.person} {self.said()}"

    def said(self) -> str:
        """``role`` everywhere, or ``role@scope_type:scope_id``: how verbs and commands name a grant."""
        return self.role if self.scope_type == "*" else f"{self.role}@{self.scope_type}:{self.scope_id}"


class Token(models.Model):
    """A key for programs that act for a person; only its hash is kept, so it is shown once."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    acts: Any = models.JSONField(default=list)
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField(null=True, blank=True)
    used = models.DateTimeField(null=True, blank=True)
    revoked = models.BooleanField(default=False)

    class Meta:
        ordering = ["-created"]

    def __str__(self) -> str:
        return self.name

    def scopes(self) -> list[tuple[str, str]]:
        """A token as the object of an act: its person's."""
        return [("identity.token", str(self.pk)), ("identity.person", str(self.person_id))]


class Absence(models.Model):
    """Somebody is away from one day to another, both included; a deputy works their cases on those days."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="absences")
    deputy = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    first = models.DateField()
    last = models.DateField()
    entered = models.DateTimeField()
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ended = models.DateTimeField(null=True, blank=True)
    """When it was called off, or the person came back early; from then on it counts no more."""

    class Meta:
        ordering = ["-first", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="absence_days_in_order"),
            models.CheckConstraint(condition=~Q(deputy=F("person")), name="absence_deputy_is_another"),
        ]
        indexes = [models.Index(fields=["deputy", "last"], name="absence_by_deputy")]

    def __str__(self) -> str:
        return f"{self.person} {self.first:%Y-%m-%d}"

    def scopes(self) -> list[tuple[str, str]]:
        """Its own and its person's."""
        return [("identity.absence", str(self.pk)), *self.person.scopes()]


class Preference(models.Model):
    """How a person wants to be told of things; without one the book's defaults hold (``notification``)."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="preference")
    mail = models.BooleanField()
    sms = models.BooleanField()
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    digest = models.BooleanField()


class TrailHead(models.Model):
    """The last link of the chain; locked while a line is added, so that lines cannot fork."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    sequence = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="")


class Trail(models.Model):
    """One act that happened: who, what, on what, before and after; chained by hash."""

    sequence = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL)
    actor = models.CharField(max_length=80)
    verb = models.CharField(max_length=80, db_index=True)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=80)
    object_name = models.CharField(max_length=200)
    params = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    address = models.CharField(max_length=60, blank=True)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["-sequence"]
        indexes = [models.Index(fields=["object_type", "object_id"])]


class Notification(models.Model):
    """Something that a person was told, in the transaction of what happened; once, whoever tells it again.

    ``read`` is the receipt. ``handed`` is when it was handed to the ways out of the house (``Delivery``).
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notifications")
    key = models.CharField(max_length=120)
    kind = models.CharField(max_length=30)
    path = models.CharField(max_length=120)
    params: Any = models.JSONField(default=dict)
    zone = models.CharField(max_length=60)
    at = models.DateTimeField()
    read = models.DateTimeField(null=True)
    handed = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["key", "person"], name="told_once_a_person")]
        indexes = [
            models.Index(fields=["person", "-at", "-id"], name="notification_of_person"),
            models.Index(fields=["person"], condition=models.Q(read=None), name="notification_unread"),
            models.Index(fields=["id"], condition=models.Q(handed=None), name="notification_to_hand"),
        ]

    def __str__(self) -> str:
        return self.key

    def scopes(self) -> list[tuple[str, str]]:
        """Its person's."""
        return [("identity.notification", str(self.pk)), ("identity.person", str(self.person_id))]


class Delivery(models.Model):
    """A notification on its way out of the house, to a person or a group; sent once, at most twice (``writes_outbox``).

    ``state`` is waiting, sending, sent, read (before it left, so that it need not) or failed. ``maybe`` counts how
    often nobody knows whether it arrived. ``due`` is when it leaves; ``claimed`` and ``claim`` whoever sends it now.
    """

    notification = models.ForeignKey(Notification, on_delete=models.CASCADE, related_name="deliveries")
    way = models.CharField(max_length=10)
    key = models.CharField(max_length=140, unique=True)
    digest = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default="waiting")
    tries = models.PositiveSmallIntegerField(default=0)
    maybe = models.PositiveSmallIntegerField(default=0)
    due = models.DateTimeField()
    claimed = models.DateTimeField(null=True)
    claim = models.CharField(max_length=32, blank=True)
    error = models.CharField(max_length=200, blank=True)
    done = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due", "pk"]
        indexes = [models.Index(fields=["state", "due"], name="delivery_due")]

    def __str__(self) -> str:
        return self.key

    def scopes(self) -> list[tuple[str, str]]:
        """The whole installation's: whoever resends sees no more than that something was not delivered."""
        return [("identity.delivery", str(self.pk))]
