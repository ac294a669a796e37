"""Forms about what a device waits for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from devices.waiting.asking import Draft
from devices.workshop_forms import reason_field


class AskForm(forms.Form):
    """The mail to the donor; it is sent as it stands here."""

    to = forms.MultipleChoiceField(
        label=_("To"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please choose who is asked.")},
    )
    subject = forms.CharField(label=_("Subject"), max_length=150)
    body = forms.CharField(
        label=_("Text"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 20, "class": "h4f-letter"}),
        help_text=_("It is sent as it stands here. Please never ask for the password of a person's own account."),
    )
    asked_before = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, draft: Draft, asked_before: int, **options) -> None:
        keys = [recipient.key for recipient in draft.recipients]
        initial = {"to": keys, "subject": draft.subject, "body": draft.body, "asked_before": asked_before}
        super().__init__(*args, initial=initial, **options)
        self.fields["to"].choices = [(recipient.key, recipient.address) for recipient in draft.recipients]


class AssessmentForm(forms.Form):
    """What coordination decided about a loss."""

    REPORTED, NOT_DUE = "reported", "not_due"
    outcome = forms.ChoiceField(
        label=_("Report to the supervisory authority (Art. 33 GDPR)"),
        choices=[(REPORTED, _("reported")), (NOT_DUE, _("not to be reported: no risk for the people concerned"))],
        widget=forms.RadioSelect,
    )
    reason = reason_field(_("Why, and what was done"), _("For example: reported online, reference number 2026-118."))
