"""What labels and photos say in a device's history."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from devices.labelling.reserved import LABEL_BOUND, LABEL_RELEASED

ON_A_DEVICE: Mapping[str, Callable[[dict[str, Any], object], str]] = {
    LABEL_BOUND: lambda data, names: _("Label %(label)s leads here") % data,
    LABEL_RELEASED: lambda data, names: _("Label %(label)s does not lead here any more") % data,
}
