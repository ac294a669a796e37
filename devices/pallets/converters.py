"""A pallet's number in an address."""

from django.urls import register_converter
from django.urls.converters import StringConverter


class PalletNumber(StringConverter):
    """P-2026-0001."""

    regex = r"P-[0-9]{4}-[0-9]{4,5}"


register_converter(PalletNumber, "pallet")
