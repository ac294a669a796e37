"""The verbs of donors and donations."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.pages.folding import searchable
from accounts.roles import Role
from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import change_status, record
from donations import mails
from donations.donors import merging
from donations.donors.naming import SEARCHED, keys_of
from donations.enums import DataAgreement, DonationStatus, MediaWithData
from donations.models import AgreementRecord, Appointment, Donation, Donor, DonorMember

CHUNK = 500
MOVED, ASSIGNED, AGREED = "appointment_moved", "donor_assigned", "agreement_recorded"
OFFERED_WITH = "offered_with"
ACCEPTED, DRIVER_CHANGED = "offer_accepted", "driver_changed"


@transaction.atomic
def create_donor(*, values: Mapping[str, Any], member: User | None) -> Donor:
    """A new donor. `member` is the person who gives for it and gets the donor's role; None when coordination enters a
    donor on somebody's behalf. `values` are columns of Donor."""
    donor = Donor.objects.create(**values, **keys_of(values))
    if member is not None:
        _become_member(donor, member)
    return donor


class NoSuchPerson(Exception):
    """Nobody has signed up with this address. The message is for people."""


@transaction.atomic
def add_member(donor: Donor, *, email: str) -> User:
    """Lets a person who has signed up follow a donor's donations. Raises NoSuchPerson."""
    person = User.objects.filter(email=email.lower(), is_active=True).first()
    if person is None:
        raise NoSuchPerson(
            _("Nobody has signed up with this address yet. Please ask the person to create an account first.")
        )
    _become_member(donor, person)
    return person


def _become_member(donor: Donor, person: User) -> None:
    DonorMember.objects.get_or_create(donor=donor, user=person, ended_at=None)
    person.groups.add(Group.objects.get(name=Role.DONOR.value))


def may_adopt(donation: Donation, person: User) -> bool:
    """Whether the donation's donor is somebody whom this person is by the confirmed address of the account, and never
    followed: who left or was taken off comes back by coordination alone."""
    donor = donation.donor
    if donor is None or not donor.email:
        return False
    if person.donor_memberships.filter(donor__in=Donor.objects.family_of(donor)).exists():
        return False
    return person.emailaddress_set.filter(email__iexact=donor.email, verified=True).exists()


def adopt(donation: Donation, person: User) -> None:
    """The person follows the donor's donations from now on. The caller has asked `may_adopt`."""
    _become_member(donation.donor, person)


@transaction.atomic
def edit_donor(donor: Donor, *, values: Mapping[str, Any]) -> None:
    """Corrects a donor's name or address; its donations are found by the new words."""
    for name, value in values.items():
        setattr(donor, name, value)
    keys = keys_of({name: getattr(donor, name) for name in SEARCHED})
    for name, value in keys.items():
        setattr(donor, name, value)
    donor.save(update_fields=[*values, *keys])
    merging.refresh_search_text([donor.pk, donor.head.pk])
    refresh_search_text(donor.donations.all())


def refresh_search_text(donations: Iterable[Donation]) -> None:
    """Stores anew what donations are found by; call it in the transaction that changes number or donor."""
    pks = sorted(donation.pk for donation in donations)
    for start in range(0, len(pks), CHUNK):
        rows = list(Donation.objects.filter(pk__in=pks[start : start + CHUNK]).select_related("donor"))
        for row in rows:
            row.search_text = _search_text(row)
        Donation.objects.bulk_update(rows, ["search_text"])


def _search_text(donation: Donation) -> str:
    donor = donation.donor
    return searchable(donation.number, *((donor.name, donor.contact, donor.city, donor.email) if donor else ()))


@transaction.atomic
def announce(donation: Donation, *, actor: Actor, now: datetime | None = None) -> None:
    """Draft → offered; the donor's people get the number by mail. Raises TransitionRefused without a device."""
    change_status(donation, DonationStatus.ANNOUNCED, actor=actor, happened_at=now)
    mails.tell_donor(donation, "announced")


