"""From the reference data's measures to what the drawing needs."""

from devices.models import LabelSheet
from devices.papers import LabelLayout


def layout_of(sheet: LabelSheet) -> LabelLayout:
    """The sheet's measures, in mm."""
    return LabelLayout(
        name=sheet.code,
        page=(float(sheet.page_width), float(sheet.page_height)),
        columns=sheet.columns,
        rows=sheet.rows,
        left=float(sheet.left),
        top=float(sheet.top),
        pitch_x=float(sheet.pitch_x),
        pitch_y=float(sheet.pitch_y),
        label_width=float(sheet.label_width),
        label_height=float(sheet.label_height),
    )
