"""The one question of every step that takes a reason."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReasonForm(forms.Form):
    """Why. Free text, so it warns: everybody who sees the thing reads it."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Please enter no names of pupils or parents. The institution and coordination read this."),
    )
