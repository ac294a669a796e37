"""What the workshop tells donors, registered with the pages that show it."""

from devices.donors_view import arrivals, ways
from devices.effect.panel import effect_of_donation
from donations import papers
from donations import ways as shown_ways
from donations.panels import Panel, register


def register_all() -> None:
    """Called in AppConfig.ready()."""
    register(
        Panel("arrivals", "devices/donors_view/panel_arrivals.html", arrivals.panel, position=20),
        Panel("effect", "devices/effect/panel_effect.html", effect_of_donation, position=30),
    )
    shown_ways.register(ways.ways_of)
    papers.register_owners(
        "pick_up_note__donation",
        "erasure_protocol__donation",
        "tax_confirmation__donation",
        "transfer_receipt__donation",
    )
