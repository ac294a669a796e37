"""Which things come from whom, when, and how far they get. Days count back from today."""

from dataclasses import dataclass
from random import Random

from donations.enums import Delivery, MediaWithData, Origin
from h4f.demo.machines import Machine, built
from h4f.demo.workshop import Fate

_CHANCE = Random(2020)  # noqa: S311 - the same story every time is what is wanted
Things = tuple[tuple[Machine, Fate], ...]


def _things(*lots: tuple[str, int, Fate]) -> Things:
    """(model, how many, how far they get) → single things with serial numbers."""
    return tuple((built(code, _CHANCE), fate) for code, count, fate in lots for _copy in range(count))


@dataclass(frozen=True)
class Consignment:
    """One donation: registered `days` ago, arrived `arrived` days ago, or expected in so many days.

    A donor of "" is unknown; `tag_prefix` begins the asset tags of an office that keeps a list; `declined` and
    `withdrawn` are the reasons of donations that never came.
    """

    donor: str
    days: int
    things: Things
    arrived: int = 0
    expected_in: int | None = None
    clock: str = "10:00"
    delivery: Delivery = Delivery.DROP_OFF
    media_with_data: MediaWithData = MediaWithData.YES
    origin: Origin = Origin.BUSINESS
    agreed: bool = False
    tag_prefix: str = ""
    window: str = ""
    message: str = ""
    declined: str = ""
    withdrawn: str = ""


EVERYTHING = (
    Consignment(
        "lindner",
        76,
        _things(("t470", 6, Fate.READY), ("e5470", 3, Fate.READY), ("e5470", 1, Fate.RECYCLED)),
        arrived=71,
        delivery=Delivery.PICK_UP,
        agreed=True,
        tag_prefix="LL-",
        window="werktags 8 bis 15 Uhr, Rampe im Hof",
    ),
    Consignment(
        "stadtverwaltung",
        64,
        _things(
            ("p757", 4, Fate.READY),
            ("p2419h", 5, Fate.READY),
            ("800g3", 2, Fate.READY),
            ("m720q", 1, Fate.DISMANTLED),
            ("optiplex", 1, Fate.REJECTED),
            ("p757", 1, Fate.NEVER_CAME),
        ),
        arrived=58,
        clock="13:30",
        delivery=Delivery.PICK_UP,
        agreed=True,
        tag_prefix="MU-",
    ),
    Consignment(
        "ingenieure",
        47,
        _things(("7490", 3, Fate.READY), ("840g3", 3, Fate.READY), ("b24", 2, Fate.READY)),
        arrived=43,
        clock="17:15",
        agreed=True,
    ),
    Consignment(
        "lindner",
        33,
        _things(
            ("l580", 4, Fate.READY),
            ("e746", 10, Fate.READY),
            ("7490", 1, Fate.READY),
            ("840g3", 2, Fate.READY),
            ("ev2450", 3, Fate.READY),
        ),
        arrived=28,
        clock="09:15",
        delivery=Delivery.PICK_UP,
        agreed=True,
        tag_prefix="LL-",
    ),
    Consignment(
        "kulturverein",
        15,
        _things(
            ("e5470", 1, Fate.HALF_CHECKED),
            ("t470", 2, Fate.AWAITS_SIGNATURE),
            ("p2419h", 1, Fate.AWAITS_SIGNATURE),
            ("l580", 1, Fate.WAITS_FOR_PART),
            ("e746", 1, Fate.REPORTED),
            ("p757", 1, Fate.ERASURE_FAILED),
            ("e5470", 1, Fate.ERASED),
            ("taba", 1, Fate.LOCKED),
            ("840g3", 1, Fate.LOST),
            ("b24", 1, Fate.NEVER_CAME),
        ),
        arrived=11,
        clock="15:00",
        media_with_data=MediaWithData.UNKNOWN,
        origin=Origin.NOT_STATED,
        message="Die Notebooks stammen aus unserem Kursraum. Ein Tablet ist noch gesperrt.",
    ),
    Consignment(
        "",
        3,
        _things(("840g3", 1, Fate.ARRIVED), ("p757", 1, Fate.ARRIVED), ("b24", 1, Fate.ARRIVED)),
        arrived=3,
        clock="08:20",
        media_with_data=MediaWithData.UNKNOWN,
        origin=Origin.NOT_STATED,
        message="Stand am Morgen vor der Tür.",
    ),
    Consignment(
        "hoffmann",
        4,
        _things(("t470", 1, Fate.ARRIVED), ("taba", 1, Fate.ARRIVED)),
        expected_in=0,
        clock="15:30",
        origin=Origin.PRIVATE,
    ),
    Consignment(
        "stadtverwaltung",
        5,
        _things(("m720q", 6, Fate.ARRIVED)),
        expected_in=1,
        clock="10:00",
        delivery=Delivery.PICK_UP,
        tag_prefix="MU-",
        window="nach Anmeldung an der Pforte",
        agreed=True,
    ),
    Consignment(
        "lindner",
        1,
        _things(("ev2450", 4, Fate.ARRIVED), ("e746", 1, Fate.ARRIVED)),
        delivery=Delivery.PICK_UP,
        window="ab nächster Woche, vormittags",
    ),
    Consignment(
        "hoffmann",
        22,
        _things(("optiplex", 2, Fate.ARRIVED)),
        origin=Origin.PRIVATE,
        declined="Rechner mit Pentium 4 können wir leider nicht mehr aufbereiten. Der Wertstoffhof nimmt sie an.",
    ),
    Consignment(
        "ingenieure",
        19,
        _things(("m720q", 1, Fate.ARRIVED), ("p2419h", 1, Fate.ARRIVED)),
        withdrawn="Die Geräte werden nun doch im Haus weiterverwendet.",
    ),
)
