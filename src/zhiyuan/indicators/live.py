"""What rooms answer about themselves, by name: unit, and the page where the answer is open to its origin."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Live:
    """A question that a room answers; ``page`` is where it shows the rows behind the answer."""

    unit: str
    page: str


LIVE: Mapping[str, Live] = {
    "savings.kwh": Live("kWh", "/savings/"),
    "savings.kwh_at_least": Live("kWh", "/savings/"),
    "billing.saved_cny": Live("CNY", "/savings/"),
    "promises.on_time": Live("%", "/cases/promises/"),
    "promises.kept": Live("%", "/cases/promises/"),
    "promises.vs_original": Live("%", "/cases/promises/"),
    "visits.firms": Live("家", "/visits/"),
    "visits.visits": Live("家次", "/visits/"),
    "cases.open": Live("件", "/cases/all/?phase=open"),
    "cases.overdue": Live("件", "/cases/all/?phase=open"),
    "hazards.open": Live("件", "/hazards/"),
    "hazards.overdue": Live("件", "/hazards/"),
    "requests.solved": Live("条", "/cases/all/?lane=request"),
    "certificates.one_day": Live("%", "/cases/certificates/"),
    "certificates.median_hours": Live("h", "/cases/certificates/"),
    "alarms.open": Live("条", "/alarms/"),
    "projects.late": Live("个", "/projects/"),
    "ladder.high_tech": Live("家", "/ladder/"),
    "ladder.tech_sme": Live("家", "/ladder/"),
    "ladder.specialised_sme": Live("家", "/ladder/"),
    "policies.reached": Live("%", "/policies/"),
    "policies.read": Live("%", "/policies/"),
    "enterprises.present": Live("家", "/enterprises/"),
}
