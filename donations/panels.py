"""What other apps show on a donation's page: each registers its panels in AppConfig.ready()."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from donations.models import Donation


@dataclass(frozen=True)
class Panel:
    """One part of the page. `content` gives what its template calls `panel`; None when there is nothing to show to this
    reader."""

    code: str
    template: str
    content: Callable[[User, Donation], Mapping[str, Any] | None]
    position: int = 100


@dataclass(frozen=True)
class Shown:
    """A panel as the page draws it."""

    template: str
    content: Mapping[str, Any]


_panels: dict[str, Panel] = {}


def register(*panels: Panel) -> None:
    """Adds panels; registering one again replaces it, as ready() may run twice in tests."""
    _panels.update({panel.code: panel for panel in panels})


def shown_to(user: User, donation: Donation) -> list[Shown]:
    """The panels that have something for this reader, in their order."""
    ordered = sorted(_panels.values(), key=lambda panel: panel.position)
    found = [(panel.template, panel.content(user, donation)) for panel in ordered]
    return [Shown(template, content) for template, content in found if content is not None]
