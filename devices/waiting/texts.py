"""What the history of a device says about questions to its donor, proposals, and decisions about a loss."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from devices.enums import HoldKind
from devices.waiting.asking import ASKING_WANTED, DONOR_ASKED
from devices.waiting.losses import LOSS_ASSESSED
from devices.waiting.proposals import RECYCLING_DECLINED, RECYCLING_PROPOSED

# The words beside these lines are coordination's: a letter to a donor, a decision about a breach.
COORDINATIONS = frozenset({DONOR_ASKED, LOSS_ASSESSED})


def _asked(data: dict, names: Any) -> str:
    return _("Donor asked by mail (%(why)s)") % {"why": HoldKind(data["hold"]).label}


def _assessed(data: dict, names: Any) -> str:
    if data["reported"]:
        return _("Loss reported to the supervisory authority")
    return _("Loss: no report to the supervisory authority is due")


ON_A_DEVICE: dict[str, Callable[[dict, Any], str]] = {
    ASKING_WANTED: lambda data, names: _("Coordination is to ask the donor"),
    DONOR_ASKED: _asked,
    RECYCLING_PROPOSED: lambda data, names: _("Recycling proposed"),
    RECYCLING_DECLINED: lambda data, names: _("Not recycled: it is worked on after all"),
    LOSS_ASSESSED: _assessed,
}
