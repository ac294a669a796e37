"""Words of devices and what is done with them (PRODUCT.md § 11)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DeviceStatus(models.TextChoices):
    """States of PRODUCT.md § 3, Device."""

    REGISTERED = "registered", pgettext_lazy("device", "registered")
    RECEIVED = "received", pgettext_lazy("device", "arrived")
    NOT_RECEIVED = "not_received", pgettext_lazy("device", "did not arrive")
    REJECTED = "rejected", pgettext_lazy("device", "not accepted")
    IN_REFURBISHMENT = "in_refurbishment", pgettext_lazy("device", "in refurbishment")
    READY = "ready", pgettext_lazy("device", "ready to give out")
    RESERVED = "reserved", pgettext_lazy("device", "reserved")
    DELIVERED = "delivered", pgettext_lazy("device", "delivered")
    HANDED_OVER = "handed_over", pgettext_lazy("device", "handed over")
    IN_REPAIR = "in_repair", pgettext_lazy("device", "in repair")
    RETURNED = "returned", pgettext_lazy("device", "returned")
    RECYCLED = "recycled", pgettext_lazy("device", "recycled")
    DISMANTLED = "dismantled", pgettext_lazy("device", "dismantled")
    LOST = "lost", pgettext_lazy("device", "lost")


# No device is in one of these with an unsettled medium (PRODUCT.md § 4.2).
GATED = (
    DeviceStatus.READY,
    DeviceStatus.RESERVED,
    DeviceStatus.DELIVERED,
    DeviceStatus.HANDED_OVER,
    DeviceStatus.RECYCLED,
    DeviceStatus.DISMANTLED,
)
# In these a person of ours has the device in hand: media, reports and erasures can be recorded.
IN_WORKSHOP = (
    DeviceStatus.RECEIVED,
    DeviceStatus.IN_REFURBISHMENT,
    DeviceStatus.READY,
    DeviceStatus.RESERVED,
    DeviceStatus.IN_REPAIR,
    DeviceStatus.RETURNED,
)
ENDS = (DeviceStatus.REJECTED, DeviceStatus.RECYCLED, DeviceStatus.DISMANTLED)
# A donation is settled when each of its devices is in one of these or was handed over once (PRODUCT.md § 3).
SETTLED_FOR_DONATION = (*ENDS, DeviceStatus.NOT_RECEIVED, DeviceStatus.LOST)


class CosmeticGrade(models.TextChoices):
    """How it looks."""

    A = "A", _("A – like new")
    B = "B", _("B – slight traces")
    C = "C", _("C – clear traces")


class HoldKind(models.TextChoices):
    """What a device on hold waits for."""

    PART = "part", _("waiting for a part")
    DONOR = "donor", _("waiting for the donor")
    BIOS_PASSWORD = "bios_password", _("waiting for the donor: BIOS password")
    MDM = "mdm", _("waiting for the donor: device management (MDM, Autopilot)")
    ACTIVATION_LOCK = "activation_lock", _("waiting for the donor: activation lock")
    UNLOCK_CODE = "unlock_code", _("waiting for an unlock code")
    MISSING = "missing", _("missing: not where it should be")


# Only the donor can end these: the donor is asked by mail.
ASKED_OF_THE_DONOR = (
    HoldKind.DONOR,
    HoldKind.BIOS_PASSWORD,
    HoldKind.MDM,
    HoldKind.ACTIVATION_LOCK,
    HoldKind.UNLOCK_CODE,
)


class AskedWhen(models.TextChoices):
    """Which hardware a step of a checklist is about; where it is known to be missing, the step is not asked."""

    ALWAYS = "always", _("always")
    HAS_BATTERY = "has_battery", _("if it has a battery")
    HAS_WEBCAM = "has_webcam", _("if it has a webcam")
    HAS_OPTICAL_DRIVE = "has_optical_drive", _("if it has an optical drive")
    HAS_TOUCHSCREEN = "has_touchscreen", _("if it has a touchscreen")
    HAS_WIRELESS = "has_wireless", _("if it has Wi-Fi")


class MediumKind(models.TextChoices):
    """Kinds of storage media."""

    HDD = "hdd", _("hard disk")
    SSD = "ssd", _("SSD")
    NVME = "nvme", _("NVMe SSD")
    EMMC = "emmc", _("eMMC")
    UNKNOWN = "unknown", _("unknown kind")


class MediumStatus(models.TextChoices):
    """Fates of PRODUCT.md § 3, StorageMedium."""

    PENDING = "pending", _("still to be erased")
    ERASED = "erased", _("erased")
    DESTROYED = "destroyed", _("destroyed")
    REMOVED = "removed", _("taken out")
    RETURNED_TO_DONOR = "returned_to_donor", _("back to the donor")
    LOST = "lost", pgettext_lazy("medium", "lost")


# A medium is in one of these only by an erasure that stands (PRODUCT.md § 4.2).
SETTLED_MEDIUM = (
    MediumStatus.ERASED,
    MediumStatus.DESTROYED,
    MediumStatus.REMOVED,
    MediumStatus.RETURNED_TO_DONOR,
)


class SanitisationLevel(models.TextChoices):
    """Levels of NIST SP 800-88 Rev. 2."""

    CLEAR = "clear", "Clear"
    PURGE = "purge", "Purge"
    DESTROY = "destroy", "Destroy"


class CheckResult(models.TextChoices):
    """Result of a checklist step."""

    PASSED = "passed", _("passed")
    FAILED = "failed", pgettext_lazy("check", "failed")
    NOT_APPLICABLE = "not_applicable", _("not applicable")


class EvidenceKind(models.TextChoices):
    """What an uploaded original is."""

    HARDWARE_REPORT = "hardware_report", _("hardware report")
    ERASURE_REPORT = "erasure_report", _("erasure report")
    PHOTO = "photo", _("photo")
    ATTACHMENT = "attachment", _("attachment")
    UNREADABLE = "unreadable", _("not readable")


class MovementKind(models.TextChoices):
    """Why the count of an accessory changed."""

    TAKEN_IN = "taken_in", pgettext_lazy("accessory", "taken in")
    COUNTED = "counted", pgettext_lazy("accessory", "counted anew")
    GIVEN = "given", pgettext_lazy("accessory", "given to a device")
    CAME_BACK = "came_back", pgettext_lazy("accessory", "came back from a device")
    MOVED = "moved", pgettext_lazy("accessory", "moved")
    THROWN_AWAY = "thrown_away", pgettext_lazy("accessory", "thrown away")


class PartStatus(models.TextChoices):
    """States of a spare part."""

    IN_STOCK = "in_stock", pgettext_lazy("part", "in stock")
    BUILT_IN = "built_in", pgettext_lazy("part", "built in")
    SCRAPPED = "scrapped", pgettext_lazy("part", "scrapped")


class PalletStatus(models.TextChoices):
    """States of a pallet for recycling."""

    OPEN = "open", pgettext_lazy("pallet", "being filled")
    COLLECTED = "collected", pgettext_lazy("pallet", "collected")


class MatchHow(models.TextChoices):
    """By what an original was found to speak of a device; the better one first."""

    SERIAL = "serial", _("by the serial number")
    UUID = "uuid", _("by the UUID")
    BOARD_SERIAL = "board_serial", _("by the serial number of the board")
    DISK = "disk", _("by a storage medium")
    ATTACHED = "attached", _("by a storage medium in a wipe station")
    PERSON = "person", _("chosen by a person")
    UPLOADED_THERE = "uploaded_there", _("uploaded for this device")


class InboxReason(models.TextChoices):
    """Why a person has to say which device an original speaks of."""

    UNMATCHED = "unmatched", _("No device found")
    NAMES_NONE = "names_none", _("Names no device")
    SEVERAL = "several", _("Several devices come into question")
    OTHER_SERIAL = "other_serial", _("Another serial number")
    OTHER_MODEL = "other_model", _("Same serial number, other model")
    DISK_ELSEWHERE = "disk_elsewhere", _("A storage medium is known in another device")
    DISK_AWAY = "disk_away", _("A storage medium that is not in its device any more")
    NOT_HERE = "not_here", _("The device is not in the workshop")
    RETRACTED = "retracted", _("It was of another device")


class InboxDecision(models.TextChoices):
    """What a person, or a later report, decided."""

    MATCHED = "matched", _("assigned to a device")
    SET_ASIDE = "set_aside", _("set aside")


class LineState(models.TextChoices):
    """What became of one file of an upload."""

    WAITING = "waiting", pgettext_lazy("file", "waiting")
    UNDERSTOOD = "understood", pgettext_lazy("file", "understood")
    KNOWN = "known", pgettext_lazy("file", "known already")
    NEEDS_YOU = "needs_you", pgettext_lazy("file", "needs you")
    UNREADABLE = "unreadable", pgettext_lazy("file", "not readable")
    TOO_LARGE = "too_large", pgettext_lazy("file", "too large")


class ValueBasis(models.TextChoices):
    """By what a device was valued for a tax confirmation."""

    MARKET = "market", _("market value")
    BOOK = "book", _("book value")
    PARTIAL = "partial", _("going-concern value (Teilwert)")
