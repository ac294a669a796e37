"""The public form's steps: their words, their forms, and what all answers together make."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm, BaseFormSet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.pages.forms import as_typed
from devices.offering.contents import Content
from devices.offering.draft import Draft
from devices.offering.row_forms import announced_rows
from devices.offering.step_forms import DataForm, DeliveryForm, DonorStepForm

Answers = BaseForm | BaseFormSet


@dataclass(frozen=True)
class Step:
    """One page of the form. `onward` is its button."""

    code: str
    title: str | Promise
    onward: str | Promise
    form: Callable[[QueryDict | None], Answers] | None = None

    @property
    def template(self) -> str:
        return f"devices/offering/step_{self.code}.html"


STEPS = (
    Step("devices", _("What do you give?"), _("Continue to the data on the devices"), announced_rows),
    Step("data", _("What about the data?"), _("Continue to the delivery"), DataForm),
    Step("delivery", _("Delivery: how and when?"), _("Continue to who gives"), DeliveryForm),
    Step("donor", _("Who gives?"), _("Continue and check everything"), DonorStepForm),
    Step("check", _("Is everything right?"), _("Send the offer")),
)
BY_CODE = {step.code: step for step in STEPS}
CHECK = BY_CODE["check"]


def number_of(step: Step) -> int:
    """Its place, from 1."""
    return STEPS.index(step) + 1


def after(step: Step) -> Step:
    """The next page."""
    return STEPS[number_of(step)]


def form_of(step: Step, draft: Draft) -> Answers:
    """The step's form with what was typed; with complaints only where it was sent."""
    form = step.form(draft.typed(step.code))
    if form.is_bound and not draft.is_checked(step.code):
        as_typed(form)
    return form


@dataclass(frozen=True)
class Filled:
    """All answers."""

    forms: dict[str, Answers]

    @property
    def first_open(self) -> Step | None:
        """The first step that still needs something."""
        steps = (BY_CODE[code] for code in self.forms)
        return next((step for step in steps if not _is_done(self.forms[step.code])), None)

    @property
    def email(self) -> str:
        return self.forms["donor"].cleaned_data["email"]

    @property
    def content(self) -> Content:
        """What is offered, of complete answers."""
        return Content.of(self._answers, self.forms["devices"].rows)

    @property
    def _answers(self) -> dict[str, Any]:
        delivery = self.forms["delivery"]
        cleaned = [self.forms[code].cleaned_data for code in ("data", "delivery", "donor")]
        merged = {name: value for answers in cleaned for name, value in answers.items()}
        return {**merged, "pick_up_address": delivery.pick_up_address}


def _is_done(form: Answers) -> bool:
    return form.is_bound and form.is_valid()


def filled(draft: Draft) -> Filled:
    """Every step's form with what was typed."""
    return Filled({step.code: step.form(draft.typed(step.code)) for step in STEPS if step.form})
