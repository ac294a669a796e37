"""A pile of scans, the files it came in, and its pages."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from custody.leases import Leased, LeasedQuerySet
from custody.models import Job

MANAGE = "documents.manage_document"


class PileState(models.TextChoices):
    """From the upload to the day on which its files go."""

    QUEUED = "queued", _("being read")
    READ = "read", _("read")
    FAILED = "failed", _("failed")


class PageState(models.TextChoices):
    """What became of a page."""

    FILED = "filed", _("filed")
    INBOX = "inbox", _("in the inbox")
    BLANK = "blank", _("blank")
    DISCARDED = "discarded", _("discarded")
    UNREADABLE = "unreadable", _("not readable")


class PageReason(models.TextChoices):
    """Why a page was put before a person."""

    NO_CODE = "no_code", _("no code was found")
    UNKNOWN = "unknown", _("its code belongs to no paper")
    TWO_CODES = "two_codes", _("codes of two papers on one page")
    DOUBLE = "double", _("the same paper twice in this pile")
    INCOMPLETE = "incomplete", _("pages of this paper are missing")
    VOIDED = "voided", _("the paper is void")
    SUPERSEDED = "superseded", _("the paper was replaced by a newer version")
    NOT_READY = "not_ready", _("the paper does not stand")
    SIGNED = "signed", _("the paper is signed already")
    NOT_SIGNED_HERE = "not_signed_here", _("of such papers no scans are kept here")
    DAY = "day", _("the paper was issued after the day of signing")
    UNSURE = "unsure", _("the order of the pages leaves open to which paper it belongs")
    PURGED = "purged", _("the paper has been deleted")
    PERHAPS = (
        "perhaps",
        _("it may belong to a paper of which no scans are kept: if it doesn't, please send it apart"),
    )
    TAKEN_OFF = "taken_off", _("the scan was taken off its paper")
    TOO_MANY = "too_many", _("nothing was read from this page on: please send the rest as a further pile")


# Of such papers no picture may stay.
KEEPS_NOTHING = frozenset({PageReason.NOT_SIGNED_HERE, PageReason.PURGED, PageReason.PERHAPS})

# What is said where the page names its paper all the same.
OF_A_KNOWN_PAPER = {
    PageReason.UNKNOWN: _("this paper has no page with such a code"),
    PageReason.TWO_CODES: _("codes of several pages of this paper on one page"),
}


class ScanPileQuerySet(LeasedQuerySet):
    """Questions about piles; `visible_to` is the one rule for pages and pictures."""

    def visible_to(self, user: User) -> "ScanPileQuerySet":
        """All of them, for whoever files signed papers."""
        return self if user.has_perm(MANAGE) else self.none()

    def waiting(self) -> "ScanPileQuerySet":
        """Piles that a worker still has to read."""
        return self.filter(state=PileState.QUEUED)

    def with_waiting(self) -> "ScanPileQuerySet":
        """With `to_file`: how many of their pages wait for a person."""
        waits = Q(pages__state=PageState.INBOX) & ~Q(pages__picture_key="")
        return self.annotate(to_file=models.Count("pages", filter=waits))


class ScanPile(Leased):
    """One upload of signed papers. `signed_on` is the day beside the signatures; `emptied_on` the day on which
    retention took its files."""

    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now)
    signed_on = models.DateField(_("signed on"))
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="scan_pile")
    state = models.CharField(_("status"), max_length=8, choices=PileState.choices, default=PileState.QUEUED)
    emptied_on = models.DateField(null=True, blank=True)

    objects = ScanPileQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "rung_at"], name="scan_pile_waiting")]

    def __str__(self) -> str:
        return f"{self.pk}: {self.state}"


class ScanOriginal(models.Model):
    """One file of a pile, kept as it came until retention takes it: then the key is empty."""

    pile = models.ForeignKey(ScanPile, on_delete=models.PROTECT, related_name="originals")
    position = models.PositiveSmallIntegerField()
    file_key = models.CharField(max_length=64, blank=True)
    media_type = models.CharField(max_length=40)
    file_bytes = models.PositiveIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["pile", "position"], name="scan_original_one_per_place_in_its_pile")
        ]

    def __str__(self) -> str:
        return f"{self.pile_id}/{self.position}"


class ScannedPageQuerySet(models.QuerySet):
    """Questions about pages."""

    def visible_to(self, user: User) -> "ScannedPageQuerySet":
        """Those of visible piles."""
        return self.filter(pile__in=ScanPile.objects.visible_to(user).values("pk"))

    def inbox(self) -> "ScannedPageQuerySet":
        """Pages that wait for a person; without its picture there is nothing to decide."""
        return self.filter(state=PageState.INBOX).exclude(picture_key="")


class ScannedPage(models.Model):
    """One page of a pile. `position` counts through all its files from 1; `turn` says by how many degrees, clockwise,
    the picture is shown. `document`: the paper it was filed with, or whose code it bears; `paper_page`: its number
    there, as its code says, else 0; `missing`: which pages of that paper have not come, in any pile ("2, 5–7").
    `reason` stays when a person has decided."""

    pile = models.ForeignKey(ScanPile, on_delete=models.PROTECT, related_name="pages")
    position = models.PositiveSmallIntegerField(_("page"))
    picture_key = models.CharField(max_length=64, blank=True)
    turn = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(_("status"), max_length=12, choices=PageState.choices)
    reason = models.CharField(_("reason"), max_length=16, choices=PageReason.choices, blank=True)
    document = models.ForeignKey(
        "documents.Document", null=True, blank=True, on_delete=models.PROTECT, related_name="scanned_pages"
    )
    paper_page = models.PositiveSmallIntegerField(default=0)
    missing = models.CharField(max_length=80, blank=True)
    signature = models.ForeignKey(
        "documents.Signature", null=True, blank=True, on_delete=models.PROTECT, related_name="scanned_pages"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ScannedPageQuerySet.as_manager()

    class Meta:
        ordering = ["pile", "position"]
        constraints = [
            models.UniqueConstraint(fields=["pile", "position"], name="scanned_page_one_per_place_in_its_pile"),
            models.CheckConstraint(condition=Q(turn__in=[0, 90, 180, 270]), name="scanned_page_turned_by_quarters"),
            models.CheckConstraint(
                condition=Q(state=PageState.FILED, document__isnull=False, signature__isnull=False)
                | (~Q(state=PageState.FILED) & Q(signature=None)),
                name="scanned_page_filed_with_a_signature",
            ),
            models.CheckConstraint(
                condition=~Q(state=PageState.INBOX) | ~Q(reason=""), name="scanned_page_in_the_inbox_says_why"
            ),
        ]
        indexes = [models.Index(fields=["state", "pile"], name="scanned_page_inbox")]

    def __str__(self) -> str:
        return f"{self.pile_id}/{self.position}"

    @property
    def why(self) -> str:
        """Why it waits, in words, with the numbers of the pages that are missing."""
        if self.reason == PageReason.DOUBLE and self.paper_page:
            return str(_("pages of this paper came twice: please look which of them count"))
        if self.reason == PageReason.INCOMPLETE and self.paper_page and not self.missing:
            return str(_("nobody knows whether these are all pages: this paper's own file is missing"))
        if self.reason in OF_A_KNOWN_PAPER and self.document_id and self.state != PageState.FILED:
            return str(OF_A_KNOWN_PAPER[self.reason])
        said = str(PageReason(self.reason).label) if self.reason else ""
        return f"{said}: {self.missing}" if self.reason == PageReason.INCOMPLETE and self.missing else said
