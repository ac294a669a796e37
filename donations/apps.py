from django.apps import AppConfig


class DonationsConfig(AppConfig):
    """Donors, donations, appointments."""

    name = "donations"

    def ready(self) -> None:
        from donations import entries

        entries.register()
