"""Numbers in addresses: anything else is not found, before a view is asked. Registered in AppConfig.ready()."""

from django.urls import register_converter
from django.urls.converters import StringConverter


class DeviceNumber(StringConverter):
    """H4F-000123."""

    regex = r"H4F-[0-9]{6,7}"


class PartNumber(StringConverter):
    """T-000123."""

    regex = r"T-[0-9]{6,7}"


class PalletNumber(StringConverter):
    """P-2026-0001."""

    regex = r"P-[0-9]{4}-[0-9]{4,5}"


def register() -> None:
    """Makes them known to all paths."""
    register_converter(DeviceNumber, "device")
    register_converter(PartNumber, "part")
    register_converter(PalletNumber, "pallet")
