"""Days on which a circuit runs its old schedule, so that the saving can be measured against it.

Nothing people asked for, and nothing that keeps people safe, changes: only levels that control
itself chose give way, and never downward, since light below what is needed is no baseline.
"""

import numpy as np
from numpy.typing import NDArray

from zhiyuan.lighting.model import Bools, ControlModel, Floats
from zhiyuan.lighting.state import Reason


def as_before(
    model: ControlModel, levels: Floats, reasons: NDArray[np.int8], schedule: Floats, baseline: Bools
) -> tuple[Floats, NDArray[np.int8]]:
    """Levels and reasons with the schedule's own level in every group that is in baseline mode.

    Parameters
    ----------
    schedule
        Level of the control program, per space. [1]
    baseline
        Groups of circuits that run their old schedule today.
    """
    wanted = schedule[model.space_of]
    ours = reasons <= Reason.SENSOR_LOST
    raised = baseline & ours & (wanted > levels)
    return np.where(raised, wanted, levels), np.where(raised, np.int8(Reason.SCHEDULE), reasons)
