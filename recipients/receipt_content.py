"""What a receipt says: read from need, devices, media and erasures, and resolved to German texts (PRODUCT.md § 6)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from custody.lifecycle import TransitionRefused
from devices.accessories.giving import said_on_paper
from devices.enums import MediumStatus
from devices.models import Device, Erasure, StorageMedium
from devices.naming import short_cpu
from documents.models import Issuer, TextVersion
from documents.parties import block_of
from recipients import papers
from recipients.enums import ACTIVE, Agreement, AllocationStatus, ReceiptLanguage
from recipients.models import Allocation, Handover, Institution, Need, NeedItem
from recipients.second_language import SecondLanguages

LANGUAGE = "de"
NONE = "–"
CLAUSES = {Agreement.GIFT: "receipt_gift", Agreement.LOAN: "receipt_loan"}
GIGA = 1_000_000_000


@dataclass(frozen=True)
class Sources:
    """What all receipts of a handover share, read once: the appointment, the issuer, the wording for gift and loan,
    and what families read beside it."""

    handover: Handover
    issuer: Issuer
    terms: Mapping[str, TextVersion]
    second: SecondLanguages


def sources(handover: Handover) -> Sources:
    """Reads them; of each wording the newest that holds on the day. Raises TransitionRefused when the operator's
    texts are missing."""
    issuer = Issuer.objects.first()
    on = timezone.localdate(handover.starts_at)
    found = TextVersion.objects.filter(key__in=CLAUSES.values(), language=LANGUAGE, valid_from__lte=on)
    newest = {row.key: row for row in found.order_by("version")}
    terms = {agreement: newest[key] for agreement, key in CLAUSES.items() if key in newest}
    if issuer is None or len(terms) < len(CLAUSES):
        raise TransitionRefused(_("The texts of the receipt are missing. Please ask the administration to load them."))
    return Sources(handover, issuer, terms, SecondLanguages(on))


def draft(need: Need, given: Sequence[Allocation], *, shared: Sources, now: datetime) -> papers.ReceiptContent:
    """The content of the receipt for what this handover gives to this need, without number, version and address."""
    language = need.receipt_language
    content = content_of(need.agreement, need.items.all(), given, shared=shared, now=now, language=language)
    return {**content, "pupil": _pupil(need)}


def content_of(
    agreement: str,
    items: Iterable[NeedItem],
    given: Sequence[Allocation],
    *,
    shared: Sources,
    now: datetime,
    language: str = ReceiptLanguage.GERMAN,
) -> papers.ReceiptContent:
    """The content of a receipt to the institution itself for these reservations; `items` are all that was asked for,
    with all reservations of it."""
    terms, handover = shared.terms[agreement], shared.handover
    beside = shared.second.beside(language, terms)
    with translation.override(LANGUAGE):
        return {
            "title": papers.GERMAN_TITLE,
            "language": LANGUAGE,
            "issued_at": timezone.localtime(now).isoformat(timespec="seconds"),
            "kind": str(agreement),
            "agreement": _terms_of(agreement, given),
            "handover_number": handover.number,
            "handover_date": day_on_paper(handover),
            "issuer": block_of(shared.issuer),
            "institution": _institution(handover.institution),
            "pupil": None,
            "devices": [_device(allocation.device) for allocation in given],
            "requested": _requested(items, {allocation.pk for allocation in given}),
            "contribution_paid": None,
            "clauses": [{"heading": part["heading"], "text": part["text"]} for part in terms.body],
            "clauses_version": f"{terms.key}/{terms.version}",
            "place": handover.institution.city,
            "date": "",
            "texts": _captions(terms, bilingual=bool(beside)),
            **beside,
        }


def _terms_of(agreement: str, given: Sequence[Allocation]) -> str:
    """Gift or loan; a loan with its last day, which a later extension does not change on the paper."""
    if agreement != Agreement.LOAN:
        return "Schenkung"
    ends = [row.loan_until for row in given if row.loan_until]
    return f"Leihe bis {min(ends):%d.%m.%Y}" if ends else "Leihe"


def day_on_paper(handover: Handover) -> str:
    """The day of the handover as its receipts write it."""
    return _day(handover.starts_at)


def _captions(terms: TextVersion, *, bilingual: bool) -> papers.ReceiptTexts:
    """In German; beside a second language they say which text is binding."""
    binding = {"binding": papers.GERMAN_BINDING} if bilingual else {}
    return {**papers.GERMAN_TEXTS, "agreement": _agreement_heading(terms), **binding}


def _agreement_heading(terms: TextVersion) -> str:
    """The section's heading names the wording, so that a signed paper says what was agreed."""
    marked = f", {papers.GERMAN_DRAFT}" if terms.is_draft else ""
    return f"{papers.GERMAN_TEXTS['agreement']} (Textfassung {terms.version}{marked})"


