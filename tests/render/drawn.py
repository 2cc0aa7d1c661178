"""Places of the letters of a typeset page, measured by PDFium, which shares no code with the typesetter."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import pypdfium2

from cms.render.artwork import Artwork, Slot

_NOT_DRAWN = re.compile(r"[\s\u2066-\u2069]")
INK_BEYOND_ITS_LINE = 0.35
"""Share of the type size by which a mark may rise above or sink below the line's box."""
INK_BESIDE_ITS_PLACE = 0.12
"""Share of the type size by which the ink of a letter may be wider than its own width."""


@dataclass(frozen=True)
class Letter:
    """The ink of a letter on the page, in points from the top left."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def find_faults(made: Artwork) -> list[str]:
    """Return what is cut, or overlaps something else, in an artwork that is a PDF; empty if nothing."""
    document = pypdfium2.PdfDocument(made.content)
    try:
        width, height = document[0].get_size()
        letters = list(_read_letters(document[0], height=height))
    finally:
        document.close()
    texts = [slot for slot in made.slots if slot.height > 0]
    faults = [f"{a.name} overlaps {b.name}" for a, b in combinations(texts, 2) if _overlap(a, b)]
    faults += [f"{slot.name} leaves the page" for slot in texts if not _is_inside(slot, width=width, height=height)]
    least = min(made.sizes.values())
    return faults + [f"{each.text!r} is outside" for each in letters if not any(_holds(s, each, least) for s in texts)]


def read_lines(made: Artwork) -> list[str]:
    """Return the lines of a PDF from the top, each from left to right as it is drawn."""
    document = pypdfium2.PdfDocument(made.content)
    try:
        letters = list(_read_letters(document[0], height=document[0].get_size()[1], loose=True))
    finally:
        document.close()
    lines: list[list[Letter]] = []
    for letter in sorted(letters, key=lambda each: each.top - each.bottom):  # the tallest first
        line = next((line for line in lines if _is_beside(letter, line[0])), None)
        if line is None:
            lines.append([letter])
        else:
            line.append(letter)
    lines.sort(key=lambda line: line[0].top)
    drawn = ["".join(each.text for each in sorted(line, key=lambda each: each.left)) for line in lines]
    return [_NOT_DRAWN.sub("", line) for line in drawn]


def _is_beside(letter: Letter, tall: Letter) -> bool:
    middle = (letter.top + letter.bottom) / 2
    return tall.top <= middle <= tall.bottom


def _read_letters(page: pypdfium2.PdfPage, *, height: float, loose: bool = False) -> Iterator[Letter]:
    """Yield the letters with their ink, or ``loose``: with the space that their typeface gives them."""
    text = page.get_textpage()
    for index in range(text.count_chars()):
        left, bottom, right, top = text.get_charbox(index, loose=loose)
        if right > left and top > bottom:
            yield Letter(text.get_text_range(index, 1), left, height - top, right, height - bottom)


def _overlap(a: Slot, b: Slot) -> bool:
    across = min(a.x + a.width, b.x + b.width) - max(a.x, b.x)
    down = min(a.y + a.height, b.y + b.height) - max(a.y, b.y)
    return across > 0.01 and down > 0.01


def _is_inside(slot: Slot, *, width: float, height: float) -> bool:
    return slot.x > 0 and slot.y > 0 and slot.x + slot.width < width and slot.y + slot.height < height


def _holds(slot: Slot, letter: Letter, size: float) -> bool:
    beside, beyond = INK_BESIDE_ITS_PLACE * size, INK_BEYOND_ITS_LINE * size
    return (
        slot.x - beside <= letter.left
        and letter.right <= slot.x + slot.width + beside
        and slot.y - beyond <= letter.top
        and letter.bottom <= slot.y + slot.height + beyond
    )
