from django.apps import AppConfig


class CustodyConfig(AppConfig):
    """What happened: history, lifecycles, numbers, jobs, mails."""

    name = "custody"

    def ready(self) -> None:
        from custody import checks, entries  # noqa: F401

        entries.register()
