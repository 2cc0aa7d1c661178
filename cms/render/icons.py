"""Icons of the site for browsers and home screens, made of the campaign's emblem."""

import io

from PIL import Image

from cms.render.fonts import draw_png
from cms.render.formats import TEMPLATES_DIR
from translations.campaign.look import FAVICON, LARGE_ICON, MASKABLE_ICON, SMALL_ICON, TOUCH_ICON

TEMPLATE = TEMPLATES_DIR / "cards" / "icon.typ"
_SAFE = 0.14
"""The part of a side that a home screen may cut away."""


def draw_icons(emblem: str, *, ground: str) -> dict[str, bytes]:
    """Return the icons by the names of their files; those that home screens cut are on a ground of this colour."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(_draw(emblem, size=48))) as large:
        large.save(out, "ICO", sizes=[(16, 16), (32, 32), (48, 48)])
    return {
        FAVICON: out.getvalue(),
        TOUCH_ICON: _draw(emblem, size=180, inset=0.08, ground=ground),
        SMALL_ICON: _draw(emblem, size=192),
        LARGE_ICON: _draw(emblem, size=512),
        MASKABLE_ICON: _draw(emblem, size=512, inset=_SAFE, ground=ground),
    }


def _draw(emblem: str, *, size: int, inset: float = 0.0, ground: str = "") -> bytes:
    spec = {"emblem": emblem, "size": size, "inset": inset, "ground": ground}
    out = io.BytesIO()
    with Image.open(io.BytesIO(draw_png(TEMPLATE, spec))) as drawn:
        drawn.quantize(128, Image.Quantize.FASTOCTREE).save(out, "PNG", optimize=True)
    return out.getvalue()
