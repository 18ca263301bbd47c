"""The strategies of a trial: what each is allowed to know and to do.

schedule    full output by the fixed schedule; no controls, hence no standby. All savings count from it.
tuning      the fixed schedule at the level that gives the standard with the calibrated guard.
daylight    spaces with daylight are dimmed by it; the others stay full; nobody is sensed.
occupancy   full where somebody is, the vacant light elsewhere; no daylight, no tuning.
combined    everything: ``lighting.control.decide`` as it runs in a park.
oracle      the least power that the true park allows, minute by minute, knowing all and waiting for nothing.

Each also ``_contactors``: circuits that nobody wants are cut, so their gear draws no standby.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from zhiyuan.lighting.model import ControlModel, Floats
from zhiyuan.lighting.state import OCCUPIED

STRATEGIES = ("schedule", "tuning", "daylight", "occupancy", "combined", "oracle")
SCHEDULE, TUNING, DAYLIGHT, OCCUPANCY, COMBINED, ORACLE = range(len(STRATEGIES))
CAUSAL = slice(DAYLIGHT, COMBINED + 1)
"""The strategies that ``decide`` runs, as one batch."""
SERVES_AFTER_HOURS = slice(OCCUPANCY, ORACLE + 1)
"""The strategies that light a space for somebody outside the schedule."""
CONTACTORS = "_contactors"


def causal(known: ControlModel) -> ControlModel:
    """One model for daylight, occupancy and combined: only the last two serve after hours, ``(3, 1, S)``."""
    after = np.stack((np.zeros_like(known.after_hours), known.after_hours, known.after_hours))
    return replace(known, after_hours=after[:, None, :])


def full_where_told(
    known: ControlModel, levels: Floats, mode: NDArray[np.uint8], fixed: Floats, program: Floats
) -> Floats:
    """The causal batch's levels with full output where a strategy may not dim.

    Parameters
    ----------
    levels, mode : (3, …, G)
        As decided for daylight, occupancy, combined.
    fixed, program : (…, G)
        The fixed schedule and the control program. [1]
    """
    blind = known.light_sensor >= len(known.light_sensors)
    levels = levels.copy()
    np.copyto(levels[0], fixed, where=blind)
    np.copyto(levels[1], program, where=known.group_by_schedule)
    np.putmask(levels[1], mode[1] == OCCUPIED, 1)
    return levels
