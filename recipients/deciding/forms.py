"""Which needs of a request are approved."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recipients import overview
from recipients.models import Need


class ByNeedForm(forms.Form):
    """A box for each need; those without a tick are declined, with one reason."""

    approved = forms.TypedMultipleChoiceField(
        label=gettext_lazy("These go on the waiting list"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Take the tick off what is declined."),
        error_messages={"required": gettext_lazy("Please leave at least one tick, or decline the whole request.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason for what is declined"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Please enter no names of pupils or parents. The institution and coordination read this."
        ),
    )

    def __init__(self, *args, needs: Sequence[Need], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.pks = [need.pk for need in needs]
        self.fields["approved"].choices = [(need.pk, _words(need)) for need in needs]
        self.initial["approved"] = self.pks

    @property
    def declined(self) -> list[int]:
        """Keys of the needs without a tick."""
        return [pk for pk in self.pks if pk not in self.cleaned_data["approved"]]

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("approved") and self.declined and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Please give a reason."))
        return cleaned


def _words(need: Need) -> str:
    """One need in a line: code, grade, what, why."""
    grade = _("grade %(grade)s") % {"grade": need.school_grade} if need.school_grade else ""
    name = need.pupil_code or str(need)
    return " · ".join(filter(None, (name, grade, overview.wanted(need), overview.facts_of(need))))
