"""What pages of needs say in words."""

from django import template

from recipients import matching, overview
from recipients.asking import wording
from recipients.models import ClassSet, Need

register = template.Library()


@register.filter
def facts_of(need: Need) -> str:
    """The facts of a need that hold: "final year, siblings share a device"."""
    return overview.facts_of(need)


@register.filter
def said_beside(need: Need) -> str:
    """What the institution said of a need beside what weighs: "household 4KM-7TR, Ukrainian, larger display"."""
    return wording.said_beside(need)


@register.filter
def gibibytes(mib: int) -> str:
    """MiB as GB, as people say it."""
    return matching.gibibytes(mib)


@register.simple_tag
def class_set_in_words(class_set: ClassSet) -> str:
    """One entry of a request: how many of what, on what terms."""
    return wording.class_set_in_words(class_set)
