"""Pictures of posters: a drawing, or a photograph, as the SVG that the typesetter sets."""

import base64
import functools
import re
from dataclasses import dataclass

from cms.render.designs import Design
from translations.campaign.reading import get_folder
from translations.campaign.scenes import DRAWINGS

LARGEST_SIDE = 2400
"""Pixels of a photograph's longer side, enough for a screen of 4K or a poster in A2."""
LEAST_GREY = 0.5
"""Of white, on an office printer: large dark grounds waste toner and come out in stripes."""
_COLOUR = re.compile(r"#([0-9a-fA-F]{2})([0-9a-fA-F]{2})([0-9a-fA-F]{2})\b")


@dataclass(frozen=True)
class PosterPicture:
    """A picture as SVG. A drawing faces the other way in Arabic, as on the site; a photograph never does."""

    svg: str
    is_drawing: bool


@functools.cache
def read_drawing(name: str) -> PosterPicture:
    """Return a drawing of ``static/drawings``."""
    return PosterPicture(svg=(DRAWINGS / name).read_text(encoding="utf-8"), is_drawing=True)


def get_usual_picture(design: Design) -> PosterPicture | None:
    """Return the first of the campaign's drawings for the design's kind of item; None if it has none."""
    scenes = get_folder().scenes.get(design.kinds[0], ())
    return read_drawing(scenes[0]) if scenes else None


def wrap_photograph(content: bytes) -> PosterPicture:
    """Return a photograph as a picture, no larger than posters need and without what a camera wrote into the file."""
    import pyvips  # slow to import, and only needed where a poster is made

    image = pyvips.Image.thumbnail_buffer(
        content, LARGEST_SIDE, height=LARGEST_SIDE, size="down", export_profile="srgb"
    )
    flat = image.flatten(background=[255] * 3) if image.hasalpha() else image
    data = base64.b64encode(flat.jpegsave_buffer(Q=86, keep="none")).decode("ascii")
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {flat.width} {flat.height}" '
        f'width="{flat.width}" height="{flat.height}"><image width="{flat.width}" height="{flat.height}" '
        f'href="data:image/jpeg;base64,{data}"/></svg>'
    )
    return PosterPicture(svg=svg, is_drawing=False)


def write_for_one_ink(picture: PosterPicture) -> str:
    """Return the SVG in light greys, for a printer that has black only."""
    if picture.is_drawing:
        return _COLOUR.sub(_to_grey, picture.svg)
    grey = '<filter id="grey"><feColorMatrix type="saturate" values="0"/></filter>'
    return picture.svg.replace("<image ", f'{grey}<image filter="url(#grey)" ', 1)


def _to_grey(found: re.Match[str]) -> str:
    red, green, blue = (int(part, 16) / 255 for part in found.groups())
    light = LEAST_GREY + (1 - LEAST_GREY) * (0.2126 * red + 0.7152 * green + 0.0722 * blue)
    return "#" + f"{round(255 * light):02x}" * 3
