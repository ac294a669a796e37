from django.apps import AppConfig
from django.db.models.signals import post_migrate


class HardwareForFutureConfig(AppConfig):
    """The roof: settings, addresses, start page, search, health."""

    name = "h4f"

    def ready(self) -> None:
        post_migrate.connect(_sync_roles, sender=self)


def _sync_roles(**options) -> None:
    from accounts.roles import sync_roles

    sync_roles()
