"""Cases and their logs. The log is the case; phase, due day and turns are read from it and kept only to be found by."""

from typing import Any

from django.db import models
from django.db.models import F, Func, Q

from zhiyuan.cases.greenlane import AFTER
from zhiyuan.cases.slots import BOOKED
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


class Onward(models.Model):
    """A case in which a firm goes on from one that was refused, with what was known already."""

    before = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="onward")
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="came_from")


class Draft(models.Model):
    """What somebody began to write and did not send, one a person and kind; nobody else's, and in no trail."""

    person = models.ForeignKey("identity.Person", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    said: Any = models.JSONField()
    saved = models.DateTimeField()

    class Meta:
        ordering = ["-saved"]
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="draft_once")]

    def __str__(self) -> str:
        return self.kind


class DraftFile(models.Model):
    """A file handed in while writing: it lives with its draft, and becomes the case's paper when that is sent."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    doc = models.CharField(max_length=40)
    file = models.ForeignKey("archive.StoredFile", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering = ["draft", "pk"]
        constraints = [models.UniqueConstraint(fields=["draft", "doc", "file"], name="draft_file_once")]

    def __str__(self) -> str:
        return self.name


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


class Appointment(models.Model):
    """A time at a counter that a firm booked; ``place`` counts those that are served at once."""

    site = models.ForeignKey("park.Site", on_delete=models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("enterprises.Enterprise", on_delete=models.PROTECT, related_name="+")
    counter = models.CharField(max_length=40)
    start = models.DateTimeField()
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=40)
    state = models.CharField(max_length=10, default=BOOKED)
    booked = models.DateTimeField()
    booked_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["start", "place"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "counter", "start", "place"], condition=Q(state=BOOKED), name="appointment_once"
            ),
            models.UniqueConstraint(
                fields=["enterprise", "counter", "start"], condition=Q(state=BOOKED), name="appointment_of_firm_once"
            ),
        ]
        indexes = [models.Index(fields=["enterprise", "start"], name="appointment_by_firm")]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.start:%Y-%m-%d %H:%M}"

    def scopes(self) -> list[tuple[str, str]]:
        """Its own, the counter's, the enterprise's and the site's."""
        return [("cases.appointment", str(self.pk)), ("cases.desk", self.counter), *self.enterprise.scopes()]


class SigningDeputy(models.Model):
    """Who signs for somebody who is asked to, from one day to another, once it was waited for that long.

    ``kind`` and ``step`` are empty where it is for every one. Office time. [min]
    """

    head = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    deputy = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40, blank=True)
    step = models.CharField(max_length=40, blank=True)
    first = models.DateField()
    last = models.DateField()
    after_minutes = models.PositiveIntegerField()
    entered = models.DateTimeField()
    entered_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    ended = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-first", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="signing_days_in_order"),
            models.CheckConstraint(condition=~Q(deputy=F("head")), name="signing_deputy_is_another"),
        ]
        indexes = [models.Index(fields=["head", "last"], name="signing_by_head")]

    def __str__(self) -> str:
        return f"{self.head} → {self.deputy}"

    def scopes(self) -> list[tuple[str, str]]:
        """Its own and that of the person for whom it is."""
        return [("cases.signingdeputy", str(self.pk)), *self.head.scopes()]


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


class Visit(models.Model):
    """A visit to a firm, planned or held; never an inspection. What it was judged when it was entered stays."""

    site = models.ForeignKey("park.Site", on_delete=models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("enterprises.Enterprise", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    kind = models.CharField(max_length=10)
    purpose = models.CharField(max_length=40)
    visitors = models.CharField(max_length=200)
    state = models.CharField(max_length=10, default="planned")
    entered = models.DateTimeField()
    entered_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10)
    test = models.CharField(max_length=20)
    overridden = models.CharField(max_length=400, blank=True)
    """Why it is made although the register said no; empty where it said yes."""
    note = models.CharField(max_length=2000, blank=True)

    class Meta:
        ordering = ["-day", "-pk"]
        indexes = [
            models.Index(fields=["enterprise", "day"], name="visit_by_firm"),
            models.Index(fields=["site", "day"], name="visit_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.day:%Y-%m-%d}"

    def scopes(self) -> list[tuple[str, str]]:
        """Its own scope, the enterprise's and the site's."""
        return [("cases.visit", str(self.pk)), *self.enterprise.scopes()]


class Finding(models.Model):
    """What a visit found became a case: the two know each other."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="findings")
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="finding")


class Order(models.Model):
    """Because of this alarm somebody works on this case; an alarm has one, a case has each time the fact came anew."""

    alarm = models.OneToOneField("maintenance.Alarm", on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="orders")


class Inspection(models.Model):
    """An inspection by one enforcement body or several together: on what ground of law, and whether for cause."""

    site = models.ForeignKey("park.Site", on_delete=models.PROTECT, related_name="+")
    enterprise = models.ForeignKey("enterprises.Enterprise", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    bodies: Any = models.JSONField(default=list)
    ground = models.CharField(max_length=400)
    cause = models.CharField(max_length=400, blank=True)
    """The complaint, referral or warning that it follows; such a one is outside the yearly cap."""
    state = models.CharField(max_length=10, default="planned")
    entered = models.DateTimeField()
    entered_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-day", "-pk"]
        indexes = [models.Index(fields=["enterprise", "day"], name="inspection_by_firm")]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.day:%Y-%m-%d}"

    def scopes(self) -> list[tuple[str, str]]:
        """Its own scope, the enterprise's and the site's."""
        return [("cases.inspection", str(self.pk)), *self.enterprise.scopes()]


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
