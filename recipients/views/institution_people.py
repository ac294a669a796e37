"""Pages of the people who act for an institution: inviting, joining, leaving, taking a listed school over."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.pages.flash import flash
from accounts.pages.forms import typed
from accounts.pages.limits import Limit
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from recipients.belonging import claims, invitations, membership
from recipients.forms.belonging import InvitationForm, LeavingForm, NewAccountForm
from recipients.models import Institution, InstitutionClaim, InstitutionInvitation
from recipients.views.access import with_any
from recipients.views.institutions import MANAGE, institution_page, institution_question, visible_institution
from recipients.views.steps import ask, press

ACTS = ("recipients.manage_institution", "recipients.file_request")
# An institution has few people; coordination invites those of many institutions.
PER_PERSON = Limit("invitations-person", most=30, seconds=86400)
PER_ADDRESS = Limit("invitations-address", most=3, seconds=86400)
BACKEND = settings.AUTHENTICATION_BACKENDS[0]


@require_http_methods(["GET", "HEAD", "POST"])
@with_any(ACTS)
def institution_invite(request: HttpRequest, pk: int) -> HttpResponse:
    """A colleague or coordination invites somebody by mail."""
    institution = visible_institution(request, pk)
    form = InvitationForm(typed(request), initial={"email": "" if institution.members.exists() else institution.email})
    if form.is_bound and form.is_valid():
        try:
            _is_not_too_often(request, form.cleaned_data["email"])
            row = invitations.invite(institution, email=form.cleaned_data["email"], actor=request.actor)
        except TransitionRefused as refusal:
            form.add_error("email", str(refusal))
        else:
            text = _("%(email)s is invited. The link is valid for 14 days.") % {"email": row.email}
            flash(request, text, undo_url=reverse("invitation_withdraw", args=[row.pk]))
            return redirect(institution_page(institution))
    context = {"institution": institution, "form": form}
    return render(request, "recipients/institutions/invite.html", context)


def _is_not_too_often(request: HttpRequest, email: str) -> None:
    if not request.user.has_perm(MANAGE) and not PER_PERSON.allows(str(request.user.pk)):
        raise TransitionRefused(_("You have invited very many people today. Please go on tomorrow."))
    if not PER_ADDRESS.allows(email.strip().lower()):
        raise TransitionRefused(_("This address was invited several times today. Please try again tomorrow."))


@require_POST
@with_any(ACTS)
def invitation_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The link opens nothing any more."""
    visible = InstitutionInvitation.objects.filter(institution__in=Institution.objects.visible_to(request.user))
    row = get_object_or_404(visible.select_related("institution"), pk=pk)
    return press(
        request,
        lambda: invitations.withdraw(row, actor=request.actor),
        done=_("The invitation is withdrawn. Its link opens nothing any more."),
        back=institution_page(row.institution),
    )


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def institution_join(request: HttpRequest, token: str) -> HttpResponse:
    """What the link in the mail opens: for somebody signed in one button, for others a new account or the sign-in."""
    invitation = invitations.read(token)
    if invitation is None:
        return render(request, "recipients/institutions/invitation_over.html", status=404)
    if request.user.is_authenticated:
        return _join_as(request, invitation)
    has_account = User.objects.filter(email=invitation.email).exists()
    form = None if has_account else NewAccountForm(typed(request), email=invitation.email)
    if form is not None and form.is_bound and form.is_valid():
        return _sign_up(request, invitation, form)
    context = {"invitation": invitation, "form": form}
    return render(request, "recipients/institutions/join.html", context)


def _join_as(request: HttpRequest, invitation: InstitutionInvitation) -> HttpResponse:
    if request.method != "POST":
        differs = invitations.was_meant_for_another(invitation, request.user)
        context = {"invitation": invitation, "differs": differs}
        return render(request, "recipients/institutions/join.html", context)
    return press(
        request,
        lambda: invitations.accept(invitation, request.user, actor=request.actor),
        done=_("You act for %(name)s from now on.") % {"name": invitation.institution},
        back=institution_page(invitation.institution),
    )


def _sign_up(request: HttpRequest, invitation: InstitutionInvitation, form: NewAccountForm) -> HttpResponse:
    try:
        person = invitations.sign_up(
            invitation,
            name=form.cleaned_data["name"],
            password=form.cleaned_data["password"],
            language=request.LANGUAGE_CODE,
        )
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
        return redirect(request.path)
    login(request, person, backend=BACKEND)
    flash(request, _("Your account is ready. You act for %(name)s from now on.") % {"name": invitation.institution})
    return redirect(institution_page(invitation.institution))


@require_http_methods(["GET", "HEAD", "POST"])
@with_any(("recipients.file_request",))
def institution_leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody no longer acts for it. Asked first, as they can't come back by themselves."""
    institution = get_object_or_404(Institution.objects.filter(members__user=request.user), pk=pk)
    form = LeavingForm(typed(request))
    if form.is_bound and form.is_valid():
        knows = form.cleaned_data["is_last"]
        try:
            membership.leave(institution, request.user, actor=request.actor, knows_it_is_last=knows)
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            flash(request, _("You no longer act for %(name)s.") % {"name": institution})
            return redirect("start")
    is_last = not institution.members.exclude(user=request.user).exists()
    context = {"institution": institution, "form": form, "is_last": is_last}
    return render(request, "recipients/institutions/leave.html", context)


@require_POST
@with_any(ACTS)
def member_take_off(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """A colleague or coordination takes somebody off. The last one only coordination, which then has to know."""
    institution = visible_institution(request, pk)
    member = get_object_or_404(institution.members.select_related("user"), user=person).user
    manages = request.user.has_perm(MANAGE)
    try:
        membership.take_off(institution, member, actor=request.actor, knows_it_is_last=manages)
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
    else:
        text = _("%(person)s no longer acts for %(name)s and gets a mail about it.")
        undo = reverse("member_bring_back", args=[institution.pk, member.pk])
        flash(request, text % {"person": member, "name": institution}, undo_url=undo)
    return redirect(institution_page(institution) if member != request.user else "start")


@require_POST
@with_any(ACTS)
def member_bring_back(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """Undoes taking off. Whoever can't be brought back is not found, whether there is such an account or not."""
    institution = visible_institution(request, pk)
    member = get_object_or_404(User, pk=person)
    if not membership.may_bring_back(institution, member, actor=request.actor):
        raise Http404
    return press(
        request,
        lambda: membership.bring_back(institution, member, actor=request.actor),
        done=_("The person acts for %(name)s again.") % {"name": institution},
        back=institution_page(institution),
    )


@require_POST
@permitted(MANAGE)
def claim_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Coordination agrees that somebody acts for a listed school."""
    claim = _claim(pk)
    return press(
        request,
        lambda: claims.accept(claim, actor=request.actor),
        done=_("%(person)s acts for %(name)s from now on and gets a mail.")
        % {"person": claim.user, "name": claim.institution},
        back=institution_page(claim.institution),
    )


@permitted(MANAGE)
def claim_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Coordination does not agree, with a reason."""
    claim = _claim(pk)
    question = institution_question(
        claim.institution,
        _("Refuse to hand the school over"),
        _("The person reads the reason in a mail. The school stays registered without them."),
        _("Refuse"),
    )
    return ask(
        request,
        question,
        lambda reason: claims.refuse(claim, reason=reason, actor=request.actor),
        done=_("The application is refused. The person gets a mail."),
    )


def _claim(pk: int) -> InstitutionClaim:
    return get_object_or_404(InstitutionClaim.objects.select_related("institution", "user"), pk=pk)
