"""The official number of a Saxon school: the Dienststellenschlüssel of the state's list of schools, seven digits
(schuldatenbank.sachsen.de)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

DIGITS = 7


def checked_number(typed: str) -> str:
    """The number without blanks; nothing for nothing. Raises ValidationError with a sentence for people."""
    number = "".join(typed.split())
    if number and not (number.isascii() and number.isdecimal() and len(number) == DIGITS):
        raise ValidationError(_("The official school number has seven digits, for example 4330123."))
    return number
