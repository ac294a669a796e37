"""A part's number in an address."""

from django.urls import register_converter
from django.urls.converters import StringConverter


class PartNumber(StringConverter):
    """T-000123."""

    regex = r"T-[0-9]{6,7}"


register_converter(PartNumber, "part")
