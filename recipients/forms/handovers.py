"""Forms of handovers."""

from collections.abc import Iterable
from datetime import date, datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User, display_name
from accounts.pages.forms import DateInput, soon
from recipients.forms.reason import ReasonForm
from recipients.handovers import volunteers, waiting_allocations
from recipients.models import Allocation, Handover, Institution


class _Reservations(forms.ModelMultipleChoiceField):
    """Reserved devices, each with the code it is for."""

    def label_from_instance(self, row: Allocation) -> str:
        need = row.item.need
        return f"{need.pupil_code or need} · {row.device.number} {row.device.title}"


class _People(forms.ModelMultipleChoiceField):
    def label_from_instance(self, person: User) -> str:
        return display_name(person)


class HandoverForm(forms.Form):
    """Date, place, devices and people of an appointment; the same for planning and for changing."""

    day = forms.DateField(label=_("Date"), widget=DateInput())
    time = forms.TimeField(
        label=_("Time"), widget=forms.TimeInput(attrs={"type": "time", "class": "h4f-short"}, format="%H:%M")
    )
    place = forms.CharField(
        label=_("Place"),
        max_length=160,
        help_text=_("Where the devices are given out, for example the school's office with its address."),
    )
    allocations = _Reservations(
        queryset=Allocation.objects.none(), label=_("Reserved devices"), widget=forms.CheckboxSelectMultiple
    )
    assigned = _People(
        queryset=User.objects.none(),
        label=_("Volunteers who help"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("On that day they see place, devices and codes; each look is logged."),
    )

    def __init__(self, *args, institution: Institution, handover: Handover | None = None, **kwargs) -> None:
        super().__init__(*args, initial=kwargs.pop("initial", None) or _initial(institution, handover), **kwargs)
        self.fields["allocations"].queryset = waiting_allocations(institution)
        self.fields["assigned"].queryset = volunteers()
        if handover is not None:
            self.fields["allocations"].required = False
            self.fields["allocations"].label = _("Further reserved devices")
            if not waiting_allocations(institution).exists():
                del self.fields["allocations"]

    def clean_day(self) -> date:
        """A year that was mistyped would reach the institution by mail."""
        return soon(self.cleaned_data["day"])

    def plan(self) -> dict[str, object]:
        """What the services ask for."""
        data = self.cleaned_data
        return {
            "starts_at": timezone.make_aware(datetime.combine(data["day"], data["time"])),
            "place": data["place"],
            "allocations": data.get("allocations", ()),
            "assigned": data["assigned"],
        }


def _initial(institution: Institution, handover: Handover | None) -> dict[str, object]:
    """A new appointment takes everything that is reserved along, to the institution's own address."""
    if handover is None:
        address = f"{institution.name}, {institution.street}, {institution.postcode} {institution.city}"
        return {"place": address[:160], "allocations": waiting_allocations(institution)}
    starts_at = timezone.localtime(handover.starts_at)
    people = User.objects.filter(handover_duties__handover=handover)
    return {"day": starts_at.date(), "time": starts_at.time(), "place": handover.place, "assigned": people}


class ReturnForm(ReasonForm):
    """A device comes back from use."""

    replacement = forms.BooleanField(
        label=_("A replacement is asked for"),
        required=False,
        help_text=_("Then the need is put on the waiting list again."),
    )


class ConfirmationForm(forms.Form):
    """ "All except …": every delivered device is ticked; what is unticked takes a reason."""

    def __init__(self, *args, delivered: Iterable[Allocation], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.delivered = list(delivered)
        for row in self.delivered:
            self.fields[f"given_{row.pk}"] = forms.BooleanField(label=_("handed over"), required=False, initial=True)
            self.fields[f"reason_{row.pk}"] = forms.CharField(label=_("If not: why?"), required=False, max_length=200)

    def rows(self) -> list[dict[str, object]]:
        """Each device with its two fields, for the page."""
        return [
            {"allocation": row, "given": self[f"given_{row.pk}"], "reason": self[f"reason_{row.pk}"]}
            for row in self.delivered
        ]

    def clean(self) -> dict[str, object]:
        data = super().clean()
        for row in self.delivered:
            given, reason = data.get(f"given_{row.pk}"), (data.get(f"reason_{row.pk}") or "").strip()
            if not given and not reason:
                self.add_error(
                    f"reason_{row.pk}", _("Please say why it was not handed over, for example “pupil was ill”.")
                )
            if given and reason:
                self.add_error(
                    f"reason_{row.pk}", _("If it was not handed over, untick it. If it was, please delete the reason.")
                )
        return data

    def exceptions(self) -> dict[int, str]:
        """{allocation key: reason} of what was not handed over."""
        return {
            row.pk: self.cleaned_data[f"reason_{row.pk}"]
            for row in self.delivered
            if not self.cleaned_data[f"given_{row.pk}"]
        }
