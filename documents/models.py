"""Issued papers: numbered, frozen, kept; the issuer and the versioned texts they are made from."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from custody.append_only import AppendOnlyError, AppendOnlyModel
from custody.leases import Leased, LeasedQuerySet
from custody.models import Event, Job, Stateful
from documents.archive.models import ArchiveExport  # noqa: F401 - a model of this app
from documents.enums import DocumentStatus, NoticeKind, SignatureKind
from documents.lifecycle import DOCUMENT
from documents.registry import KINDS
from documents.retention.models import (  # noqa: F401 - models of this app
    FileToDestroy,
    RetentionHold,
    RetentionRun,
    RetentionTerm,
)
from documents.scanned.models import ScannedPage, ScanOriginal, ScanPile  # noqa: F401 - models of this app

# What a paper says and is called never changes; retention alone empties it (documents.services.purge).
FROZEN = frozenset(
    {"kind", "series", "year", "sequence", "version", "number", "content", "content_sha256", "token", "issued_at"}
)


def new_token() -> str:
    """128 random bits, safe in an address: who has not got the paper can't guess its verification page."""
    return secrets.token_urlsafe(16)


class DocumentQuerySet(LeasedQuerySet):
    """Questions about papers; `visible_to` is the one rule for pages, exports, files and search."""

    def visible_to(self, user: User) -> "DocumentQuerySet":
        """Papers that the person may see, as each kind's owner says."""
        if not user.is_authenticated:
            return self.none()
        seen = Q(pk__in=[])
        for kind in KINDS.values():
            mine = kind.visible_to(Document.objects.filter(kind=kind.code), user)
            seen |= Q(pk__in=mine.values("pk"))
        return self.filter(seen)

    def failed(self) -> "DocumentQuerySet":
        """Papers that somebody has to look at."""
        return self.filter(status=DocumentStatus.FAILED)

    def waiting(self) -> "DocumentQuerySet":
        """Papers that a worker still has to draw."""
        return self.filter(status=DocumentStatus.QUEUED)

    def held(self) -> "DocumentQuerySet":
        """Papers that are exempt from retention for now."""
        return self.filter(pk__in=RetentionHold.objects.standing().values("document"))

    def update(self, **fields) -> int:
        """Refuses what was frozen when the paper was issued; its verbs are in documents.services."""
        if FROZEN & fields.keys() or ("file_key" in fields and self.exclude(file_key="").exists()):
            raise AppendOnlyError(gettext("An issued paper is kept as it was issued."))
        return super().update(**fields)

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError(gettext("An issued paper is kept as it was issued."))

    def valid(self) -> "DocumentQuerySet":
        """Papers that stand: neither voided, superseded nor deleted."""
        return self.filter(status__in=[DocumentStatus.QUEUED, DocumentStatus.READY, DocumentStatus.FAILED])


class Document(Stateful, Leased):
    """One issued paper. Its content is frozen as canonical JSON text when the number is taken; drawing it is a pure
    function of (kind, content). `file_key` is the SHA-256 of the bytes and the file's name in the storage; it stays
    when retention has destroyed content and file. `search_text` holds the content's words, folded, to be found by."""

    lifecycle = DOCUMENT

    kind = models.CharField(max_length=40)
    series = models.CharField(max_length=8)
    year = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField()
    version = models.PositiveSmallIntegerField(default=1)
    number = models.CharField(_("number"), max_length=20)
    status = models.CharField(_("status"), max_length=24, choices=DocumentStatus.choices, default=DocumentStatus.QUEUED)
    content = models.TextField()
    content_sha256 = models.CharField(max_length=64, blank=True)
    search_text = models.TextField(blank=True, editable=False)
    renderer = models.TextField(blank=True)
    file_key = models.CharField(max_length=64, blank=True)
    file_bytes = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)
    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    superseded_by = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="supersedes"
    )
    issued_at = models.DateTimeField(_("issued"), default=timezone.now)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ready_at = models.DateTimeField(null=True, blank=True)
    purged_on = models.DateField(null=True, blank=True)
    job = models.ForeignKey(Job, null=True, blank=True, on_delete=models.PROTECT, related_name="documents")

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        permissions = [("manage_document", "Void, supersede and retry papers")]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "year", "sequence", "version"], name="document_one_number_and_version_once"
            ),
            models.CheckConstraint(
                condition=~Q(status=DocumentStatus.READY) | ~Q(file_key=""), name="document_ready_has_a_file"
            ),
            models.CheckConstraint(
                condition=Q(status=DocumentStatus.SUPERSEDED, superseded_by__isnull=False)
                | Q(status=DocumentStatus.PURGED)
                | (~Q(status=DocumentStatus.SUPERSEDED) & Q(superseded_by=None)),
                name="document_superseded_names_its_successor",
            ),
            models.CheckConstraint(
                condition=~Q(status=DocumentStatus.PURGED)
                | Q(content="", content_sha256="", search_text="", purged_on__isnull=False),
                name="document_purged_keeps_nothing_but_its_hash",
            ),
        ]
        indexes = [models.Index(fields=["status", "rung_at"], name="document_waiting")]

    def __str__(self) -> str:
        return self.number

    def save(self, *args, **options) -> None:
        if not self._state.adding:
            raise AppendOnlyError(gettext("An issued paper is kept as it was issued."))
        super().save(*args, **options)

    def delete(self, *args, **options) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError(gettext("An issued paper is kept as it was issued."))

    @property
    def has_file(self) -> bool:
        """Whether its PDF is kept: it was made, and retention has not destroyed it."""
        return bool(self.file_key) and self.status != DocumentStatus.PURGED

    @property
    def title(self) -> str:
        """What kind of paper it is."""
        return str(KINDS[self.kind].title) if self.kind in KINDS else self.kind


