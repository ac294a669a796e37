from django.apps import AppConfig


class SlowPapersConfig(AppConfig):
    """Makes the kind known to a worker that runs with tests.services.slow_papers.settings."""

    name = "tests.services.slow_papers"

    def ready(self) -> None:
        from documents.registry import register
        from tests.services.slow_papers.held import hold_receipts
        from tests.services.slow_papers.papers import SLOW

        register(SLOW)
        hold_receipts()
