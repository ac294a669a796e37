"""Kinds of devices as lists call them."""

import re
from functools import lru_cache
from itertools import pairwise

from accounts.pages.folding import fold

# Code of a category → words. Looked up as a whole first, then word by word from the left.
WORDS = {
    "notebook": """notebook notebooks laptop laptops convertible ultrabook macbook chromebook
        subnotebook mobile-workstation portable 2-in-1 netbook""",
    "all_in_one": "all-in-one allinone aio all-in-one-pc imac aio-pc",
    "desktop": """desktop desktops pc pcs computer rechner tower minitower mini-tower mini-pc minipc workstation
        workstations desktop-pc arbeitsplatzrechner arbeitsplatz-pc thinclient thin-client sff usff nettop tower-pc""",
    "tablet": "tablet tablets ipad tablet-pc",
    "phone": "telefon telefone phone smartphone smartphones handy handys iphone mobiltelefon mobilephone ip-telefon",
    "server": "server serversystem nas rackserver",
    "monitor": """monitor monitore monitors bildschirm bildschirme display displays tft lcd flachbildschirm screen
        tft-monitor lcd-monitor led-monitor""",
    "printer": "drucker printer laserdrucker multifunktionsgeraet mfp tintenstrahldrucker scanner kopierer plotter",
    "peripheral": """zubehoer peripherie peripheral tastatur tastaturen keyboard maus maeuse mouse dockingstation
        dockingstations docking dock headset webcam beamer projektor switch router netzteil kabel adapter ladegeraet
        accessory lautsprecher""",
}
# What makers call their lines.
MODELS = {
    "notebook": """latitude thinkpad elitebook probook lifebook macbook zbook travelmate tecra portege ideapad
        chromebook aspire satellite toughbook yoga spectre""",
    "all_in_one": "imac eliteone proone",
    "desktop": """optiplex thinkcentre elitedesk prodesk esprimo thinkstation celsius compaq veriton wyse
        igel futro""",
    "tablet": "ipad surface-go galaxy-tab",
    "phone": "iphone pixel",
    "server": "poweredge proliant primergy",
    "monitor": "flexscan eizo ultrasharp thinkvision elitedisplay syncmaster prodisplay prolite",
    "printer": "laserjet officejet ecosys workcentre",
}
_BY_WORD = {word: code for code, words in WORDS.items() for word in words.split()}
_BY_LINE = {word: code for code, words in MODELS.items() for word in words.split()}
_SPLIT = re.compile(r"[^a-z0-9-]+")
_JOINED = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=4096)
def kind_of(text: str) -> str:
    """The code of the category that a text names; nothing when it names none. "Tower PC (SFF)" is desktop."""
    return _find(text, _BY_WORD)


@lru_cache(maxsize=4096)
def kind_of_model(text: str) -> str:
    """The code of the category that a model belongs to, by what makers call their lines; nothing when unknown."""
    return _find(text, _BY_LINE) or _find(text, _BY_WORD)


def _find(text: str, words: dict[str, str]) -> str:
    folded = fold(text[:120])
    joined = _JOINED.sub("-", folded).strip("-")
    if joined in words:
        return words[joined]
    # The longer name first: "All-in-One PC" is no PC.
    parts = [part for part in _SPLIT.split(folded) if part]
    pairs = ["-".join(pair) for pair in pairwise(parts)]
    pieces = [piece for part in parts for piece in part.split("-")]
    triples = ["-".join(three) for three in zip(pieces, pieces[1:], pieces[2:], strict=False)]
    return next((words[name] for name in (*triples, *pairs, *parts, *pieces) if name in words), "")
