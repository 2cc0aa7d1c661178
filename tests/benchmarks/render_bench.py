"""P1 to P3: typesetting compared with WeasyPrint and Chromium, and another code compared with encoding alone.

Each measurement changes a word or a code, so that no cache helps; contenders take turns, so that a busy machine slows
all of them alike. Work in this process is compared by its processor time, Chromium by elapsed time. Figures are medians
in milliseconds. The peers set the same words in the same fonts in a simpler layout (no map lines, a fixed type size
instead of the largest that fits), which favours them.
"""

import html
import io
import itertools
import random
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pypdfium2
from playwright.sync_api import Page, sync_playwright
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from cms.render import fonts, stamp
from cms.render.artwork import PNG, PosterWords, make_artwork
from cms.render.formats import get_format
from cms.render.poster import make_base, release
from tests.render.words import make_words
from translations.languages import CODES, get_language_entry

CODE_LETTERS = "0123456789BCDFGHJKMNPQRSTVWXYZ"
SMALL_LANGUAGES = ("vi", "km", "ar")
_counter = itertools.count(1)

Row = dict[str, object]


def rows(scale: str) -> list[Row]:
    """Return the rows of P1, P2 and P3; `small` takes three languages and one turn, `full` all twelve and five."""
    languages, turns = (SMALL_LANGUAGES, 1) if scale == "small" else (CODES, 5)
    with _open_chromium() as page:
        return [
            *measure_poster_base(page, languages=languages, turns=turns),
            *measure_print_base(page, languages=languages, turns=turns),
            *measure_another_code(turns=10 * turns),
        ]


def measure_poster_base(page: Page, *, languages: tuple[str, ...], turns: int) -> list[Row]:
    """Measure P1, the base of a poster as a PNG of 1,920 × 1,080 pixels."""
    what = f"poster base, 1080p PNG, median of {len(languages)} languages"
    contenders = {"ours": _make_png, "WeasyPrint": _weasyprint_png, "Chromium": lambda w, c: _chromium_png(page, w, c)}
    return _compare(
        "P1", what, contenders, languages=languages, turns=turns, targets={"WeasyPrint": 5, "Chromium": 1.8}
    )


def measure_print_base(page: Page, *, languages: tuple[str, ...], turns: int) -> list[Row]:
    """Measure P2, the base of a poster as a PDF in A3; the target for Chromium is only to be as fast."""
    what = f"poster base, A3 PDF, median of {len(languages)} languages"
    contenders = {"ours": _make_pdf, "WeasyPrint": _weasyprint_pdf, "Chromium": lambda w, c: _chromium_pdf(page, w, c)}
    return _compare("P2", what, contenders, languages=languages, turns=turns, targets={"WeasyPrint": 7, "Chromium": 1})


def measure_another_code(*, turns: int) -> list[Row]:
    """Measure P3, another code on a finished base, read back by both decoders, on one core."""
    codes = ("indoor-landscape-fhd", "station-landscape-4k", "print-a3")
    times = {code: _time_release(code, turns=turns) for code in codes}
    found: list[Row] = []
    for code, name in (("indoor-landscape-fhd", "1080p PNG"), ("station-landscape-4k", "4K PNG")):
        ours, limit = times[code]
        found.append(
            _limit_row("P3", f"another code, {name}, read back, against encoding alone", ours, limit, target=2)
        )
    png, pdf = times["indoor-landscape-fhd"][0], times["print-a3"][0]
    return [*found, _faster_row("P3", "another code, A3 PDF, against 1080p PNG", pdf, png, target=4)]


@dataclass(frozen=True)
class Taken:
    """Milliseconds of this process's processor time, and elapsed."""

    processor: float
    elapsed: float


def _compare(
    number: str,
    what: str,
    contenders: dict[str, Callable[[PosterWords, str], object]],
    *,
    languages: tuple[str, ...],
    turns: int,
    targets: dict[str, float],
) -> list[Row]:
    """Return a row for each peer; the first turn over all languages is a warm-up."""
    times: dict[str, list[Taken]] = {name: [] for name in contenders}
    for turn in range(turns + 1):
        for language in languages:
            for name, draw in contenders.items():
                words = replace(make_words(language), organiser=f"{next(_counter)}")
                taken = _time(lambda draw=draw, words=words, language=language: draw(words, language))
                if turn:
                    times[name].append(taken)
    found = []
    for peer, target in targets.items():
        unit = "elapsed" if peer == "Chromium" else "processor"
        ours, theirs = (statistics.median(getattr(t, unit) for t in times[name]) for name in ("ours", peer))
        found.append(_faster_row(number, f"{what}, against {peer}", ours, theirs, target=target))
    return found


def _time_release(format_code: str, *, turns: int) -> tuple[float, float]:
    """Return the median processor times of a release and of encoding the same pixels alone (0 for a PDF)."""
    base = make_base(words=make_words("vi"), language="vi", format_code=format_code, template="call")
    ours, limit = [], []
    for _ in range(turns):
        address = f"HTTPS://NHONGUON.EXAMPLE/Q/{''.join(random.choices(CODE_LETTERS, k=6))}"
        ours.append(_time(lambda address=address: release(base=base, address=address)).processor)
        if base.media_type == PNG:
            pixels = stamp.read_pixels(base.content)
            limit.append(_time(lambda pixels=pixels: stamp.encode_png(pixels)).processor)
    return statistics.median(ours[1:]), statistics.median(limit[1:]) if limit else 0.0


