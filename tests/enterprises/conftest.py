"""The tests of this room on both databases."""

from park.conftest import database, postgres_alias  # noqa: F401
