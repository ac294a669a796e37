"""Pages of checklists: every version can be read, drafts are edited and published."""

from django.contrib import messages
from django.contrib.auth.decorators import user_passes_test
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.pages.flash import flash
from accounts.pages.forms import typed
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from devices.checklists import editing
from devices.checklists.editing_forms import StepForm
from devices.checklists.pictures import PictureRefused, store_picture
from devices.enums import DeviceStatus
from devices.models import Category, Checklist, ChecklistStep
from documents import downloads, storage

EDIT = "accounts.manage_reference_data"
MOVES = {"up": -1, "down": 1}


def may_read(user: User) -> bool:
    """The workshop works by them, administration edits them."""
    return user.has_perm("devices.view_device") or user.has_perm(EDIT)


def _readable(user: User) -> bool:
    if user.is_authenticated and not may_read(user):
        raise PermissionDenied
    return user.is_authenticated


readable = user_passes_test(_readable)


@require_safe
@readable
def checklist_list(request: HttpRequest) -> HttpResponse:
    """Every category with its versions."""
    at_work = Count("devices", filter=Q(devices__status=DeviceStatus.IN_REFURBISHMENT), distinct=True)
    versions = Checklist.objects.annotate(at_work=at_work, length=Count("steps", distinct=True))
    categories = Category.objects.prefetch_related(Prefetch("checklists", versions.order_by("-version")))
    return render(request, "devices/checklists/list.html", {"categories": categories})


@require_safe
@readable
def checklist_detail(request: HttpRequest, category: str, version: int) -> HttpResponse:
    """One version as the workshop sees it; a draft with what changes it."""
    checklist = _checklist(request, category, version)
    newest = checklist.category.current_checklist
    context = {
        "checklist": checklist,
        "steps": list(checklist.steps.all()),
        "is_current": newest == checklist,
        "editable": checklist.is_draft and request.user.has_perm(EDIT),
    }
    return render(request, "devices/checklists/detail.html", context)


def _checklist(request: HttpRequest, category: str, version: int) -> Checklist:
    """Raises Http404 also for a draft of which the reader is not to know yet."""
    versions = Checklist.objects.select_related("category", "created_by", "published_by")
    if not request.user.has_perm(EDIT):
        versions = versions.published()
    return get_object_or_404(versions, category__code=category, version=version)


def _to(checklist: Checklist) -> HttpResponse:
    return redirect("checklist_detail", category=checklist.category.code, version=checklist.version)


@require_POST
@permitted(EDIT)
def checklist_new_version(request: HttpRequest, category: str) -> HttpResponse:
    """Begins a draft with the steps of the present version, or goes on with the one that is there."""
    draft = editing.begin_draft(get_object_or_404(Category, code=category), actor=request.actor)
    return _to(draft)


@require_POST
@permitted(EDIT)
def checklist_publish(request: HttpRequest, category: str, version: int) -> HttpResponse:
    """The draft becomes what the next devices are checked by."""
    draft = _checklist(request, category, version)
    try:
        editing.publish(draft, actor=request.actor)
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
        return _to(draft)
    text = _("Version %(version)s is published. Devices that start from now on are checked by it.")
    flash(request, text % {"version": draft.version})
    return _to(draft)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(EDIT)
def checklist_discard(request: HttpRequest, category: str, version: int) -> HttpResponse:
    """Asks once, as a draft that is thrown away is gone."""
    draft = _checklist(request, category, version)
    if request.method != "POST":
        return render(request, "devices/checklists/discard.html", {"checklist": draft})
    try:
        editing.discard(draft)
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
        return _to(draft)
    flash(request, _("The draft is thrown away."))
    return redirect("checklist_list")


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(EDIT)
def checklist_step_add(request: HttpRequest, category: str, version: int) -> HttpResponse:
    """A new step at the end of a draft."""
    draft = _checklist(request, category, version)
    return _edit_step(request, draft, ChecklistStep(checklist=draft))


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(EDIT)
def checklist_step_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A step of a draft."""
    step = get_object_or_404(ChecklistStep.objects.select_related("checklist__category"), pk=pk)
    return _edit_step(request, step.checklist, step)


def _edit_step(request: HttpRequest, draft: Checklist, step: ChecklistStep) -> HttpResponse:
    stored = ChecklistStep.objects.filter(pk=step.pk).first()
    form = StepForm(typed(request), request.FILES or None, instance=step)
    refusal = "" if draft.is_draft else _("This version is published. Begin a new version to change it.")
    if form.is_bound and form.is_valid():
        try:
            return _save_step(request, draft, step, form)
        except PictureRefused as reason:
            form.add_error("new_picture", str(reason))
        except OSError:
            form.add_error("new_picture", _("The picture could not be stored just now. Please try again in a minute."))
        except TransitionRefused as reason:
            refusal = str(reason)
    context = {"form": form, "checklist": draft, "step": stored, "refusal": refusal}
    return render(request, "devices/checklists/step.html", context, status=409 if form.is_bound and refusal else 200)


def _save_step(request: HttpRequest, draft: Checklist, step: ChecklistStep, form: StepForm) -> HttpResponse:
    picture = form.cleaned_data["new_picture"]
    columns = form.columns(store_picture(picture.read()) if picture else "")
    if step.pk:
        editing.change_step(step, columns)
    else:
        editing.add_step(draft, columns)
    flash(request, _("Step “%(step)s” is saved.") % {"step": form.cleaned_data["name_de"]})
    return _to(draft)


@require_POST
@permitted(EDIT)
def checklist_step_move(request: HttpRequest, pk: int, way: str) -> HttpResponse:
    """One place up or down."""
    if way not in MOVES:
        raise Http404
    step = get_object_or_404(ChecklistStep.objects.select_related("checklist__category"), pk=pk)
    try:
        editing.move_step(step, MOVES[way])
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
    return redirect(f"{reverse('checklist_detail', args=_address(step))}#step-{step.code}")


@require_POST
@permitted(EDIT)
def checklist_step_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Out of the draft; the version before still has it."""
    step = get_object_or_404(ChecklistStep.objects.select_related("checklist__category"), pk=pk)
    try:
        editing.remove_step(step)
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
    else:
        flash(request, _("Step “%(step)s” is out of the draft.") % {"step": step.name})
    return redirect("checklist_detail", *_address(step))


def _address(step: ChecklistStep) -> tuple[str, int]:
    return step.checklist.category.code, step.checklist.version


@require_safe
@readable
@cache_control(private=True, max_age=86400)
def checklist_step_picture(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture beside a step."""
    steps = ChecklistStep.objects.exclude(picture="")
    if not request.user.has_perm(EDIT):
        steps = steps.filter(checklist__published_at__isnull=False)
    step = get_object_or_404(steps, pk=pk)
    return downloads.picture(lambda: storage.read(step.picture), "image/jpeg", of=step)
