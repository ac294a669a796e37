from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Who: people, roles, sign-in, and the pages' shared machinery."""

    name = "accounts"

    def ready(self) -> None:
        from accounts import sessions
        from accounts.models import User
        from accounts.pages import cards, navigation, reference

        user_logged_in.connect(sessions.begin, dispatch_uid="accounts.sessions.begin")
        navigation.register(
            navigation.NavigationItem(_("Start"), "start", position=10),
            navigation.NavigationItem(_("People"), "people_list", permission="accounts.manage_users", position=95),
            navigation.NavigationItem(
                _("Reference data"),
                "reference_index",
                permission=reference.PERMISSION,
                position=96,
                beneath=(
                    "/benches/",
                    "/checklists/",
                    "/checklist-steps/",
                    "/workshop/wipe-stations/",
                    "/labels/sheets/",
                    "/issuer/",
                    "/clauses/",
                    "/receipt-words/",
                ),
            ),
        )
        reference.register(
            reference.Page(_("Benches"), _("Shared computers, where people act by badge or PIN."), "bench_list", 70)
        )
        cards.register(
            cards.Card(
                code="people_without_role",
                label=_("People without a role"),
                permission="accounts.manage_users",
                count=lambda user: User.objects.filter(groups=None, is_active=True).count(),
                url=lambda: str(reverse_lazy("people_list")) + "?role=none",
                position=10,
            )
        )
