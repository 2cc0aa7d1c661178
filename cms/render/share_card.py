"""Cards that other sites show when a page is shared: a picture, darkened as far as the words over it need."""

import io
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps
from PIL.ImageColor import getrgb

from cms.render import fonts
from cms.render.formats import TEMPLATES_DIR
from cms.render.wording import keep_together
from translations.campaign.look import LEAST_CONTRAST, get_contrast
from translations.campaign.reading import get_folder
from translations.languages import get_language_entry

WIDTH, HEIGHT = 1200, 630
MARGIN = 60
MEDIA_TYPE = "image/jpeg"
SHADE_CONTRAST = 2.2 * LEAST_CONTRAST
"""Of the campaign's paper with the shade alone: the picture shows through it and makes it lighter."""
TEMPLATE = TEMPLATES_DIR / "cards" / "share.typ"
_SIZES = tuple(round(66 * 0.93**step, 1) for step in range(16))
_WIDEST, _TALLEST = 820, 330
_FADE = 240
_AIR = 24
Pixels = NDArray[np.float64]


@dataclass(frozen=True)
class CardWords:
    """The words of a card, with facts in the language's conventions: title, kind above it, campaign below."""

    title: str
    kicker: str
    campaign: str


@dataclass(frozen=True)
class Box:
    """The rectangle that holds all that is written, in pixels from the top left."""

    left: int
    top: int
    right: int
    bottom: int


def make_card(*, words: CardWords, language: str, drawing: str = "", photograph: bytes = b"") -> bytes:
    """Return the card as JPEG, over the photograph, else over the drawing (SVG), else over the campaign's colour."""
    text = write_layer(words, language=language)
    picture = _open_picture(drawing, photograph, is_mirrored=get_language_entry(language).direction == "rtl")
    ground = darken(picture, behind=find_ink(text))
    ground.paste(text, mask=text)
    out = io.BytesIO()
    ground.save(out, "JPEG", quality=84, progressive=True, optimize=True)
    return out.getvalue()


def write_layer(words: CardWords, *, language: str) -> Image.Image:
    """Return what is written, on no ground; in smaller letters if a word is wider than the card."""
    spec = _make_spec(words, language=language)
    for smaller in range(0, len(_SIZES), 3):
        layer = _compile({**spec, "layer": "text", "sizes": _SIZES[smaller:]})
        ink = find_ink(layer)
        if ink.right - ink.left <= _WIDEST + 8 and ink.top > 0:
            break
    return layer


def find_ink(layer: Image.Image) -> Box:
    """Return the box of everything that is drawn on the layer."""
    return Box(*(layer.getchannel("A").getbbox() or (0, HEIGHT, WIDTH, HEIGHT)))


def darken(picture: Image.Image, *, behind: Box) -> Image.Image:
    """Return the picture with a shade of its own hue behind the box, no stronger than letters need, that fades around.

    Letters have the campaign's colour of paper, and ``LEAST_CONTRAST`` with every point behind them.
    """
    pixels: Pixels = np.asarray(picture.convert("RGB"), dtype=np.float64)
    top, left, right = max(0, behind.top - _AIR), max(0, behind.left - _AIR), min(WIDTH, behind.right + _AIR)
    shade = np.array(getrgb(find_shade(pixels[top:, left:right].reshape(-1, 3).mean(axis=0))), dtype=np.float64)
    strength = _find_strength(pixels[top:, left:right], shade)
    rows, columns = np.arange(HEIGHT), np.arange(WIDTH)
    slopes = _ease(1 - np.maximum(left - columns, columns - right) / _FADE)
    alpha = strength * (_ease(1 - (top - rows) / _FADE)[:, None] * slopes[None, :])[..., None]
    return Image.fromarray(np.uint8(np.floor(pixels * (1 - alpha) + shade * alpha)))


def find_shade(colour: Pixels) -> str:
    """Return the colour, darkened until the campaign's paper stands out on it."""
    for part in np.linspace(1, 0, 60):
        shade = "#" + "".join(f"{int(value * part):02x}" for value in colour)
        if get_contrast(get_folder().colours["paper"], shade) >= SHADE_CONTRAST:
            break
    return shade


def _find_strength(pixels: Pixels, shade: Pixels) -> float:
    """Return the least opacity of the shade with which no point is too bright for the letters."""
    most = (float(_measure(np.array(getrgb(get_folder().colours["paper"])))) + 0.05) / LEAST_CONTRAST - 0.05
    low, high = 0.0, 1.0
    for _step in range(9):
        middle = (low + high) / 2
        if _measure(pixels * (1 - middle) + shade * middle).max() <= most:
            high = middle
        else:
            low = middle
    return high


def _ease(values: Pixels) -> Pixels:
    """Return values from 0 to 1 that begin and end without an edge."""
    within = np.clip(values, 0, 1)
    return np.asarray(within * within * (3 - 2 * within))


def _measure(pixels: Pixels) -> Pixels:
    """Return the relative luminance of each point (WCAG 2.2)."""
    parts = pixels / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]))


def _open_picture(drawing: str, photograph: bytes, *, is_mirrored: bool) -> Image.Image:
    if photograph:
        with Image.open(io.BytesIO(photograph)) as opened:
            return ImageOps.fit(opened.convert("RGB"), (WIDTH, HEIGHT))
    if not drawing:
        return Image.new("RGB", (WIDTH, HEIGHT), get_folder().colours["lacquer-deep"])
    drawn = _compile({**_make_page(), "layer": "picture", "drawing": drawing}).convert("RGB")
    # As on the site: in Arabic a drawing faces the other way. A photograph never does.
    return ImageOps.mirror(drawn) if is_mirrored else drawn


def _make_page() -> dict[str, Any]:
    return {"width": WIDTH, "height": HEIGHT, "margin": MARGIN, "widest": _WIDEST, "tallest": _TALLEST}


def _make_spec(words: CardWords, *, language: str) -> dict[str, Any]:
    entry, folder = get_language_entry(language), get_folder()
    texts = {name: keep_together(fonts.keep_drawable(text), language=language) for name, text in asdict(words).items()}
    return {
        **_make_page(),
        **texts,
        **asdict(fonts.get_script_fonts(language)),
        "lang": entry.tag.split("-")[0],
        "script": entry.script.lower(),
        "direction": entry.direction,
        "ink": folder.colours["paper"],
        "gold": folder.colours["gold"],
        "emblem": folder.emblem,
    }


def _compile(spec: dict[str, Any]) -> Image.Image:
    with Image.open(io.BytesIO(fonts.draw_png(TEMPLATE, spec))) as opened:
        return opened.convert("RGBA")
