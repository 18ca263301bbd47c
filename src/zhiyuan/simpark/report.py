"""What a trial comes to: the figures that ``zhiyuan simulate`` prints."""

import resource
import sys
from typing import Any

from zhiyuan.park.document import Park
from zhiyuan.simpark.ledger import Ledger
from zhiyuan.simpark.strategies import CONTACTORS
from zhiyuan.simpark.world import World


def report(world: World, ledger: Ledger) -> dict[str, Any]:
    """Strategies, kinds of space, and the share of the oracle's saving that is reached, like with like."""
    strategies = ledger.summary()
    model = world.known
    kinds = [model.kinds[s] for s in model.space_of]
    return {
        "strategies": strategies,
        "like_with_like": like_with_like(strategies),
        "by_kind": ledger.by_kind(kinds, [kinds[g] for g in model.feed_group]),
        "uncontrollable_commands": uncontrollable_commands(world.park, world),
    }


def like_with_like(strategies: dict[str, dict[str, Any]]) -> dict[str, float | None]:
    """Share of the oracle's saving that the combined strategy reaches, both plain and both with contactors."""

    def share(suffix: str) -> float | None:
        limit: float = strategies["oracle" + suffix]["saving_kwh"]
        return strategies["combined" + suffix]["saving_kwh"] / limit if limit > 0 else None

    return {"plain": share(""), "contactors": share(CONTACTORS)}


def uncontrollable_commands(park: Park, world: World) -> int:
    """Luminaires that may never be commanded and yet hang on a group or circuit that the trial switches."""
    groups = set(world.known.groups)
    cut = {key for key, may in zip(world.known.circuits, world.known.switchable, strict=True) if may}
    return sum(m.group in groups or m.circuit in cut for m in park.luminaires if not m.controllable)


def peak_mib() -> float:
    """Largest resident memory of this process so far. [MiB]"""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10
