"""Who signs in, and what they may do: it follows from their roles alone."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import Permission
from django.db.models import QuerySet

from accounts.models import User


class RolesBackend(AuthenticationBackend):
    """allauth's backend without permissions of single persons: nobody has any, and they are given on no page."""

    def _get_user_permissions(self, user_obj: User) -> QuerySet[Permission]:
        return Permission.objects.none()
