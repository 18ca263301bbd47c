"""Whom the park speaks to at an enterprise: personal data, which can be erased while every log still verifies."""

from typing import Any

from django.db import models

from zhiyuan.enterprises.models.enterprise import Enterprise
from zhiyuan.identity.personal import new_salt


class Contact(models.Model):
    """A person at an enterprise. The trail keeps salted digests of what is personal; the salt goes with the row."""

    PERSONAL = ("name", "position", "phone", "email")

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(max_length=80)
    position = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=40, blank=True, db_index=True)
    email = models.CharField(max_length=120, blank=True, db_index=True)
    purpose = models.CharField(max_length=20)
    salt = models.CharField(max_length=32, default=new_salt)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"#{self.pk}"

    def scopes(self) -> list[tuple[str, str]]:
        """Its own scope, the enterprise's and the site's."""
        return [("enterprises.contact", str(self.pk)), *self.enterprise.scopes()]

    def more_facts(self) -> dict[str, Any]:
        """Whose contact it is."""
        return {"enterprise": self.enterprise_id}
