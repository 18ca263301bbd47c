"""The luminaires' last days as they would have reported them: levels and powers where they changed."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from zhiyuan.adapters.mqtt import encode_up
from zhiyuan.lighting.dimming import power_w
from zhiyuan.park.document import Park
from zhiyuan.simpark.devices import Fleet, fleet

MOST_IN_ONE = 15_000


def level_messages(
    park: Park, group_level: NDArray[np.float32], stamps: NDArray[np.int64]
) -> Iterator[tuple[str, bytes]]:
    """(gateway, payload) for group levels at rising stamps [s since 1970]; the first stamp says all.

    Parameters
    ----------
    group_level : (stamps, G)
        Level of every group. [1]
    """
    arrays = fleet(park)
    level = np.round(group_level * 100, 1)
    changed = np.ones(level.shape, bool)
    changed[1:] = level[1:] != level[:-1]
    for gateway, luminaires in arrays.gateways.items():
        mine = [i for i in luminaires.tolist() if arrays.group[i] >= 0]
        items = [item for i in mine for item in _of(arrays, i, level, changed, stamps)]
        items.sort()
        for low in range(0, len(items), MOST_IN_ONE):
            t, points, values = zip(*items[low : low + MOST_IN_ONE], strict=True)
            yield gateway, encode_up(t, points, values)


def _of(
    arrays: Fleet, luminaire: int, level: NDArray[np.float32], changed: NDArray[np.bool_], stamps: NDArray[np.int64]
) -> Iterator[tuple[int, str, float]]:
    group = arrays.group[luminaire]
    rows = np.flatnonzero(changed[:, group])
    percent = level[rows, group].astype(np.float64)
    curve = (arrays.curve[0][luminaire], arrays.curve[1][luminaire], arrays.curve[2][luminaire])
    watts = power_w(
        percent / 100, arrays.rated_w[luminaire], *curve, arrays.standby_w[luminaire], arrays.minimum[luminaire]
    )
    stem = f"lum/{arrays.keys[luminaire]}"
    for row, share, drawn in zip(rows.tolist(), percent.tolist(), watts.tolist(), strict=True):
        at = int(stamps[row]) * 1000
        yield at, f"{stem}/level", round(share, 1)
        yield at, f"{stem}/power", round(drawn, 1)
