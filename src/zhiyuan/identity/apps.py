"""Tells Django that the room is there."""

from typing import Any

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """People, grants, trail."""

    name = "zhiyuan.identity"
    label = "identity"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Signing in and out leaves lines in the trail."""
        from django.contrib.auth.signals import user_logged_in, user_logged_out

        from zhiyuan.identity import writes

        def came(user: Any, **_: Any) -> None:
            writes.note(user, "identity.sign_in")

        def went(user: Any, **_: Any) -> None:
            if user is not None:
                writes.note(user, "identity.sign_out")

        user_logged_in.connect(came, weak=False, dispatch_uid="in")
        user_logged_out.connect(went, weak=False, dispatch_uid="out")
