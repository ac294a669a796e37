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
from recipients.belonging import claims
from recipients.enums import InstitutionKind, InstitutionStatus, RequestStatus
from recipients.filters import InstitutionFilter
from recipients.forms.institutions import ApplicationForm, ChangeForm, EntryForm
from recipients.history import lines_for
from recipients.models import Institution, InstitutionClaim
from recipients.overview import with_counts
from recipients.views.access import VIEW, with_any
from recipients.views.steps import Question, ask, press
from recipients.yearly.answering import to_confirm

MANAGE = "recipients.manage_institution"


class InstitutionList(ListPage):
    """All institutions, applications first; coordination only."""

    model = Institution
    filterset_class = InstitutionFilter
    permission_required = MANAGE
    title = gettext_lazy("Institutions")
    template_name = "recipients/institutions/list.html"
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
    institution = visible_institution(request, pk)
    requests = with_counts(institution.requests.visible_to(request.user)).order_by("turn", "-pk")
    context = {
        "institution": institution,
        "facts": _facts(institution),
        "members": institution.members.select_related("user").order_by("pk"),
        "invitations": institution.invitations.open().order_by("pk"),
        "claims": _open_claims(request, institution),
        "to_confirm": to_confirm(institution).count() if institution.is_asked_for_needs else 0,
        "reason": _last_reason(institution),
        "kinds": InstitutionKind,
        "requests": requests[:25],
        "history": lines_for(request.user, institution),
        "statuses": InstitutionStatus,
    }
    return render(request, "recipients/institutions/detail.html", context)


def _open_claims(request: HttpRequest, institution: Institution) -> list[InstitutionClaim]:
    if not request.user.has_perm(MANAGE):
        return []
    return list(institution.claims.filter(decided_at=None).select_related("user"))


def _last_reason(institution: Institution) -> str:
    """Why it is refused or suspended."""
    if institution.status not in (InstitutionStatus.REFUSED, InstitutionStatus.SUSPENDED):
        return ""
    line = institution.events.filter(new_status=institution.status).select_related("note").last()
    return line.note.text if line and line.note else ""


@with_any(("recipients.file_request",))
@require_safe
def institution_own(request: HttpRequest) -> HttpResponse:
    """The reader's institution; of several a choice."""
    own = list(Institution.objects.filter(members__user=request.user).order_by("sort_name", "pk"))
    if len(own) == 1:
        return redirect("institution_detail", pk=own[0].pk)
    return render(request, "recipients/institutions/own.html", {"institutions": own})


def visible_institution(request: HttpRequest, pk: int) -> Institution:
    """The institution, if its reader may see it; else 404."""
    return get_object_or_404(Institution.objects.visible_to(request.user).select_related("school_type"), pk=pk)


def _facts(institution: Institution) -> list[tuple[str, str]]:
    return [
        (_("Kind"), institution.get_kind_display()),
        (_("Type of school"), institution.school_type),
        (_("School number"), institution.official_number),
        (_("Address"), f"{institution.street}, {institution.postcode} {institution.city}"),
        (_("Contact"), institution.contact),
        (_("Phone"), institution.phone),
        (_("E-mail"), institution.email),
        (_("School grades"), _grades(institution)),
    ]


def _grades(institution: Institution) -> str:
    taught = institution.grades()
    return f"{taught[0]}–{taught[-1]}" if institution.school_type else ""


def institution_apply(request: HttpRequest) -> HttpResponse:
    """Anybody who has signed in applies for a school or a social partner, or takes over a listed school."""
    form = ApplicationForm(typed(request), initial={"contact": request.user.name})
    if request.method == "POST" and form.is_valid():
        listed = claims.listed_without_people(form.cleaned_data["official_number"])
        if listed is not None:
            return _take_over(request, listed, form)
        try:
            institution = services.apply(values=form.cleaned_data, member=request.user, actor=request.actor)
        except services.AlreadyApplied as refusal:
            form.add_error("official_number", str(refusal))
        else:
            flash(request, _("Thank you. Coordination looks at your application and tells you by mail."))
            return redirect("institution_detail", pk=institution.pk)
    context = {
        "form": form,
        "claims": request.user.institution_claims.filter(decided_at=None).select_related("institution"),
    }
    return render(request, "recipients/institutions/apply.html", context)


