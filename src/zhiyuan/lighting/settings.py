"""The figures of control, read from the book once, so that the loop asks nobody."""

from dataclasses import dataclass
from datetime import date

from zhiyuan.kernel.reference import value

PAGE = "lighting/control"


@dataclass(frozen=True, slots=True)
class Settings:
    """Defaults of control by the page ``lighting/control``.

    Parameters
    ----------
    guard
        What is asked is the standard times this; it covers what we do not know exactly. [1]
    keep
        A level stays while it still gives the standard times this; between ``keep`` and ``guard``
        nothing moves upward, so that noise moves no lamp. [1]
    daylight_trust
        Share of the daylight estimate that is counted on. [1]
    dead_band
        A level that could be lower by less than this share of full output stays. [1]
    fade_down_per_min
        Fastest daylight dimming in an occupied space. [1/min]
    window_min
        The daylight estimate is the least of so many minutes. [min]
    spread
        Largest difference of two levels in one space without daylight. [1]
    warning_level, warning_min
        What a vacant space shows before it goes dark, and how long. [1], [min]
    reversal_min
        After a visible rise no visible fall for so long. [min]
    bright_ratio, bright_min
        Lights go out in an occupied space once daylight gave this many times the target for so long.
    comm_loss_min, silent_min, stuck_min
        When a gateway is lost, a sensor is lost, a presence sensor is stuck. [min]
    sensor_max_lx
        A higher indoor reading is a broken sensor. [lx]
    contactor_delay_min
        A circuit is opened after it was idle for so long. [min]
    dark_lx
        Below this horizontal daylight nothing is expected through windows. [lx]
    """

    guard: float
    keep: float
    daylight_trust: float
    dead_band: float
    fade_down_per_min: float
    window_min: int
    spread: float
    warning_level: float
    warning_min: float
    reversal_min: float
    bright_ratio: float
    bright_min: float
    comm_loss_min: float
    silent_min: float
    stuck_min: float
    sensor_max_lx: float
    contactor_delay_min: float
    dark_lx: float


def read_settings(day: date, calibrated: bool = False) -> Settings:
    """The book's figures on a day; a calibrated park needs less guard.

    >>> read_settings(date(2026, 1, 1)).guard, read_settings(date(2026, 1, 1), calibrated=True).guard
    (1.1, 1.05)
    """

    def said(item: str) -> float:
        return float(value(f"{PAGE}#{item}", day))

    return Settings(
        guard=said("guard_calibrated" if calibrated else "guard"),
        keep=said("keep_calibrated" if calibrated else "keep"),
        daylight_trust=said("daylight_trust_calibrated" if calibrated else "daylight_trust"),
        dead_band=said("dead_band"),
        fade_down_per_min=said("fade_down_per_min"),
        window_min=int(said("daylight_window_min")),
        spread=said("uniformity_spread"),
        warning_level=said("warning_level"),
        warning_min=said("warning_s") / 60,
        reversal_min=said("reversal_min"),
        bright_ratio=said("bright_ratio"),
        bright_min=said("bright_min"),
        comm_loss_min=said("comm_loss_min"),
        silent_min=said("sensor_silent_min"),
        stuck_min=said("stuck_on_h") * 60,
        sensor_max_lx=said("illuminance_max_lx"),
        contactor_delay_min=said("contactor_delay_min"),
        dark_lx=said("dark_lx"),
    )
