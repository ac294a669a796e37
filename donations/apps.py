from django.apps import AppConfig


class DonationsConfig(AppConfig):
    """Donors, donations, appointments."""

    name = "donations"

    def ready(self) -> None:
        from donations import converters, entries

        converters.register()
        entries.register()
