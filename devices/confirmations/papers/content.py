"""The frozen contents: everything that is printed, resolved to German texts, as plain JSON. The PDF and its accessible
HTML twin are both made from it. No key is optional but the logo and captions that came later; what is not known is an
empty text or list."""

from typing import NotRequired, TypedDict


class Party(TypedDict):
    """Who gives or receives. `lines` are those of the address."""

    name: str
    second_line: str
    lines: list[str]


class Box(TypedDict):
    """A statement of the form with its box."""

    text: str
    ticked: bool


class ValuedDevice(TypedDict):
    """A device of the annex. `identity`: serial number and asset tag; `age`: age, condition, purchase price;
    `basis`: how the value came about ("Buchwert 1,00 € + 19 % USt auf 100,00 €"); `value` "20,00 €"."""

    number: str
    name: str
    identity: str
    age: str
    basis: str
    value: str


class ConfirmationTexts(TypedDict):
    """Captions. They are frozen too: a paper keeps the words it was signed with. Those of the form come from the
    versioned wording, the others are ours."""

    issuer: str
    donor: str
    value: str
    in_figures: str
    in_words: str
    day: str
    description: str
    signature: str
    hint: str
    verify: str
    number: str
    page: str
    annex: str
    position: str
    device_number: str
    device: str
    age: str
    basis: str
    device_value: str
    total: str
    version: NotRequired[str]


class ConfirmationContent(TypedDict):
    """A Sachzuwendungsbestätigung. `draft_mark` and `copy_mark` are framed at the top of every page, if not empty;
    `wording` names the version of the form's text. `issued_at` is ISO 8601 and dates the file only."""

    title: str
    subtitle: str
    language: str
    number: str
    version: int
    issued_at: str
    draft_mark: str
    copy_mark: str
    issuer: Party
    donor: Party
    total: str
    total_in_words: str
    given_on: str
    description: str
    origin: list[Box]
    notice: str
    purpose: str
    place_and_date: str
    liability: str
    validity: str
    devices: list[ValuedDevice]
    basis_note: str
    wording: str
    verification_url: str
    texts: ConfirmationTexts


class GivenDevice(TypedDict):
    """A device of a transfer receipt, without any value."""

    number: str
    category: str
    name: str
    serial: str
    asset_tag: str


class Clause(TypedDict):
    """A numbered statement with its short heading."""

    heading: str
    text: str


class TransferTexts(TypedDict):
    """Captions of the transfer receipt."""

    parties: str
    giver: str
    receiver: str
    position: str
    device_number: str
    device: str
    serial: str
    asset_tag: str
    statements: str
    signatures: str
    place_date: str
    sign_giver: str
    sign_receiver: str
    phone: str
    verify: str
    page: str
    given: NotRequired[str]
    version: NotRequired[str]


class TransferContent(TypedDict):
    """An Übergabebeleg: what came, from whom and when; it says itself that it is no tax confirmation."""

    title: str
    subtitle: str
    language: str
    number: str
    version: int
    issued_at: str
    draft_mark: str
    copy_mark: str
    issuer: Party
    phone: str
    mail: str
    register: str
    logo: NotRequired[str]
    donor: Party
    donation_number: str
    given_on: str
    devices: list[GivenDevice]
    summary: str
    clauses: list[Clause]
    wording: str
    place_and_date: str
    verification_url: str
    texts: TransferTexts
