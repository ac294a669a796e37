"""Donors of each kind, and what they brought, announced or took back."""

from dataclasses import dataclass
from datetime import datetime

from custody.actor import Actor
from devices import intake
from devices.models import Category, Device, Location
from devices.registration import OfferedRow, register_donation
from donations import services
from donations.enums import DataAgreement, Delivery
from donations.models import Donation, Donor
from h4f.demo.calendar import Calendar
from h4f.demo.donors import Donors
from h4f.demo.machines import Machine
from h4f.demo.people import Cast
from h4f.demo.plan import EVERYTHING, Consignment
from h4f.demo.workshop import Fate


@dataclass(frozen=True)
class Piece:
    """A device of ours, what it is in the flesh, and how far it gets."""

    device: Device
    machine: Machine
    fate: Fate
    arrived_at: datetime


class Deliveries:
    """Everything up to the intake."""

    def __init__(self, cast: Cast, donors: Donors, calendar: Calendar) -> None:
        self.cast, self.donors, self.calendar = cast, donors, calendar
        self.categories = {category.code: category for category in Category.objects.all()}
        self.intake = Location.objects.get(code="annahme")

    def all(self) -> list[Piece]:
        """What arrived; what is expected or did not come is made on the way. Oldest first, as numbers are given."""
        pieces: list[Piece] = []
        for consignment in sorted(EVERYTHING, key=lambda each: -each.days):
            if consignment.arrived:
                pieces += self._bring(consignment)
            elif consignment.declined:
                self._decline(consignment)
            elif consignment.withdrawn:
                self._withdraw(consignment)
            else:
                self._expect(consignment)
        return pieces

    def _decline(self, consignment: Consignment) -> None:
        donation, moment = self._announce(consignment), self.calendar.at(consignment.days - 1, "11:20")
        services.decline(donation, reason=consignment.declined, actor=self.cast.coordinator, now=moment)

    def _withdraw(self, consignment: Consignment) -> None:
        donation, moment = self._announce(consignment), self.calendar.at(consignment.days - 4, "08:50")
        services.withdraw(donation, reason=consignment.withdrawn, actor=self._giver(consignment), now=moment)

    def _expect(self, consignment: Consignment) -> None:
        donation = self._announce(consignment)
        if consignment.expected_in is not None:
            self._schedule(donation, self.calendar.at(-consignment.expected_in, consignment.clock), consignment)

    def _announce(self, consignment: Consignment, now: datetime | None = None) -> Donation:
        values = {
            "delivery": consignment.delivery,
            "media_with_data": consignment.media_with_data,
            "origin": consignment.origin,
            "window": consignment.window,
            "pick_up_address": self._address(consignment),
            "message": consignment.message,
        }
        donation = register_donation(
            donor=self._donor(consignment),
            values=values,
            rows=[self._row(consignment, machine) for machine, _fate in consignment.things],
            actor=self._giver(consignment),
            now=now or self.calendar.at(consignment.days, "09:40"),
        )
        if consignment.agreed:
            moment = self.calendar.at(consignment.days - 1, "15:50")
            services.record_agreement(donation, agreement=DataAgreement.SIGNED, actor=self.cast.coordinator, now=moment)
        return donation

    def _address(self, consignment: Consignment) -> str:
        """Where it is fetched from, if it is: at the donor's own address."""
        donor = self._donor(consignment)
        if consignment.delivery != Delivery.PICK_UP or donor is None:
            return ""
        return f"{donor.street}, {donor.postcode} {donor.city}"

    def _row(self, consignment: Consignment, machine: Machine) -> OfferedRow:
        """What the donor knows of a thing: its maker and model; serial and asset tag only from tidy offices."""
        tidy = consignment.tag_prefix
        return OfferedRow(
            category=self.categories[machine.category],
            maker=machine.maker,
            model=machine.model,
            serial=machine.serial if tidy else "",
            asset_tag=f"{tidy}{machine.serial[-4:]}" if tidy else "",
        )

    def _bring(self, consignment: Consignment) -> list[Piece]:
        arrived_at = self.calendar.workday(consignment.arrived, consignment.clock)
        # What was left at the door is known from the moment it is found.
        donation = self._announce(consignment, None if consignment.donor else arrived_at)
        if consignment.donor:
            self._schedule(donation, arrived_at, consignment)
        devices = list(donation.devices.order_by("pk"))
        things = list(zip(devices, consignment.things, strict=True))
        here = [device.number for device, (_machine, fate) in things if fate != Fate.NEVER_CAME]
        volunteer = self.cast.volunteers[0]
        intake.receive_lines(donation, here, actor=volunteer, location=self.intake, now=arrived_at)
        intake.mark_rest_not_received(donation, actor=volunteer, now=arrived_at)
        return [
            Piece(device, machine, fate, arrived_at) for device, (machine, fate) in things if fate != Fate.NEVER_CAME
        ]

    def _schedule(self, donation: Donation, at: datetime, consignment: Consignment) -> None:
        moment = self.calendar.at(consignment.days - 1, "16:05")
        services.schedule(donation, at=at, actor=self.cast.coordinator, now=moment)

    def _donor(self, consignment: Consignment) -> Donor | None:
        return self.donors[consignment.donor] if consignment.donor else None

    def _giver(self, consignment: Consignment) -> Actor:
        """Who enters it: the donor's own person where there is one, else coordination."""
        people = {"lindner": self.cast.donor, "stadtverwaltung": self.cast.other_donor}
        person = people.get(consignment.donor)
        return Actor.person(person) if person else self.cast.coordinator
