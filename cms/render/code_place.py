"""The place of the only code in a finished picture, as a decoder sees it."""

from dataclasses import dataclass

import zxingcpp

from cms.render.artwork import CodeBox
from cms.render.qr import QUIET_MODULES
from cms.render.readback import Pixels

LEAST_MODULES = 25
"""Of the smallest symbol on artwork: its quiet zone is the widest part of its width."""


@dataclass(frozen=True)
class FoundCode:
    """A code in a picture: the square around it with its quiet zone, the width of its symbol, and its text."""

    box: CodeBox
    symbol_width: float
    text: str


def find_code(picture: Pixels) -> FoundCode | None:
    """Return the only code of a grey picture; None if there is none or more than one."""
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    if len(found) != 1:
        return None
    place = found[0].position
    corners = (place.top_left, place.top_right, place.bottom_left, place.bottom_right)
    left, top = min(corner.x for corner in corners), min(corner.y for corner in corners)
    width = max(max(corner.x for corner in corners) - left, max(corner.y for corner in corners) - top) + 1
    quiet = width * QUIET_MODULES / LEAST_MODULES
    x, y = max(0.0, left - quiet), max(0.0, top - quiet)
    height_of_picture, width_of_picture = picture.shape[:2]
    box = CodeBox(x=x, y=y, width=min(width + 2 * quiet, width_of_picture - x, height_of_picture - y))
    return FoundCode(box=box, symbol_width=width, text=found[0].text)
