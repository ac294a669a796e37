from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Issued papers."""

    name = "documents"

    def ready(self) -> None:
        from documents import entries, keeping

        keeping.register()
        entries.register()