@transaction.atomic
def schedule(
    donation: Donation,
    *,
    at: datetime,
    until: datetime | None = None,
    slot_place: int | None = None,
    actor: Actor,
    now: datetime | None = None,
) -> None:
    """Accepts a donation by making an appointment, or moves the appointment; the donor's people get a mail.

    `until` ends the window or slot, `slot_place` is the place in it (see appointments.picking). Raises
    TransitionRefused for a time that has passed or a donation that is past having one.
    """
    now = now or timezone.now()
    if at <= now:
        raise TransitionRefused(_("This time has passed. Please choose one that is still to come."))
    if until is not None and until <= at:
        raise TransitionRefused(_("The window ends before it begins. Please correct one of the times."))
    donation = Donation.objects.select_for_update().get(pk=donation.pk)
    if donation.status == DonationStatus.SCHEDULED and (donation.scheduled_for, ends_at(donation)) == (at, until):
        raise TransitionRefused(_("The appointment is at this time already."))
    place = {"starts_at": at, "ends_at": until, "slot_place": slot_place, "made_at": now, "route_position": None}
    Appointment.objects.update_or_create(donation=donation, defaults=place)
    mails.tell_donor(donation, _make_or_move(donation, at, until, actor, now))


def _make_or_move(donation: Donation, at: datetime, until: datetime | None, actor: Actor, now: datetime) -> str:
    """Returns the occasion of the mail."""
    data = {"scheduled_for": at.isoformat()} | ({"until": until.isoformat()} if until else {})
    if donation.status == DonationStatus.SCHEDULED:
        Donation.objects.filter(pk=donation.pk).update(scheduled_for=at)
        record(donation, MOVED, actor=actor, data=data, happened_at=now)
        donation.refresh_from_db()
        return "moved"
    change_status(donation, DonationStatus.SCHEDULED, actor=actor, happened_at=now, data=data, scheduled_for=at)
    return "scheduled"


def ends_at(donation: Donation) -> datetime | None:
    """When the slot or window of its appointment ends; None for a moment alone, or without an appointment."""
    appointment = getattr(donation, "appointment", None)
    return appointment.ends_at if appointment else None


@transaction.atomic
def decline(donation: Donation, *, reason: str, actor: Actor, now: datetime | None = None) -> None:
    """Refuses the goods; the donor reads the reason in the mail and in the history."""
    _needs_reason(reason)
    change_status(donation, DonationStatus.DECLINED, actor=actor, note=reason, happened_at=now)
    mails.tell_donor(donation, "declined", reason=reason.strip())


@transaction.atomic
def withdraw(donation: Donation, *, reason: str, actor: Actor, now: datetime | None = None) -> None:
    """The donor keeps the goods after all; possible until something has arrived."""
    _needs_reason(reason)
    change_status(donation, DonationStatus.CANCELLED, actor=actor, note=reason, happened_at=now)


def _needs_reason(reason: str) -> None:
    if not reason.strip():
        raise TransitionRefused(_("Please give a reason."))


@transaction.atomic
def assign_donor(donation: Donation, *, donor: Donor, actor: Actor) -> None:
    """Gives a donation that was left at the door its donor. Raises TransitionRefused when it has one."""
    if not Donation.objects.filter(pk=donation.pk, donor=None).update(donor=donor):
        raise TransitionRefused(_("This donation has a donor already."))
    refresh_search_text([donation])
    donation.refresh_from_db()
    record(donation, ASSIGNED, actor=actor, data={"donor": donor.pk})


@transaction.atomic
def record_agreement(
    donation: Donation,
    *,
    agreement: DataAgreement,
    actor: Actor,
    agreed_on: date | None = None,
    scan: Mapping[str, Any] | None = None,
    now: datetime | None = None,
) -> None:
    """Notes what covers the processing of data on the disks until they are erased (Art. 28 GDPR), with the day and the
    columns of its kept `scan`. Raises TransitionRefused for "no data" where the donor said that data come along."""
    if agreement == DataAgreement.NOT_NEEDED and donation.media_with_data == MediaWithData.YES:
        raise TransitionRefused(_("The donor said that disks with data come along. Please choose what covers them."))
    changed = Donation.objects.filter(pk=donation.pk).exclude(data_agreement=agreement).update(data_agreement=agreement)
    if changed or agreed_on or scan:
        said = {"agreed_on": agreed_on, "recorded_by": actor.user, "recorded_at": now or timezone.now(), **(scan or {})}
        AgreementRecord.objects.create(donation=donation, agreement=agreement, **said)
        record(donation, AGREED, actor=actor, data={"agreement": str(agreement)}, happened_at=now)
    donation.refresh_from_db()
