"""How many of which blank papers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from recipients.enums import Agreement, ReceiptLanguage
from recipients.papers.blank import MOST_COPIES

MOST_ROWS = 500


class BlankReceiptsForm(forms.Form):
    """Gift or loan, the second language, copies."""

    agreement = forms.ChoiceField(
        label=_("Gift or loan"), choices=Agreement.choices, initial=Agreement.GIFT, widget=forms.RadioSelect
    )
    language = forms.ChoiceField(label=_("Second language"), initial=ReceiptLanguage.GERMAN)
    copies = forms.IntegerField(
        label=_("Copies"),
        min_value=1,
        max_value=MOST_COPIES,
        initial=10,
        widget=forms.NumberInput(attrs={"class": "h4f-short"}),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        german, *others = ReceiptLanguage.choices
        self.fields["language"].choices = [(german[0], _("German only")), *others]


class BlankListForm(forms.Form):
    """How many empty rows."""

    rows = forms.IntegerField(
        label=_("Empty rows"),
        min_value=1,
        max_value=MOST_ROWS,
        initial=25,
        widget=forms.NumberInput(attrs={"class": "h4f-short"}),
    )
