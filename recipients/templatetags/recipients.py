"""What pages of needs say in words."""

from django import template

from recipients import matching, overview
from recipients.models import Need

register = template.Library()


@register.filter
def facts_of(need: Need) -> str:
    """The facts of a need that hold: "final year, siblings share a device"."""
    return overview.facts_of(need)


@register.filter
def gibibytes(mib: int) -> str:
    """MiB as GB, as people say it."""
    return matching.gibibytes(mib)
