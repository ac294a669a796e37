"""What pages say of the reader's own institutions."""

from django import template
from django.template import RequestContext

from recipients.enums import InstitutionStatus
from recipients.models import Institution
from recipients.views.access import has_any

register = template.Library()
COORDINATION = ("recipients.view_request",)


@register.inclusion_tag("recipients/includes/suspended_notices.html", takes_context=True)
def suspended_notices(context: RequestContext) -> dict:
    """For people of a suspended institution, what it may still do; nothing for others."""
    user = context["request"].user
    if not has_any(user, ("recipients.file_request",)) or has_any(user, COORDINATION):
        return {"institutions": []}
    own = Institution.objects.visible_to(user)
    return {"institutions": own.filter(status=InstitutionStatus.SUSPENDED).order_by("pk")}
