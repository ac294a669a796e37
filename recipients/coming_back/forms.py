"""Forms of what is put right around a handover."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from devices.models import Location
from recipients.coming_back.checking import Answers
from recipients.coming_back.exchanging import partners
from recipients.forms.reason import ReasonForm
from recipients.models import Allocation

YES_NO = [("1", _("yes")), ("0", _("no"))]


class QuickCheckForm(forms.Form):
    """Three questions; with a no, what is wrong."""

    complete = forms.ChoiceField(
        label=_("Is everything there (power supply, mouse, …)?"), choices=YES_NO, widget=forms.RadioSelect
    )
    undamaged = forms.ChoiceField(
        label=_("Is it undamaged, and does it start?"), choices=YES_NO, widget=forms.RadioSelect
    )
    unused = forms.ChoiceField(
        label=_("Is it unused: nobody signed in or stored anything on it?"), choices=YES_NO, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("If not: what is the matter?"), required=False, max_length=200, help_text=_("Please enter no names.")
    )
    location = forms.ModelChoiceField(
        Location.objects.none(),
        label=_("Where does it stand now?"),
        required=False,
        empty_label=_("no location yet"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["location"].queryset = Location.objects.filter(is_active=True)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        answered = all(data.get(name) for name in ("complete", "undamaged", "unused"))
        if answered and not self.answers(data).all_well and not data.get("words", "").strip():
            text = _("Please say what is missing, broken or stored on it, for example “power supply missing”.")
            self.add_error("words", text)
        return data

    @staticmethod
    def answers(data: dict[str, Any]) -> Answers:
        """What was answered, of a valid form's data."""
        return Answers(data["complete"] == "1", data["undamaged"] == "1", data["unused"] == "1")


class _Partners(forms.ModelChoiceField):
    def label_from_instance(self, row: Allocation) -> str:
        need = row.item.need
        return f"{need.pupil_code or need} · {row.device.number} {row.device.title}"


class ExchangeForm(ReasonForm):
    """Whose device it was crossed with, and how that was noticed."""

    other = _Partners(
        queryset=Allocation.objects.none(),
        label=_("Crossed with the device of"),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Please choose the other device.")},
    )
    field_order = ("other", "reason")

    def __init__(self, *args: Any, allocation: Allocation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pks = [row.pk for row in partners(allocation)]
        rows = Allocation.objects.filter(pk__in=pks).select_related("device__category", "item__need", "handover")
        self.fields["other"].queryset = rows.order_by("item__need__pupil_code", "pk")
