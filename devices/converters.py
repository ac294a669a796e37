"""A device's number in an address: anything else is not found, before a view is asked."""

from django.urls import register_converter
from django.urls.converters import StringConverter


class DeviceNumber(StringConverter):
    """H4F-000123."""

    regex = r"H4F-[0-9]{6,7}"


register_converter(DeviceNumber, "device")
