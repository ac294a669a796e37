"""The form of the issuer's data."""

from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.pages.forms import DateInput, GermanPostcode
from documents.enums import NoticeKind
from documents.issuer import needed_for_tax_papers
from documents.models import Issuer

ADDRESS = ("name", "second_line", "street", "postcode", "city", "phone", "email", "register_entry")
NOTICE = (
    "tax_office",
    "tax_number",
    "notice_kind",
    "notice_date",
    "assessment_period",
    "purpose",
    "statute_purpose",
    "place",
)
EARLIEST_NOTICE = date(1990, 1, 1)


class IssuerForm(forms.ModelForm):
    """Everything papers print about the initiative; `version` is the key of the version that is being changed."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Issuer
        fields = [*ADDRESS, *NOTICE, "is_draft"]
        labels = {
            "is_draft": _("These data are still a draft"),
            "notice_date": _("Date of the notice"),
            "assessment_period": _("Last assessment period"),
            "purpose": _("Purpose, read on after “Förderung”"),
            "statute_purpose": _("Purpose by the statutes, read on after “Wir fördern nach unserer Satzung”"),
        }
        help_texts = {
            "register_entry": _("For example: Amtsgericht Leipzig · VR 1234"),
            "notice_kind": _("A notice under § 60a AO counts only until the first exemption notice has come."),
            "notice_date": _("The date that stands on the notice: the terms of § 63 (5) AO count from it, to the day."),
            "assessment_period": _("As the notice names it, for example 2023; not needed for a notice under § 60a AO."),
            "purpose": _("In German and in the genitive, for example: der Volks- und Berufsbildung"),
            "statute_purpose": _("Only for a notice under § 60a AO, for example: die Volks- und Berufsbildung"),
            "place": _("Stands before the date beside the signature; left empty, it is the town above."),
            "is_draft": _(
                "As long as this is ticked, no tax confirmation is issued; a demonstration prints it as a draft."
            ),
        }
        widgets = {
            "postcode": forms.TextInput(attrs={"inputmode": "numeric", "class": "h4f-short"}),
            "notice_kind": forms.RadioSelect,
            "notice_date": DateInput(),
            "assessment_period": forms.TextInput(attrs={"class": "h4f-short"}),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["postcode"].validators.append(GermanPostcode())
        self.fields["notice_kind"].choices = NoticeKind.choices

    def clean_notice_date(self) -> date | None:
        """A mistyped year would let papers out that the tax office does not accept, or keep good ones in."""
        day = self.cleaned_data["notice_date"]
        if day and not EARLIEST_NOTICE <= day <= timezone.localdate():
            raise forms.ValidationError(_("This date cannot stand on the notice. Please check the year."))
        return day

    def clean(self) -> dict:
        """Checked data are complete data; a draft may have gaps."""
        cleaned = super().clean()
        if cleaned.get("is_draft"):
            return cleaned
        for name in needed_for_tax_papers(cleaned.get("notice_kind", "")):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _("Tax confirmations need this. Please enter it, or leave the draft's mark."))
        return cleaned

    @property
    def address_fields(self) -> list[forms.BoundField]:
        """What every paper prints."""
        return [self[name] for name in ADDRESS]

    @property
    def notice_fields(self) -> list[forms.BoundField]:
        """What tax confirmations print beside that."""
        return [self[name] for name in NOTICE]
