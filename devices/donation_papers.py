"""What the papers of one donation have in common, as `documents` knows them: each hangs on it by a row of its own."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import User
from documents import pdf
from documents.models import Document
from documents.registry import DocumentKind
from donations.models import Donation


def kind_of_donation(row: str, **said: Any) -> DocumentKind:
    """A kind of paper about the donation of its `row` ("pick_up_note"): it belongs on the donation's page, is found by
    its words, and is seen by whoever sees it, unless something else is `said`."""

    def visible_to(documents: QuerySet[Document], user: User) -> QuerySet[Document]:
        return documents.filter(**{f"{row}__donation__in": Donation.objects.visible_to(user).values("pk")})

    def owner(document: Document) -> tuple[str, str]:
        donation = getattr(document, row).donation
        return donation.number, reverse("donation_detail", args=[donation.number])

    common = {
        "visible_to": visible_to,
        "renderer": lambda: pdf.RENDERER,
        "owner": owner,
        "related": (f"{row}__donation",),
        "owner_words": (f"{row}__donation__search_text",),
    }
    return DocumentKind(**(common | said))
