"""Forms of the workshop's pages."""

from datetime import datetime, time

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.pages.forms import DateInput, soon
from devices.checklists.applicability import FACTS
from devices.entered_later import HappenedAtField
from devices.enums import HoldKind, MediumKind, MediumStatus
from devices.erasure import NEEDS_PROOF, Settlement, may_review, methods_for
from devices.facts import EDITABLE
from devices.importers.placeholders import is_placeholder
from devices.models import Category, Device, Location, StorageMedium

LONGEST_REASON = 240
# Whether a part is there: as long as nobody knows, the steps of the checklist about it are asked.
PRESENCE = [("unknown", _("not known")), ("true", _("there")), ("false", _("not there"))]
PROOF_FILES = "image/png,image/jpeg,application/pdf,text/plain,.txt,.log,.json"
REASON = _("Reason")


class SeveralFilesInput(forms.ClearableFileInput):
    """A file field that takes several files at once; it works without a script."""

    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Several files; each is judged by itself afterwards, so an empty one among them does not cost the others."""

    widget = SeveralFilesInput

    def clean(self, data, initial=None) -> list:
        files = [file for file in data or [] if file]
        if not files:
            raise forms.ValidationError(self.error_messages["required"])
        return files


def reason_field(
    label: str | Promise = REASON, help_text: str | Promise = "", required: bool = True
) -> forms.CharField:
    """A short reason; it is kept as a note beside the history and never in it."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Please give the reason.")},
    )


class ReasonForm(forms.Form):
    """A step that needs a reason."""

    reason = reason_field(help_text=_("Please enter no names of people."))


class OptionalReasonForm(forms.Form):
    """A step that may have a reason."""

    reason = reason_field(required=False)


class StartForm(forms.Form):
    """Where the work is done, and when it began if that is entered later."""

    location = forms.ModelChoiceField(
        Location.objects.filter(is_active=True), label=_("Bench or shelf"), required=False, empty_label=_("unchanged")
    )
    happened_at = HappenedAtField()


class RepairForm(forms.Form):
    """What is broken, and where the device waits for its repair."""

    reason = reason_field(_("What is broken?"), _("Please enter no names of people."))
    location = forms.ModelChoiceField(
        Location.objects.filter(is_active=True), label=_("Bench or shelf"), required=False, empty_label=_("unchanged")
    )


class HoldForm(forms.Form):
    """What the device waits for."""

    kind = forms.ChoiceField(label=_("Waits for"), choices=HoldKind.choices, widget=forms.RadioSelect)
    reason = reason_field(_("What exactly?"), _("For example: power supply 65 W ordered."))
    follow_up = forms.DateField(
        label=_("Look again on"),
        required=False,
        validators=[soon],
        widget=DateInput(),
        help_text=_("From that day on the board marks the device."),
    )


class NothingForm(forms.Form):
    """A step that only wants to be confirmed."""


class FactsForm(forms.ModelForm):
    """What is known about a device."""

    class Meta:
        model = Device
        fields = EDITABLE
        widgets = {
            name: forms.NumberInput(attrs={"class": "h4f-short", "inputmode": "numeric"})
            for name in ("cores", "ram_mib")
        }
        help_texts = {
            "known_defects": _("Stands on the receipt of the pupil."),
            "accessories": _("Stands on the receipt, for example: power supply 65 W, bag."),
            "display": _("For example: 15.6″, 1366 × 768."),
        }

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        self.fields["category"].queryset = Category.objects.filter(is_active=True)
        self.fields["location"].queryset = Location.objects.filter(is_active=True)
        for name in FACTS.values():
            self.fields[name].widget.choices = PRESENCE


class MediumForm(forms.ModelForm):
    """A disk that somebody found. For a serial number that is known already it asks whether this is another disk."""

    gigabytes = forms.IntegerField(
        label=_("Size in GB"),
        required=False,
        min_value=1,
        max_value=1_000_000,
        widget=forms.NumberInput(attrs={"class": "h4f-short", "inputmode": "numeric"}),
    )

    nothing_readable = forms.BooleanField(
        label=_("Nothing can be read on it"),
        required=False,
        help_text=_("Then write the mark on it that its page shows (M-…), so that it is found again."),
    )

    class Meta:
        model = StorageMedium
        fields = ("kind", "serial", "maker", "model")
        widgets = {"kind": forms.RadioSelect}
        help_texts = {"serial": _("As printed on the medium: erasure logs are matched by it.")}

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = MediumKind.choices
        self.initial["kind"] = ""
        self.known = StorageMedium.objects.with_serial(self.data.get("serial", ""))
        if self.known:
            self.fields["another"] = forms.BooleanField(
                label=_("It is another disk with the same serial number"), required=False, help_text=self._known_ones()
            )

    def _known_ones(self) -> str:
        """Links to what is entered with this serial number."""
        listed = ((reverse("medium_detail", args=[one.pk]), one.mark, one, one.device or "") for one in self.known)
        return format_html_join(", ", '<a class="kern-link" href="{}">{} {} {}</a>', listed)

    def clean_serial(self) -> str:
        serial = self.cleaned_data["serial"].strip()
        if serial and is_placeholder(serial):
            raise forms.ValidationError(_("Many media print this: it tells nothing. Please leave it empty."))
        if self.known and not self.data.get("another"):
            raise forms.ValidationError(
                _("This serial number is entered already. Please open that disk, or say below that it is another one.")
            )
        return serial

    def clean(self) -> dict:
        """An unnamed medium closes the gate and nobody finds it again."""
        cleaned = super().clean()
        named = cleaned.get("serial") or (cleaned.get("model") and cleaned.get("gigabytes"))
        if not named and not cleaned.get("nothing_readable") and "serial" not in self.errors:
            self.add_error(
                "serial", _("Please enter the serial number, or model and size, or that nothing can be read.")
            )
        return cleaned

    def facts(self) -> dict:
        """Columns of StorageMedium."""
        gigabytes = self.cleaned_data["gigabytes"]
        columns = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return {**columns, "size_bytes": gigabytes * 10**9 if gigabytes else None}


