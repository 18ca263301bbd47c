"""What each role may do: patterns over the names of verbs and views.

A verb is ``room.act``, a right to look is ``room.view``. Data, so that a page can show it.
"""

from fnmatch import fnmatchcase

ROLES: dict[str, tuple[str, ...]] = {
    "administrator": ("*",),
    "operator": (
        "park.view",
        "park.view_*",
        "park.set_schedule_*",
        "park.set_space_*",
        "park.set_scene_*",
        "park.*_scene",
        "park.*_schedule",
        "park.replace_meter",
        "park.set_meter_limit",
        "lighting.*",
        "savings.view",
        "savings.propose_*",
        "maintenance.*",
        "enterprises.*",
        "metering.*",
        "indicators.view",
        "app.restate_energy",
    ),
    "electrician": (
        "park.view",
        "lighting.view",
        "lighting.override_*",
        "lighting.release_*",
        "lighting.lock_*",
        "lighting.request_calibration",
        "lighting.record_meter_reading",
        "maintenance.*",
        "metering.view",
        "metering.enter_readings",
        "park.replace_meter",
        "park.set_meter_limit",
    ),
    "bookkeeper": (
        "billing.*",
        "metering.*",
        "enterprises.view",
        "park.view",
        "maintenance.view",
        "savings.view",
        "app.restate_energy",
    ),
    "officer": (
        "park.view",
        "lighting.view",
        "savings.view",
        "maintenance.view",
        "enterprises.*",
        "metering.view",
        "cases.*",
        "land.*",
        "projects.*",
        "innovation.*",
        "policies.*",
        "agency.view",
        "agency.assign_officer",
        "agency.end_assignment",
        "agency.stage_roster",
        "agency.take_roster",
        "agency.discard_roster",
        "indicators.view",
        "indicators.enter_fact",
        "indicators.import_facts",
        "indicators.set_target",
        "indicators.import_targets",
        "indicators.propose_definitions",
        "archive.upload",
    ),
    "head": ("park.view", "enterprises.view", "cases.*", "indicators.view", "archive.upload"),
    "window": (
        "park.view",
        "enterprises.view",
        "cases.*",
        "land.view",
        "projects.view",
        "innovation.view",
        "policies.view",
        "agency.view",
        "archive.upload",
    ),
    "tenant": (
        "billing.view",
        "billing.set_tenant_budget",
        "enterprises.view",
        "savings.view",
        "land.view",
        "projects.view",
        "innovation.view",
        "policies.view",
        "cases.view",
        "cases.open_case",
        "cases.book_appointment",
        "cases.move_appointment",
        "cases.cancel_appointment",
        "cases.apply_for",
        "cases.answer_case",
        "cases.continue_case",
        "cases.add_paper",
        "cases.remove_paper",
        "cases.reuse_paper",
        "cases.waive_pledge",
        "agency.view",
        "agency.give_delegation",
        "agency.revoke_delegation",
        "archive.upload",
    ),
    "leader": (
        "park.view",
        "lighting.view",
        "savings.*",
        "maintenance.view",
        "metering.view",
        "billing.view",
        "billing.view_prices",
        "enterprises.view",
        "cases.view",
        "cases.grant_green_lane",
        "cases.end_green_lane",
        "land.view",
        "projects.view",
        "innovation.view",
        "policies.view",
        "policies.publish_policy",
        "agency.view",
        "indicators.view",
        "indicators.set_target",
        "indicators.import_targets",
        "indicators.publish_definitions",
    ),
    "auditor": ("*.view", "identity.view_trail", "billing.view_prices"),
}

WORK = "cases.work_case"
"""What a deputy takes over: the work in cases."""

PAPERS = ("cases.add_paper", "cases.remove_paper", "cases.reuse_paper", "archive.upload")
SEES = ("enterprises.view", "projects.view", "cases.view", "policies.view", "agency.view")

LENT: dict[str, tuple[str, ...]] = {
    "oneself": (
        "identity.enter_absence",
        "identity.end_absence",
        "cases.appoint_signing_deputy",
        "cases.end_signing_deputy",
    ),
    "deputy": ("cases.view", WORK, *PAPERS),
    "agent": ("agency.revoke_delegation",),
    "agent_enters": ("cases.open_case", "policies.view"),
    "agent_follows": ("cases.view",),
    "agent_applies": ("cases.apply_for",),
    "agent_answers": ("cases.answer_case", *PAPERS),
    "officer_1": (*SEES, "land.view"),
    "officer_2": (*SEES, "cases.plan_visit", "cases.settle_visit"),
    "officer_3": (*SEES, "cases.plan_visit", "cases.settle_visit", "cases.record_finding"),
}
"""Roles that nobody is given: they follow from a delegation, an assignment or an absence on its days
(``standing``). The three layers of officers see the same firm; the first leads and looks, the second visits, the
third also turns what a visit found into a request. None of them acts for the firm."""


def allows(role: str, act: str) -> bool:
    """Whether a role covers an act.

    >>> allows("operator", "lighting.override_space"), allows("tenant", "lighting.override_space")
    (True, False)
    """
    return any(fnmatchcase(act, pattern) for pattern in ROLES.get(role) or LENT.get(role, ()))
