"""Appointments that nobody came to, on other pages."""

from django import template

from recipients.models import Handover, Institution
from recipients.no_shows import recording

register = template.Library()


@register.filter
def may_be_missed(handover: Handover) -> bool:
    """Whether "nobody came" can be recorded of it."""
    return recording.may_be_missed(handover)


@register.simple_tag
def no_shows_of(institution: Institution) -> recording.Count:
    """How often nobody came for its needs."""
    return recording.count_of(institution)
