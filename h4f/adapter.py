"""How allauth works here: its mails go through the outbox, so that a slow mail server costs no request anything, and
addresses stay in lower case."""

from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter

from custody.mail import queue_mail


class AccountAdapter(DefaultAccountAdapter):
    """allauth's account adapter for this site."""

    def clean_email(self, email: str) -> str:
        """The address as it is stored."""
        return super().clean_email(email).lower()

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Puts the mail into the outbox; each is its own, since people may ask for a new link."""
        message = self.render_mail(template_prefix, email, {**context, "email": email})
        kind = template_prefix.rpartition("/")[2]
        queue_mail(key=f"account:{uuid4()}", kind=kind, recipient=email, subject=message.subject, body=message.body)

    def save_user(self, request, user, form, commit=True):
        """Keeps the name that was typed and the language the page was read in."""
        user.name = form.cleaned_data.get("name", "")
        user.language = request.LANGUAGE_CODE
        user = super().save_user(request, user, form, commit=False)
        user.make_searchable()
        if commit:
            user.save()
        return user
