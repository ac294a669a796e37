"""What holds for every issued paper, whoever draws it (issue 6, PDF quality). docs/operate.md says what is not met."""

import io
import re
import unicodedata
from html import unescape
from xml.etree import ElementTree

import pypdfium2
import pytest
from django.template.loader import render_to_string
from PIL import ImageCms

from documents.pdf.archival import grey_profile
from documents.registry import KINDS
from tests.devices.confirmations import examples
from tests.devices.pallets.pallet_example import pallet_content
from tests.devices.pickup_notes.note_example import note_content, signed_content
from tests.devices.protocols.protocol_example import final_content, interim_content
from tests.documents.pdf.pdf_reading import page_texts
from tests.recipients.receipt_example import bilingual_content, example_content, example_device

ONE_PAGE_BYTES = 60_000
DC = "{http://purl.org/dc/elements/1.1/}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
PDFA = "{http://www.aiim.org/pdfa/ns/id/}"


PAPERS = {
    "receipt": ("handover_receipt", example_content()),
    "receipt of the institution": ("handover_receipt", example_content(pupil=None, version=2)),
    "receipt in Ukrainian": ("handover_receipt", bilingual_content("uk")),
    "receipt in Arabic": ("handover_receipt", bilingual_content("ar")),
    "receipt in Farsi": ("handover_receipt", bilingual_content("fa", "receipt_loan")),
    "receipt, long": ("handover_receipt", example_content(devices=[example_device(n) for n in range(1, 30)])),
    "tax confirmation": ("tax_confirmation", examples.confirmation()),
    "transfer receipt": ("transfer_receipt", examples.transfer()),
    "erasure protocol": ("erasure_protocol", final_content()),
    "interim protocol": ("erasure_protocol", interim_content()),
    "pick-up note": ("pick_up_note", note_content()),
    "signed pick-up note": ("pick_up_note", signed_content()),
    "pallet list": ("pallet_list", pallet_content()),
}


# A page is not divided into pages; the numbers of rows and clauses are those of its lists.
PAGE_NUMBER = {"seite", "von"}
# What a box or a heading says for those who don't see it.
BESIDE_MARKS = {"angekreuzt", "nicht", "erledigte"}
ARABIC = re.compile("[\u0600-\u06ff]")


def words(text: str) -> set[str]:
    """Words as they are read, whatever parts them. Letters of Arabic in the order of the alphabet: in a PDF they stand
    as they are seen, from left to right, and without what is written above and below them."""
    plain = unicodedata.normalize("NFKC", text.replace("\u200c", ""))
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(letter))
    # What is left of a heh that bears its mark is another letter than a plain heh.
    found = re.findall(r"\w+", plain.replace("\u06d5", "\u0647"))
    return {"".join(sorted(word)) if ARABIC.search(word) else word.casefold() for word in found}


@pytest.fixture(scope="module", params=PAPERS, ids=str)
def paper(request) -> tuple[dict, bytes]:
    kind, content = PAPERS[request.param]
    return content, KINDS[kind].draw([content])


@pytest.fixture
def twin(request, paper) -> str:
    """The paper as a page, without its tags."""
    kind, content = PAPERS[request.node.callspec.params["paper"]]
    return unescape(re.sub("<[^>]*>", " ", render_to_string(KINDS[kind].template, {"paper": content})))


def xmp_of(pdf: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(re.search(rb"<x:xmpmeta.*?</x:xmpmeta>", pdf, re.S).group())


def test_all_fonts_are_embedded_subsets(paper):
    _content, pdf = paper
    fonts = re.findall(rb"/BaseFont\s*/(\S+)", pdf)
    assert fonts
    assert all(re.fullmatch(rb"[A-Z]{6}\+\S+", name) for name in fonts), fonts
    assert len(re.findall(rb"/FontFile2", pdf)) == len(fonts)
    assert b"/Type1" not in pdf


def test_a_page_stays_small(paper):
    _content, pdf = paper
    assert len(pdf) < ONE_PAGE_BYTES * len(pypdfium2.PdfDocument(pdf))


def test_facts_stand_in_the_file_and_agree_with_its_xmp(paper):
    content, pdf = paper
    facts = pypdfium2.PdfDocument(pdf).get_metadata_dict()
    title = f"{content['title']} {content['number']}"
    assert (facts["Title"], facts["Author"]) == (title, content["issuer"]["name"])
    assert re.search(rb"/Lang\s*\(de\)", pdf)
    xmp = xmp_of(pdf)
    assert [one.text for one in xmp.iter(f"{RDF}li")] == [title, title, content["issuer"]["name"], "de"]
    assert [xmp.find(f".//{PDFA}{name}").text for name in ("part", "conformance")] == ["2", "B"]
    moment = xmp.find(".//{http://ns.adobe.com/xap/1.0/}CreateDate").text
    assert facts["CreationDate"].removeprefix("D:")[:8] == moment[:10].replace("-", "")


def test_the_output_intent_names_a_grey_profile_and_nothing_has_a_colour(paper):
    _content, pdf = paper
    assert re.search(rb"/OutputIntents\s*\[\s*<<.*?/S /GTS_PDFA1", pdf, re.S)
    assert b"/DestOutputProfile" in pdf
    assert not re.search(rb"/DeviceRGB|/DeviceCMYK|/Encrypt|/JavaScript|/SMask", pdf)
    profile = ImageCms.ImageCmsProfile(io.BytesIO(grey_profile()))
    assert (profile.profile.xcolor_space.strip(), profile.profile.device_class.strip()) == ("GRAY", "mntr")
    assert profile.profile.version < 5


@pytest.mark.parametrize("kind", ["handover_receipt", "tax_confirmation", "erasure_protocol"])
def test_a_pile_has_a_bookmark_for_each_paper_and_one_paper_none(kind):
    _kind, content = next(paper for paper in PAPERS.values() if paper[0] == kind)
    several = [{**content, "number": f"X-2026-0000{number}"} for number in (1, 2, 3)]
    pile = pypdfium2.PdfDocument(KINDS[kind].draw(several))
    entries = list(pile.get_toc())
    assert [entry.get_title() for entry in entries] == [f"{content['title']} {one['number']}" for one in several]
    pages = len(pile) // 3
    assert [entry.get_dest().get_index() for entry in entries] == [0, pages, 2 * pages]
    assert list(pypdfium2.PdfDocument(KINDS[kind].draw([content])).get_toc()) == []


def test_every_kind_of_paper_is_among_them():
    assert {kind for kind, _content in PAPERS.values()} == KINDS.keys()


def test_the_page_says_what_the_paper_says_in_each_language(paper, twin):
    content, pdf = paper
    said, printed = words(twin), words(" ".join(page_texts(pdf)))
    assert {word for word in printed - said if not re.fullmatch(r"\d{1,2}", word)} <= PAGE_NUMBER
    assert said - printed - words(content["verification_url"]) <= BESIDE_MARKS


def test_the_second_language_is_marked_as_such_on_the_page():
    content = bilingual_content("ar")
    page = re.sub("[\u2066\u2069]", "", render_to_string(KINDS["handover_receipt"].template, {"paper": content}))
    spoken = re.findall(r'<(?:span|p) class="h4f-helped" lang="ar" dir="rtl">(.*?)</(?:span|p)>', page)
    clauses = [f"<b>{part['heading']}</b> {part['text']}" for part in content["second_clauses"]]
    left_out = {"recipient", "representative_name", "representative_function", "draft"}
    said = {text for name, text in content["second_texts"].items() if name not in left_out}
    assert set(spoken) == said | set(clauses)
