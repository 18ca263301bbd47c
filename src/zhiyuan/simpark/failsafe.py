"""What gear does when its controller is gone: after five minutes it lights its space by itself.

Silence counts from the loss of the connection; the first command afterwards has the say again.
"""

from collections.abc import Mapping

import numpy as np

from zhiyuan.simpark.devices import Fleet, Ints

PATIENCE_MIN = 5


class FailSafe:
    """When each gateway last knew itself in the controller's hands."""

    def __init__(self, fleet: Fleet) -> None:
        self.fleet = fleet
        self.last_well: dict[str, int] = {}

    def heard(self, gateway: str) -> None:
        """A command came: whoever sends it has the say again."""
        self.last_well.pop(gateway, None)

    def lost(self, online: Mapping[str, bool], minute: int) -> Ints:
        """Luminaires whose gateway has been without a connection for too long."""
        alone: list[Ints] = [np.array([], dtype=np.int64)]
        for gateway, connected in online.items():
            if connected:
                self.last_well[gateway] = minute
            elif minute - self.last_well.setdefault(gateway, minute) >= PATIENCE_MIN:
                alone.append(self.fleet.gateways[gateway])
        return np.concatenate(alone)
