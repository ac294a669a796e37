from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


class HardwareForFutureConfig(AppConfig):
    """The roof: settings, addresses, start page, search, health."""

    name = "h4f"

    def ready(self) -> None:
        from h4f import account_mails

        account_mails.register_kinds()
        post_migrate.connect(_sync_roles, sender=self)
        # Who rings for a task by its name needs to know it: Celery by itself imports tasks in workers alone.
        autodiscover_modules("tasks")


def _sync_roles(**options) -> None:
    from accounts.roles import sync_roles

    sync_roles()
