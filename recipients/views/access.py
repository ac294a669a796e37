"""Who may open the pages of needs: coordination and institutions. Whose rows they see there is `visible_to`'s
answer."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from accounts.models import User

VIEW = ("recipients.view_request", "recipients.file_request")
FILE = ("recipients.manage_request", "recipients.file_request")


def has_any(user: User, permissions: tuple[str, ...]) -> bool:
    """True with one of these permissions."""
    return any(user.has_perm(name) for name in permissions)


def with_any(permissions: tuple[str, ...]) -> Callable:
    """Decorates a view that one of these permissions opens; 403 without."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if not has_any(request.user, permissions):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate
