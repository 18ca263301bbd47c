"""Which circuits feed light. Everything said about lighting energy counts only those."""

NOT_LIGHTING = ("power", "losses")  # tenants' sockets and machines; what a transformer keeps for itself


def feeds_light(kind: str) -> bool:
    """Whether a kind of circuit is a lighting circuit.

    >>> feeds_light("office"), feeds_light("power")
    (True, False)
    """
    return kind not in NOT_LIGHTING
