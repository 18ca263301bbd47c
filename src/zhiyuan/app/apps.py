"""Tells Django that the shell is there, and rooms what time it is in the park."""

from typing import Any

from django.apps import AppConfig


class ShellConfig(AppConfig):
    """Base templates, static files, message catalogues, template tags."""

    name = "zhiyuan.app"
    label = "shell"

    def ready(self) -> None:
        """Park time comes from the installation's clock, the demo's included; acts become news;
        pages of the park learn when a device was last heard, reports of savings what they are worth,
        cases which authorities can be asked."""
        from zhiyuan.app import clock, home, news
        from zhiyuan.app.shell import rooms
        from zhiyuan.cases import sources
        from zhiyuan.identity import queries, verbs
        from zhiyuan.kernel import parktime
        from zhiyuan.park import live
        from zhiyuan.savings import money

        if news.tell not in verbs.LISTENERS:
            verbs.LISTENERS.append(news.tell)
        if rooms.scopes not in queries.SCOPE_SOURCES:
            queries.SCOPE_SOURCES.append(rooms.scopes)

        live.use(_heard)
        money.use(_worth)
        sources.use(_connected)

        def kept() -> clock.Clock:
            return clock.read(home.current().clock_file)

        parktime.use(lambda: kept().now(), lambda: kept().speed)


def _heard() -> Any:
    from zhiyuan.app import health  # here, since it brings the historian along and few processes look

    return health.heard()


def _connected() -> frozenset[str]:
    from zhiyuan.app import authorities, home  # here, since it brings HTTP along and few processes ask

    return authorities.connected(home.current())


def _worth(site: Any, report: Any) -> Any:
    from zhiyuan.billing.cost_queries import report_money  # a floor above savings, and only at the first price asked

    return report_money(site, report)
