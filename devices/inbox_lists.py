"""The inbox and the uploads as lists."""

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet, MultipleChoiceFilter

from accounts.pages.columns import Column
from accounts.pages.lists import ListPage
from devices.enums import EvidenceKind, InboxDecision, InboxReason, LineState
from devices.models import InboxItem, Upload

DECIDED, ALL = "decided", "all"
STATES = ((DECIDED, _("decided")), (ALL, _("all")))
WORK = "devices.refurbish_device"


class InboxFilter(FilterSet):
    """Waiting ones unless somebody asks for decided ones."""

    q = CharFilter(method="by_name", label=_("Search"))
    state = ChoiceFilter(method="by_state", choices=STATES, label=_("State"), empty_label=_("waiting"))
    reason = MultipleChoiceFilter(choices=InboxReason.choices, label=_("Reason"))
    kind = MultipleChoiceFilter(field_name="evidence__kind", choices=EvidenceKind.choices, label=_("Kind"))

    class Meta:
        model = InboxItem
        fields = []

    def by_name(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """By the file's name, or a number in it."""
        keys = Q(keys__value__endswith=f":{value.strip().upper()}")
        return rows.filter(Q(evidence__file_name__icontains=value.strip()) | keys).distinct()

    def by_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Decided ones, or all; waiting ones are what the list begins with."""
        return rows.exclude(settled_at=None) if value == DECIDED else rows


def _what_it_says(item: InboxItem) -> str:
    facts = item.evidence.facts
    machine = " ".join(text for text in (facts.get("maker"), facts.get("model"), facts.get("serial")) if text)
    media = [one.get("serial") or one.get("model") for one in (*facts.get("storage", ()), *facts.get("media", ()))]
    return machine or ", ".join(text for text in media if text)[:120]


def _why(item: InboxItem) -> str:
    """Why it waits, or what was decided."""
    return str(InboxDecision(item.decision).label if item.decision else item.get_reason_display())


class InboxList(ListPage):
    """Originals that wait for a person, the oldest first."""

    model = InboxItem
    filterset_class = InboxFilter
    template_name = "devices/inbox/list.html"
    permission_required = WORK
    title = _("Inbox of files")
    search_hint = _("File name, serial number")
    default_sort = "waiting_since"
    related = ("evidence",)
    prefetched = ("candidates",)
    empty_text = _("Nothing waits for a decision.")
    columns = (
        Column(
            "file_name",
            _("File"),
            value="evidence.file_name",
            sort="evidence__file_name",
            link=lambda item: reverse("inbox_item", args=[item.pk]),
        ),
        Column("says", _("It says"), value=_what_it_says, main=True),
        Column("reason", _("Why it waits"), value=_why, sort="reason"),
        Column(
            "candidates",
            _("Comes into question"),
            value=lambda item: ", ".join(device.number for device in item.candidates.all()),
            code=True,
            data_label=_("comes into question"),
        ),
        Column(
            "waiting_since",
            _("Since"),
            value=lambda item: item.waiting_since,
            sort="waiting_since",
            numeric=True,
            data_label=_("since"),
        ),
    )

    def get_queryset(self) -> QuerySet[InboxItem]:
        """Waiting ones, unless the filter asks for others."""
        rows = super().get_queryset()
        return rows if self.request.GET.get("state") in (DECIDED, ALL) else rows.filter(settled_at=None)


class UploadFilter(FilterSet):
    """Uploads have nothing to filter yet but whose they are."""

    mine = ChoiceFilter(method="by_person", choices=(("yes", _("mine")),), label=_("Whose"), empty_label=_("all"))

    class Meta:
        model = Upload
        fields = []

    def by_person(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """One's own."""
        return rows.filter(uploaded_by=self.request.user)


class UploadList(ListPage):
    """What was uploaded together, the newest first."""

    model = Upload
    filterset_class = UploadFilter
    template_name = "devices/uploads/list.html"
    permission_required = WORK
    title = _("Uploads")
    default_sort = "-created_at"
    related = ("uploaded_by", "job", "device")
    empty_text = _("Nothing has been uploaded yet.")
    columns = (
        Column(
            "number",
            _("Upload"),
            value=lambda upload: f"{upload.created_at:%d.%m.%y}, {upload.pk}",
            sort="created_at",
            link=lambda upload: reverse("upload_detail", args=[upload.pk]),
        ),
        Column("person", _("By"), value=lambda upload: str(upload.uploaded_by), main=True),
        Column("device", _("For device"), value="device.number", code=True, data_label=_("for")),
        Column("files", _("Files"), value="job.total", numeric=True, data_label=_("files")),
        Column("open", _("Still waiting"), value=lambda upload: upload.waiting or None, numeric=True),
        Column("needs_you", _("Needs you"), value=lambda upload: upload.needs_you or None, numeric=True),
        Column("unreadable", _("Not readable"), value=lambda upload: upload.unreadable or None, numeric=True),
    )

    def get_queryset(self) -> QuerySet[Upload]:
        """With the counts of its files."""
        counted = {
            "waiting": Count("lines", filter=Q(lines__state=LineState.WAITING)),
            "needs_you": Count("lines", filter=Q(lines__state=LineState.NEEDS_YOU)),
            "unreadable": Count("lines", filter=Q(lines__state__in=[LineState.UNREADABLE, LineState.TOO_LARGE])),
        }
        return super().get_queryset().annotate(**counted)
