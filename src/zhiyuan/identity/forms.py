"""Forms about people and one's own account."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from zhiyuan.identity.roles import ROLES
from zhiyuan.identity.words import ROLE_WORDS


class SignInForm(AuthenticationForm):
    """Name and password."""

    username = forms.CharField(
        label=_("User name"), widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    error_messages = {
        "invalid_login": _(
            "The user name or the password is wrong. After five attempts sign-in is locked for an hour."
        ),
        "inactive": _("This account is not active; ask an administrator."),
    }


class PersonForm(forms.Form):
    """A person as an administrator edits them."""

    display_name = forms.CharField(label=_("Name"), max_length=80)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class NewPersonForm(PersonForm):
    """Somebody new, with a first role."""

    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        help_text=_("For signing in: letters, digits and @ . + - _"),
    )
    role = forms.ChoiceField(label=_("Role"))
    scope = forms.ChoiceField(label=_("Scope"), required=False)
    field_order = ["username", "display_name", "language", "role", "scope"]

    def __init__(self, *args: Any, scopes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices(self, scopes)


class GrantForm(forms.Form):
    """One more role, somewhere."""

    role = forms.ChoiceField(label=_("Role"))
    scope = forms.ChoiceField(label=_("Scope"), required=False)

    def __init__(self, *args: Any, scopes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices(self, scopes)


class TokenForm(forms.Form):
    """A key for a program."""

    name = forms.CharField(label=_("What it is for"), max_length=80)
    acts = forms.CharField(
        label=_("Acts it may do"),
        initial="*.view",
        max_length=400,
        help_text=_(
            "Patterns separated by spaces, such as *.view lighting.override_*; never more than the person may."
        ),
    )


class PasswordForm(forms.Form):
    """Change one's own password."""

    old = forms.CharField(
        label=_("Present password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("New password"),
        strip=False,
        min_length=12,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters."),
    )
    again = forms.CharField(
        label=_("New password again"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, person: Any, *args: Any, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, **kwargs)

    def clean_old(self) -> str:
        """The present password must be right."""
        old: str = self.cleaned_data["old"]
        if not self.person.check_password(old):
            raise forms.ValidationError(_("This is not your present password."))
        return old

    def clean(self) -> dict[str, Any]:
        """Both new ones must be equal."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("new") and said.get("again") and said["new"] != said["again"]:
            self.add_error("again", _("The two new passwords differ."))
        return said


class PreferencesForm(forms.Form):
    """How a person likes to read."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    theme = forms.ChoiceField(
        label=_("Theme"), choices=[("auto", _("As the system")), ("light", _("Light")), ("dark", _("Dark"))]
    )


class TellForm(forms.Form):
    """How a person wants to be told of things, and where they are reached."""

    email = forms.EmailField(label=_("Mail address"), required=False, max_length=254)
    mail = forms.BooleanField(label=_("Tell me by mail"), required=False)
    phone = forms.CharField(
        label=_("Mobile number"), required=False, max_length=20,
        validators=[RegexValidator(r"^\+?[0-9]{6,15}$", _("Digits only, such as 13800000000."))],
        help_text=_("An SMS says the number of the case and a link, nothing else."),
    )  # fmt: skip
    sms = forms.BooleanField(label=_("Tell me by SMS"), required=False)
    quiet_from = forms.TimeField(
        label=_("Quiet from"), required=False, widget=forms.TimeInput({"type": "time"}, "%H:%M")
    )
    quiet_until = forms.TimeField(
        label=_("Quiet until"), required=False, widget=forms.TimeInput({"type": "time"}, "%H:%M"),
        help_text=_("By the park's clock. What comes in between is sent afterwards; both empty: no quiet hours."),
    )  # fmt: skip
    digest = forms.BooleanField(
        label=_("Once each working day"), required=False,
        help_text=_("Everything in one message in the morning instead of one by one."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A way needs its address, quiet hours two ends that differ."""
        said: dict[str, Any] = super().clean() or {}
        for way, where in (("mail", "email"), ("sms", "phone")):
            if said.get(way) and not said.get(where) and where not in self.errors:
                self.add_error(where, _("Say where, or untick it."))
        ends = [said.get(name) for name in ("quiet_from", "quiet_until")]
        if (ends[0] is None) != (ends[1] is None) or (ends[0] is not None and ends[0] == ends[1]):
            self.add_error("quiet_until", _("Quiet hours have two ends that differ."))
        return said


def choices(form: forms.Form, scopes: list[tuple[str, str]]) -> None:
    """Offer the roles and the places of this installation."""
    form.fields["role"].choices = [(role, ROLE_WORDS.get(role, role)) for role in ROLES]
    form.fields["scope"].choices = [("", _("Everywhere")), *scopes]
