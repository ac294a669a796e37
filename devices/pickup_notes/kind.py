"""The Abholschein as a kind of paper: who sees it, who may have it signed, and what it puts on a donation's page."""

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from devices.donation_papers import kind_of_donation
from devices.models import PickUpNote
from devices.pickup_notes import issuing, paper
from documents.enums import DocumentStatus
from documents.models import Document
from documents.on_screen import OnScreen, Signer
from documents.registry import register as register_kind
from donations import history, papers
from donations.enums import Delivery, DonationStatus
from donations.models import Donation, PickUpLook
from donations.papers import PaperLine, Papers
from donations.steps import Button

MANAGE = "donations.manage_donation"
NOT_COMING = (DonationStatus.ANNOUNCED, DonationStatus.DECLINED, DonationStatus.CANCELLED)


def register() -> None:
    """Called in AppConfig.ready()."""
    register_kind(PICK_UP_NOTE)
    papers.register(papers_of)
    history.register_words(
        {
            issuing.ISSUED: gettext_lazy("pick-up note issued"),
            issuing.SIGNED: gettext_lazy("pick-up note signed on screen"),
        }
    )


def driven_today(user: User) -> QuerySet[Donation]:
    """Pick-ups that this person drives today, and so sees with their address (PRODUCT.md § 1)."""
    if not user.is_authenticated or not user.has_perm("donations.drive_pick_up"):
        return Donation.objects.none()
    today = timezone.localdate()
    mine = Donation.objects.filter(delivery=Delivery.PICK_UP, appointment__driver=user, scheduled_for__date=today)
    return mine.exclude(status__in=NOT_COMING)


def papers_of(user: User, donation: Donation) -> Papers:
    """The notes that stand, and for coordination the way to issue and sign them."""
    notes = donation.pick_up_notes.standing().select_related("document").prefetch_related("document__signatures")
    lines = [PaperLine(row.document, _note(row)) for row in notes]
    may_issue = user.has_perm(MANAGE) and donation.status in issuing.OPEN_TO
    url = reverse("donation_pick_up_note", args=[donation.number])
    return Papers(lines, [Button(_("Pick-up note"), url)] if may_issue else [])


def _note(note: PickUpNote) -> str:
    signature = next(iter(note.document.signatures.all()), None)
    if signature is None:
        return _("not signed yet")
    said = {"day": f"{signature.signed_on:%d.%m.%Y}", "how": signature.get_kind_display()}
    return _("signed on %(day)s, %(how)s") % said


def _visible_to(documents_of_kind: QuerySet[Document], user: User) -> QuerySet[Document]:
    mine = Q(pick_up_note__donation__in=Donation.objects.visible_to(user).values("pk"))
    return documents_of_kind.filter(mine | Q(pick_up_note__donation__in=driven_today(user).values("pk")))


def looked_at(document: Document, user: User) -> None:
    """A volunteer who drives saw the address: written down, as PRODUCT.md § 1 asks."""
    log_look(document.pick_up_note.donation, user)


def log_look(donation: Donation, user: User) -> None:
    """The same for the donation's note before it is issued."""
    if not Donation.objects.visible_to(user).filter(pk=donation.pk).exists():
        PickUpLook.objects.create(donation=donation, user=user)


def may_sign(document: Document, user: User) -> bool:
    """Coordination, and whoever drives the pick-up today."""
    return user.has_perm(MANAGE) or driven_today(user).filter(pk=document.pick_up_note.donation_id).exists()


def _place(document: Document) -> str:
    """The town where the goods change hands."""
    donation = document.pick_up_note.donation
    return donation.donor.city if donation.donor else ""


def can_be_signed(document: Document) -> bool:
    """It is ready, and nobody has signed it."""
    return document.status == DocumentStatus.READY and not document.signatures.exists()


SIGNERS = (
    Signer("donor", gettext_lazy("For the donor"), gettext_lazy("Name of whoever signs for the donor")),
    Signer("collector", gettext_lazy("For us"), gettext_lazy("Your name in block letters")),
)
PICK_UP_NOTE = kind_of_donation(
    "pick_up_note",
    code=issuing.KIND,
    series="A",
    title=gettext_lazy("Pick-up note"),
    draw=paper.draw_notes,
    check=paper.check_note,
    visible_to=_visible_to,
    template="devices/pickup_notes/content.html",
    looked_at=looked_at,
    signed_by_hand=True,
    on_screen=OnScreen(
        signers=lambda document: SIGNERS,
        may_sign=may_sign,
        place=_place,
        sign=issuing.sign,
    ),
)
