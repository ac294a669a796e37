"""Pages of retention: what goes when, terms, exceptions."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import display_name
from accounts.pages.flash import flash
from accounts.pages.forms import typed
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from documents.models import RetentionHold, RetentionRun, RetentionTerm
from documents.retention import holds, running, terms
from documents.retention.forms import HoldForm, TermForm
from documents.retention.periods import ONE_DAY
from documents.retention.registry import RULES
from documents.views import address_of, visible_document

VIEW, KEEP, MANAGE = "documents.view_retention", "documents.keep_retention", "documents.manage_document"
RUNS_SHOWN, HOLDS_SHOWN, DAYS_SHOWN = 20, 100, 24


@require_safe
@permitted(VIEW)
def outlook(request: HttpRequest) -> HttpResponse:
    """What each rule destroys, by which term, and what goes on which day."""
    found = running.outlook(today=timezone.localdate())
    exempt = RetentionHold.objects.standing().select_related("document", "set_by")[:HOLDS_SHOWN]
    context = {
        "outlook": [(one, one.days[:DAYS_SHOWN], len(one.days) - DAYS_SHOWN) for one in found],
        "runs": [(run, RULES.get(run.rule)) for run in RetentionRun.objects.all()[:RUNS_SHOWN]],
        "holds": exempt if request.user.has_perm(MANAGE) else None,
        "drafts": sum(1 for one in found if one.term and one.term.is_draft),
    }
    return render(request, "documents/retention/outlook.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(KEEP)
def term(request: HttpRequest, rule: str) -> HttpResponse:
    """The next version of a rule's term."""
    if rule not in RULES:
        raise Http404
    newest = terms.newest(rule)
    initial = {"version": newest.version if newest else None, "valid_from": timezone.localdate() + ONE_DAY}
    form = TermForm(typed(request), instance=newest, initial=initial)
    if request.method == "POST" and form.is_valid() and (saved := _saved(request, rule, form)):
        _tell(request, saved)
        return redirect("retention")
    versions = RetentionTerm.objects.filter(rule=rule).select_related("saved_by")
    context = {
        "form": form,
        "rule": RULES[rule],
        "versions": [(row, display_name(row.saved_by) if row.saved_by else "") for row in versions],
    }
    return render(request, "documents/retention/term.html", context)


def _saved(request: HttpRequest, rule: str, form: TermForm) -> RetentionTerm | None:
    values = {name: form.cleaned_data[name] for name in form.Meta.fields}
    try:
        return terms.save_term(rule, values, after=form.cleaned_data["version"], actor=request.actor)
    except TransitionRefused as refusal:
        form.add_error(None, str(refusal))
        return None


def _tell(request: HttpRequest, saved: RetentionTerm) -> None:
    """What the new term means on its first day, while it can still be changed."""
    rule = RULES[saved.rule]
    count = running.due(rule, saved, today=saved.valid_from).count()
    due = ngettext("%(count)d row is due then.", "%(count)d rows are due then.", count) % {"count": count}
    day = date_format(saved.valid_from, "d.m.Y")
    holds_from = _("The term of “%(rule)s” is saved and holds from %(day)s on.") % {"rule": rule.title, "day": day}
    flash(request, f"{holds_from} {due}")


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(MANAGE)
def document_hold(request: HttpRequest, number: str, version: int) -> HttpResponse:
    """Exempts a paper from deletion."""
    document = visible_document(request.user, number, version)
    form = HoldForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            holds.hold(document, reason=form.cleaned_data["reason"], actor=request.actor)
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            flash(request, _("%(number)s is exempt from deletion until you end that.") % {"number": document.number})
            return redirect(address_of(document))
    return render(request, "documents/retention/hold.html", {"document": document, "form": form})


@require_POST
@permitted(MANAGE)
def document_hold_lift(request: HttpRequest, number: str, version: int) -> HttpResponse:
    """Ends the exception."""
    document = visible_document(request.user, number, version)
    try:
        holds.lift(document, actor=request.actor)
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
    else:
        flash(request, _("%(number)s is no longer exempt: its term counts again.") % {"number": document.number})
    return redirect(address_of(document))
