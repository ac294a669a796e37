"""Forms of appointments: a slot, opening hours, closed days, a pick-up's window and driver."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from accounts.pages.forms import DateInput, soon
from accounts.roles import Role
from donations.appointments.models import ClosedDays, OpeningHours, Weekday
from donations.appointments.slots import Slot, moment
from donations.enums import Delivery
from donations.forms import AppointmentForm, TimeInput
from donations.models import Donation

SHORT_TIME = {"class": "h4f-short"}
LONGEST_SLOT_MINUTES = 480
MOST_PER_SLOT = 50


class SlotForm(forms.Form):
    """Which slot; the page draws the choices by day."""

    slot = forms.ChoiceField(label=_("Day and time"), error_messages={"required": _("Please choose a day and a time.")})

    def __init__(self, *args: Any, slots: list[Slot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Full ones too: the service says that somebody was faster.
        self.fields["slot"].choices = [(slot.key, slot.key) for slot in slots]
        self.fields["slot"].error_messages["invalid_choice"] = _(
            "This time is no longer offered. Please choose another one."
        )


def drivers() -> QuerySet[User]:
    """Whom a coordinator may send to fetch something: people who may see a pick-up's address on its day."""
    roles = (Role.VOLUNTEER, Role.SENIOR_VOLUNTEER, Role.COORDINATOR)
    return User.objects.filter(is_active=True, groups__name__in=roles).distinct().order_by("name", "email")


class PlanForm(AppointmentForm):
    """Day, window and, for a pick-up, who drives."""

    until = forms.TimeField(
        label=pgettext_lazy("time", "Until"), required=False, widget=TimeInput(format="%H:%M", attrs=SHORT_TIME)
    )
    driver = forms.ModelChoiceField(
        drivers(),
        label=_("Who drives?"),
        required=False,
        empty_label=_("nobody yet"),
        help_text=_("Sees the address on the day itself, and nothing before or after."),
    )

    def __init__(self, *args: Any, donation: Donation, **kwargs: Any) -> None:
        super().__init__(*args, initial=_planned(donation), **kwargs)
        self.fields["time"].label = pgettext_lazy("time", "From")
        self.fields["driver"].queryset = drivers()
        if donation.delivery != Delivery.PICK_UP:
            del self.fields["driver"]

    def clean(self) -> dict[str, Any]:
        """A window that ends before it begins is a typing error."""
        values = super().clean()
        time, until = values.get("time"), values.get("until")
        if time and until and until <= time:
            self.add_error("until", _("The window ends before it begins. Please correct one of the times."))
        return values

    def plan(self) -> dict[str, Any]:
        """What `planning.plan` takes, of a valid form."""
        day, until = self.cleaned_data["day"], self.cleaned_data["until"]
        end = moment(day, until) if until else None
        return {"at": self.moment, "until": end, "driver": self.cleaned_data.get("driver")}


def _planned(donation: Donation) -> dict[str, Any]:
    """The appointment so far."""
    if donation.scheduled_for is None:
        return {}
    known = getattr(donation, "appointment", None)
    start, end = timezone.localtime(donation.scheduled_for), known.ends_at if known else None
    return {
        "day": start.date(),
        "time": start.time(),
        "until": timezone.localtime(end).time() if end else None,
        "driver": known.driver_id if known else None,
    }


