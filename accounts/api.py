"""Who asks, and who may, in the services that programs use. Everything is refused that is not opened here by name."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.models import ApiToken, User
from accounts.tokens import find_token

if TYPE_CHECKING:
    # Its module reads the settings, and these name this one.
    from rest_framework.views import APIView

SCHEME = "Bearer"


class BearerAuthentication(BaseAuthentication):
    """`Authorization: Bearer h4f_…`: the person whose token it is. Answers speak that person's language."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """None without such a header. Raises AuthenticationFailed for a token that opens nothing."""
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.casefold() != SCHEME.casefold():
            return None
        # workbench-script sends the quotation marks along that its example of settings.ini has around the token.
        token = find_token(secret.strip().strip("'\""))
        if token is None:
            raise AuthenticationFailed(_("The token is unknown or revoked. Make a new one on your account page."))
        translation.activate(token.owner.language or settings.LANGUAGE_CODE)
        return token.owner, token

    def authenticate_header(self, request: Request) -> str:
        """What a 401 asks for."""
        return SCHEME


class Permitted(BasePermission):
    """A service names the permissions of which one is needed in `permission_required`; one that names none is shut."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """Whether this person has one of them."""
        needed = getattr(view, "permission_required", ())
        return request.user.is_authenticated and any(request.user.has_perm(permission) for permission in needed)
