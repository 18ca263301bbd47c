"""What every template may use: the reader's theme and language, the menu, the site, the counts of
alarms and of what one has not read."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from zhiyuan.app.shell import nav, rooms

THEMES = {"auto": _("As the system"), "light": _("Light"), "dark": _("Dark")}
NEXT_THEME = {"auto": "light", "light": "dark", "dark": "auto"}
OTHER_LANGUAGE = {"zh-hans": ("en", "English"), "en": ("zh-hans", "中文")}


def shell(request: HttpRequest) -> dict[str, Any]:
    """One name, so that no page's own variable can collide with it."""
    person = getattr(request, "user", None)
    known = bool(person and person.is_authenticated)
    theme = theme_of(request)
    return {
        "shell": {
            "theme": theme,
            "next_theme": (NEXT_THEME[theme], THEMES[NEXT_THEME[theme]]),
            "other_language": OTHER_LANGUAGE.get(get_language() or "", OTHER_LANGUAGE["zh-hans"]),
            "nav": nav.menu(person, request.path) if known else [],
            "site": rooms.site() if known else None,
            "alarms": rooms.open_alarms(person) if known else None,
            "alarms_url": "/alarms/",
            "unread": rooms.unread(person) if known else None,
        }
    }


def theme_of(request: HttpRequest) -> str:
    """The person's theme, else the cookie's, else the system's."""
    person = getattr(request, "user", None)
    if person is not None and person.is_authenticated:
        said = person.theme
    else:
        said = request.COOKIES.get("theme", "auto")
    return said if said in THEMES else "auto"
