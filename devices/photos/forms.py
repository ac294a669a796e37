"""The upload of photos: taken now with the phone, or chosen from its pictures."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from devices.photos.services import MOST_AT_ONCE
from devices.workshop_forms import SeveralFilesField, SeveralFilesInput

ACCEPTED = "image/jpeg,image/png,image/webp"


class PicturesField(SeveralFilesField):
    """None is fine: the camera may have sent one."""

    def clean(self, data: Any, initial: Any = None) -> list:
        return super().clean(data, initial) if any(data or []) else []


class PhotoForm(forms.Form):
    """Two ways to the same: the camera opens at once where there is one; chosen pictures may be several."""

    camera = forms.FileField(
        label=_("Take a photo"),
        required=False,
        help_text=_("Opens the camera of a phone."),
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )
    files = PicturesField(
        label=_("Choose pictures"),
        required=False,
        help_text=_("JPEG, PNG or WebP, up to 20 at once, up to 15 MB each. No people, please."),
        widget=SeveralFilesInput(attrs={"accept": ACCEPTED}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and not self.uploads:
            self.add_error("files", _("Please take a photo or choose at least one picture."))
        elif not self.errors and len(self.uploads) > MOST_AT_ONCE:
            self.add_error("files", _("Please send at most 20 photos at once."))
        return cleaned

    @property
    def uploads(self) -> list[Any]:
        """Everything that was sent."""
        taken = self.cleaned_data.get("camera")
        return [*([taken] if taken else []), *(self.cleaned_data.get("files") or [])]
