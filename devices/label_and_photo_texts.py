"""What labels and photos say in a device's history."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from devices.labelling.reserved import LABEL_BOUND, LABEL_RELEASED
from devices.photos.services import PHOTO_BACK, PHOTO_REMOVED, PHOTOS_ADDED

ON_A_DEVICE: Mapping[str, Callable[[dict[str, Any], object], str]] = {
    LABEL_BOUND: lambda data, names: _("Label %(label)s leads here") % data,
    LABEL_RELEASED: lambda data, names: _("Label %(label)s does not lead here any more") % data,
    PHOTOS_ADDED: lambda data, names: ngettext("%(count)d photo taken", "%(count)d photos taken", data["count"]) % data,
    PHOTO_REMOVED: lambda data, names: _("Photo removed"),
    PHOTO_BACK: lambda data, names: _("Photo is back"),
}
