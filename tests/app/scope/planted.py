"""One row of every model, made from the model itself, whose words carry a mark that no stranger may ever read.

What a model demands beyond its columns (a check of the database, a value that its pages read) stands in ``SAID``;
a new model needs a line there only if the database refuses the plain row.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import models

from archive.made import picture
from small_park import person
from zhiyuan.archive.writes import receive
from zhiyuan.billing.models.base import Exact
from zhiyuan.cases import services as cases
from zhiyuan.identity.services import add_person

MARK = "秘而不宣"
NOW, TODAY = datetime(2026, 11, 2, 2, tzinfo=UTC), date(2026, 11, 2)
OWN_CHAIN = f"""chain:
  unit: chain
  values:
    - since: 2024-01-01
      value: {{zh: {MARK}, en: x, segments: {{a: {{zh: {MARK}, en: A}}, b: {{zh: {MARK}, en: B}}}}, flows: [[a, b]]}}
      source: {{document: x}}
"""
OWN_EDITION = (
    f"""{{rule: {MARK}, en: {MARK}, edition: {MARK}, since: 2026-01-01, source: {{document: {MARK}}}, clauses: []}}"""
)
SAID: dict[str, Mapping[str, Any]] = {
    "agency.Assignment": {"enterprise": lambda p: p.of("enterprises.Enterprise")},
    "agency.Roster": {"state": "taken", "left": [{"cells": [MARK], "faults": []}], "heads": [MARK]},
    "billing.AccountTerms": {"pf_standard": "0.90"},
    "billing.Budget": {"account": lambda p: p.of("billing.Account")},
    "billing.ContractCurve": {"end": date(2027, 1, 1), "hourly": ["0.5"] * 24},
    "billing.PriceSheet": {
        "end": date(2027, 1, 1), "customer_class": "commercial", "mode": "two_part", "voltage": "10",
    },
    "cases.KindProposal": {"kind": "own_kind", "pages": {"kind": ""}},
    "cases.Pledge": {"enterprise": lambda p: p.of("enterprises.Enterprise")},
    "cases.PledgeEntry": {"act": "make", "due": TODAY, "file": lambda p: p.of("archive.StoredFile")},
    "cases.Visit": {"kind": "survey", "purpose": "financing", "verdict": "allow", "test": "none"},
    "identity.Absence": {"deputy": lambda p: person("deputy", "window")},
    "cases.Appointment": {"counter": "hall", "kind": "request_simple"},
    "cases.SigningDeputy": {"deputy": lambda p: p.of("identity.Absence").deputy, "kind": "", "step": ""},
    "enterprises.ChainPage": {"key": "own", "text": OWN_CHAIN},
    "enterprises.Placement": {"chain": "optics", "segment": "element"},
    "enterprises.Fact": {"basis": "", "words": "", "relation": "="},
    "identity.Delivery": {"way": "mail"},
    "identity.Notification": {"kind": "paused", "path": "/", "params": dict.fromkeys(("number", "kind", "why"), MARK)},
    "indicators.Fact": {"end": date(2026, 11, 3)},
    "indicators.Target": {"end": date(2026, 11, 3)},
    "innovation.RuleProposal": {
        "rule": "own_rule", "text": OWN_EDITION,
        "effect": {"judged": 1, "counts": {}, "rises": [], "falls": [], "others": []},
    },
    "innovation.Judged": {"rule": "tech_sme", "verdict": "符合"},
    "land.Covenant": {"op": "≥", "indicator": "tax"},
    "land.Deed": {"what": "leased"},
    "lighting.MaintenanceLock": {"space": lambda p: p.of("park.Space")},
    "lighting.Override": {"space": lambda p: p.of("park.Space")},
    "maintenance.Alarm": {"kind": "lamp_failed", "severity": "major", "object_type": "park.luminaire"},
    "metering.VirtualDefinition": {"kind": "sum"},
    "park.Site": {"name": "园区"},
    "park.Space": {"kind": "office_perimeter"},
    "policies.Match": {"verdict": "符合"},
    "policies.Policy": {
        "clauses": [{"clause": MARK, "text": MARK, "when": {"is": "resident"}}], "kind": "policy_claim",
        "level": "park",
        "file": lambda p: p.of("archive.StoredFile"),
    },
    "projects.Plan": {"milestone": "sign"},
    "projects.Reached": {"milestone": "sign"},
    "savings.NonRoutineAdjustment": {"end": date(2026, 11, 9), "formula": "fixed"},
    "savings.Study": {"baseline_end": date(2026, 12, 2), "reporting_start": date(2026, 12, 3), "meter_class": "1"},
}  # fmt: skip
MADE: dict[str, Callable[["Planter"], Any]] = {
    "archive.StoredFile": lambda p: receive(p.administrator, f"{MARK}.jpg", [picture()]).file,
    "cases.Case": lambda p: _case(p),
    "cases.Edition": lambda p: p.of("cases.Case").edition,
}


def _case(planter: "Planter") -> Any:
    said = {"subject": MARK, "detail": MARK}
    case = cases.open_case(
        planter.administrator, planter.of("enterprises.Enterprise"), kind="request_simple", form=said
    )
    return cases.work_case(planter.administrator, case, act="accept") and case


def ours() -> list[type[models.Model]]:
    """The models of the project's rooms."""
    return [m for m in apps.get_models() if m.__module__.startswith("zhiyuan.")]


class Planter:
    """Makes each row once, what it points at first."""

    def __init__(self, administrator: Any) -> None:
        self.administrator = administrator
        self.rows: dict[type[models.Model], Any] = {}

    def row(self, model: type[models.Model]) -> Any:
        """The row of a model: what is there already, or a new one."""
        if model not in self.rows:
            found = model._default_manager.order_by("pk").first()
            self.rows[model] = found or self._make(model)
        return self.rows[model]

    def of(self, label: str) -> Any:
        """The row of a model by its label."""
        return self.row(apps.get_model(label))

    def _make(self, model: type[models.Model]) -> Any:
        if made := MADE.get(model._meta.label):
            return made(self)
        return model._default_manager.create(**self._columns(model))

    def _columns(self, model: type[models.Model]) -> dict[str, Any]:
        said = dict(SAID.get(model._meta.label, {}))
        for field in model._meta.concrete_fields:
            if field.name in said or field.primary_key or field.null or field.has_default():
                continue
            said[field.name] = self._value(field)
        return {name: value(self) if callable(value) else value for name, value in said.items()}

    def _value(self, field: Any) -> Any:
        if field.choices:
            return field.choices[0][0]
        if isinstance(field, models.ForeignKey):
            return self.row(field.related_model)
        value = next((value for kind, value in PLAIN if isinstance(field, kind)), None)
        assert value is not None, f"{field}: say in SAID what it holds"
        return value


PLAIN: tuple[tuple[type[Any], Any], ...] = (
    (Exact, Decimal(1)),
    (models.DateTimeField, NOW),
    (models.DateField, TODAY),
    (models.SlugField, "theirs"),
    (models.TextField, MARK),
    (models.CharField, MARK),
    (models.BooleanField, False),
    (models.IntegerField, 1),
    (models.FloatField, 1.0),
    (models.DecimalField, Decimal(1)),
    (models.JSONField, {}),
    (models.BinaryField, b"x"),
)


def plant(administrator: Any) -> Planter:
    """A row of every model; the trail's is written by an act, because its lines are chained."""
    add_person(administrator, None, username=MARK, display_name=MARK)
    planter = Planter(administrator)
    for model in ours():
        planter.row(model)
    return planter
