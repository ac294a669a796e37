"""Whether a paper can be replaced by its next version, and whether there is any need to."""

import json
from typing import Any

from django.utils.translation import gettext as _

from custody.lifecycle import TransitionRefused
from documents.enums import DocumentStatus
from documents.models import Document
from documents.registry import Content

# What the number, the moment and the address of a paper are does not make it another paper.
OF_THE_ISSUE = frozenset({"number", "version", "issued_at", "issued_on", "verification_url"})


class NothingNew(TransitionRefused):
    """The paper that stands says all there is to say."""


def may_be_replaced(document: Document, content: Content) -> None:
    """Raises TransitionRefused while the paper is not made, NothingNew when it says the same as `content`."""
    if document.status == DocumentStatus.FAILED:
        raise TransitionRefused(_("%(number)s has failed. Please try it again first.") % {"number": document.number})
    if document.status != DocumentStatus.READY:
        raise TransitionRefused(
            _("%(number)s is still being made. Please try again when it is ready.") % {"number": document.number}
        )
    if _substance(json.loads(document.content or "{}")) == _substance(content):
        raise NothingNew(
            _("%(number)s says all of this already; nothing has changed since.") % {"number": document.number}
        )


def _substance(content: Content) -> dict[str, Any]:
    return {key: value for key, value in content.items() if key not in OF_THE_ISSUE}