def _take_over(request: HttpRequest, listed: Institution, form: ApplicationForm) -> HttpResponse:
    said = {name: form.cleaned_data[name] for name in ("contact", "phone")}
    claims.claim(listed, person=request.user, actor=request.actor, **said)
    text = _("%(name)s is on our list already. Coordination checks that you act for it and tells you by mail.")
    flash(request, text % {"name": listed})
    return redirect("institution_apply")


@permitted(MANAGE)
def institution_new(request: HttpRequest) -> HttpResponse:
    """Coordination enters one, approved and without people yet."""
    form = EntryForm(typed(request), initial={"kind": request.GET.get("kind", "school")})
    if request.method == "POST" and form.is_valid():
        try:
            institution = services.enter(values=form.cleaned_data, actor=request.actor)
        except services.AlreadyApplied as refusal:
            form.add_error("official_number", str(refusal))
        else:
            invite = (reverse("institution_invite", args=[institution.pk]), _("Invite somebody"))
            is_ours = institution.kind == InstitutionKind.COUNTER
            flash(request, _("%(name)s is entered.") % {"name": institution}, link=("", "") if is_ours else invite)
            return redirect(institution_page(institution))
    return render(request, "recipients/institutions/edit.html", {"form": form, "institution": None})


@with_any(("recipients.manage_institution", "recipients.file_request"))
def institution_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Address and contact; for coordination also what was checked."""
    institution = visible_institution(request, pk)
    form = ChangeForm(typed(request), instance=institution, may_change_all=request.user.has_perm(MANAGE))
    if request.method == "POST" and form.is_valid():
        try:
            services.edit(visible_institution(request, pk), values=form.cleaned_data, actor=request.actor)
        except services.AlreadyApplied as refusal:
            form.add_error("official_number", str(refusal))
        else:
            flash(request, _("The details are saved."))
            return redirect(institution_page(institution))
    return render(request, "recipients/institutions/edit.html", {"form": form, "institution": institution})


@require_POST
@permitted(MANAGE)
def institution_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Applied → approved."""
    institution = visible_institution(request, pk)
    return press(
        request,
        lambda: services.approve(institution, actor=request.actor),
        done=_("%(name)s is approved. Its people get a mail.") % {"name": institution},
        back=institution_page(institution),
    )


@permitted(MANAGE)
def institution_lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Suspended → approved, with what has changed."""
    institution = visible_institution(request, pk)
    question = institution_question(
        institution,
        _("Lift the suspension"),
        _(
            "The institution may request again, and its waiting needs take part in their old places. Its people get a "
            "mail."
        ),
        _("Lift the suspension"),
    )
    return ask(
        request,
        question,
        lambda reason: services.lift(institution, reason=reason, actor=request.actor),
        done=_("%(name)s may send requests again.") % {"name": institution},
    )


@permitted(MANAGE)
def institution_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Applied → refused, with a reason."""
    institution = visible_institution(request, pk)
    question = institution_question(
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
    institution = visible_institution(request, pk)
    question = institution_question(
        institution,
        _("Suspend the institution"),
        _(
            "It can send no further requests, and no devices are reserved for it. What is on the waiting list keeps "
            "its place. Handovers that are agreed on take place."
        ),
        _("Suspend"),
    )
    return ask(
        request,
        question,
        lambda reason: services.suspend(institution, reason=reason, actor=request.actor),
        done=_("%(name)s is suspended.") % {"name": institution},
    )


def institution_page(institution: Institution) -> str:
    """The address of its page."""
    return reverse("institution_detail", args=[institution.pk])


def institution_question(institution: Institution, title: str, text: str, button: str) -> Question:
    """A page about the institution that asks why."""
    page = institution_page(institution)
    crumbs = (reverse("institution_list"), _("Institutions"), page, str(institution))
    return Question(title=title, text=text, button=button, back=page, crumbs=crumbs)
