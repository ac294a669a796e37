"""The mails about accounts with invented contents; allauth sends them, see adapter.py."""

from collections.abc import Callable

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from custody.mail_kinds import Letter, MailKind, register

TO = _("the address that was typed")
KINDS = {
    "email_confirmation_signup": (_("Confirm the address"), _("When somebody signs up.")),
    "email_confirmation": (_("Confirm another address"), _("When somebody changes the own address.")),
    "account_already_exists": (
        _("Signed up twice"),
        _("When somebody signs up with an address that has an account; the page does not tell."),
    ),
    "password_reset_key": (_("New password"), _("When somebody has forgotten the password.")),
    "unknown_account": (
        _("No such account"),
        _("When somebody asks for a new password without an account; the page does not tell."),
    ),
}


def register_kinds() -> None:
    """Called in AppConfig.ready()."""
    register(*(MailKind(code, label, when, TO, _example(code)) for code, (label, when) in KINDS.items()))


def _example(code: str) -> Callable[[], Letter]:
    links = dict.fromkeys(("activate_url", "password_reset_url", "signup_url"), f"{settings.PUBLIC_URL}/account/…")

    def write() -> Letter:
        subject = render_to_string(f"account/email/{code}_subject.txt", links)
        return Letter(subject.strip(), render_to_string(f"account/email/{code}_message.txt", links))

    return write
