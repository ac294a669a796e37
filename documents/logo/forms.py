"""Forms of the logo: the picture from outside, and the one made of it, which waits in the page until it is used."""

import base64
import binascii

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.logo import making


class LogoForm(forms.Form):
    """A picture to make a logo of; `made` is what became of it."""

    picture = forms.FileField(
        label=_("Picture of the logo"),
        help_text=_(
            "PNG or JPEG, up to 2 MB; papers show it black on white. Best is a black logo without small print."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": "image/png,image/jpeg"}),
    )

    def clean_picture(self) -> bytes:
        """Read only as far as a logo may be long."""
        return making.make(self.cleaned_data["picture"].read(making.MOST_BYTES + 1))


class MadeForm(forms.Form):
    """The logo that was made, as base64, and the key of the issuer's version that was looked at. Nothing is stored
    before it is used."""

    made = forms.CharField(max_length=20_000, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean_made(self) -> bytes:
        """It comes from a browser: looked at like a file from outside."""
        try:
            content = base64.b64decode(self.cleaned_data["made"], validate=True)
        except (binascii.Error, ValueError) as error:
            raise making.unreadable() from error
        return making.read_back(content)


def made_form(picture: bytes, version: int | None) -> MadeForm:
    """The form with a logo that waits."""
    return MadeForm(initial={"made": base64.b64encode(picture).decode(), "version": version})
