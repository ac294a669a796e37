"""Who signs in, and what they may do: it follows from their roles alone."""

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Model

from accounts.models import User
from accounts.roles import PERMISSIONS


class RolesBackend(AuthenticationBackend):
    """allauth's backend, where permissions come from the table of roles alone: nobody has any of their own, they are
    given on no page, and every request asks for them, so that the names of the roles have to be enough."""

    def get_user_permissions(self, user_obj: User, obj: Model | None = None) -> set[str]:
        """None of their own."""
        return set()

    def get_group_permissions(self, user_obj: User, obj: Model | None = None) -> set[str]:
        """What the person's roles may do; nothing for people who may not sign in, and for single objects."""
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        return set().union(*(PERMISSIONS[role] for role in user_obj.role_names if role in PERMISSIONS))
