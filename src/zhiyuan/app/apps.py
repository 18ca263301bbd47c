"""Tells Django that the shell is there, and rooms what time it is in the park."""

from django.apps import AppConfig


class ShellConfig(AppConfig):
    """Base templates, static files, message catalogues, template tags."""

    name = "zhiyuan.app"
    label = "shell"

    def ready(self) -> None:
        """Park time comes from the installation's clock, the demo's included."""
        from zhiyuan.app import clock, home
        from zhiyuan.kernel import parktime

        parktime.use(lambda: clock.read(home.current().clock_file).now())
