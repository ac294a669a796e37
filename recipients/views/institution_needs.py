"""The page on which an institution says which of its needs still stand."""

from collections.abc import Sequence

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.pages.flash import flash
from accounts.pages.forms import typed
from custody.lifecycle import TransitionRefused
from recipients import overview
from recipients.calendar.school_year import school_year
from recipients.enums import InstitutionStatus
from recipients.models import Institution, Need
from recipients.views.access import FILE, with_any
from recipients.views.institutions import institution_page, visible_institution
from recipients.yearly.answering import Answer, answer, to_confirm


class StillAsked(forms.MultipleChoiceField):
    """What was shown; a need that was served or withdrawn meanwhile is asked about no more."""

    def to_python(self, value: object) -> list[str]:
        """Those that are still asked about."""
        return [key for key in super().to_python(value) if self.valid_value(key)]


class AnyNeeds(forms.MultipleChoiceField):
    """Keys, whatever became of their needs meanwhile: the answer says so."""

    def valid_value(self, value: str) -> bool:
        """A key."""
        return value.isascii() and value.isdigit() and len(value) < 19


class StandingForm(forms.Form):
    """Which of the shown needs are needed no longer; the others are confirmed."""

    shown = StillAsked(widget=forms.MultipleHiddenInput, required=False)
    gone = AnyNeeds(label=gettext_lazy("no longer needed"), required=False)

    def __init__(self, *args, needs: Sequence[Need], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shown"].choices = [(str(need.pk), str(need)) for need in needs]

    def keys(self, name: str) -> list[int]:
        """The keys that were sent under this name."""
        return [int(pk) for pk in self.cleaned_data[name]]


@require_http_methods(["GET", "HEAD", "POST"])
@with_any(FILE)
def institution_needs(request: HttpRequest, pk: int) -> HttpResponse:
    """All of them, or all except some: one page, one answer."""
    institution = visible_institution(request, pk)
    needs = list(overview.with_items(to_confirm(institution)).select_related("request"))
    form = StandingForm(typed(request), needs=needs)
    if form.is_bound and form.is_valid() and _answered(request, institution, form):
        return redirect(institution_page(institution))
    context = {
        "institution": institution,
        "needs": needs,
        "form": form,
        "gone": form.data.getlist("gone") if form.is_bound else [],
        "year": school_year(timezone.localdate()),
        "suspended": institution.status == InstitutionStatus.SUSPENDED,
    }
    return render(request, "recipients/institutions/needs.html", context)


@require_safe
@with_any(("recipients.file_request",))
def own_needs_question(request: HttpRequest) -> HttpResponse:
    """The page on which the reader's institution answers; of several the first that has not."""
    own = Institution.objects.visible_to(request.user).order_by("pk")
    institution = own.unanswered().first() or own.first()
    if institution is None:
        return redirect("institution_apply")
    return redirect("institution_needs", pk=institution.pk)


def _answered(request: HttpRequest, institution: Institution, form: StandingForm) -> bool:
    try:
        said = answer(institution, shown=form.keys("shown"), needed_no_longer=form.keys("gone"), actor=request.actor)
    except TransitionRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    flash(request, _words(said), level=messages.SUCCESS)
    if said.served:
        text = _("Not withdrawn, as a device was reserved meanwhile: %(needs)s. Please talk to coordination.")
        flash(request, text % {"needs": ", ".join(said.served)}, level=messages.WARNING)
    return True


def _words(said: Answer) -> str:
    confirmed = ngettext("%(count)d need is confirmed", "%(count)d needs are confirmed", said.confirmed)
    withdrawn = ngettext("%(count)d is withdrawn", "%(count)d are withdrawn", said.withdrawn)
    parts = [confirmed % {"count": said.confirmed}]
    if said.withdrawn:
        parts.append(withdrawn % {"count": said.withdrawn})
    if said.halves:
        halves = ngettext(
            "%(count)d set keeps what it has and waits for nothing more",
            "%(count)d sets keep what they have and wait for nothing more",
            said.halves,
        )
        parts.append(halves % {"count": said.halves})
    text = _("%(what)s. Thank you.") % {"what": ", ".join(parts)}
    return f"{text} {_('What is withdrawn can be requested anew at any time.')}" if said.withdrawn else text
