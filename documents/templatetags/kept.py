"""Which signed papers leave no scan here, for those who are about to send some."""

from django import template

from documents.registry import KINDS

register = template.Library()


@register.simple_tag
def kinds_without_scans() -> str:
    """Names of the papers that are signed by hand and whose scans the operator doesn't keep, in one line."""
    return ", ".join(str(kind.title) for kind in KINDS.values() if kind.signed_by_hand and not kind.keeps_scans())
