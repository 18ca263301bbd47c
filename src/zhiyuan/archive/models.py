"""Which files are kept, and what came and belongs to nothing yet."""

from django.db import models


class StoredFile(models.Model):
    """A content that is kept once, however often it was handed in. ``size`` in bytes."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField()
    media = models.CharField(max_length=80)
    stored = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def picture(self) -> bool:
        """Whether it can be looked at as a picture."""
        return self.media.startswith("image/")


class Upload(models.Model):
    """A file that a person sent and that belongs to nothing yet; forgotten after a day."""

    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="uploads")
    person = models.ForeignKey("identity.Person", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.name

    def scopes(self) -> list[tuple[str, str]]:
        """Its person's."""
        return [("archive.upload", str(self.pk)), ("identity.person", str(self.person_id))]