class HoursForm(forms.ModelForm):
    """Opening hours: every week, or on one day."""

    class Meta:
        model = OpeningHours
        fields = ["weekday", "day", "starts", "ends", "slot_minutes", "capacity", "valid_from", "valid_until"]
        labels = {"starts": pgettext_lazy("time", "From"), "ends": pgettext_lazy("time", "Until")}
        help_texts = {
            "day": _("Hours of a single day stand instead of the weekly ones, also on a holiday."),
            "valid_from": _("For weekly hours only. Empty: from now on."),
            "valid_until": _("For weekly hours only. Empty: until further notice."),
        }
        widgets = {
            "day": DateInput(),
            "valid_from": DateInput(),
            "valid_until": DateInput(),
            "starts": TimeInput(format="%H:%M", attrs=SHORT_TIME),
            "ends": TimeInput(format="%H:%M", attrs=SHORT_TIME),
            "slot_minutes": forms.NumberInput(attrs=SHORT_TIME),
            "capacity": forms.NumberInput(attrs=SHORT_TIME),
        }

    weekday = forms.TypedChoiceField(
        label=_("Weekday"),
        choices=[("", _("one single day")), *Weekday.choices],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Every week on this day. For a single day choose “one single day”."),
    )
    slot_minutes = forms.IntegerField(
        label=_("Minutes per slot"),
        min_value=5,
        max_value=LONGEST_SLOT_MINUTES,
        initial=30,
        help_text=_("How long one donor's slot is: 30 minutes, for example."),
        widget=forms.NumberInput(attrs=SHORT_TIME),
    )
    capacity = forms.IntegerField(
        label=_("Donors per slot"),
        min_value=1,
        max_value=MOST_PER_SLOT,
        initial=1,
        help_text=_("How many donors may come in the same slot."),
        widget=forms.NumberInput(attrs=SHORT_TIME),
    )

    def clean_day(self) -> date | None:
        """A year that was mistyped would never be noticed."""
        day = self.cleaned_data["day"]
        return soon(day) if day else None

    def clean(self) -> dict[str, Any]:
        """Weekly or single, in the right order, and not over other hours of the same day."""
        values = super().clean()
        weekday, day = values.get("weekday"), values.get("day")
        if (weekday is None) == (day is None) and "day" not in self.errors:
            self.add_error("weekday", _("Please choose a weekday or enter a single day: one of the two."))
        self._in_order(values, "starts", "ends", _("The hours end before they begin. Please correct one of the times."))
        self._in_order(values, "valid_from", "valid_until", _("The last day lies before the first one."))
        if not self.errors:
            self._check_overlap(values)
        return values

    def _in_order(self, values: dict[str, Any], first: str, last: str, sentence: str) -> None:
        begin, end = values.get(first), values.get(last)
        if begin and end and (end < begin or (end == begin and first == "starts")):
            self.add_error(last, sentence)

    def _check_overlap(self, values: dict[str, Any]) -> None:
        others = OpeningHours.objects.filter(
            weekday=values["weekday"], day=values["day"], starts__lt=values["ends"], ends__gt=values["starts"]
        ).exclude(pk=self.instance.pk)
        if values["valid_until"]:
            others = others.filter(Q(valid_from=None) | Q(valid_from__lte=values["valid_until"]))
        if values["valid_from"]:
            others = others.filter(Q(valid_until=None) | Q(valid_until__gte=values["valid_from"]))
        if other := others.first():
            self.add_error("starts", _("These hours overlap with others: %(hours)s.") % {"hours": other})


class ClosedDaysForm(forms.ModelForm):
    """A day or some days on which nobody is there."""

    class Meta:
        model = ClosedDays
        fields = ["first", "last", "reason"]
        help_texts = {
            "last": _("Empty: one day only."),
            "reason": _("Coordination sees it in the calendar: company outing, for example. No names, please."),
        }
        widgets = {"first": DateInput(), "last": DateInput()}

    last = forms.DateField(label=_("Last day"), required=False, widget=DateInput(), help_text=_("Empty: one day only."))

    def clean_first(self) -> date:
        """A year that was mistyped would never be noticed."""
        return soon(self.cleaned_data["first"])

    def clean(self) -> dict[str, Any]:
        """One day when no last one is given."""
        values = super().clean()
        values["last"] = values.get("last") or values.get("first")
        if values.get("first") and values["last"] < values["first"]:
            self.add_error("last", _("The last day lies before the first one."))
        return values
