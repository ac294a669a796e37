"""Photos on a device's page: taking, looking, removing."""

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.pages.flash import flash
from accounts.pages.forms import typed
from accounts.pages.permissions import permitted
from custody.lifecycle import TransitionRefused
from devices.models import Device, DevicePhoto, PhotoStatus
from devices.photos import files
from devices.photos.forms import PhotoForm
from devices.photos.gallery import gallery
from devices.photos.services import bring_back, remove, sentence, take_photos
from devices.workshop_forms import ReasonForm
from devices.workshop_views.finding import device_or_404
from documents import downloads

SEE, CHANGE = "devices.view_device", "devices.refurbish_device"
READ_AND_WRITE = ["GET", "HEAD", "POST"]


@require_http_methods(READ_AND_WRITE)
@permitted(CHANGE)
def photo_upload(request: HttpRequest, number: str) -> HttpResponse:
    """Takes photos in; those that cannot be taken are named with the reason, the others are kept."""
    device = device_or_404(request, number)
    form = PhotoForm(typed(request), request.FILES or None)
    if form.is_bound and form.is_valid():
        try:
            photos, refused = take_photos(device, form.uploads, actor=request.actor)
        except OSError:
            form.add_error(None, _("The files could not be stored just now. Please try again in a minute."))
            return render(request, "devices/photos/upload.html", {"device": device, "form": form}, status=503)
        for one in refused:
            flash(request, f"{one.file_name}: {sentence(one.code)}", level=messages.ERROR)
        if photos:
            text = ngettext("%(count)d photo is taken.", "%(count)d photos are taken.", len(photos))
            flash(request, text % {"count": len(photos)})
            return redirect(f"{reverse('device_detail', args=[device.number])}#photos-heading")
        return redirect("photo_upload", number=device.number)
    return render(request, "devices/photos/upload.html", {"device": device, "form": form})


@require_safe
@permitted(SEE)
def photo_gallery(request: HttpRequest, number: str) -> HttpResponse:
    """The section of the device's page, asked for again while photos are being prepared."""
    device: Device = device_or_404(request, number)
    context = {"device": device, "gallery": gallery(device, request.user)}
    return render(request, "devices/photos/gallery.html", context)


def _photo(request: HttpRequest, pk: int) -> DevicePhoto:
    visible = Device.objects.visible_to(request.user)
    photos = DevicePhoto.objects.visible_to(request.user).select_related("device")
    return get_object_or_404(photos, pk=pk, device__in=visible)


@require_safe
@permitted(SEE)
def photo_file(request: HttpRequest, pk: int, size: str) -> HttpResponse:
    """A picture, for this person's browser alone: asked for again each time, sent again only when it changed."""
    photo = _photo(request, pk)
    key = {"large": photo.large_key, "thumbnail": photo.thumbnail_key}.get(size, "")
    if photo.removed_at or photo.status != PhotoStatus.READY or not key:
        raise Http404
    etag = f'"{key}"'
    answer = get_conditional_response(request, etag=etag)
    if not isinstance(answer, HttpResponseNotModified):
        answer = downloads.picture(lambda: files.read_picture(photo.pk, key), "image/jpeg", of=photo)
    if answer.status_code >= HTTPStatus.BAD_REQUEST:
        return answer
    for name, value in (("ETag", etag), ("Cache-Control", "private, no-cache"), ("X-Content-Type-Options", "nosniff")):
        answer.headers[name] = value
    return answer


@require_http_methods(READ_AND_WRITE)
@permitted(CHANGE)
def photo_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks why, then takes the photo away."""
    photo = _photo(request, pk)
    form = ReasonForm(typed(request))
    if form.is_bound and form.is_valid():
        try:
            remove(photo, actor=request.actor, reason=form.cleaned_data["reason"])
        except TransitionRefused as refusal:
            flash(request, str(refusal), level=messages.ERROR)
        else:
            text = _("The photo is removed. Its file is deleted in 24 hours.")
            flash(request, text, undo_url=reverse("photo_back", args=[photo.pk]))
        return redirect("device_detail", number=photo.device.number)
    return render(request, "devices/photos/remove.html", {"photo": photo, "device": photo.device, "form": form})


@require_POST
@permitted(CHANGE)
def photo_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Removing it was a mistake."""
    photo = _photo(request, pk)
    try:
        bring_back(photo, actor=request.actor)
    except TransitionRefused as refusal:
        flash(request, str(refusal), level=messages.ERROR)
    else:
        flash(request, _("The photo is back."))
    return redirect("device_detail", number=photo.device.number)