def at_day(day, not_before: datetime, now: datetime) -> datetime:
    """A day that a person names, as a time: today is now; another day is its noon, but not before the medium came."""
    if day == timezone.localdate(now):
        return now
    noon = timezone.make_aware(datetime.combine(day, time(12)))
    return max(noon, not_before) if day == timezone.localdate(not_before) else noon


class SettleForm(forms.Form):
    """What became of a medium, by a person's word."""

    OUTCOMES = [
        (MediumStatus.ERASED, _("erased with a tool")),
        (MediumStatus.DESTROYED, _("destroyed")),
        (MediumStatus.REMOVED, _("taken out, lies under lock")),
        (MediumStatus.RETURNED_TO_DONOR, _("given back against signature, to the donor or (in repair) to its user")),
    ]
    outcome = forms.ChoiceField(label=_("What became of it?"), choices=OUTCOMES, widget=forms.RadioSelect)
    method = forms.ChoiceField(label=_("Method"), required=False, help_text=_("When it was erased or destroyed."))
    tool = forms.CharField(label=_("Tool"), max_length=40, required=False, help_text=_("For example: nvme-cli."))
    tool_version = forms.CharField(label=_("Version of the tool"), max_length=20, required=False)
    proof = forms.FileField(
        label=_("Proof"),
        required=False,
        help_text=_(
            "Erased: a text file of what the tool printed, or a photo of it. Destroyed: a photo (PNG or JPEG). "
            "Given back: a photo or PDF of the signature. Not needed for a medium that was taken out."
        ),
        widget=forms.FileInput(attrs={"accept": PROOF_FILES}),
    )
    location = forms.ModelChoiceField(
        Location.objects.filter(is_active=True),
        label=_("Where does it lie?"),
        required=False,
        help_text=_("When it was taken out."),
    )
    done_on = forms.DateField(label=_("Done on"), widget=DateInput())
    note = reason_field(_("Note"), required=False)

    def __init__(self, *args, medium: StorageMedium, now: datetime, user: User, **options) -> None:
        super().__init__(*args, **options)
        self.medium, self.now, self.user = medium, now, user
        self.methods = {method.code: method for method in methods_for(medium)}
        choices = [(code, str(method)) for code, method in self.methods.items()]
        self.fields["method"].choices = [("", "–"), *choices]
        self.fields["done_on"].initial = timezone.localdate(now)
        if medium.status == MediumStatus.REMOVED:
            self.fields["outcome"].choices = [c for c in self.OUTCOMES if c[0] != MediumStatus.REMOVED]

    def clean(self) -> dict:
        cleaned = super().clean()
        outcome, method = cleaned.get("outcome"), self.methods.get(cleaned.get("method", ""))
        if outcome in (MediumStatus.ERASED, MediumStatus.DESTROYED):
            self._check_method(outcome, method)
        if outcome == MediumStatus.ERASED and not cleaned.get("tool"):
            self.add_error("tool", _("Please name the tool, for example: nvme-cli."))
        if outcome in NEEDS_PROOF and not cleaned.get("proof"):
            self.add_error("proof", _("Please add a file that proves it."))
        if outcome == MediumStatus.REMOVED and not cleaned.get("location"):
            self.add_error("location", _("Please say where the medium lies under lock."))
        return cleaned

    def _check_method(self, outcome: str, method) -> None:
        destroying = method is not None and method.photo_required
        if method is None or destroying != (outcome == MediumStatus.DESTROYED):
            self.add_error("method", _("Please choose the method that fits."))
        elif not method.settles and not may_review(self.user):
            review = _("%(warning)s A senior volunteer can review and record it.")
            self.add_error("method", review % {"warning": method.warning})
        elif not method.settles and not self.cleaned_data.get("note", "").strip():
            self.add_error("note", _("Please say what you reviewed, for example the drive's state after it."))

    @property
    def photo_required(self) -> bool:
        """Whether the level table asks for a photo of what was done, of a valid form."""
        method = self.methods.get(self.cleaned_data["method"])
        return self.cleaned_data["outcome"] == MediumStatus.DESTROYED and method is not None and method.photo_required

    def settlement(self, evidence=None) -> Settlement:
        """The form's answer for `erasure.settle_by_hand`."""
        cleaned = self.cleaned_data
        outcome = MediumStatus(cleaned["outcome"])
        with_method = outcome in (MediumStatus.ERASED, MediumStatus.DESTROYED)
        method = self.methods[cleaned["method"]] if with_method else None
        return Settlement(
            outcome=outcome,
            finished_at=at_day(cleaned["done_on"], self.medium.entered_at, self.now),
            table=method,
            method=method.name_de if method else "",
            tool=cleaned["tool"] if outcome == MediumStatus.ERASED else "",
            tool_version=cleaned["tool_version"] if outcome == MediumStatus.ERASED else "",
            evidence=evidence,
            location=cleaned["location"] if outcome == MediumStatus.REMOVED else None,
            note=cleaned["note"],
        )


class ConfirmForm(forms.Form):
    """A person answers for what a log cannot prove by itself."""

    done_on = forms.DateField(label=_("Really done on"), widget=DateInput())
    note = reason_field(
        _("How do you know?"),
        _("For example: I started nwipe myself this morning; the computer's clock is empty."),
    )
    sure = forms.BooleanField(
        label=_("I confirm: this erasure was done on this medium, in this cycle."),
        error_messages={"required": _("Please confirm, or leave this page without saving.")},
    )
