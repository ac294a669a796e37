"""What donors state about the worth of their devices. The donor's word, checked for being possible, never guessed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from custody.actor import Actor
from custody.lifecycle import TransitionRefused
from custody.services import record
from devices.confirmations.days import days_of, given
from devices.confirmations.money import to_cent
from devices.enums import ValueBasis
from devices.models import ConfirmedValue, Device, StatedValue, VatRate
from donations.enums import Origin
from donations.models import Donation

BASES = {
    Origin.BUSINESS: (ValueBasis.BOOK, ValueBasis.PARTIAL),
    Origin.PRIVATE: (ValueBasis.MARKET,),
    Origin.NOT_STATED: (ValueBasis.MARKET,),
}
MOST_PER_DEVICE = Decimal(50_000)
ORIGIN_STATED, VALUES_STATED = "origin_stated", "values_stated"
CHUNK = 500


@dataclass(frozen=True)
class Statement:
    """What the donor says about one device, in euros. `vat_base`: the replacement value, if VAT is due on it."""

    basis: ValueBasis
    amount: Decimal
    vat_base: Decimal | None = None
    purchase_year: int | None = None
    purchase_price: Decimal | None = None


class ValuesRefused(TransitionRefused):
    """These values cannot be stated. The message is for people."""


def rate_on(day: date) -> Decimal:
    """The regular rate of VAT in percent. Raises ValuesRefused when reference data has none for the day."""
    rate = VatRate.objects.filter(valid_from__lte=day, is_active=True).order_by("valid_from").last()
    if rate is None:
        raise ValuesRefused(_("No VAT rate is known for this day. Please ask the administration to enter it."))
    return rate.percent


def confirmed_pks(donation: Donation) -> set[int]:
    """Devices that are on a valid confirmation: what was confirmed is not stated anew."""
    rows = ConfirmedValue.objects.filter(device__donation=donation, active=True)
    return set(rows.values_list("device", flat=True))


def origin_is_answered(donation: Donation) -> bool:
    """Whether somebody answered where the devices come from. "Not stated" stands in a new donation before anybody was
    asked: it is an answer only when it was chosen afterwards (the form's box says "trotz Aufforderung")."""
    if donation.origin != Origin.NOT_STATED:
        return True
    return donation.events.filter(kind=ORIGIN_STATED, data__origin=str(Origin.NOT_STATED.value)).exists()


@transaction.atomic
def state_origin(donation: Donation, *, origin: Origin, actor: Actor, now: datetime | None = None) -> int:
    """Notes where the devices come from; that nothing is stated is noted as an answer, too. Values by a basis that does
    not go with it are dropped; returns how many. Raises ValuesRefused while a confirmation stands on the present
    answer."""
    donation = Donation.objects.select_for_update().get(pk=donation.pk)
    if donation.origin == origin and origin_is_answered(donation):
        return 0
    if donation.origin != origin and confirmed_pks(donation):
        raise ValuesRefused(_("A valid confirmation says where the devices come from. It has to be void first."))
    Donation.objects.filter(pk=donation.pk).update(origin=origin)
    unfit = StatedValue.objects.filter(device__donation=donation).exclude(basis__in=BASES[origin])
    dropped, _by_model = unfit.delete()
    said = {"origin": str(origin), "dropped": dropped}
    record(donation, ORIGIN_STATED, actor=actor, data=said, happened_at=now)
    return dropped


@transaction.atomic
def state(
    donation: Donation, statements: Mapping[int, Statement | None], *, actor: Actor, now: datetime | None = None
) -> int:
    """Writes what is stated about devices of a donation; None takes a statement back. Returns how many devices have
    changed. Raises ValuesRefused for a device that did not come or is confirmed already, and for impossible values."""
    donation = Donation.objects.select_for_update().get(pk=donation.pk)
    devices = {device.pk: device for device in given(donation)}
    _may_be_stated(donation, devices, statements)
    days = days_of(donation, devices.values())
    rates = {day: rate_on(day) for day in set(days.values())}
    now = now or timezone.now()
    rows = [
        _row(devices[pk], statement, rates[days[pk]], actor, now)
        for pk, statement in statements.items()
        if statement is not None and not _is_stated(devices[pk], statement, rates[days[pk]])
    ]
    changed = _write(rows, [pk for pk, statement in statements.items() if statement is None])
    if changed:
        record(donation, VALUES_STATED, actor=actor, data={"count": changed}, happened_at=now)
    return changed


def _may_be_stated(
    donation: Donation, devices: Mapping[int, Device], statements: Mapping[int, Statement | None]
) -> None:
    if statements.keys() - devices.keys():
        raise ValuesRefused(_("Only devices that have arrived and were accepted have a value."))
    if statements.keys() & confirmed_pks(donation):
        raise ValuesRefused(_("The value of a device is confirmed already. The confirmation has to be void first."))
    for statement in filter(None, statements.values()):
        _is_possible(statement, donation)


def _is_possible(statement: Statement, donation: Donation) -> None:
    if statement.basis not in BASES[Origin(donation.origin)]:
        raise ValuesRefused(_("This basis does not go with where the devices come from."))
    amounts = filter(None, (statement.amount, statement.vat_base, statement.purchase_price))
    if any(not 0 <= amount <= MOST_PER_DEVICE for amount in amounts):
        raise ValuesRefused(_("A value lies between 0 and 50,000 euros."))
    if statement.vat_base is not None and statement.basis == ValueBasis.MARKET:
        raise ValuesRefused(_("No VAT is due on a gift from private property."))


def total_of(statement: Statement, percent: Decimal) -> tuple[Decimal, Decimal]:
    """(VAT, value with VAT) of a statement at a rate in percent."""
    vat = to_cent(statement.vat_base * percent / 100) if statement.vat_base else Decimal(0)
    return vat, statement.amount + vat


def _row(device: Device, statement: Statement, percent: Decimal, actor: Actor, now: datetime) -> StatedValue:
    vat, total = total_of(statement, percent)
    if total <= 0:
        raise ValuesRefused(_("A value of nothing is not confirmed. Please leave the field empty."))
    return StatedValue(
        device=device,
        basis=statement.basis,
        amount=statement.amount,
        vat_base=statement.vat_base,
        vat_percent=percent if statement.vat_base else None,
        vat=vat,
        total=total,
        purchase_year=statement.purchase_year,
        purchase_price=statement.purchase_price,
        stated_by=actor.user,
        stated_at=now,
    )


def _is_stated(device: Device, statement: Statement, percent: Decimal) -> bool:
    """Whether the same is stated already: saving a page twice says nothing new."""
    held = getattr(device, "stated_value", None)
    if held is None:
        return False
    said = Statement(ValueBasis(held.basis), held.amount, held.vat_base, held.purchase_year, held.purchase_price)
    return said == statement and held.vat_percent == (percent if statement.vat_base else None)


def _write(rows: Sequence[StatedValue], taken_back: Sequence[int]) -> int:
    """Statements in place of those that the devices had; returns how many devices have changed."""
    gone, _by_model = StatedValue.objects.filter(device__in=taken_back).delete()
    for start in range(0, len(rows), CHUNK):
        part = rows[start : start + CHUNK]
        StatedValue.objects.filter(device__in=[row.device_id for row in part]).delete()
        StatedValue.objects.bulk_create(part)
    return gone + len(rows)
