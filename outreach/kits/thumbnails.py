"""Small pictures on the start page of an edition: one for each item that has a picture, a poster or a card."""

from collections.abc import Iterable

import pyvips

from outreach.kits.candidates import PlannedFile
from outreach.kits.models import FileRole

FOLDER = "thumbnails"
LONGEST = 240
QUALITY = 80
_ORDER = (FileRole.IMAGE, FileRole.POSTER, FileRole.SHARE_CARD)
_WHITE = [255, 255, 255]
ItemName = tuple[str, str, str]
"""Kind, key and language."""


def name_item(file: PlannedFile) -> ItemName:
    return file.ref.kind, file.ref.key, file.ref.language


def make_thumbnails(files: Iterable[PlannedFile]) -> dict[ItemName, bytes]:
    """Return by item a JPEG of its picture, else of its poster or card; nothing for one of which none can be read."""
    shown = [file for file in files if file.role in _ORDER and file.media_type.startswith("image/")]
    found: dict[ItemName, bytes] = {}
    for file in sorted(shown, key=lambda file: (_ORDER.index(file.role), file.path)):
        name = name_item(file)
        if name not in found and (small := _shrink(file)):
            found[name] = small
    return found


def _shrink(file: PlannedFile) -> bytes:
    with file.open() as opened:
        content = opened.read()
    try:
        small = pyvips.Image.thumbnail_buffer(content, LONGEST, height=LONGEST, size="down")
        flat = small.flatten(background=_WHITE) if small.hasalpha() else small
        return bytes(flat.jpegsave_buffer(Q=QUALITY, keep="none"))
    except pyvips.Error:  # a kind of picture that can't be drawn is listed without one
        return b""
