"""Drawing papers: fonts, type, pages. Pure functions of content, no Django.

`RENDERER` names all that decides a paper's bytes beside its content: identical bytes are promised for an
equal `RENDERER`. It is stored with every issued document; the stored file stays the original.
"""

import json
import zlib
from importlib.metadata import version

from documents.pdf.errors import DoesNotFit, MissingGlyph, PaperError

__all__ = ["DRAWING_VERSION", "RENDERER", "DoesNotFit", "MissingGlyph", "PaperError", "renderer"]

# Raised with every change of the drawing code that alters a byte of any paper.
DRAWING_VERSION = 5


def renderer() -> dict[str, object]:
    """Version of the drawing code, of the libraries that write the file, and the hashes of the fonts."""
    # Imported late: `python -m documents.pdf.fonts` must find that module not yet loaded.
    from documents.pdf.fonts import font_hashes

    return {
        "drawing": DRAWING_VERSION,
        "fonts": font_hashes(),
        "reportlab": version("reportlab"),
        "segno": version("segno"),
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
    }


def __getattr__(name: str) -> str:
    """`RENDERER` as canonical JSON text, made when it is first asked for: importing must not build fonts."""
    if name != "RENDERER":
        raise AttributeError(name)
    text = json.dumps(renderer(), sort_keys=True, separators=(",", ":"))
    globals()[name] = text
    return text
