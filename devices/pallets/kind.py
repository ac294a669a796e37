"""The Palettenliste as a kind of paper."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy

from accounts.models import User
from devices.models import Pallet
from devices.pallets import list_paper
from devices.pallets.issuing import KIND
from documents import pdf
from documents.models import Document
from documents.registry import DocumentKind
from documents.registry import register as register_kind


def register() -> None:
    """Called in AppConfig.ready()."""
    register_kind(PALLET_LIST)


def _visible_to(documents_of_kind: QuerySet[Document], user: User) -> QuerySet[Document]:
    return documents_of_kind.filter(pallet_list__pallet__in=Pallet.objects.visible_to(user))


def _owner(document: Document) -> tuple[str, str]:
    number = document.pallet_list.pallet.number
    return number, reverse("pallet_detail", args=[number])


PALLET_LIST = DocumentKind(
    code=KIND,
    series="PL",
    title=gettext_lazy("Pallet list"),
    draw=list_paper.draw_pallet_lists,
    check=list_paper.check_pallet_list,
    visible_to=_visible_to,
    renderer=lambda: pdf.RENDERER,
    template="devices/pallets/paper_content.html",
    owner=_owner,
    related=("pallet_list__pallet",),
    signed_by_hand=True,
)
