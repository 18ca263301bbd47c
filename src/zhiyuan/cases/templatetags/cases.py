"""What the pages of cases need: names in the reader's language, a due day with its colour."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhiyuan.cases import certificate, form
from zhiyuan.cases.effect import EFFECTS
from zhiyuan.cases.kind import Listed, Words
from zhiyuan.cases.kindread import kind
from zhiyuan.cases.names import ACT, AUTHORITY, LANE, PHASE, YES_NO
from zhiyuan.cases.promise import STATE
from zhiyuan.cases.rating import LEVEL
from zhiyuan.cases.receipt import Notice
from zhiyuan.kernel import fmt, parktime
from zhiyuan.kernel.datacheck import REASONS
from zhiyuan.kernel.errors import ZhiyuanError

register = template.Library()
PHASE_TAGS = {
    "running": "tag-pri",
    "closed": "tag-ok",
    **dict.fromkeys(("breached", "refused"), "tag-bad"),
    **dict.fromkeys(("paused", "returned", "followup", "watched"), "tag-warn"),
}
SOON_DAYS = 1


def language() -> str:
    """The reader's, of the two that names and drawings have: ``zh`` or ``en``."""
    return "zh" if str(get_language()).startswith("zh") else "en"


@register.filter
def signed_points(share: float) -> str:
    """A difference of two shares, with its sign, for a column whose head names percentage points."""
    said = fmt.number(share * 100, 1)
    return f"+{said}" if round(share, 3) > 0 else said


@register.filter
def words(said: Words | Listed | None) -> str:
    """A name in the reader's language."""
    if said is None:
        return ""
    chinese = language() == "zh"
    if isinstance(said, Listed):
        return said.zh if chinese else ", ".join(name.en for name in said.names)
    return said.zh if chinese else said.en


@register.filter
def of(table: Mapping[str, Any], key: str) -> Any:
    """What a table says under a key."""
    return table.get(key)


@register.filter
def refusal(said: ZhiyuanError) -> str:
    """Why something was refused, in the reader's language."""
    return said.render(_)


@register.filter
def phase_name(phase: str) -> str:
    """What a phase is called."""
    return words(PHASE[phase])


@register.filter
def lane_name(lane: str) -> str:
    """What a lane is called."""
    return words(LANE[lane])


@register.filter
def level_name(level: str) -> str:
    """What a level of a rating is called."""
    return words(LEVEL.get(level))


@register.filter
def act_name(act: str) -> str:
    """What an act is called."""
    return words(ACT[act])


@register.filter
def authority_name(source: str) -> str:
    """What an authority is called; by its key where the book has no name for it."""
    return words(AUTHORITY.get(source)) or source


@register.filter
def title_of(said: Any) -> str:
    """The title of a part of a kind; empty where there is none."""
    return words(said.title) if said else ""


@register.filter
def why_unheard(reason: str) -> str:
    """Why an authority was not heard; empty where it was."""
    return _(REASONS[reason]) if reason in REASONS else ""


@register.filter
def answer_word(said: str) -> str:
    """An answer of an authority, yes and no in the reader's language."""
    return words(YES_NO.get(said)) or said


@register.filter
def promise_state(state: str) -> str:
    """What a state of a promise is called."""
    return words(STATE[state])


@register.filter
def kind_name(key: str) -> str:
    """What a kind is called as new cases are opened under it; all of them where none is named."""
    return words(kind(key, parktime.now().date()).title) if key else _("All")


@register.filter
def certificate_state(state: str) -> str:
    """How something issued stands."""
    return words(certificate.STATE[state])


@register.filter
def share(part: Fraction) -> str:
    """A share, to the tenth of a percent, never rounded up to the whole."""
    return f"{int(part * 1000) / 10:.1f} %"


@register.filter
def effect_name(name: str) -> str:
    """What an effect is called."""
    return words(EFFECTS[name].title) if name in EFFECTS else name


@register.filter
def of_kind(things: Any, kind: str) -> Any:
    """What may be chosen for a question of a kind: keys with their names."""
    return things.get(kind, ()) if things else ()


@register.filter
def several(answer: str) -> tuple[str, ...]:
    """The things that one answer names."""
    return form.several(answer or "")


@register.filter
def answer(answered: Any, key: str) -> Any:
    """What was answered to a question before; empty where nothing was."""
    return answered.get(key, "") if answered else ""


@register.filter
def phase_tag(phase: str) -> str:
    """The colour of a phase; its words stand in it."""
    return PHASE_TAGS.get(phase, "")


@register.filter
def due_tag(due: date, today: date) -> str:
    """The colour of a due day: over, or nearly."""
    return "tag-bad" if due < today else "tag-warn" if (due - today).days <= SOON_DAYS else ""


@register.filter
def due_words(due: date, today: date) -> str:
    """How far a due day is away, in words."""
    days = (due - today).days
    if days < 0:
        return _("overdue by {days} d").format(days=-days)
    return _("today") if days == 0 else _("in {days} d").format(days=days)


@register.filter
def unread_days(notice: Notice, today: date) -> int:
    """Working days for which nobody has read something."""
    return notice.unread_days(today)
