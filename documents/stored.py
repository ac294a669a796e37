"""Which columns name files of the storage. Whoever stores files registers its column in AppConfig.ready(): what no row
names is an orphan, and retention destroys a file only when no row needs it any more."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model, Q, QuerySet

EVERY_ROW = Q()


@dataclass(frozen=True)
class StoredColumn:
    """A column with keys of the storage (SHA-256, empty without a file). `kept`: the rows whose file has to be there;
    the others only remember its hash."""

    model: str
    field: str
    kept: Q = EVERY_ROW

    def rows(self) -> QuerySet[Model]:
        """The rows whose file has to be there."""
        rows = apps.get_model(self.model)._base_manager.filter(self.kept)
        return rows.exclude(**{self.field: ""}).order_by()


@dataclass(frozen=True)
class StoredFolder:
    """A folder of the storage with names of its own. `expected` gives (path in the folder, SHA-256 or "" where none is
    known, model, primary key) of each file that has to be there; `transient`: files that are deleted when they have
    served, so that one without an owner is no finding."""

    name: str
    expected: Callable[[], Iterator[tuple[str, str, str, int]]]
    transient: bool = False


COLUMNS: dict[tuple[str, str], StoredColumn] = {}
FOLDERS: dict[str, StoredFolder] = {}


def register(*columns: StoredColumn) -> None:
    """Makes columns known."""
    COLUMNS.update({(column.model, column.field): column for column in columns})


def register_folder(folder: StoredFolder) -> None:
    """Makes a folder known."""
    FOLDERS[folder.name] = folder


def is_needed(key: str) -> bool:
    """Whether any row still needs the file under this key."""
    return any(column.rows().filter(**{column.field: key}).exists() for column in COLUMNS.values())
