"""Printed pages as a printing house wants them: bleed, crop marks and boxes (ISO 32000-1, 14.11).

The page's origin stays at the corner of the finished sheet, and so does what a reader or an office printer shows.
"""

import io
from collections.abc import Iterator

from cms.render.formats import POINTS_PER_MM

BLEED_MM = 3.0
BLEED = BLEED_MM * POINTS_PER_MM
MARK = 5 * POINTS_PER_MM
_OFFSET = BLEED + 0.5 * POINTS_PER_MM
_AROUND = _OFFSET + MARK + 1
"""From the finished sheet to the edge of the medium: marks begin beyond the bleed, so that none is cut in."""


def add_print_boxes(content: bytes) -> bytes:
    """Return the typeset page, which has its bleed around it, with crop marks and boxes."""
    import pikepdf  # slow to import, and only needed where a poster is made

    with pikepdf.open(io.BytesIO(content)) as document:
        page = document.pages[0]
        left, bottom, right, top = (float(value) for value in page.trimbox)
        width, height = right - left, top - bottom
        page.contents_add(f"q 1 0 0 1 {-left:.4f} {-bottom:.4f} cm".encode("ascii"), prepend=True)
        page.contents_add("\n".join(["Q", *_draw_marks(width, height)]).encode("ascii"), prepend=False)
        page.mediabox = pikepdf.Array([-_AROUND, -_AROUND, width + _AROUND, height + _AROUND])
        page.obj.BleedBox = pikepdf.Array([-BLEED, -BLEED, width + BLEED, height + BLEED])
        page.trimbox = page.cropbox = pikepdf.Array([0, 0, width, height])
        target = io.BytesIO()
        document.save(target, deterministic_id=True)
        return target.getvalue()


def _draw_marks(width: float, height: float) -> Iterator[str]:
    """Yield hairlines at the corners, in black."""
    yield "/Artifact BMC q 0 0 0 RG 0.25 w"
    for x, outwards in ((0.0, -1), (width, 1)):
        for y, upwards in ((0.0, -1), (height, 1)):
            yield f"{x:.4f} {y + upwards * _OFFSET:.4f} m {x:.4f} {y + upwards * (_OFFSET + MARK):.4f} l"
            yield f"{x + outwards * _OFFSET:.4f} {y:.4f} m {x + outwards * (_OFFSET + MARK):.4f} {y:.4f} l"
    yield "S Q EMC"
