"""By which code, or of which need, a waiting time comes."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

NUMBER = re.compile(r"^(B-\d{4}-\d+)/(\d+)$")


class CarryForm(forms.Form):
    """A transfer code; coordination may name the former need instead."""

    code = forms.CharField(
        label=_("Transfer code"),
        max_length=40,
        widget=forms.TextInput(attrs={"class": "h4f-code", "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("The former school makes it on the page of its need, for example K7MW-2PXD-Q9TA."),
    )

    def __init__(self, *args, by_number: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if by_number:
            self.fields["code"].label = _("Transfer code, or number of the former need")
            self.fields["code"].help_text = _("For example K7MW-2PXD-Q9TA or B-2026-00042/3.")

    def number(self) -> tuple[str, int] | None:
        """(request, position) when a need was named."""
        found = NUMBER.match(self.cleaned_data["code"].strip().upper())
        return (found[1], int(found[2])) if found else None
