"""Devices for a class."""

from django import forms
from django.utils.translation import gettext_lazy as _

from recipients.asking.class_sets import ClassWish
from recipients.asking.offers import Askable, choices
from recipients.enums import Agreement
from recipients.forms.reason import ReasonForm
from recipients.models import MOST_IN_A_CLASS_SET


class ClassSetForm(forms.Form):
    """How many, of what, on what terms."""

    quantity = forms.IntegerField(
        label=_("How many devices?"),
        min_value=1,
        max_value=MOST_IN_A_CLASS_SET,
        help_text=_("At most 60. A device set counts as one."),
        error_messages={
            "max_value": _(
                "A class set has at most %(limit_value)s devices. If you need more, please call coordination: "
                "we plan it together."
            ),
            "min_value": _("Please enter at least one."),
        },
        widget=forms.NumberInput(attrs={"class": "h4f-short"}),
    )
    what = forms.ChoiceField(label=_("Device"))
    same_model = forms.BooleanField(label=_("All of the same model, if that can be done"), required=False, initial=True)
    agreement = forms.ChoiceField(
        label=_("Gift or loan"), choices=Agreement.choices, initial=Agreement.LOAN, widget=forms.RadioSelect
    )
    school_grade = forms.TypedChoiceField(
        label=_("School grade"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Decides how much the devices must be able to do at least."),
    )

    def __init__(self, *args, askable: Askable, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.askable = askable
        self.fields["what"].choices = choices(askable.offers)
        self.fields["school_grade"].choices = [("", _("several")), *((grade, str(grade)) for grade in askable.grades)]

    def wish(self) -> ClassWish:
        """As the service takes it."""
        cleaned = self.cleaned_data
        return ClassWish(
            quantity=cleaned["quantity"],
            offer=self.askable.offers[cleaned["what"]],
            same_model=cleaned["same_model"],
            agreement=cleaned["agreement"],
            school_grade=cleaned["school_grade"],
        )


class FewerForm(ReasonForm):
    """To how many a class set is reduced, and why."""

    to = forms.IntegerField(
        label=_("How many are still needed?"),
        min_value=0,
        max_value=MOST_IN_A_CLASS_SET,
        widget=forms.NumberInput(attrs={"class": "h4f-short"}),
    )
    field_order = ("to", "reason")
