"""Who may open a page. Visitors are sent to the sign-in by LoginRequiredMiddleware before either of these is
asked; somebody signed in without the permission gets 403. Whether one object may be seen is the QuerySet's
answer (404)."""

from collections.abc import Callable

from django.contrib.auth.decorators import permission_required
from django.contrib.auth.mixins import PermissionRequiredMixin


def permitted(*permissions: str) -> Callable:
    """Decorates a view that needs all of these permissions, for example
    `@permitted("devices.view_device")`."""
    return permission_required(permissions, raise_exception=True)


class PermissionMixin(PermissionRequiredMixin):
    """The same for a class: set `permission_required`."""

    raise_exception = True
