"""What the tables of this room share: a place in a site, and exact prices."""

from decimal import Decimal
from typing import Any

from django.db import models


class Exact(models.CharField):
    """A decimal kept as the text it was published in, so that no database rounds it or drops a zero.

    SQLite keeps its decimals as binary floats, and a column of PostgreSQL has a fixed number of
    places; published unit prices have up to nine.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**({"max_length": 24} | options))

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Decimal | None:
        """Text to the number it says."""
        return None if value is None else Decimal(value)

    def to_python(self, value: Any) -> Decimal | None:
        """What a form or a fixture says."""
        return None if value in (None, "") else Decimal(str(value))

    def get_prep_value(self, value: Any) -> str | None:
        """Never with an exponent."""
        return None if value is None else format(Decimal(str(value)), "f")


class OfSite(models.Model):
    """What belongs to a site; a grant on the site covers it."""

    site = models.ForeignKey("park.Site", on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    def scopes(self) -> list[tuple[str, str]]:
        """Its own scope and the site's."""
        return [(self._meta.label_lower, str(self.pk)), ("park.site", str(self.site_id))]
