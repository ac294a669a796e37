"""How every form of the site is drawn, allauth's included: KERN's classes on the fields, templates/forms/
around them."""

from collections.abc import Iterable
from datetime import date, timedelta

from django import forms
from django.core.validators import RegexValidator
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms import BaseForm, BaseFormSet
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.utils import ErrorDict
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DASHES = BLANK_CHOICE_DASH[0][1]
_CHECKS = {"checkbox": "kern-form-check__checkbox", "radio": "kern-form-check__radio"}


class KernFormRenderer(TemplatesSetting):
    """Draws forms, fields and formsets from templates/forms/ and gives every control its KERN class."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    formset_template_name = "forms/formset.html"

    def render(self, template_name: str, context: dict, request: HttpRequest | None = None) -> str:
        if "widget" in context:
            _dress(context["widget"])
        return super().render(template_name, context, request)


def _dress(widget: dict) -> None:
    """Adds the KERN classes of a widget and of the parts it is made of, keeping the classes it has."""
    _name_the_empty_choice(widget)
    for part in [*widget.get("subwidgets", ()), *_options(widget)]:
        _dress(part)
    if widget.get("is_hidden") or _options(widget):
        return
    attrs = widget["attrs"]
    base = _base_class(widget)
    error = f"{base}--error" if attrs.get("aria-invalid") == "true" else ""
    given = attrs.get("class", "")
    attrs["class"] = " ".join(dict.fromkeys(f"{base} {error} {given}".split()))
    # What a field wants is its label and hint; a placeholder vanishes as soon as one types.
    attrs.pop("placeholder", None)


def _name_the_empty_choice(widget: dict) -> None:
    """Django's row of dashes says nothing: one has to choose, or may leave it open."""
    word = _("please choose") if widget.get("required") else _("not stated")
    for _group, options, _index in widget.get("optgroups", ()):
        for option in options:
            if option["label"] == DASHES:
                option["label"] = word


def _options(widget: dict) -> list[dict]:
    """The radio buttons or check boxes of a group; the options of a select have no look of their own."""
    groups = widget.get("optgroups", ())
    return [option for _name, options, _i in groups for option in options if option.get("type") in _CHECKS]


def _base_class(widget: dict) -> str:
    if widget.get("type") in _CHECKS:
        return _CHECKS[widget["type"]]
    if widget["template_name"].endswith("select.html") and not widget["attrs"].get("multiple"):
        return "kern-form-input__select"
    return "kern-form-input__input"


def errors_of(form: BaseForm | BaseFormSet) -> list[tuple[str, str, str]]:
    """(id of the control or "", label, sentence) of every error, in the order of the page: for the summary at
    the top of a form, which links to each field. Errors of rows say which row."""
    if isinstance(form, BaseFormSet):
        own = [("", "", str(error)) for error in form.non_form_errors()]
        return own + [
            error for number, row in enumerate(form.forms, start=1) for error in _row_errors(form, row, number)
        ]
    own = [("", "", str(error)) for error in form.non_field_errors()]
    return own + [error for field in form for error in _field_errors(field)]


def _row_errors(rows: BaseFormSet, row: BaseForm, number: int) -> list[tuple[str, str, str]]:
    name = f"{rows.row_label} {number}" if hasattr(rows, "row_label") else str(number)
    return [(target, f"{name}, {label}" if label else name, text) for target, label, text in errors_of(row)]


def _field_errors(field: BoundField) -> Iterable[tuple[str, str, str]]:
    # A group of radio buttons has no single control: its first one takes the focus.
    target = field.id_for_label or f"{field.auto_id}_0"
    return [("" if field.is_hidden else target, field.label, str(error)) for error in field.errors]


def typed(request: HttpRequest) -> QueryDict | None:
    """What was sent, for a form to be bound to; None when the page is just opened. An empty answer counts as sent."""
    return request.POST if request.method == "POST" else None


def with_more_rows(data: QueryDict, prefix: str, count: int = 1) -> QueryDict:
    """Submitted data of a formset with `count` more empty rows: what the button "Add a row" asks for. Bind
    the formset to it without validating, so that nothing typed is lost."""
    more = data.copy()
    total = f"{prefix}-TOTAL_FORMS"
    present = data.get(total, "")
    more[total] = str((int(present) if present.isascii() and present.isdigit() else 0) + count)
    return more


def as_typed(*forms: BaseForm | BaseFormSet) -> None:
    """Has bound forms shown as typed, without complaints: somebody asked for one more row, not for a check."""
    for form in forms:
        for one in getattr(form, "forms", [form]):
            one._errors = ErrorDict()
        if isinstance(form, BaseFormSet):
            form._errors, form._non_form_errors = [], form.error_class()


class DateInput(forms.DateInput):
    """A day, picked with the browser's own calendar; it sends ISO dates whatever the language."""

    input_type = "date"

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


FARTHEST_APPOINTMENT = timedelta(days=2 * 366)


def soon(day: date) -> date:
    """The day of an appointment, if it is not farther away than two years. Raises ValidationError."""
    if day > timezone.localdate() + FARTHEST_APPOINTMENT:
        raise forms.ValidationError(_("This day is more than two years away. Please check the year."))
    return day


class GermanPostcode(RegexValidator):
    """Five digits, as in Germany."""

    regex = r"^[0-9]{5}$"
    message = _("A postcode has five digits, for example 04159.")


class RowFormSet(BaseFormSet):
    """Rows of one form below each other, with a button for one more. A row nobody touched is left out."""

    row_label: str | Promise = _("Row")
    add_label: str | Promise = _("Add a row")
    can_grow = True
