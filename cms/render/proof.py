"""Proof of a design: its codes can be read under the conditions of the street. No poster is made in one without it.

A phone's preview has about 1,920 pixels over 65 degrees. From ten times its width a symbol takes 5.7 degrees, about 168
pixels, here reduced by a sixth as a safety margin. The plain view must be read by both decoders, every other condition
by at least one: OpenCV's decoder is an independent check of the encoder, not a model of a phone in bad light.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from cms.render import qr, readback
from cms.render.artwork import PDF, CodeBox, PosterWords
from cms.render.formats import ScreenFormat, get_format
from cms.render.poster import FinishedPoster, make_base, release

Pixels = np.ndarray[Any, np.dtype[Any]]
SYMBOL_PIXELS_AT_SCAN_DISTANCE = 140
_PLAIN = PosterWords(
    headline="Design", lines=(), action="Scan", contact_line="Contact", campaign_name="Campaign", organiser="Organiser"
)


class DesignDoesNotRead(ValueError):
    """A template on a format has codes that can't be read under one of the conditions."""

    def __init__(self, *, template: str, format_code: str, symbol_version: int, condition: str) -> None:
        self.condition = condition
        super().__init__(
            f"Template {template} on format {format_code} with a code of version {symbol_version} "
            f"does not read under: {condition}."
        )


@dataclass(frozen=True)
class DesignCase:
    """A condition, and the decoders that read the code under it."""

    condition: str
    read_by: tuple[str, ...]


@dataclass(frozen=True)
class DesignProof:
    """The proof for one template, format and version of the symbol."""

    template: str
    format_code: str
    symbol_version: int
    cases: tuple[DesignCase, ...]


def prove_design(*, template: str, format_code: str, symbol_version: int) -> DesignProof:
    """Read a poster of this design under distance, blur, weak contrast, glare and angle.

    Raise `DesignDoesNotRead`, which names template, format, version and condition.
    """
    design: Any = {"template": template, "format_code": format_code, "symbol_version": symbol_version}
    address = make_address_of_version(symbol_version)
    base = make_base(words=_PLAIN, language="en", format_code=format_code, template=template)
    poster = release(base=base, address=address)
    view = _view_from_scan_distance(poster, box=base.box, artwork=get_format(format_code))
    cases = tuple(_try_case(name, change(view), address=address) for name, change in CONDITIONS.items())
    for case in cases:
        needed = 2 if case.condition == "distance" else 1
        if len(case.read_by) < needed:
            raise DesignDoesNotRead(**design, condition=case.condition)
    return DesignProof(**design, cases=cases)


def make_address_of_version(symbol_version: int) -> str:
    """Return the shortest address whose symbol has this version; raise `AddressTooLong` if there is none."""
    address = "HTTPS://DESIGN.TEST/Q/"
    while qr.make_symbol(address).version < symbol_version:
        address += "7"
    return address


def _view_from_scan_distance(poster: FinishedPoster, *, box: CodeBox, artwork: ScreenFormat) -> Pixels:
    """Return the code and its surroundings at the resolution of a phone's preview from the scan distance."""
    scale = SYMBOL_PIXELS_AT_SCAN_DISTANCE / artwork.code_width
    if poster.media_type == PDF:
        picture = readback.rasterise_pdf(poster.content, scale=scale)
    else:
        size = (round(artwork.width * scale), round(artwork.height * scale))
        picture = cv2.resize(readback.decode_png(poster.content), size, interpolation=cv2.INTER_AREA)
    around = 0.12 * box.width
    left, top = (max(0, round((edge - around) * scale)) for edge in (box.x, box.y))
    right, bottom = (round((edge + box.width + around) * scale) for edge in (box.x, box.y))
    return picture[top:bottom, left:right]


def _try_case(condition: str, picture: Pixels, *, address: str) -> DesignCase:
    answers = {
        readback.ZXING: readback.read_with_zxing(picture, thorough=True),
        readback.OPENCV: readback.read_with_opencv(picture),
    }
    return DesignCase(condition=condition, read_by=tuple(name for name, text in answers.items() if text == address))


def _blur(picture: Pixels) -> Pixels:
    return cv2.GaussianBlur(picture, (0, 0), sigmaX=1.0)


def _weaken(picture: Pixels) -> Pixels:
    """Reduce the contrast to a quarter, as on a faded print or a screen in the sun."""
    return (picture * 0.25 + 130).astype(np.uint8)


def _glare(picture: Pixels) -> Pixels:
    """Add light that increases across the view."""
    ramp = np.linspace(0, 110, picture.shape[1])[np.newaxis, :]
    return np.clip(picture * 0.55 + ramp, 0, 255).astype(np.uint8)


def _turn(picture: Pixels) -> Pixels:
    """View the code from 35 degrees to the side."""
    height, width = picture.shape
    near, far = 0.09 * height, width * float(np.cos(np.radians(35)))
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    seen = np.array([[0, 0], [far, near], [far, height - near], [0, height]], dtype=np.float32)
    return cv2.warpPerspective(picture, cv2.getPerspectiveTransform(corners, seen), (width, height), borderValue=128)


CONDITIONS: dict[str, Callable[[Pixels], Pixels]] = {
    "distance": lambda picture: picture,
    "blur": _blur,
    "weak contrast": _weaken,
    "glare": _glare,
    "angle": _turn,
}
