"""The quarter hours of an account as the engine takes them: active energy, and reactive where it is metered."""

from typing import Any

import numpy as np

from zhiyuan.billing.load import Load
from zhiyuan.kernel.errors import NotReady
from zhiyuan.kernel.span import Span
from zhiyuan.metering.queries import quarter_hours
from zhiyuan.telemetry.energy import Quality


def account_load(account: Any, span: Span) -> Load:
    """What an account used in a span, every quarter hour there, missing ones flagged.

    A quarter hour whose reactive energy is missing or suspect counts as such: no power factor is made up.

    Raises
    ------
    NotReady
        When no meter is named for the account.
    """
    if not account.counted_by:
        raise NotReady("{account} has no meter; say which meter counts it", account=account.name)
    names = [account.counted_by, *([account.reactive] if account.reactive else [])]
    found = quarter_hours(account.site, names, span)
    active = found[account.counted_by]
    if not account.reactive:
        return Load(active.start, active.energy, active.quality)
    reactive = found[account.reactive]
    worse = np.where(reactive.quality >= Quality.SUSPECT, np.maximum(active.quality, reactive.quality), active.quality)
    return Load(active.start, active.energy, worse.astype(np.int8), reactive.energy)
