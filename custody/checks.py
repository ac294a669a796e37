"""System checks of the shared machinery."""

from django.core.checks import Error, register

from custody.lifecycle import LIFECYCLES


@register
def guards_are_registered(app_configs, **options) -> list[Error]:
    """Every guard that a lifecycle names has a function."""
    return [
        Error(f"Lifecycle {name!r} asks the guard {guard!r}, which nobody registered.", id="custody.E001")
        for name, lifecycle in LIFECYCLES.items()
        for guard in lifecycle.unregistered()
    ]
