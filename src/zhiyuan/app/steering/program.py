"""What the schedules say now, per space: functions of time, so a restart misses nothing."""

from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from zhiyuan.app.steering.ground import Ground
from zhiyuan.lighting.model import Floats
from zhiyuan.lighting.program import State, state


@dataclass
class Programs:
    """Each schedule's present state; asked again when it is due, and each minute where a sensor decides."""

    ground: Ground
    states: dict[int, State] = field(default_factory=dict)
    asked: tuple[int, float | None] | None = None
    said: Floats | None = None

    def levels(self, now: datetime, horizontal_lx: float | None) -> Floats:
        """The level of every space's schedule at an instant. [1]"""
        minute = int(now.timestamp() // 60)
        if self.said is None or self.asked != (minute, horizontal_lx):
            self.asked, self.said = (minute, horizontal_lx), self._levels(now, horizontal_lx)
        return self.said

    def _levels(self, now: datetime, horizontal_lx: float | None) -> Floats:
        site = self.ground.park.site
        for k, rules in enumerate(self.ground.rules):
            known = self.states.get(k)
            sensed = any(rule.sensed or rule.gated for rule in rules)
            if known is None or sensed or (known.until is not None and now >= known.until):
                self.states[k] = state(rules, now, self.ground.zone, site.latitude, site.longitude, horizontal_lx)
        by_schedule = np.array([self.states[k].level for k in range(len(self.ground.rules))], np.float32)
        return np.asarray(by_schedule[self.ground.model.schedule_of])
