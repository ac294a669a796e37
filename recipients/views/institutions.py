"""Pages of institutions: the list, one of them, applying, and coordination's steps."""

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.pages.columns import Column
from accounts.pages.flash import flash
from accounts.pages.forms import typed
from accounts.pages.lists import ListPage
from accounts.pages.permissions import permitted
from recipients import institutions as services
from recipients.enums import InstitutionStatus, RequestStatus
from recipients.filters import InstitutionFilter
from recipients.forms.institutions import ApplicationForm
from recipients.history import lines_for
from recipients.models import Institution
from recipients.overview import with_counts
from recipients.views.access import VIEW, with_any
from recipients.views.steps import Question, ask, press

MANAGE = "recipients.manage_institution"


class InstitutionList(ListPage):
    """All institutions, applications first; coordination only."""

    model = Institution
    filterset_class = InstitutionFilter
    permission_required = MANAGE
    title = gettext_lazy("Institutions")
    search_hint = gettext_lazy("Name, school number, street, town, contact")
    default_sort = "status"
    related = ("school_type",)
    columns = (
        Column(
            "name",
            gettext_lazy("Institution"),
            sort="sort_name",
            main=True,
            link=lambda row: reverse("institution_detail", args=[row.pk]),
        ),
        Column("status", gettext_lazy("Status"), badge="institution", sort="status"),
        Column("kind", gettext_lazy("Kind"), value="get_kind_display", sort="kind"),
        Column("school_type", gettext_lazy("Type of school"), sort="school_type__position"),
        Column("official_number", gettext_lazy("School number"), sort="official_number", code=True),
        Column("city", gettext_lazy("Town"), sort="city"),
        Column("street", gettext_lazy("Street"), on_page=False),
        Column("postcode", gettext_lazy("Postcode"), on_page=False),
        Column("contact", gettext_lazy("Contact"), on_page=False),
        Column("phone", gettext_lazy("Phone"), on_page=False),
        Column(
            "requests",
            gettext_lazy("Requests"),
            value="request_count",
            sort="request_count",
            numeric=True,
            data_label=gettext_lazy("requests:"),
        ),
        Column(
            "since",
            gettext_lazy("Since"),
            value=lambda row: row.status_since.date(),
            sort="status_since",
            numeric=True,
            data_label=gettext_lazy("since"),
        ),
    )

    def get_queryset(self) -> QuerySet:
        sent = ~Q(requests__status=RequestStatus.DRAFT)
        return super().get_queryset().annotate(request_count=Count("requests", filter=sent))


@with_any(VIEW)
@require_safe
def institution_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What we know of an institution, its requests and its history."""
    institution = _visible(request, pk)
    requests = with_counts(institution.requests.visible_to(request.user)).order_by("turn", "-pk")
    context = {
        "institution": institution,
        "facts": _facts(institution),
        "members": institution.members.select_related("user").order_by("pk"),
        "requests": requests[:25],
        "history": lines_for(request.user, institution),
        "statuses": InstitutionStatus,
    }
    return render(request, "recipients/institutions/detail.html", context)


def _visible(request: HttpRequest, pk: int) -> Institution:
    return get_object_or_404(Institution.objects.visible_to(request.user), pk=pk)


def _facts(institution: Institution) -> list[tuple[str, str]]:
    return [
        (_("Kind"), institution.get_kind_display()),
        (_("Type of school"), institution.school_type),
        (_("School number"), institution.official_number),
        (_("Address"), f"{institution.street}, {institution.postcode} {institution.city}"),
        (_("Contact"), institution.contact),
        (_("Phone"), institution.phone),
    ]


def institution_apply(request: HttpRequest) -> HttpResponse:
    """Anybody who has signed in applies for a school or a social partner."""
    form = ApplicationForm(typed(request), initial={"contact": request.user.name})
    if request.method == "POST" and form.is_valid():
        try:
            institution = services.apply(values=form.cleaned_data, member=request.user, actor=request.actor)
        except services.AlreadyApplied as refusal:
            form.add_error("official_number", str(refusal))
        else:
            flash(request, _("Thank you. Coordination looks at your application and tells you by mail."))
            return redirect("institution_detail", pk=institution.pk)
    return render(request, "recipients/institutions/apply.html", {"form": form})


@require_POST
@permitted(MANAGE)
def institution_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Applied → approved."""
    institution = _visible(request, pk)
    return press(
        request,
        lambda: services.approve(institution, actor=request.actor),
        done=_("%(name)s is approved. Its people get a mail.") % {"name": institution},
        back=_page(institution),
    )


@require_POST
@permitted(MANAGE)
def institution_lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Suspended → approved."""
    institution = _visible(request, pk)
    return press(
        request,
        lambda: services.lift(institution, actor=request.actor),
        done=_("%(name)s may send requests again.") % {"name": institution},
        back=_page(institution),
    )


@permitted(MANAGE)
def institution_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Applied → refused, with a reason."""
    institution = _visible(request, pk)
    question = _question(
        institution,
        _("Refuse the application"),
        _("Its people get a mail and read the reason on the institution's page."),
        _("Refuse"),
    )
    return ask(
        request,
        question,
        lambda reason: services.refuse(institution, reason=reason, actor=request.actor),
        done=_("The application is refused."),
    )


@permitted(MANAGE)
def institution_suspend(request: HttpRequest, pk: int) -> HttpResponse:
    """Approved → suspended, with a reason."""
    institution = _visible(request, pk)
    question = _question(
        institution,
        _("Suspend the institution"),
        _("It can send no further requests. What is on the waiting list stays there."),
        _("Suspend"),
    )
    return ask(
        request,
        question,
        lambda reason: services.suspend(institution, reason=reason, actor=request.actor),
        done=_("%(name)s is suspended.") % {"name": institution},
    )


def _page(institution: Institution) -> str:
    return reverse("institution_detail", args=[institution.pk])


def _question(institution: Institution, title: str, text: str, button: str) -> Question:
    page = _page(institution)
    crumbs = (reverse("institution_list"), _("Institutions"), page, str(institution))
    return Question(title=title, text=text, button=button, back=page, crumbs=crumbs)
