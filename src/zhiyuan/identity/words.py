"""How roles and acts read on a page."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

ROLE_WORDS: dict[str, Any] = {
    "administrator": _("Administrator"),
    "operator": _("Operator"),
    "electrician": _("Electrician"),
    "bookkeeper": _("Bookkeeper"),
    "officer": _("Officer"),
    "head": _("Head of desk"),
    "window": _("Service window"),
    "tenant": _("Tenant"),
    "leader": _("Leader"),
    "auditor": _("Auditor"),
}


def act_words(name: str) -> str:
    """A verb in the reader's language: its own name is the message; English reads the name itself.

    >>> from django.utils.translation import override
    >>> with override("en"):
    ...     act_words("lighting.override_space")
    'override space'
    """
    said = gettext(name)
    return said if said != name else name.rpartition(".")[2].replace("_", " ")
