from django.apps import AppConfig


class DonationsConfig(AppConfig):
    """Donors, donations, appointments."""

    name = "donations"

    def ready(self) -> None:
        from donations import converters, entries, keeping, mail_examples
        from donations.agreements.rules import agreement_recorded
        from donations.appointments import entries as appointment_entries
        from donations.appointments import followers
        from donations.lifecycle import DONATION

        DONATION.register("agreement_recorded", agreement_recorded)
        converters.register()
        entries.register()
        keeping.register()
        appointment_entries.register()
        followers.register()
        mail_examples.register_kinds()
