"""Tells Django that the room is there."""

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

        user_logged_in.connect(lambda user, **_: writes.note(user, "identity.sign_in"), weak=False, dispatch_uid="in")
        user_logged_out.connect(
            lambda user, **_: user and writes.note(user, "identity.sign_out"), weak=False, dispatch_uid="out"
        )
