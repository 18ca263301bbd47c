"""Tells Django that the shell is there, and rooms what time it is in the park."""

from typing import Any

from django.apps import AppConfig


class ShellConfig(AppConfig):
    """Base templates, static files, message catalogues, template tags."""

    name = "zhiyuan.app"
    label = "shell"

    def ready(self) -> None:
        """Park time comes from the installation's clock, the demo's included; acts become news;
        pages of the park learn when a device was last heard."""
        from zhiyuan.app import clock, home, news
        from zhiyuan.app.shell import rooms
        from zhiyuan.identity import queries, verbs
        from zhiyuan.kernel import parktime
        from zhiyuan.park import live

        if news.tell not in verbs.LISTENERS:
            verbs.LISTENERS.append(news.tell)
        if rooms.scopes not in queries.SCOPE_SOURCES:
            queries.SCOPE_SOURCES.append(rooms.scopes)

        live.use(_heard)

        def kept() -> clock.Clock:
            return clock.read(home.current().clock_file)

        parktime.use(lambda: kept().now(), lambda: kept().speed)


def _heard() -> Any:
    from zhiyuan.app import health  # here, since it brings the historian along and few processes look

    return health.heard()
