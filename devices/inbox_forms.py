"""Forms of uploads and of the inbox."""

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from devices.intake_forms import BlankLabelField
from devices.models import Category, InboxItem, Location
from devices.workshop_forms import SeveralFilesField, reason_field
from donations.enums import DonationStatus
from donations.models import Donation

MOST_DONATIONS = 200


class UploadForm(forms.Form):
    """Reports, logs and pictures, many at once."""

    files = SeveralFilesField(
        label=_("Files"),
        help_text=_(
            "Hardware reports (lshw, smartctl, dmidecode, inxi, Workbench), erasure logs of nwipe, photos. "
            "Several at once, up to 20 MB each."
        ),
        error_messages={"required": _("Please choose at least one file, for example nwipe.log.")},
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"].widget.attrs["data-drop"] = True

    def clean_files(self) -> list:
        """Bounded in number and in all."""
        files = self.cleaned_data["files"]
        if len(files) > settings.UPLOAD_MOST_FILES:
            raise forms.ValidationError(
                _now("Please upload at most %(most)d files at once.") % {"most": settings.UPLOAD_MOST_FILES}
            )
        if sum(file.size for file in files) > settings.UPLOAD_LIMIT_TOTAL_BYTES:
            limit = filesizeformat(settings.UPLOAD_LIMIT_TOTAL_BYTES)
            raise forms.ValidationError(_now("Please upload at most %(limit)s at once.") % {"limit": limit})
        return files


class DonationChoice(forms.ModelChoiceField):
    """Donations by their number and day; the workshop sees no donors."""

    def label_from_instance(self, donation: Donation) -> str:
        day = donation.received_on.strftime("%d.%m.%Y") if donation.received_on else ""
        return " · ".join(part for part in (donation.number, str(donation.get_status_display()), day) if part)


class NewDeviceForm(forms.Form):
    """What a report cannot say of a device that nobody announced."""

    donation = DonationChoice(
        Donation.objects.none(), label=_("It came with the donation"), empty_label=_("please choose")
    )
    category = forms.ModelChoiceField(
        Category.objects.filter(is_active=True), label=_("Category"), empty_label=_("please choose")
    )
    location = forms.ModelChoiceField(
        Location.objects.filter(is_active=True), label=_("Put at"), required=False, empty_label=_("no location")
    )
    number = BlankLabelField()

    def __init__(self, *args, item: InboxItem, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        arrived = Donation.objects.filter(
            status__in=[DonationStatus.RECEIVED, DonationStatus.SCHEDULED, DonationStatus.ANNOUNCED]
        )
        self.fields["donation"].queryset = arrived.order_by("-received_on", "-pk")
        code = (item.evidence.facts.get("category") or "").replace("_", "-")
        self.fields["category"].initial = Category.objects.filter(code=code, is_active=True).first()


class SetAsideForm(forms.Form):
    """Why an original is of none of our devices."""

    reason = reason_field(help_text=_("For example: report of a private computer. Please enter no names of people."))
