"""Forms of handovers."""

from collections.abc import Iterable
from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User, display_name
from accounts.pages.forms import DateInput, soon
from devices.entered_later import HappenedAtField
from donations.appointments.slots import moment
from donations.forms import TimeInput
from recipients.appointments.days import objections
from recipients.enums import AllocationStatus, CapacityUnit, HandoverStatus
from recipients.forms.reason import ReasonForm
from recipients.handovers import volunteers, waiting_allocations
from recipients.models import Allocation, Handover, Institution

SHORT = {"class": "h4f-short"}
MOST_ROOM = 5000
# What a second appointment has in common with the first, unless it is changed.
KEPT = ("place", "room", "room_unit", "assigned")


class _Reservations(forms.ModelMultipleChoiceField):
    """Reserved devices, each with the code it is for."""

    def label_from_instance(self, row: Allocation) -> str:
        need = row.item.need
        return f"{need.pupil_code or need} · {row.device.number} {row.device.title}"


class _People(forms.ModelMultipleChoiceField):
    def label_from_instance(self, person: User) -> str:
        return display_name(person)


class HandoverForm(forms.Form):
    """Date, place, room, devices and people of an appointment; the same for planning and for changing."""

    day = forms.DateField(label=_("Date"), widget=DateInput())
    time = forms.TimeField(label=pgettext_lazy("time", "From"), widget=TimeInput(format="%H:%M", attrs=SHORT))
    until = forms.TimeField(
        label=pgettext_lazy("time", "Until"), required=False, widget=TimeInput(format="%H:%M", attrs=SHORT)
    )
    all_the_same = forms.BooleanField(label=_("On this day all the same"), required=False)
    place = forms.CharField(
        label=_("Place"),
        max_length=160,
        help_text=_("Where the devices are given out, for example the school's office with its address."),
    )
    room = forms.IntegerField(
        label=_("Room for"),
        required=False,
        min_value=1,
        max_value=MOST_ROOM,
        widget=forms.NumberInput(attrs=SHORT),
        help_text=_("What fits into the car, or how many people can come in the time. Empty: no limit."),
    )
    room_unit = forms.ChoiceField(
        label=_("Counted in"), choices=CapacityUnit.choices, required=False, widget=forms.RadioSelect
    )
    allocations = _Reservations(
        queryset=Allocation.objects.none(), label=_("Reserved devices"), widget=forms.CheckboxSelectMultiple
    )
    assigned = _People(
        queryset=User.objects.none(),
        label=_("Volunteers who help"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "On that day they see place, devices and codes; each look is logged. They are told the day by mail."
        ),
    )

    def __init__(self, *args, institution: Institution, handover: Handover | None = None, **kwargs) -> None:
        super().__init__(*args, initial=kwargs.pop("initial", None) or _initial(institution, handover), **kwargs)
        self.fields["assigned"].queryset = volunteers()
        self._offer(institution, handover)
        self._object(handover)

    def _offer(self, institution: Institution, handover: Handover | None) -> None:
        """What may be put on it; nothing more on one that is packed."""
        waiting = waiting_allocations(institution)
        self.fields["allocations"].queryset = waiting
        if handover is not None:
            self.fields["allocations"].required = False
            self.fields["allocations"].label = _("Further reserved devices")
            if handover.status != HandoverStatus.PLANNED or not waiting.exists():
                del self.fields["allocations"]

    def _object(self, handover: Handover | None) -> None:
        """What speaks against the day that was typed; one that stays as it is needs no second thought."""
        try:
            day = date.fromisoformat(self.data.get(self.add_prefix("day"), ""))
        except ValueError:
            day = None
        stays = handover is not None and day == timezone.localdate(handover.starts_at)
        self.objections = objections(day) if day and not stays else []
        if not self.objections:
            del self.fields["all_the_same"]

    def clean_day(self) -> date:
        """A year that was mistyped would reach the institution by mail."""
        return soon(self.cleaned_data["day"])

    def clean(self) -> dict[str, object]:
        """A window that ends before it begins is a typing error; an odd day is said a second time."""
        data = super().clean()
        start, until = data.get("time"), data.get("until")
        if start and until and until <= start:
            self.add_error("until", _("The window ends before it begins. Please correct one of the times."))
        if self.objections and not data.get("all_the_same"):
            again = _("If that is meant, tick “On this day all the same”.")
            self.add_error("day", " ".join([*self.objections, str(again)]))
        return data

    def plan(self) -> dict[str, object]:
        """What the services ask for."""
        data = self.cleaned_data
        return {
            "starts_at": moment(data["day"], data["time"]),
            "ends_at": moment(data["day"], data["until"]) if data["until"] else None,
            "place": data["place"],
            "room": data["room"],
            "room_unit": data["room_unit"] or CapacityUnit.DEVICES,
            "allocations": data.get("allocations", ()),
            "assigned": data["assigned"],
        }


def _initial(institution: Institution, handover: Handover | None) -> dict[str, object]:
    """A new appointment takes everything that is reserved along, to the institution's own address."""
    if handover is None:
        address = f"{institution.name}, {institution.street}, {institution.postcode} {institution.city}"
        rest = {"allocations": waiting_allocations(institution), "room_unit": CapacityUnit.DEVICES}
        return {"place": address[:160], **rest}
    starts_at = timezone.localtime(handover.starts_at)
    return {
        "day": starts_at.date(),
        "time": starts_at.time(),
        "until": timezone.localtime(handover.ends_at).time() if handover.ends_at else None,
        "place": handover.place,
        "room": handover.capacity,
        "room_unit": handover.capacity_unit,
        "assigned": User.objects.filter(handover_duties__handover=handover),
    }


class SplitForm(HandoverForm):
    """A second appointment for some of the devices of a first one."""

    def __init__(self, *args, handover: Handover, **kwargs) -> None:
        kept = {name: value for name, value in _initial(handover.institution, handover).items() if name in KEPT}
        super().__init__(*args, institution=handover.institution, initial=kept, **kwargs)
        field = self.fields["allocations"]
        field.label = _("Devices of the second appointment")
        field.queryset = (
            Allocation.objects.filter(handover=handover, status=AllocationStatus.RESERVED)
            .select_related("device__category", "item__need__request")
            .order_by("item__need__request", "item__need__position", "item__position")
        )


class DateWishForm(forms.Form):
    """What an institution would like instead."""

    day = forms.DateField(label=_("Another day, if you know one"), required=False, widget=DateInput())
    words = forms.CharField(
        label=_("What would suit?"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: “Tuesdays after 1 p.m.”. Please enter no names of pupils or parents."),
    )

    def clean_day(self) -> date | None:
        """A day to come, not years away."""
        day = self.cleaned_data["day"]
        if day and day < timezone.localdate():
            raise forms.ValidationError(_("This day is over. Please name one that is to come."))
        return soon(day) if day else None

    def clean(self) -> dict[str, object]:
        data = super().clean()
        if not self.errors and not data.get("day") and not (data.get("words") or "").strip():
            self.add_error("words", _("Please name a day, or say what would suit."))
        return data


class ReturnForm(ReasonForm):
    """A device comes back from use."""

    replacement = forms.BooleanField(
        label=_("A replacement is asked for"),
        required=False,
        help_text=_("Then the need is put on the waiting list again."),
    )


class ConfirmationForm(forms.Form):
    """ "All except …": every delivered device is ticked; what is unticked takes a reason."""

    happened_at = HappenedAtField(help_text=_("Only when it is entered later, from a paper. Else empty."))

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