def _time(work: Callable[[], object]) -> Taken:
    processor, elapsed = time.process_time(), time.perf_counter()
    work()
    return Taken(processor=(time.process_time() - processor) * 1000, elapsed=(time.perf_counter() - elapsed) * 1000)


def _faster_row(number: str, what: str, ours: float, peer: float, *, target: float) -> Row:
    ratio = peer / ours
    return _row(number, what, ours, peer, ratio=ratio, target=f"≥ {target} times as fast", met=ratio >= target)


def _limit_row(number: str, what: str, ours: float, limit: float, *, target: float) -> Row:
    ratio = ours / limit
    return _row(
        number, what, ours, limit, ratio=ratio, target=f"≤ {target} times the limit's time", met=ratio <= target
    )


def _row(number: str, what: str, ours: float, peer: float, *, ratio: float, target: str, met: bool) -> Row:
    return {
        "id": number,
        "what": what,
        "ours": f"{ours:.1f} ms",
        "peer": f"{peer:.1f} ms",
        "ratio": round(ratio, 2),
        "target": target,
        "met": met,
    }


def _make_png(words: PosterWords, language: str) -> bytes:
    artwork = get_format("indoor-landscape-fhd")
    return make_artwork(words=words, language=language, artwork=artwork, template="call").content


def _make_pdf(words: PosterWords, language: str) -> bytes:
    return make_artwork(words=words, language=language, artwork=get_format("print-a3"), template="call").content


def _weasyprint_png(words: PosterWords, language: str) -> bytes:
    content = _weasyprint(words, language, width="1440pt", height="810pt")
    bitmap = pypdfium2.PdfDocument(content)[0].render(scale=1920 / 1440)
    target = io.BytesIO()
    bitmap.to_pil().save(target, "PNG")
    return target.getvalue()


def _weasyprint_pdf(words: PosterWords, language: str) -> bytes:
    return _weasyprint(words, language, width="297mm", height="420mm")


def _weasyprint(words: PosterWords, language: str, *, width: str, height: str) -> bytes:
    configuration = FontConfiguration()
    page = CSS(string=f"@page {{ size: {width} {height}; margin: 0 }}", font_config=configuration)
    document = HTML(string=_write_html(words, language), base_url=str(fonts.FONTS_DIR))
    content = document.write_pdf(stylesheets=[page], font_config=configuration)
    return bytes(content or b"")


def _chromium_png(page: Page, words: PosterWords, language: str) -> bytes:
    page.set_content(_write_html(words, language), wait_until="load")
    page.evaluate("document.fonts.ready")
    return page.screenshot(type="png")


def _chromium_pdf(page: Page, words: PosterWords, language: str) -> bytes:
    page.set_content(_write_html(words, language), wait_until="load")
    page.evaluate("document.fonts.ready")
    return page.pdf(width="297mm", height="420mm", print_background=True)


@contextmanager
def _open_chromium() -> Iterator[Page]:
    """Yield a page of one browser, kept open as on a server. Its origin is a file, so that it may load fonts."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1920, "height": 1080})
        page.goto((fonts.FONTS_DIR / "OFL.txt").as_uri())
        yield page
        browser.close()


def _write_html(words: PosterWords, language: str) -> str:
    entry = get_language_entry(language)
    families = fonts.get_script_fonts(language).families
    faces = "".join(
        f"@font-face {{ font-family: '{family}'; font-weight: {_weights_of(path)}; src: url('{path.as_uri()}') }}"
        for family in families
        for path in fonts.get_family_files(family)
    )
    lines = "".join(f"<p>{html.escape(line)}</p>" for line in words.lines)
    family_list = ", ".join(f"'{family}'" for family in families)
    return f"""<!doctype html><html lang="{entry.tag}" dir="{entry.direction}"><head><meta charset="utf-8"><style>
{faces}
* {{ margin: 0; box-sizing: border-box }}
body {{ display: flex; width: 100%; height: 100vh; min-height: 800pt; background: #560D15; color: #FBEBD2;
  font: 46px {family_list} }}
main {{ flex: 1; padding: 64px }} h1 {{ font-size: 104px; color: #FFF4DC; margin: 80px 0 60px }} p {{ margin: 20px 0 }}
small {{ font-size: 26px; color: #E3BC72 }}
aside {{ width: 720px; padding: 50px; background: #FBF3E1; color: #560D15; font-weight: bold; text-align: center;
  border-inline-start: 8px solid #C9A45C }} aside div {{ height: 620px; background: white; margin: 28px 0 }}
</style></head><body><main><small>{html.escape(words.campaign_name)}</small><h1>{html.escape(words.headline)}</h1>{lines}
<small>{html.escape(words.notice)} {html.escape(words.organiser)}</small></main>
<aside>{html.escape(words.action)}<div></div>{html.escape(words.contact_line)}</aside></body></html>"""


def _weights_of(path: Path) -> str:
    if "VF" in path.name:
        return "100 900"
    return "700" if "Bold" in path.name else "400"
