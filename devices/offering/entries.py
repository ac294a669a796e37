"""What offering puts into shared places: panels of the donation's page and words of its history."""

from django.utils.translation import gettext_lazy as _

from devices.offering import goods, panels
from donations import history


def register() -> None:
    """Called in AppConfig.ready()."""
    panels.register_panels()
    history.register_words(
        {
            goods.ARRIVED: _("goods without numbers arrived"),
            goods.TAKEN_BACK: _("goods without numbers awaited again"),
        }
    )
