"""Inviting somebody, and answering an invitation."""

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class InvitationForm(forms.Form):
    """Whom to invite."""

    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("The person gets a link by mail. They need no account yet."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


def _rules() -> str:
    return " ".join(password_validators_help_texts())


class NewAccountForm(forms.Form):
    """Somebody without an account joins: the address is the invited one."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        help_text=_("So that we know whom we are writing to."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=format_lazy("{}", lazy(_rules, str)()),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, email: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_password(self) -> str:
        """Checked by the same rules as everywhere."""
        password = self.cleaned_data["password"]
        validate_password(password, User(email=self.email, name=self.cleaned_data.get("name", "")))
        return password


class LeavingForm(forms.Form):
    """The last person says that they know it."""

    is_last = forms.BooleanField(label=_("I know that nobody acts for the institution after this."), required=False)