class DocumentEvent(Event):
    """History of a paper."""

    subject = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="events")


class StandingSignatures(models.Manager):
    """Signatures that count. A tick or a scan that was taken back counts nowhere; `with_taken_back` has it still."""

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().filter(taken_back_at=None)


class Signature(models.Model):
    """A paper was signed: a row of its own, not a status. `scan_key` names the stored picture or PDF of the signed
    paper, if there is one; a better scan is a further row, and the newest counts. Without a scan, one on paper is a
    tick: somebody said that the paper is signed, and it can be taken back; the row stays. A scan that
    lay with the wrong paper is taken back by emptying its columns."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="signatures")
    kind = models.CharField(max_length=12, choices=SignatureKind.choices, default=SignatureKind.PAPER)
    signed_on = models.DateField()
    scan_key = models.CharField(max_length=64, blank=True)
    scan_type = models.CharField(max_length=40, blank=True)
    scan_bytes = models.PositiveIntegerField(default=0)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = StandingSignatures()
    with_taken_back = models.Manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(scan_key="", scan_type="") | (~Q(scan_key="") & ~Q(scan_type="")),
                name="signature_scan_says_what_it_is",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at=None, taken_back_by=None)
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False),
                name="signature_taken_back_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at=None) | Q(kind=SignatureKind.PAPER, scan_key=""),
                name="signature_taken_back_only_of_a_tick",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.signed_on}"

    @property
    def is_tick(self) -> bool:
        """Somebody said that the paper is signed; nothing here shows it."""
        return self.kind == SignatureKind.PAPER and not self.scan_key

    @property
    def way(self) -> str:
        """How it was signed, in words: on paper, on screen, or by which scan one knows."""
        return str(_("scanned")) if self.scan_key else self.get_kind_display()


class Issuer(AppendOnlyModel):
    """The initiative as its papers name it, and by which notice it may confirm gifts. Each row is a version: saving
    writes a new one, the newest (`objects.first()`) holds, and issued papers keep what they were made with.

    `purpose` reads on after "Förderung" ("der Volks- und Berufsbildung"), `statute_purpose` after "Wir fördern nach
    unserer Satzung" ("die Volks- und Berufsbildung"). `logo_key` is the SHA-256 of a stored PNG of black dots
    (documents.logo.making); without one papers have the drawn mark.
    """

    name = models.CharField(_("name"), max_length=80)
    second_line = models.CharField(_("second line of the name"), max_length=80, blank=True)
    street = models.CharField(_("street and number"), max_length=120)
    postcode = models.CharField(_("postcode"), max_length=10)
    city = models.CharField(_("town"), max_length=80)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    register_entry = models.CharField(_("court and register number"), max_length=120, blank=True)
    tax_office = models.CharField(_("tax office"), max_length=80, blank=True)
    tax_number = models.CharField(_("tax number"), max_length=40, blank=True)
    notice_kind = models.CharField(_("notice of the tax office"), max_length=16, choices=NoticeKind.choices, blank=True)
    notice_date = models.DateField(_("date of the notice"), null=True, blank=True)
    assessment_period = models.CharField(_("last assessment period"), max_length=40, blank=True)
    purpose = models.CharField(_("purpose"), max_length=200, blank=True)
    statute_purpose = models.CharField(_("purpose by the statutes"), max_length=200, blank=True)
    place = models.CharField(_("place on tax papers"), max_length=80, blank=True)
    logo_key = models.CharField(max_length=64, blank=True, editable=False)
    is_draft = models.BooleanField(_("still to be checked by the operator"), default=True)
    saved_at = models.DateTimeField(default=timezone.now, editable=False)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta(AppendOnlyModel.Meta):
        ordering = ["-pk"]
        permissions = [("keep_issuer", "Keep the issuer's data and tax notice")]

    def __str__(self) -> str:
        return self.name


class TextVersion(models.Model):
    """One version of a text that papers print (clauses). `body` is a list of {"heading", "text"}. A version that a
    paper was issued with never changes: a new wording is a new version."""

    key = models.CharField(max_length=40)
    language = models.CharField(max_length=2, default="de")
    version = models.PositiveSmallIntegerField()
    body = models.JSONField()
    is_draft = models.BooleanField(default=True)
    # Its words are those of the program, not somebody's here.
    came_with_program = models.BooleanField(default=False)
    valid_from = models.DateField()
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["key", "language", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "language", "version"], name="text_one_wording_per_key_language_and_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.language} {self.version}"
