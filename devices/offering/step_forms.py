"""The public form's steps after the rows: data, delivery, who gives."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from accounts.pages.forms import GermanPostcode
from donations.enums import Delivery, DonorKind, MediaWithData, Origin
from donations.models import Donation, Donor

ADDRESS = ("street", "postcode", "city")
# What stands for an origin that was left open: public bodies get no tax confirmation, so that nothing depends on it.
UNANSWERED = {DonorKind.PRIVATE: Origin.PRIVATE, DonorKind.PUBLIC_BODY: Origin.NOT_STATED}


class DataForm(forms.Form):
    """Whether disks with data come along."""

    media_with_data = forms.ChoiceField(
        label=_("Are disks with data in the devices?"),
        choices=MediaWithData.choices,
        widget=forms.RadioSelect,
        help_text=_("We erase every disk, with proof. With data we make a processing agreement with you first."),
        error_messages={"required": _("Please choose an answer; “not known” is one, too.")},
    )


class DeliveryForm(forms.ModelForm):
    """How the devices get here, and when it suits. The address is asked where somebody has to find it."""

    delivery = forms.ChoiceField(
        label=_("How do the devices get to us?"),
        choices=[(Delivery.DROP_OFF, _("we bring it")), (Delivery.PICK_UP, _("please pick it up"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one of the two.")},
    )
    street = forms.CharField(
        label=_("Street and number"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    postcode = forms.CharField(
        label=_("Postcode"),
        required=False,
        validators=[GermanPostcode()],
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "inputmode": "numeric", "class": "h4f-short"}),
    )
    city = forms.CharField(
        label=_("Town"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "address-level2"}),
    )

    class Meta:
        model = Donation
        fields = ["delivery", "street", "postcode", "city", "window", "message"]
        labels = {"window": _("When does it suit you?"), "message": _("Message")}
        help_texts = {
            "window": _("For example: weekdays from 9 to 15, not in the first week of December"),
            "message": _("What else we should know, for example stairs or a loading ramp."),
        }
        widgets = {"message": forms.Textarea(attrs={"rows": 3})}

    @property
    def address_fields(self) -> list[forms.BoundField]:
        """Drawn together, as they are needed together."""
        return [self[name] for name in ADDRESS]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("delivery") == Delivery.PICK_UP:
            for name, example in zip(ADDRESS, ("Parkweg 7", "04159", "Leipzig"), strict=True):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("We need this to find you, for example: %(example)s") % {"example": example})
        return cleaned

    @property
    def pick_up_address(self) -> str:
        """In one line, of a valid form; nothing for goods that are brought."""
        if self.cleaned_data["delivery"] != Delivery.PICK_UP:
            return ""
        street, postcode, city = (self.cleaned_data[name] for name in ADDRESS)
        return f"{street}, {postcode} {city}"


class DonorStepForm(forms.ModelForm):
    """Who gives. `website` is for programs that fill in everything; people neither see nor hear it."""

    kind = forms.ChoiceField(
        label=_("You give as"),
        choices=DonorKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose who gives.")},
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("We send a link there: with it you confirm the offer. Later the number and all papers come there."),
        error_messages={
            "required": _("Please enter your e-mail address, for example: einkauf@firma.de"),
            "invalid": _("This is no complete e-mail address. Example: einkauf@firma.de"),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        required=False,
        help_text=_("For questions on the day of the pick-up."),
        validators=[RegexValidator(r"^[0-9+()/ .-]{4,}$", _("Please enter digits, for example: 0341 123456"))],
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    origin = forms.ChoiceField(
        label=_("Where do the devices come from?"),
        choices=Origin.choices,
        widget=forms.RadioSelect,
        required=False,
        help_text=_(
            "Companies and associations: please choose, a tax confirmation depends on it. Without an answer we take a"
            " private person's devices as private property; you can correct that later."
        ),
    )
    website = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    class Meta:
        model = Donor
        fields = ["kind", "name", "contact", "email", "phone"]
        labels = {
            "name": _("Name of the company, office, association or person"),
            "contact": _("Contact person"),
        }
        help_texts = {"name": _("As it should stand on papers about the donation.")}
        error_messages = {"name": {"required": _("Please enter a name; a private person's is enough.")}}
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "organization"}),
            "contact": forms.TextInput(attrs={"autocomplete": "name"}),
        }

    def clean(self) -> dict[str, Any]:
        """The origin decides how companies' and associations' gifts are valued: they choose it themselves."""
        cleaned = super().clean()
        kind = cleaned.get("kind")
        if kind and not cleaned.get("origin") and "origin" not in self.errors:
            if kind in UNANSWERED:
                cleaned["origin"] = UNANSWERED[kind]
            else:
                self.add_error(
                    "origin", _("Please choose where the devices come from. “Not stated” is an answer, too.")
                )
        return cleaned

    @property
    def shown_fields(self) -> list[forms.BoundField]:
        """What people fill in."""
        return [field for field in self if field.name != "website"]

    @property
    def was_filled_by_a_program(self) -> bool:
        """Whether something stands where nobody can have typed."""
        return bool(self["website"].data)