def _institution(institution: Institution) -> papers.Institution:
    return {
        "name": institution.name,
        "official_number": institution.official_number,
        "address": f"{institution.street}, {institution.postcode} {institution.city}",
    }


def _pupil(need: Need) -> papers.Pupil | None:
    if not need.pupil_code:
        return None
    return {"code": need.pupil_code, "school_grade": str(need.school_grade or "")}


def _device(device: Device) -> papers.Device:
    return {
        "number": device.number,
        "name": device.title,
        "facts": " · ".join(filter(None, _facts(device))),
        "serial": device.serial,
        "cosmetic_grade": device.cosmetic_grade,
        "defects": device.known_defects or "keine",
        "accessories": said_on_paper(device),
        "media": [_medium(medium) for medium in device.media.all()],
    }


def _facts(device: Device) -> Iterable[str]:
    yield device.category.name
    yield short_cpu(device.cpu)
    yield f"{round(device.ram_mib / 1024)} GB Arbeitsspeicher" if device.ram_mib else ""
    yield device.display
    yield device.operating_system


def _medium(medium: StorageMedium) -> papers.Medium:
    size = f"{round(medium.size_bytes / GIGA)} GB" if medium.size_bytes else ""
    kind = " ".join(filter(None, (str(medium.get_kind_display()), size)))
    name = f"{medium.maker} {medium.model}".strip()
    return {
        "label": ", ".join(filter(None, (name, kind))),
        "serial": medium.serial,
        "result": _fate(medium),
        "reference": _reference(_proof(medium)),
    }


def _proof(medium: StorageMedium) -> Erasure | None:
    """What settled the medium in its present cycle."""
    standing = (row for row in medium.erasures.all() if row.retracts_id is None and not hasattr(row, "retracted_by"))
    return next((row for row in standing if row.cycle == medium.cycle), None)


def _fate(medium: StorageMedium) -> str:
    """What became of the data, by which method and level, when, and whether it was verified."""
    words = {
        MediumStatus.ERASED: "gelöscht",
        MediumStatus.DESTROYED: "zerstört",
        MediumStatus.REMOVED: "ausgebaut",
        MediumStatus.RETURNED_TO_DONOR: "ausgebaut und zurückgegeben",
    }
    word, proof = words.get(medium.status, str(medium.get_status_display())), _proof(medium)
    if proof is None:
        return word
    how = ", ".join(filter(None, (proof.get_level_display() if proof.level else "", proof.method)))
    when = f"geprüft {_day(proof.finished_at)}" if proof.verified else f"am {_day(proof.finished_at)}"
    return f"{word}: {how} · {when}" if how else f"{word} {when}"


def _reference(proof: Erasure | None) -> str:
    """By which the proof is found again: the tool, and the first digits of the kept report's SHA-256."""
    if proof is None:
        return ""
    tool = f"{proof.tool} {proof.tool_version}".strip()
    report = f"Bericht {proof.evidence.sha256[:12]}" if proof.evidence else ""
    return " · ".join(filter(None, (tool, report)))


def _requested(items: Iterable[NeedItem], given: set[int]) -> list[papers.RequestLine]:
    """One line for each kind of thing asked for, with what this handover gives of it and what is left."""
    lines: dict[tuple[str, str], Counter] = {}
    for item in items:
        counted = lines.setdefault((_wanted(item), item.category.name), Counter())
        counted["requested"] += 1
        counted[_state(item, given)] += 1
    return [_line(wanted, thing, counted) for (wanted, thing), counted in lines.items()]


def _line(wanted: str, thing: str, counted: Counter) -> papers.RequestLine:
    received = [_several(counted["now"], thing)] if counted["now"] else []
    received += [f"{counted['before']} schon früher"] if counted["before"] else []
    return {
        "requested": _several(counted["requested"], wanted),
        "received": ", ".join(received) or NONE,
        "open": _several(counted["open"], thing) if counted["open"] else NONE,
    }


def _several(count: int, thing: str) -> str:
    """Names of kinds have no plural."""
    return f"1 {thing}" if count == 1 else f"{count} × {thing}"


def _wanted(item: NeedItem) -> str:
    spec = item.minimum_spec
    least = f", mind. {round(spec.min_ram_mib / 1024)} GB Arbeitsspeicher" if spec and spec.min_ram_mib else ""
    return f"{item.category.name}{least}"


def _state(item: NeedItem, given: set[int]) -> str:
    active = [row for row in item.allocations.all() if row.status in ACTIVE]
    if any(row.pk in given for row in active):
        return "now"
    was_given = [*(row.status == AllocationStatus.HANDED_OVER for row in active), _came_back(item)]
    return "before" if any(was_given) else "closed" if item.given_up else "open"


def _came_back(item: NeedItem) -> bool:
    return item.given_up and any(row.status == AllocationStatus.RETURNED for row in item.allocations.all())


def _day(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%d.%m.%Y}"
