"""Pages of loans: extend many, take many back by scan, report one lost."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.pages.camera import with_camera
from accounts.pages.flash import flash
from accounts.pages.forms import typed
from accounts.pages.permissions import permitted
from devices.enums import DeviceStatus
from recipients.enums import Agreement, AllocationStatus
from recipients.loans import extending, returning
from recipients.loans.ends import latest_end
from recipients.loans.forms import ExtendLoansForm
from recipients.models import Allocation
from recipients.reports.forms import GiveUpForm
from recipients.views.several import SeveralQuestion, answered, ask_about_several, picked, tell_refused
from recipients.views.steps import Question, ask

MANAGE = "recipients.manage_handover"
TITLE = gettext_lazy("Devices in use")
READ_AND_WRITE = ["GET", "HEAD", "POST"]
LATEST = 10


@require_http_methods(READ_AND_WRITE)
@permitted(MANAGE)
def loan_extend(request: HttpRequest) -> HttpResponse:
    """The ticked ones last longer."""
    rows = Allocation.objects.visible_to(request.user).filter(pk__in=picked(request))
    rows = list(rows.select_related("device", "item__need__request").order_by("loan_until", "pk"))
    form = ExtendLoansForm(answered(request), initial={"until": latest_end(timezone.localdate())})
    question = SeveralQuestion(
        _("Extend loans"),
        _("The institutions get a mail. Gifts among the ticked ones stay as they are."),
        _("Extend"),
        reverse("in_use_list"),
        TITLE,
    )

    def act() -> None:
        until = form.cleaned_data["until"]
        result = extending.extend([row.pk for row in rows], until=until, actor=request.actor)
        tell_refused(request, result.refused)
        if result.done:
            text = ngettext(
                "%(count)d loan lasts until %(day)s. To undo it, tick it again and choose the former day.",
                "%(count)d loans last until %(day)s. To undo it, tick them again and choose the former day.",
                result.done,
            )
            flash(request, text % {"count": result.done, "day": date_format(until, "d.m.Y")})

    return ask_about_several(request, question, rows, form, act)


@never_cache
@with_camera
@require_http_methods(READ_AND_WRITE)
@permitted(MANAGE)
def loan_return(request: HttpRequest) -> HttpResponse:
    """One field takes what is scanned; each result is shown, newest first."""
    scanned = None
    if request.method == "POST":
        scanned = returning.bring_back(request.POST.get("code", ""), actor=request.actor)
    today = timezone.localdate()
    back = Allocation.objects.filter(status=AllocationStatus.RETURNED, item__need__agreement=Agreement.LOAN)
    back = back.exclude(device__status=DeviceStatus.LOST)
    latest = back.filter(status_since__date=today).select_related("device__category").order_by("-status_since", "-pk")
    context = {"scanned": scanned, "latest": latest[:LATEST], "open_count": Allocation.objects.on_loan().count()}
    return render(request, "recipients/loans/return.html", context)


@require_http_methods(READ_AND_WRITE)
@permitted(MANAGE)
def loan_lost(request: HttpRequest, pk: int) -> HttpResponse:
    """A loan that nobody brings back."""
    loans = Allocation.objects.on_loan().visible_to(request.user)
    row = get_object_or_404(loans.select_related("device", "item__need__request"), pk=pk)
    number = row.device.number
    question = Question(
        title=_("Record the loss of %(number)s") % {"number": number},
        text=_(
            "The device is lost. Coordination gets an alert where data may be out. If it is found, its page says so."
        ),
        button=_("Record the loss"),
        back=reverse("in_use_list"),
        crumbs=(reverse("in_use_list"), TITLE, reverse("device_detail", args=[number]), number),
    )
    form = GiveUpForm(typed(request))

    def act(reason: str) -> None:
        returning.lost(row, reason=reason, replacement=form.cleaned_data["replacement"], actor=request.actor)

    undo = reverse("device_step", args=[number, "undo"])
    done = _("%(number)s is lost.") % {"number": number}
    return ask(request, question, act, form=form, done=done, undo_page=undo)
