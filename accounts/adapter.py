"""How allauth signs people in here: mails go through the outbox, and addresses stay in lower case."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """allauth's account adapter for this site."""

    def clean_email(self, email: str) -> str:
        return super().clean_email(email).lower()

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return True
