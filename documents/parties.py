"""The initiative as a paper's frozen content names it."""

from django.utils.translation import gettext as _

from custody.lifecycle import TransitionRefused
from documents.models import Issuer
from documents.pdf.parties import IssuerBlock


def issuer_block() -> IssuerBlock:
    """The issuer as of now. Raises TransitionRefused when nobody entered it."""
    issuer = Issuer.objects.first()
    if issuer is None:
        raise TransitionRefused(_("The issuer's data are missing. Please ask the administration to load them."))
    return block_of(issuer)


def block_of(issuer: Issuer) -> IssuerBlock:
    """One version of the issuer."""
    return {
        "name": issuer.name,
        "sub_name": issuer.second_line,
        "address": f"{issuer.street}, {issuer.postcode} {issuer.city}",
        "phone": issuer.phone,
        "mail": issuer.email,
        "register": issuer.register_entry,
        **logo_part(issuer),
    }


def logo_part(issuer: Issuer) -> dict[str, str]:
    """What a frozen content says of the logo: nothing without one, as papers did before there were logos."""
    return {"logo": issuer.logo_key} if issuer.logo_key else {}
