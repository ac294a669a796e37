"""Who did not come."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from recipients.models import Need


class MissedForm(forms.Form):
    """Ticked: nobody came for this need. The button "Nobody at all" needs no tick."""

    needs = forms.TypedMultipleChoiceField(
        label=_("For whom did nobody come?"), coerce=int, widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args, needs: Sequence[Need], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["needs"].choices = [(need.pk, need.pupil_code or str(need)) for need in needs]

    def clean(self) -> dict:
        cleaned = super().clean()
        if "all" not in self.data and not cleaned.get("needs") and "needs" not in self.errors:
            self.add_error("needs", _("Please tick for whom nobody came, or say that nobody came at all."))
        return cleaned

    def chosen(self) -> list[int] | None:
        """Keys of needs; None for everybody."""
        return None if "all" in self.data else self.cleaned_data["needs"]
