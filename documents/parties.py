"""The initiative as a paper's frozen content names it, and the letterhead that is drawn from that."""

from typing import TypedDict

from django.utils.translation import gettext as _

from custody.lifecycle import TransitionRefused
from documents.models import Issuer
from documents.pdf.furniture import Letterhead


class IssuerBlock(TypedDict):
    """Who issues. Empty lines are left out."""

    name: str
    sub_name: str
    address: str
    phone: str
    mail: str
    register: str


def issuer_block() -> IssuerBlock:
    """The issuer as of now. Raises TransitionRefused when nobody entered it."""
    issuer = Issuer.objects.first()
    if issuer is None:
        raise TransitionRefused(_("The issuer's data are missing. Please ask the administration to load them."))
    return {
        "name": issuer.name,
        "sub_name": issuer.second_line,
        "address": f"{issuer.street}, {issuer.postcode} {issuer.city}",
        "phone": issuer.phone,
        "mail": issuer.email,
        "register": issuer.register_entry,
    }


def letterhead_of(block: IssuerBlock, phone_caption: str) -> Letterhead:
    """Name at the left, up to three lines at the right."""
    reachable = [f"{phone_caption} {block['phone']}" if block["phone"] else "", block["mail"]]
    lines = (block["address"], " · ".join(filter(None, reachable)), block["register"])
    return Letterhead(block["name"], block["sub_name"], lines)


def feet(block: IssuerBlock, of_the_paper: str) -> list[str]:
    """Wordings of the foot line, the longest first: who issued the paper, and which it is."""
    full = " ".join(filter(None, (block["name"], block["sub_name"])))
    return [f"{full} · {of_the_paper}", f"{block['name']} · {of_the_paper}", of_the_paper]
