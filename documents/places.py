"""Where on a paper a text has too little room, in words for people. The modules that draw papers name places in
English, since they know no languages; a failed paper keeps that name."""

from django.utils.translation import pgettext_lazy

# Every place that a drawing module names; what names itself by a caption of the paper is German already.
NAMES = {
    "QR code": pgettext_lazy("place on a paper", "QR code"),
    "address field": pgettext_lazy("place on a paper", "address field"),
    "agreement line": pgettext_lazy("place on a paper", "line about the agreement"),
    "caption": pgettext_lazy("place on a paper", "caption"),
    "caption of a line": pgettext_lazy("place on a paper", "caption of a line"),
    "caption of a party": pgettext_lazy("place on a paper", "caption of a party"),
    "caption of the info block": pgettext_lazy("place on a paper", "caption in the information block"),
    "caption of the signature": pgettext_lazy("place on a paper", "caption of the signature"),
    "caption of the value": pgettext_lazy("place on a paper", "caption of the value"),
    "choice": pgettext_lazy("place on a paper", "box to be ticked"),
    "code": pgettext_lazy("place on a paper", "code"),
    "column": pgettext_lazy("place on a paper", "column of the second language"),
    "column head": pgettext_lazy("place on a paper", "heading of a column"),
    "cosmetic grade": pgettext_lazy("place on a paper", "grade of looks"),
    "count": pgettext_lazy("place on a paper", "number of pieces"),
    "day": pgettext_lazy("place on a paper", "day"),
    "description": pgettext_lazy("place on a paper", "description"),
    "device number": pgettext_lazy("place on a paper", "device number"),
    "figure": pgettext_lazy("place on a paper", "figure"),
    "foot line": pgettext_lazy("place on a paper", "foot line"),
    "grade": pgettext_lazy("place on a paper", "school grade"),
    "heading of the annex": pgettext_lazy("place on a paper", "heading of the annex"),
    "household code": pgettext_lazy("place on a paper", "household code"),
    "info block": pgettext_lazy("place on a paper", "information block"),
    "institution": pgettext_lazy("place on a paper", "institution"),
    "last page": pgettext_lazy("place on a paper", "last page"),
    "legend": pgettext_lazy("place on a paper", "legend"),
    "letterhead": pgettext_lazy("place on a paper", "letterhead"),
    "mark": pgettext_lazy("place on a paper", "mark across the page"),
    "name": pgettext_lazy("place on a paper", "name"),
    "note of a signature": pgettext_lazy("place on a paper", "note at a signature"),
    "note on the number": pgettext_lazy("place on a paper", "note on the number"),
    "number": pgettext_lazy("place on a paper", "number of the paper"),
    "number of a label": pgettext_lazy("place on a paper", "number on a label"),
    "number of a passage": pgettext_lazy("place on a paper", "number of a passage"),
    "page": pgettext_lazy("place on a paper", "page"),
    "page 1": pgettext_lazy("place on a paper", "page 1"),
    "party": pgettext_lazy("place on a paper", "party"),
    "party of the agreement": pgettext_lazy("place on a paper", "party of the agreement"),
    "place and date": pgettext_lazy("place on a paper", "place and date"),
    "place and time": pgettext_lazy("place on a paper", "place and time"),
    "place in the annex": pgettext_lazy("place on a paper", "number in the annex"),
    "question": pgettext_lazy("place on a paper", "question"),
    "request": pgettext_lazy("place on a paper", "request"),
    "running head": pgettext_lazy("place on a paper", "head of the following pages"),
    "section heading": pgettext_lazy("place on a paper", "heading of a section"),
    "statement": pgettext_lazy("place on a paper", "statement"),
    "subject": pgettext_lazy("place on a paper", "subject"),
    "subtitle": pgettext_lazy("place on a paper", "second line of the title"),
    "summary": pgettext_lazy("place on a paper", "summary"),
    "title": pgettext_lazy("place on a paper", "title"),
    "value": pgettext_lazy("place on a paper", "value"),
    "value in words": pgettext_lazy("place on a paper", "value in words"),
    "which text is binding": pgettext_lazy("place on a paper", "line on which text is binding"),
}


def name_of(place: str) -> str:
    """The place in the reader's language; what names itself by a caption of the paper stays as it is."""
    return str(NAMES.get(place, place))
