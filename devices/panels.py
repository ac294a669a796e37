"""A panel of the device's page: one sentence, and the buttons for it."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Button:
    """The first one of a view is primary. `why_not` keeps it visible but switched off, with the reason beside it."""

    label: str
    url: str
    icon: str = ""
    why_not: str = ""
    posts: bool = False


@dataclass(frozen=True)
class NextStep:
    """The panel beside the gate. `tone` is the colour of its edge when the gate does not say it; `is_state` marks one
    that tells how things are, as nobody in the workshop has to act."""

    title: str
    text: str = ""
    buttons: list[Button] = field(default_factory=list)
    tone: str = ""
    is_state: bool = False
