"""What the administration keeps about needs: minimum specifications, device sets, wishes, notices."""

from django.utils.translation import gettext_lazy as _

from accounts.pages.reference import Table
from accounts.pages.reference import register as register_tables
from recipients.forms.device_sets import DeviceSetRow
from recipients.models import DeviceSet, EntitlementBasis, MinimumSpec, Wish

TABLES = (
    Table(
        "minimum-specs",
        _("Minimum specifications"),
        _("What a device must at least be able to do, by kind and school grade; without grades it is for any."),
        MinimumSpec,
        fields=("category", "grade_from", "grade_to", "min_ram_mib", "min_cores"),
        position=33,
    ),
    Table(
        "device-sets",
        _("Device sets"),
        _("What is asked for as one: devices and the accessories that go with them."),
        DeviceSet,
        position=34,
        form=DeviceSetRow,
    ),
    Table(
        "wishes",
        _("Wishes"),
        _("Properties of a device that an institution may wish for; never reasons."),
        Wish,
        position=35,
    ),
    Table(
        "notices",
        _("Notices"),
        _("Which entitlements there are. They are asked for only if H4F_ASK_WHICH_NOTICE is set."),
        EntitlementBasis,
        position=36,
    ),
)


def register() -> None:
    """Called in AppConfig.ready()."""
    register_tables(*TABLES)
