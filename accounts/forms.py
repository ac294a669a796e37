"""Forms of people's accounts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class SignupForm(forms.Form):
    """What the sign-up asks beside address and password; allauth builds its own form on it."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        help_text=_("So that we know whom we are writing to."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["name", "email", "password1", "password2"]

    def signup(self, request, user: User) -> None:
        """The name was kept by the account adapter already."""


class ProfileForm(forms.ModelForm):
    """What a person may change about themselves."""

    class Meta:
        model = User
        fields = ["name", "language"]
        labels = {"name": _("Your name"), "language": _("Language of the pages and mails")}
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}
