"""What the answers of a case say of natural persons: apart from the log, so that it can be erased."""

from django.db import models

from zhiyuan.cases.models.case import Case
from zhiyuan.identity.personal import new_salt


class PersonalAnswer(models.Model):
    """An answer whose salted digest stands in the log; with this row goes the salt, and the digest says nothing."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="personal")
    question = models.CharField(max_length=40)
    digest = models.CharField(max_length=80)
    salt = models.CharField(max_length=32, default=new_salt)
    value = models.TextField()

    class Meta:
        ordering = ["case", "pk"]
        constraints = [models.UniqueConstraint(fields=["case", "digest"], name="personal_answer_once")]

    def __str__(self) -> str:
        return f"#{self.pk}"

    def scopes(self) -> list[tuple[str, str]]:
        """Its case's."""
        return self.case.scopes()
