"""The same receipt by WeasyPrint, which draws HTML: an optional dependency of figures alone (`pip install .[bench]`).

The page has the receipt's texts in the same faces, in tables and columns as a style sheet makes them."""

import io
import logging
import statistics
import time
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

STYLE = """
@page { size: A4; margin: 11mm 20mm 15mm; @bottom-left { content: "%(foot)s"; font-size: 7.5pt }
        @bottom-right { content: "Seite " counter(page) " von " counter(pages); font-size: 7.5pt; font-weight: bold } }
@font-face { font-family: Noto; src: url("file://%(regular)s") }
@font-face { font-family: Noto; font-weight: bold; src: url("file://%(bold)s") }
body { font-family: Noto; font-size: 8.5pt; line-height: 1.3 } h1 { font-size: 21pt } h2 { font-size: 10pt;
border-bottom: 0.9pt solid; } table { width: 100%%; border-collapse: collapse } td, th { text-align: left;
vertical-align: top; border-bottom: 0.4pt solid } .two { columns: 2 } .three td { border: 0; width: 33%% }
.sign td { border: 0; border-top: 0.5pt solid; padding-top: 1mm } svg { float: right; width: 20.3mm; height: 20.3mm }
"""


def milliseconds_a_page(contents: Sequence[Mapping[str, Any]]) -> float | None:
    """The median, each page in a file of its own, its HTML ready before; None where WeasyPrint is not installed."""
    # It tells of its own style sheets already while it is imported.
    logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)
    try:
        from weasyprint import HTML
        from weasyprint.text.fonts import FontConfiguration
    except (ImportError, OSError):
        return None
    fonts, taken = FontConfiguration(), []
    for content in contents:
        page = HTML(string=page_of(content))
        begun = time.perf_counter()
        page.write_pdf(font_config=fonts)
        taken.append(time.perf_counter() - begun)
    # The first ones warm up.
    return statistics.median(taken[3:]) * 1000


def page_of(content: Mapping[str, Any]) -> str:
    """The receipt as HTML."""
    from documents.pdf.fonts import BOLD, REGULAR, font_path

    texts, issuer, school = content["texts"], content["issuer"], content["institution"]
    number = f"{content['number']} · {texts['version']} {content['version']}"
    foot = f"{issuer['name']} · {content['title']} {number}"
    style = STYLE % {"foot": foot, "regular": font_path(REGULAR), "bold": font_path(BOLD)}
    parties = [
        f"<b>{escape(issuer['name'])}</b><br>{escape(issuer['address'])}",
        f"<b>{escape(school['name'])}</b><br>{escape(school['address'])}",
        f"<b>{escape(content['pupil']['code'])}</b><br>{texts['school_grade']} {content['pupil']['school_grade']}",
    ]
    devices = "".join(_device(device, texts) for device in content["devices"])
    asked = "".join(_row(line["requested"], line["received"], line["open"]) for line in content["requested"])
    clauses = "".join(f"<li><b>{escape(part['heading'])}</b> {escape(part['text'])}" for part in content["clauses"])
    signers = _row(texts["sign_giver"], texts["sign_recipient"], texts["sign_guardian"])
    return f"""<html lang=de><style>{style}</style><title>{number}</title>{_qr(content["verification_url"])}
<p><b>{escape(issuer["name"])}</b> {escape(issuer["sub_name"])} · {escape(issuer["register"])}
<h1>{content["title"]}</h1><p><b>{number}</b><p>{content["agreement"]} · {content["handover_date"]}
<h2>1 {texts["parties"]}</h2><table class=three>{_row(*parties)}</table>
<table>{_row("<br><br>" + texts["recipient_name"], "<br><br>" + texts["guardian_name"])}</table>
<h2>2 {texts["devices"]}</h2><table>{devices}</table><p>{texts["grade_legend"]}
<h2>3 {texts["request"]}</h2><table>{asked}</table><h2>4 {texts["agreement"]}</h2><ol class=two>{clauses}</ol>
<h2>5 {texts["signatures"]}</h2><p>{texts["statement"]}<br><br><br><table class=sign>{signers}</table></html>"""


def _device(device: Mapping[str, Any], texts: Mapping[str, str]) -> str:
    name = f"<b>{escape(device['name'])}</b><br>{escape(device['facts'])}<br>{texts['defects']} {device['defects']}"
    number = f"<b>{device['number']}</b>"
    rows = [_row(number, name, escape(device["serial"]), device["cosmetic_grade"], device["accessories"])]
    for medium in device["media"] or [{"label": texts["no_medium"], "serial": "", "result": "", "reference": ""}]:
        what = f"{escape(medium['label'])}<br>{escape(medium['serial'])}"
        rows.append(_row(texts["medium"], what, escape(medium["result"]), "", escape(medium["reference"])))
    return "".join(rows)


def _row(*cells: str) -> str:
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _qr(address: str) -> str:
    import segno

    image = io.BytesIO()
    segno.make_qr(address, error="M", mask=2, boost_error=False).save(image, kind="svg", xmldecl=False, border=0)
    return image.getvalue().decode()
