"""Typesetting of posters. The result is a base: the poster with a white square where each link's code is stamped."""

import json
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

import typst

from cms.render import fonts, qr
from cms.render.designs import POSTERS_DIR, Design, get_design
from cms.render.formats import ScreenFormat
from cms.render.poster_picture import PosterPicture, get_usual_picture, write_for_one_ink
from cms.render.print_page import BLEED, add_print_boxes
from cms.render.wording import check_characters, cut
from translations.campaign.reading import get_folder
from translations.languages import get_language_entry

PNG, PDF = "image/png", "application/pdf"
# A poster's bytes must depend on its texts only, never on the time.
_FIXED_TIMESTAMP = 0
# The register's contact can't be shortened by whoever makes a poster: rather than not at all, it is set smaller.
LEAST_CONTACT_SCALE = 0.72
ONE_LINE = ("headline", "kind_name", "occasion", "action", "contact_line", "campaign_name", "organiser", "notice")
SEVERAL_LINES = ("lines", "details")
_ONE_INK = {
    **dict.fromkeys(("ground", "panel"), "#ffffff"),
    **dict.fromkeys(("head", "ink", "mark", "act", "edge"), "#000000"),
    "relief": "#dddddd",
}
_local = threading.local()


class TextOverflow(ValueError):
    """A text doesn't fit its format, even in the smallest type that is legible at the viewing distance."""

    def __init__(self, *, field: str, language: str, format_code: str, direction: str, percent: int) -> None:
        self.field = field
        self.language = language
        self.format_code = format_code
        self.percent = percent
        problem = "too wide for its line" if direction == "width" else "too long for its space"
        super().__init__(f"The {field} in language {language} is {problem} on format {format_code} by {percent} %.")


@dataclass(frozen=True)
class PosterWords:
    """Approved texts of a poster, with facts in the language's conventions. Empty texts are omitted.

    ``contact_short`` replaces the contact line where that is too long; ``details`` are an organisation's own address
    and hours. ``kind_name`` says what kind of item it is, ``occasion`` when an event is; ``issued`` is the day on which
    the text was approved.
    """

    headline: str
    lines: tuple[str, ...]
    action: str
    contact_line: str
    campaign_name: str
    organiser: str
    notice: str = ""
    contact_short: str = ""
    details: tuple[str, ...] = ()
    kind_name: str = ""
    occasion: str = ""
    issued: str = ""


@dataclass(frozen=True)
class Means:
    """Means by which a template makes room: smaller pieces of phrases and addresses, smaller type of the contact.

    ``tight``: in portrait and on a square, the panel is as small as can be, which leaves the picture more room.
    """

    closely: bool = False
    divides_addresses: bool = False
    contact_scale: float = 1.0
    tight: bool = True


@dataclass(frozen=True)
class CodeBox:
    """The white square for the code, from the top left: in pixels of a PNG or points of a PDF page."""

    x: float
    y: float
    width: float


@dataclass(frozen=True)
class Slot:
    """The place of a text on the page, from the top left, in the page's unit: nothing of the text is outside."""

    name: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Artwork:
    """A typeset base. Type sizes are in the page's unit; `omitted` names fields that the format doesn't carry.

    ``picture_share`` is the part of the page that the picture covers.
    """

    content: bytes
    media_type: str
    box: CodeBox
    sizes: dict[str, float]
    omitted: tuple[str, ...]
    slots: tuple[Slot, ...]
    picture_share: float


@dataclass(frozen=True)
class _Request:
    """A request for artwork: the part that stays the same while the means change by which texts fit."""

    language: str
    artwork: ScreenFormat
    design: Design
    picture: PosterPicture | None
    as_pdf: bool


def make_artwork(
    *,
    words: PosterWords,
    language: str,
    artwork: ScreenFormat,
    template: str,
    picture: PosterPicture | None = None,
    as_pdf: bool = False,
) -> Artwork:
    """Typeset the texts; the same input gives the same bytes. ``as_pdf``: a screen's too, where letters have places.

    Without a picture it has one of the campaign's drawings. Raise `ForbiddenCharacters`, `MissingGlyphs`,
    `TextOverflow` or `UnknownTemplate`.
    """
    for text in _texts_of(words):
        check_characters(text, language=language)
        fonts.check_glyphs(text, language=language)
    design = get_design(template)
    request = _Request(language, artwork, design, picture or get_usual_picture(design), as_pdf or artwork.is_print)
    wanted = words if artwork.carries_lines else replace(words, lines=(), details=())
    shown, content, report = _fit(wanted, request)
    return Artwork(
        content=add_print_boxes(content) if artwork.has_bleed else content,
        media_type=PDF if request.as_pdf else PNG,
        box=CodeBox(x=report["code"]["x"], y=report["code"]["y"], width=qr.get_panel_width(artwork)),
        sizes=report["sizes"],
        omitted=tuple(name for name in SEVERAL_LINES if getattr(words, name) and not getattr(shown, name)),
        slots=tuple(Slot(**slot) for slot in report["slots"]),
        picture_share=report["picture"],
    )


