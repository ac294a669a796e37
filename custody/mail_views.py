"""Pages of mails: those that failed, and every kind with example data."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_filters import ChoiceFilter, DateFilter, FilterSet, MultipleChoiceFilter

from accounts.pages.columns import Column
from accounts.pages.flash import flash
from accounts.pages.forms import DateInput
from accounts.pages.lists import ListPage
from accounts.pages.permissions import permitted
from custody import mail_kinds, mail_repeating
from custody.enums import MailStatus
from custody.lifecycle import TransitionRefused
from custody.models import Mail

MANAGE = "custody.manage_mail"
OPEN, DONE = "open", "done"


class MailFilter(FilterSet):
    """What the list can be narrowed by; without anything it shows what needs somebody."""

    open = ChoiceFilter(
        label=gettext_lazy("Needs somebody"),
        choices=[(OPEN, gettext_lazy("yes")), (DONE, gettext_lazy("no"))],
        method="needing",
    )
    status = MultipleChoiceFilter(choices=MailStatus.choices, label=gettext_lazy("Status"))
    kind = ChoiceFilter(label=gettext_lazy("Kind of mail"), choices=lambda: _kind_choices())
    since = DateFilter(
        field_name="created_at", lookup_expr="date__gte", label=gettext_lazy("Written from"), widget=DateInput()
    )

    class Meta:
        model = Mail
        fields = []

    def needing(self, rows, _name: str, answer: str):
        """Failed or uncertain, and nobody dealt with it; or all others."""
        troubled = Mail.objects.troubled()
        return rows.filter(pk__in=troubled) if answer == OPEN else rows.exclude(pk__in=troubled)


def _kind_choices() -> list[tuple[str, str]]:
    return [(kind.code, str(kind.label)) for kind in mail_kinds.all_kinds()]


class MailList(ListPage):
    """The outbox. Neither the words of a mail nor links to sign in are shown here."""

    model = Mail
    permission_required = MANAGE
    filterset_class = MailFilter
    template_name = "custody/mails/list.html"
    title = gettext_lazy("Mails")
    default_sort = "-created"
    empty_text = gettext_lazy("No mails here.")
    columns = (
        Column("subject", gettext_lazy("Mail"), main=True, sort="subject", link=lambda mail: _address(mail)),
        Column("kind", gettext_lazy("Kind"), value=lambda mail: mail_kinds.label_of(mail.kind), on_page=False),
        Column("recipient", gettext_lazy("To"), sort="recipient", data_label=gettext_lazy("to")),
        Column("status", gettext_lazy("Status"), badge="mail", sort="status", mark=lambda mail: _mark(mail)),
        Column("created", gettext_lazy("Written"), value="created_at", sort="created_at", numeric=True),
    )


def _mark(mail: Mail) -> str:
    return _("dealt with") if mail.dealt_with_at else ""


def _address(mail: Mail) -> str:
    return reverse("mail_detail", args=[mail.pk])


def _visible(request: HttpRequest, pk: int) -> Mail:
    rows = Mail.objects.visible_to(request.user).select_related("repeated_by", "dealt_with_by")
    return get_object_or_404(rows, pk=pk)


@require_safe
@permitted(MANAGE)
def mail_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of one mail, and what can be done about it."""
    mail = _visible(request, pk)
    troubled = mail.dealt_with_at is None and mail.status in (MailStatus.FAILED, MailStatus.UNCERTAIN)
    context = {
        "mail": mail,
        "kind": mail_kinds.find(mail.kind),
        "is_troubled": troubled,
        "is_uncertain": mail.status == MailStatus.UNCERTAIN,
        "reason": mail_repeating.reason_of(mail) if mail.error else "",
        "facts": _facts(mail),
    }
    return render(request, "custody/mails/detail.html", context)


def _facts(mail: Mail) -> list[tuple[str, object]]:
    return [
        (_("To"), mail.recipient),
        (_("Kind"), mail_kinds.label_of(mail.kind)),
        (_("Written"), mail.created_at),
        (_("Sent"), mail.sent_at),
        (_("Attempts"), mail.attempts or None),
        (_("Repeated"), mail.repeated_at),
        (_("Repeated by"), mail.repeated_by),
        (_("Dealt with"), mail.dealt_with_at),
        (_("Dealt with by"), mail.dealt_with_by),
    ]


@require_http_methods(["POST"])
@permitted(MANAGE)
def mail_repeat(request: HttpRequest, pk: int) -> HttpResponse:
    """Sends it once more. An uncertain one only with the box ticked that it may arrive twice."""
    mail = _visible(request, pk)
    if mail.status == MailStatus.UNCERTAIN and request.POST.get("may_arrive_twice") != "yes":
        flash(request, _("Please tick that the mail may arrive a second time."), level=40)
        return redirect(_address(mail))
    return _press(request, mail, mail_repeating.repeat, _("The mail is sent once more."))


@require_POST
@permitted(MANAGE)
def mail_deal_with(request: HttpRequest, pk: int) -> HttpResponse:
    """It needs nobody any more."""
    mail = _visible(request, pk)
    return _press(request, mail, mail_repeating.deal_with, _("The mail is marked as dealt with; it is not sent again."))


def _press(request: HttpRequest, mail: Mail, do, done: str) -> HttpResponse:
    try:
        do(mail, actor=request.actor)
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=40)
    else:
        flash(request, done)
    return redirect(_address(mail))


@require_safe
@permitted(MANAGE)
def mail_kind_list(request: HttpRequest) -> HttpResponse:
    """Every mail that the program sends by itself."""
    return render(request, "custody/mails/kinds.html", {"kinds": mail_kinds.all_kinds()})


@require_safe
@permitted(MANAGE)
def mail_kind(request: HttpRequest, code: str) -> HttpResponse:
    """One of them with example data, in both languages."""
    kind = mail_kinds.find(code)
    if kind is None:
        raise Http404
    return render(request, "custody/mails/kind.html", {"kind": kind, "letters": mail_kinds.examples(kind)})
