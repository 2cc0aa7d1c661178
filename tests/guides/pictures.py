"""Pictures of the guides: their steps, walked in Chromium over the demonstration (``guides/pictures.toml``)."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyvips
from django.test import Client
from django.utils.translation import gettext, override
from playwright.sync_api import TimeoutError as NotFound

from cms.approvals.models import Submission, SubmissionState
from cms.guides.guide import FOLDER
from cms.render.fonts import FONTS_DIR
from cms.stories.models import StoryPage
from cms.users.models import User
from outreach.kits.models import KitEdition
from translations.campaign.reading import get_folder
from translations.languages import CODES

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator, Page, Route

MOST_BYTES = 60_000
QUALITIES = (82, 70, 55, 40, 25)
MILLISECONDS_TO_APPEAR = 15_000
PLACEHOLDER = re.compile(r"%\(\w+\)s")
# The letters of all languages, whatever fonts the machine has: a picture is the same wherever it is made.
FONTS = {name: FONTS_DIR / f"NotoSans{name}-Regular.ttf" for name in ("", "Thai", "Lao", "Khmer", "Arabic")}
FONT_ADDRESS = "/guide-fonts/"
FACES = "".join(f"@font-face {{font-family: Guide{name}; src: url({FONT_ADDRESS}{name or 'Latin'})}}" for name in FONTS)
FAMILIES = ", ".join(f"Guide{name}" for name in FONTS)
STYLE = f"{FACES} body, body *, .w-header h1 {{font-family: {FAMILIES}, sans-serif !important}}"
# What the picture shows isn't real, and it says so itself, wherever it is copied to.
ADD_BAND = """text => {
  const band = document.createElement('div');
  band.id = 'guide-band';
  band.textContent = text;
  band.style.cssText = 'background:#fff3bf;color:#000;font-weight:600;font-size:15px;line-height:1.4;'
    + 'padding:4px 12px;position:fixed;inset-block-start:0;inset-inline-start:0;z-index:9999';
  document.body.append(band);
}"""


class ControlMissing(AssertionError):
    """A step's control isn't on the page."""


@dataclass(frozen=True)
class Picture:
    """One picture: whose screen, what is done on it, what it must show, and which part is kept."""

    name: str
    who: str
    address: str
    controls: tuple[str, ...]
    crop: str
    width: int
    height: int
    languages: tuple[str, ...]
    press: tuple[str, ...] = ()
    few: bool = False
    above: int = 0
    end: bool = False


def read_pictures() -> tuple[Picture, ...]:
    table = tomllib.loads((FOLDER / "pictures.toml").read_text(encoding="utf-8"))
    return tuple(_read_picture(name, row) for name, row in table.items())


def _read_picture(name: str, row: dict[str, Any]) -> Picture:
    languages = tuple(get_folder().admin_languages) if row["languages"] == "staff" else tuple(CODES)
    lists = {key: tuple(row.get(key, ())) for key in ("controls", "press")}
    return Picture(**{**row, **lists, "name": name, "languages": languages})


def find_places() -> dict[str, object]:
    """Return what the addresses in ``pictures.toml`` name: objects of the loaded demonstration."""
    story = StoryPage.objects.get(locale__language_code="vi", slug="archives")
    submission = Submission.objects.filter(state=SubmissionState.OPEN, language="th").first()
    edition = KitEdition.objects.filter(organisation__memberships__user__username="partner-seoul").first()
    return {
        "story": story.pk,
        "submission": submission.pk if submission else "",
        "outdated": submission.translation_key if submission else "",
        "edition": edition.key if edition else "",
    }


def sign_in(context: BrowserContext, *, base: str, who: str, language: str) -> None:
    """Sign the demonstration's user in, with the language as that of their interface."""
    user = User.objects.get(username=who)
    user.interface_language = language
    user.save()
    client = Client()
    client.force_login(user)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": base}])


def walk(page: Page, picture: Picture, *, base: str, language: str) -> bytes:
    """Walk the picture's steps and return it as PNG; raise ``ControlMissing`` for a control that isn't there."""
    sign_in(page.context, base=base, who=picture.who, language=language)
    page.set_viewport_size({"width": picture.width, "height": max(picture.height + 40, 700)})
    page.route(f"**{FONT_ADDRESS}*", _send_font)
    page.goto(base + picture.address.format(language=language, **find_places()), wait_until="networkidle")
    page.add_style_tag(content=STYLE)
    page.evaluate("document.fonts.ready")
    with override(language):
        for message in picture.press:
            find_control(page.locator("body"), message, picture=picture).click()
        page.locator(picture.crop).first.wait_for(timeout=MILLISECONDS_TO_APPEAR)
        for message in picture.controls:
            find_control(page.locator("body"), message, picture=picture)
        band = gettext("Demonstration material")
        from_right = page.evaluate("document.documentElement.dir") == "rtl"
        return _join(_take_band(page, band), _take(page, picture), from_right=from_right)


def find_control(inside: Locator, message: str, *, picture: Picture) -> Locator:
    """Return the visible element with this message in the active language; raise ``ControlMissing`` without one."""
    parts = [re.escape(part) for part in PLACEHOLDER.split(gettext(message))]
    text = re.compile(r"^\s*" + ".+".join(parts), re.IGNORECASE)
    found = inside.get_by_text(text).or_(inside.get_by_role("button", name=text)).locator("visible=true").first
    try:
        found.wait_for(timeout=MILLISECONDS_TO_APPEAR)
    except NotFound as error:
        raise ControlMissing(f"{picture.name}: “{gettext(message)}” isn't on {picture.address}.") from error
    return found


def _send_font(route: Route) -> None:
    name = route.request.url.rpartition("/")[2]
    route.fulfill(path=FONTS["" if name == "Latin" else name], content_type="font/ttf")


def _take_band(page: Page, text: str) -> bytes:
    page.evaluate(ADD_BAND, text)
    band = page.locator("#guide-band")
    taken = band.screenshot()
    band.evaluate("band => band.remove()")
    return taken


def _join(band: bytes, picture: bytes, *, from_right: bool) -> bytes:
    """Return the picture below the band, which is made as wide as the picture."""
    below = pyvips.Image.new_from_buffer(picture, "")
    above = pyvips.Image.new_from_buffer(band, "")
    start = below.width - above.width if from_right else 0
    wide = above.embed(start, 0, below.width, above.height, extend="copy")
    data: bytes = wide.join(below, "vertical").pngsave_buffer()
    return data


def _take(page: Page, picture: Picture) -> bytes:
    part = page.locator(picture.crop).first
    part.evaluate("(part, end) => part.scrollIntoView({block: end ? 'end' : 'start'})", picture.end)
    box = part.bounding_box()
    assert box is not None
    top = max(0.0, box["y"] - picture.above)
    bottom = min(box["y"] + box["height"], page.viewport_size["height"] if page.viewport_size else top)
    if picture.end:
        top = max(top, bottom - picture.height)
    height = min(bottom - top, picture.height)
    return page.screenshot(
        clip={"x": box["x"], "y": top, "width": box["width"], "height": height}, animations="disabled"
    )


def write(png: bytes, path: Path) -> None:
    """Write the picture as WebP of at most 60 kB."""
    image = pyvips.Image.new_from_buffer(png, "")
    for quality in QUALITIES:
        data = image.webpsave_buffer(Q=quality, effort=6, keep=0)
        if len(data) <= MOST_BYTES:
            break
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