def _fit(words: PosterWords, request: _Request) -> tuple[PosterWords, bytes, dict[str, Any]]:
    """Return the texts that fit, with the file and the template's report. Raise `TextOverflow` if none do."""
    problems: list[dict[str, Any]] = []
    for shown, means in _list_means(words):
        content, report = _typeset(request, spec=_make_spec(shown, request, means=means))
        if not report["problems"]:
            return shown, content, report
        problems = report["problems"]
    raise TextOverflow(
        field=problems[0]["field"],
        language=request.language,
        format_code=request.artwork.code,
        direction=problems[0]["direction"],
        percent=max(1, round(problems[0]["excess"] * 100)),
    )


def _typeset(request: _Request, *, spec: dict[str, object]) -> tuple[bytes, dict[str, Any]]:
    """Return the file and the template's report: places of code and texts, type sizes, texts that don't fit."""
    compiler = _get_compiler(request.design)
    inputs = {"spec": json.dumps(spec, ensure_ascii=False, sort_keys=True)}
    if request.as_pdf:
        pages = compiler.compile(format="pdf", sys_inputs=inputs, pdf_standards=["a-2b"], timestamp=_FIXED_TIMESTAMP)
    else:
        pages = compiler.compile(format="png", ppi=72, sys_inputs=inputs)
    if not isinstance(pages, bytes):
        raise TypeError(f"The template {request.design.code} makes more than one page.")
    return pages, json.loads(compiler.query("<report>", field="value", one=True))


def _get_compiler(design: Design) -> typst.Compiler:
    """Return this thread's compiler for the design; all compilers share the fonts."""
    compilers: dict[str, typst.Compiler] = _local.__dict__.setdefault("compilers", {})
    if design.code not in compilers:
        compilers[design.code] = fonts.make_compiler(design.file, root=POSTERS_DIR)
    return compilers[design.code]


def get_colours(design: Design, *, artwork: ScreenFormat) -> dict[str, str]:
    """Return the colours of the design on the format, from the campaign's folder; black where that is the only ink."""
    if artwork.one_ink:
        return dict(_ONE_INK)
    folder = get_folder()
    return asdict(folder.paper_poster if design.scheme == "light" else folder.screen_poster)


def _make_spec(words: PosterWords, request: _Request, *, means: Means) -> dict[str, object]:
    entry, artwork = get_language_entry(request.language), request.artwork
    return {
        "width": artwork.width,
        "height": artwork.height,
        "paper": artwork.is_print,
        "bleed": BLEED if artwork.has_bleed else 0,
        "black": artwork.one_ink,
        "least": artwork.least_text_size,
        "contact_scale": means.contact_scale,
        "tight": means.tight,
        "panel": qr.get_panel_width(artwork),
        "address": qr.get_address_height(artwork),
        "lang": entry.tag.split("-")[0],
        "script": entry.script.lower(),
        "direction": entry.direction,
        "colours": get_colours(request.design, artwork=artwork),
        "emblem": get_folder().emblem,
        "title": words.headline,
        "author": words.organiser,
        "words": _cut_words(_date(words), language=request.language, means=means),
        **_make_picture_spec(request, words=words),
        **asdict(fonts.get_script_fonts(request.language)),
    }


def _make_picture_spec(request: _Request, *, words: PosterWords) -> dict[str, object]:
    """Return the design with the texts that it can show, and the picture that it shows them with."""
    picture, design = request.picture, asdict(request.design)
    hero = request.design.hero if getattr(words, request.design.hero) else "headline"
    # A text that takes the place of a missing one isn't shown a second time.
    roles = {role: "" if design[role] == hero else design[role] for role in ("over", "under")}
    share = request.design.picture_share if picture else 0
    svg = (write_for_one_ink(picture) if request.artwork.one_ink else picture.svg) if picture else ""
    return {
        "design": {**design, **roles, "hero": hero, "picture_share": share},
        "picture": svg,
        "mirrors": picture is not None and picture.is_drawing,
    }


def _date(words: PosterWords) -> PosterWords:
    """Return the texts with the day of issue beside the organiser, as in the head of a letter."""
    return replace(words, organiser=" · ".join(part for part in (words.organiser, words.issued) if part))


def _cut_words(words: PosterWords, *, language: str, means: Means) -> dict[str, object]:
    how = {"closely": means.closely, "divides_addresses": means.divides_addresses}

    def cut_text(text: str) -> list[dict[str, object]]:
        return [asdict(piece) for piece in cut(text, language=language, **how)]

    one = {name: cut_text(getattr(words, name)) for name in ONE_LINE}
    return {**one, **{name: [cut_text(line) for line in getattr(words, name)] for name in SEVERAL_LINES}}


def _list_means(words: PosterWords) -> Iterator[tuple[PosterWords, Means]]:
    """Return the texts as they are, then what a narrow format can do by itself with those that nobody can shorten."""
    apart = Means(tight=False)
    small = replace(apart, closely=True, contact_scale=LEAST_CONTACT_SCALE)
    divided = replace(apart, closely=True, divides_addresses=True)
    both = replace(divided, contact_scale=LEAST_CONTACT_SCALE)
    brief = replace(words, contact_line=words.contact_short or words.contact_line, contact_short="")
    yield from ((words, means) for means in (Means(), apart, replace(apart, closely=True), small, divided, both))
    if words.contact_short:
        yield from ((brief, means) for means in (replace(apart, closely=True), small, both))
    yield brief, replace(both, tight=True)
    if words.details:
        yield replace(brief, details=()), both


def _texts_of(words: PosterWords) -> Iterator[str]:
    for value in asdict(words).values():
        yield from (value,) if isinstance(value, str) else value
