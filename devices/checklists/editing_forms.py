"""The form of one step of a draft."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from devices.checklists.pictures import MOST_BYTES
from devices.models import ChecklistStep


class StepForm(forms.ModelForm):
    """What is asked, when, and how it is done. A new picture takes the place of the one that is there."""

    new_picture = forms.FileField(
        label=_("Picture that shows how"),
        required=False,
        help_text=_("PNG or JPEG, up to 10 MB. It is made smaller; what the camera wrote into it is removed."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
    )
    no_picture = forms.BooleanField(label=_("Take the picture away"), required=False)
    field_order = (
        "name_de",
        "name_en",
        "hint_de",
        "hint_en",
        "required",
        "asked_when",
        "counts_as_work",
        "new_picture",
        "no_picture",
    )

    class Meta:
        model = ChecklistStep
        fields = (
            "name_de",
            "name_en",
            "hint_de",
            "hint_en",
            "required",
            "asked_when",
            "counts_as_work",
            "picture_alt_de",
            "picture_alt_en",
        )
        labels = {
            "name_de": _("Step in German"),
            "name_en": _("Step in English"),
            "hint_de": _("How to do it, in German"),
            "hint_en": _("How to do it, in English"),
            "required": _("Required: without it no device becomes ready"),
            "asked_when": _("Asked"),
            "counts_as_work": _("Counts as work: whoever did it may not sign the quality control"),
            "picture_alt_de": _("What the picture shows, in German"),
            "picture_alt_en": _("What the picture shows, in English"),
        }
        help_texts = {
            "asked_when": _("As long as nobody knows whether the hardware is there, the step is asked."),
            "counts_as_work": _("Not for taking in, labels and photos."),
            "picture_alt_de": _("For people who do not see it. For example: the screw is below the rubber foot."),
        }
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in ("hint_de", "hint_en")}

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        if not self.instance.picture:
            del self.fields["no_picture"]

    def clean_new_picture(self) -> Any:
        picture = self.cleaned_data["new_picture"]
        if picture and picture.size > MOST_BYTES:
            raise forms.ValidationError(_("The picture is larger than 10 MB. Please choose a smaller one."))
        return picture

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        keeps = self.instance.picture and not cleaned.get("no_picture")
        if cleaned.get("new_picture") or keeps:
            for name in ("picture_alt_de", "picture_alt_en"):
                if not cleaned.get(name):
                    self.add_error(name, _("Please say in a few words what the picture shows."))
        return cleaned

    def columns(self, picture_key: str) -> dict[str, Any]:
        """Columns of ChecklistStep; `picture_key` is the stored new picture, if one was chosen."""
        columns = {name: self.cleaned_data[name] for name in self.Meta.fields}
        if picture_key:
            return columns | {"picture": picture_key}
        if self.cleaned_data.get("no_picture"):
            return columns | {"picture": "", "picture_alt_de": "", "picture_alt_en": ""}
        return columns
