"""What offices write off: makes and models as they are found in Leipzig's basements, with invented serial numbers."""

from dataclasses import dataclass, replace
from random import Random

GB = 1_000_000_000
ALPHABET = "0123456789ABCDEFGHJKLMNPQRSTVWXYZ"


@dataclass(frozen=True)
class Disk:
    """A storage medium; `size` in bytes."""

    kind: str
    model: str
    size: int
    maker: str = ""
    serial: str = ""


@dataclass(frozen=True)
class Machine:
    """One device as its label and its firmware name it; `ram` in GiB. `maker` is the short name people write."""

    category: str
    maker: str
    model: str
    cpu: str = ""
    cores: int = 0
    ram: int = 0
    display: str = ""
    disk: Disk | None = None
    serial: str = ""
    serial_length: int = 8


TOSHIBA = Disk("hdd", "TOSHIBA MQ01ABF050", 500107862016)
SEAGATE = Disk("hdd", "ST1000DM010-2EP102", 1000204886016)
SAMSUNG = Disk("ssd", "Samsung SSD 860 EVO 250GB", 250059350016)
INTEL = Disk("ssd", "INTEL SSDSC2KF256G8", 256060514304)
NVME = Disk("nvme", "SAMSUNG MZVLW256HEHP-000L7", 256060514304)
EMMC = Disk("emmc", "DF4032", 31268536320)

I5_6300, I5_7200 = "Intel(R) Core(TM) i5-6300U CPU @ 2.40GHz", "Intel(R) Core(TM) i5-7200U CPU @ 2.50GHz"
I5_8250, I5_8350 = "Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz", "Intel(R) Core(TM) i5-8350U CPU @ 1.70GHz"
I5_7500, I3_8100 = "Intel(R) Core(TM) i5-7500T CPU @ 2.70GHz", "Intel(R) Core(TM) i3-8100T CPU @ 3.10GHz"

MACHINES = {
    "e5470": Machine("notebook", "Dell", "Latitude E5470", I5_6300, 2, 8, "14″ 1920 × 1080", TOSHIBA, serial_length=7),
    "7490": Machine("notebook", "Dell", "Latitude 7490", I5_8350, 4, 16, "14″ 1920 × 1080", INTEL, serial_length=7),
    "t470": Machine("notebook", "Lenovo", "ThinkPad T470", I5_7200, 2, 8, "14″ 1920 × 1080", NVME),
    "l580": Machine("notebook", "Lenovo", "ThinkPad L580", I5_8250, 4, 12, "15,6″ 1920 × 1080", SAMSUNG),
    "840g3": Machine("notebook", "HP", "EliteBook 840 G3", I5_6300, 2, 4, "14″ 1366 × 768", TOSHIBA, serial_length=10),
    "e746": Machine("notebook", "Fujitsu", "LIFEBOOK E746", I5_6300, 2, 8, "14″ 1920 × 1080", SAMSUNG),
    "p757": Machine("desktop", "Fujitsu", "ESPRIMO P757", I5_7500, 4, 8, "", SEAGATE),
    "m720q": Machine("desktop", "Lenovo", "ThinkCentre M720q", I3_8100, 4, 8, "", NVME),
    "800g3": Machine(
        "all_in_one", "HP", "EliteOne 800 G3", I5_7500, 4, 8, "23,8″ 1920 × 1080", INTEL, serial_length=10
    ),
    "p2419h": Machine("monitor", "Dell", "P2419H", display="23,8″ 1920 × 1080", serial_length=7),
    "ev2450": Machine("monitor", "EIZO", "FlexScan EV2450", display="23,8″ 1920 × 1080"),
    "b24": Machine("monitor", "Fujitsu", "B24-8 TE Pro", display="23,8″ 1920 × 1080"),
    "taba": Machine(
        "tablet", "Samsung", "Galaxy Tab A 10.1", "Samsung Exynos 7904", 8, 2, "10,1″ 1920 × 1200", EMMC, "", 11
    ),
    "optiplex": Machine("desktop", "Dell", "OptiPlex GX520", "Intel(R) Pentium(R) 4 CPU 3.00GHz", 1, 1, "", SEAGATE),
}


def built(code: str, chance: Random) -> Machine:
    """One piece of a model, with its own serial numbers."""
    machine = MACHINES[code]
    disk = machine.disk and replace(machine.disk, serial=_serial(chance, 14))
    return replace(machine, serial=_serial(chance, machine.serial_length), disk=disk)


def _serial(chance: Random, length: int) -> str:
    """Letters and digits; never digits alone, which would be read as one of our own numbers."""
    return chance.choice(ALPHABET[10:]) + "".join(chance.choices(ALPHABET, k=length - 1))
