"""Forms of people's accounts."""

from django import forms
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from accounts.models import ApiToken, User
from accounts.roles import Role, role_label


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

    def save(self, commit: bool = True) -> User:
        """Keeps the search text in step."""
        self.instance.make_searchable()
        return super().save(commit)


class PersonForm(forms.ModelForm):
    """What the administration decides about a person."""

    groups = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=lambda: [(role.value, role_label(role)) for role in Role],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("What each role may do stands in the documentation. Several roles add up."),
    )

    class Meta:
        model = User
        fields = ["is_active"]
        labels = {"is_active": _("May sign in")}

    field_order = ["groups", "is_active"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial["groups"] = sorted(self.instance.role_names)

    def save(self, commit: bool = True) -> User:
        """Gives exactly the chosen roles."""
        person = super().save(commit)
        person.groups.set(Group.objects.filter(name__in=self.cleaned_data["groups"]))
        return person


class ApiTokenForm(forms.ModelForm):
    """What a new token is for."""

    class Meta:
        model = ApiToken
        fields = ["name"]
        labels = {"name": _("What is the token for?")}
        help_texts = {
            "name": _("For example: boot stick 3. So that you know which one to revoke when a stick is lost.")
        }
