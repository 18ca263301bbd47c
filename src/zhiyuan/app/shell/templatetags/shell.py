"""What templates need of the kernel: figures, charts, icons, built assets."""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import get_current_timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from zhiyuan.identity.words import act_words
from zhiyuan.kernel import chart, fmt
from zhiyuan.kernel.errors import ZhiyuanError
from zhiyuan.lighting.plan import which
from zhiyuan.maintenance.alarm import kind
from zhiyuan.park import queries as park

register = template.Library()
BUILT = Path(__file__).resolve().parents[2] / "static" / "zhiyuan"

for _plain in (fmt.kwh, fmt.kw, fmt.money, fmt.yuan, fmt.pct, fmt.level, fmt.day, fmt.month):
    register.filter(_plain.__name__, _plain)

register.filter(act_words)


def _spoken(function: Callable[..., str]) -> Callable[[Any], str]:
    """A format that differs with the reader's language."""
    return lambda value: function(value, get_language() or "zh-hans")


for _said in (fmt.big, fmt.dur, fmt.ago, fmt.points, fmt.weekday):
    register.filter(_said.__name__, _spoken(_said))


@register.filter
def number(value: Any, decimals: int = 0) -> str:
    """``{{ value|number:1 }}``."""
    return fmt.number(value, int(decimals))


@register.filter
def signed_pct(share: float | None) -> str:
    """A change in percent, with its sign."""
    said = fmt.pct(share)
    return f"+{said}" if share is not None and round(share, 3) > 0 else said


@register.filter
def plain(value: Any) -> str:
    """A number for an attribute: no grouping, a point."""
    return f"{float(value):g}"


@register.filter
def kilo(value: float | None) -> float | None:
    """W to kW."""
    return None if value is None else value / 1000


@register.filter
def day_before(value: date) -> str:
    """The last day of a half-open range."""
    return fmt.day(value - timedelta(days=1))


@register.filter
def alarm_title(alarm: Any) -> str:
    """What kind of alarm it is."""
    try:
        return gettext(kind(alarm.kind, park.day_at(alarm.site, alarm.raised)).title)
    except ZhiyuanError:
        return str(alarm.kind)


READ = {
    "way": _("Direction"), "from": _("From"), "hours": _("Hours"), "kwh": _("Used [kWh]"),
    "expected_kwh": _("Expected [kWh]"), "used_kwh": _("Used so far [kWh]"), "forecast_kwh": _("Forecast [kWh]"),
    "budget_kwh": _("Budget [kWh]"),
}  # fmt: skip


@register.filter
def read_name(name: str) -> Any:
    """What was read when an alarm was raised, by its name."""
    return READ.get(name, name)


DEVICE_KINDS = {
    "presence": _("Presence sensor"), "illuminance": _("Light sensor"), "switch": _("Wall switch"),
    "fire": _("Fire input"), "meter": _("Electricity meter"),
}  # fmt: skip


@register.filter
def device_kind(name: str) -> Any:
    """What a device is."""
    return DEVICE_KINDS.get(name, name)


@register.simple_tag
def floor_url(floor: Any) -> str:
    """The floor's plan."""
    return reverse("floor", args=[floor.key]) + which(floor.site)


@register.filter
def interval(value: Any, half: Any) -> str:
    """``{{ saved|interval:half }}``: a saving in kWh with its 90 % band."""
    return fmt.interval(value, half)


@register.simple_tag
def moment(value: datetime | None, form: str = "moment") -> str:
    """``{% moment at %}``, ``{% moment at "short" %}``, ``{% moment at "clock" %}``, with the machine's form."""
    if value is None:
        return fmt.NONE
    zone = get_current_timezone()
    said = {"moment": fmt.moment, "short": fmt.short, "clock": fmt.clock}[form](value, zone)
    return format_html('<time datetime="{}" title="{}">{}</time>', value.isoformat(), fmt.moment(value, zone), said)


@register.simple_tag
def icon(name: str, size: int = 16) -> SafeString:
    """One of the sprite's symbols; the word beside it carries the meaning."""
    return format_html('<svg width="{0}" height="{0}" aria-hidden="true"><use href="#i-{1}"/></svg>', size, name)


@register.simple_tag
def bars(name: str, labels: Any, series: Any, unit: str = "kWh", stacked: bool = False) -> SafeString:
    """A bar chart: see ``kernel.chart.bars``."""
    return mark_safe(chart.bars(name, labels, series, unit, stacked=stacked))  # noqa: S308  # chart escapes


@register.simple_tag
def lines(name: str, labels: Any, series: Any, unit: str = "kWh", band: Any = None, target: Any = None) -> SafeString:
    """A line chart: see ``kernel.chart.lines``."""
    return mark_safe(chart.lines(name, labels, series, unit, band=band, target=target))  # noqa: S308


@register.simple_tag
def sparkline(name: str, values: Any) -> SafeString:
    """A small line: see ``kernel.chart.sparkline``."""
    return mark_safe(chart.sparkline(name, values))  # noqa: S308


@register.simple_tag
def asset(name: str) -> str:
    """The address of a built file; its name carries a hash, so browsers may keep it for ever."""
    return static(f"zhiyuan/{_manifest(_stamp())[name]}")


def _stamp() -> float:
    return BUILT.joinpath("manifest.json").stat().st_mtime


@cache
def _manifest(stamp: float) -> dict[str, str]:
    names: dict[str, str] = json.loads(BUILT.joinpath("manifest.json").read_text())
    return names
