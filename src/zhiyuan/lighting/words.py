"""What control says, in words for a person. Pure: the doors translate."""

REASONS = {
    "schedule": "Schedule",
    "daylight": "Daylight",
    "occupancy": "Somebody is there",
    "sensor_lost": "Sensor not heard: treated as occupied",
    "scene": "Scene",
    "security": "Security",
    "manual": "Manual control",
    "lock": "Maintenance lock",
    "emergency": "Emergency",
    "fire": "Fire",
    "comm_lost": "Gateway not heard",
}
OUTCOMES = {
    "sent": "Sent, no answer yet",
    "reached": "Reached",
    "off_target": "Answered with another level",
    "no_answer": "No answer",
    "overtaken": "Overtaken by a newer one",
}
DUTIES = {
    "normal": "Normal",
    "emergency": "Emergency: never switched by us",
    "explosion_proof": "Explosion-proof: never switched by us",
}


def shade(level: float | None, fault: int | None = 0) -> str:
    """The classes of a luminaire on the plan: its state, and a step of four for its level [%].

    >>> shade(35.0), shade(0.0), shade(None), shade(80.0, 1)
    ('on l2', 'off', 'offline', 'fault')
    """
    if fault:
        return "fault"
    if level is None:
        return "offline"
    return "off" if level <= 0 else f"on l{min(4, int(level / 25.001) + 1)}"
