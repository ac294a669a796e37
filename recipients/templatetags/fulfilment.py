"""How far requests have come, on pages of other things."""

from django import template
from django.urls import reverse

from recipients import fulfilment
from recipients.asking.wording import class_set_in_words
from recipients.models import ClassSet, Handover, Institution, Request

register = template.Library()


@register.simple_tag
def fulfilment_of_institution(institution: Institution) -> fulfilment.Fulfilment:
    """Everything that it has asked for."""
    return fulfilment.of_institutions([institution.pk])[institution.pk]


@register.simple_tag
def fulfilment_of_handover(handover: Handover) -> list[dict[str, object]]:
    """Rows of the requests and class sets of which something is given out."""
    return [_row(row, numbers) for row, numbers in fulfilment.of_handover(handover)]


def _row(row: Request | ClassSet, numbers: fulfilment.Fulfilment) -> dict[str, object]:
    if isinstance(row, ClassSet):
        return {"label": f"{row.request} · {class_set_in_words(row)}", "url": "", "fulfilment": numbers}
    return {"label": str(row), "url": reverse("request_detail", args=[row.number]), "fulfilment": numbers}
