"""Who issues a paper and to whom it goes, as its frozen content names them."""

from typing import NotRequired, TypedDict

from documents.pdf.furniture import Letterhead
from documents.pdf.logos import logo_of


class IssuerBlock(TypedDict):
    """Who issues. Empty lines are left out. `logo`, where there is one, is the SHA-256 of its file."""

    name: str
    sub_name: str
    address: str
    phone: str
    mail: str
    register: str
    logo: NotRequired[str]


class Addressee(TypedDict):
    """To whom a paper is addressed: `lines` as they stand in the window of an envelope, `name` for running heads."""

    name: str
    lines: list[str]


def letterhead_of(block: IssuerBlock, phone_caption: str) -> Letterhead:
    """Name at the left, up to three lines at the right."""
    reachable = [f"{phone_caption} {block['phone']}" if block["phone"] else "", block["mail"]]
    lines = (block["address"], " · ".join(filter(None, reachable)), block["register"])
    return Letterhead(block["name"], block["sub_name"], lines, logo_of(block.get("logo", "")))


def feet(block: IssuerBlock, of_the_paper: str) -> list[str]:
    """Wordings of the foot line, the longest first: who issued the paper, and which it is."""
    full = " ".join(filter(None, (block["name"], block["sub_name"])))
    return [f"{full} · {of_the_paper}", f"{block['name']} · {of_the_paper}", of_the_paper]
