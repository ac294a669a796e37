"""Reference data of papers: the issuer, the texts and the terms of retention, all marked as drafts until the operator
has checked them."""

from django.utils import timezone

from accounts.reference_data import load_rows
from documents import program_texts
from documents.models import Issuer, RetentionTerm
from documents.program_texts import FOLDER


def load() -> int:
    """Adds what is missing, and the next version of drafts of ours that the program says in other words now; an edited
    or checked text stays in force. Returns how many rows were added."""
    # Each row is a version: the draft is only the first of them.
    added = 0 if Issuer.objects.exists() else load_rows(Issuer, FOLDER / "issuer.json", key=("name",))
    added += load_rows(RetentionTerm, FOLDER / "retention.json", key=("rule", "version"))
    return added + program_texts.bring(today=timezone.localdate())


def notes() -> list[str]:
    """What an operator should know after loading, a sentence each."""
    return [
        f"A newer draft of {key} ({', '.join(languages)}) comes with this version of the program. Somebody checked or "
        "changed what holds, so that stays; on its page the draft can be taken over."
        for key, languages in program_texts.waiting().items()
    ]
