"""Which rooms have pages and an API, in the order of their floors; the app mounts them all."""

ROOMS = (
    "identity",
    "archive",
    "park",
    "metering",
    "lighting",
    "savings",
    "maintenance",
    "enterprises",
    "billing",
    "cases",
    "land",
    "projects",
    "innovation",
    "agency",
    "policies",
    "indicators",
)
