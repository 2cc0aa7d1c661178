"""Typesetting of posters. The result is a base: the poster with a white square where each link's code is stamped."""

import json
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import typst

from cms.render import fonts, qr
from cms.render.formats import TEMPLATES_DIR, ScreenFormat
from cms.render.wording import check_characters, cut
from translations.campaign.reading import get_folder
from translations.languages import get_language_entry

POSTERS_DIR = TEMPLATES_DIR / "posters"
PNG, PDF = "image/png", "application/pdf"
# A poster's bytes must depend on its texts only, never on the time.
_FIXED_TIMESTAMP = 0
# The register's contact can't be shortened by whoever makes a poster: rather than not at all, it is set smaller.
LEAST_CONTACT_SCALE = 0.72
ONE_LINE = ("headline", "action", "contact_line", "campaign_name", "organiser", "notice")
SEVERAL_LINES = ("lines", "details")
_local = threading.local()


class UnknownTemplate(LookupError):
    """There is no poster template with this name."""


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
    and hours.
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


@dataclass(frozen=True)
class Means:
    """Means by which a template makes room: smaller pieces of phrases and addresses, smaller type of the contact."""

    closely: bool = False
    divides_addresses: bool = False
    contact_scale: float = 1.0


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
    """A typeset base. Type sizes are in the page's unit; `omitted` names fields that the format doesn't carry."""

    content: bytes
    media_type: str
    box: CodeBox
    sizes: dict[str, float]
    omitted: tuple[str, ...]
    slots: tuple[Slot, ...]


def make_artwork(
    *, words: PosterWords, language: str, artwork: ScreenFormat, template: str, as_pdf: bool = False
) -> Artwork:
    """Typeset the texts; the same input gives the same bytes. ``as_pdf``: a screen's too, where letters have places.

    Raise `ForbiddenCharacters`, `MissingGlyphs`, `TextOverflow` or `UnknownTemplate`.
    """
    for text in _texts_of(words):
        check_characters(text, language=language)
        fonts.check_glyphs(text, language=language)
    wanted = words if artwork.carries_lines else replace(words, lines=(), details=())
    shown, content, report = _fit(wanted, language=language, artwork=artwork, template=template, as_pdf=as_pdf)
    return Artwork(
        content=content,
        media_type=PDF if as_pdf or artwork.is_print else PNG,
        box=CodeBox(x=report["code"]["x"], y=report["code"]["y"], width=qr.get_panel_width(artwork)),
        sizes=report["sizes"],
        omitted=tuple(name for name in SEVERAL_LINES if getattr(words, name) and not getattr(shown, name)),
        slots=tuple(Slot(**slot) for slot in report["slots"]),
    )


def _fit(
    words: PosterWords, *, language: str, artwork: ScreenFormat, template: str, as_pdf: bool
) -> tuple[PosterWords, bytes, dict[str, Any]]:
    """Return the texts that fit, with the file and the template's report. Raise `TextOverflow` if none do."""
    problems: list[dict[str, Any]] = []
    for shown, means in _list_means(words):
        spec = _make_spec(shown, language=language, artwork=artwork, means=means)
        content, report = _typeset(template, spec=spec, is_print=as_pdf or artwork.is_print)
        if not report["problems"]:
            return shown, content, report
        problems = report["problems"]
    raise TextOverflow(
        field=problems[0]["field"],
        language=language,
        format_code=artwork.code,
        direction=problems[0]["direction"],
        percent=max(1, round(problems[0]["excess"] * 100)),
    )


def find_template(template: str) -> Path:
    """Return the template's file; raise `UnknownTemplate` if there is none."""
    if template not in list_templates():
        raise UnknownTemplate(f"There is no poster template “{template}”.")
    return POSTERS_DIR / f"{template}.typ"


def list_templates() -> tuple[str, ...]:
    """Return the names of the poster templates."""
    return tuple(sorted(path.stem for path in POSTERS_DIR.glob("*.typ")))


def _typeset(template: str, *, spec: dict[str, object], is_print: bool) -> tuple[bytes, dict[str, Any]]:
    """Return the file and the template's report: places of code and texts, type sizes, texts that don't fit."""
    compiler = _get_compiler(template)
    inputs = {"spec": json.dumps(spec, ensure_ascii=False, sort_keys=True)}
    if is_print:
        pages = compiler.compile(format="pdf", sys_inputs=inputs, pdf_standards=["a-2b"], timestamp=_FIXED_TIMESTAMP)
    else:
        pages = compiler.compile(format="png", ppi=72, sys_inputs=inputs)
    if not isinstance(pages, bytes):
        raise TypeError(f"The template {template} makes more than one page.")
    return pages, json.loads(compiler.query("<report>", field="value", one=True))


def _get_compiler(template: str) -> typst.Compiler:
    """Return this thread's compiler for the template; all compilers share the fonts."""
    compilers: dict[str, typst.Compiler] = _local.__dict__.setdefault("compilers", {})
    if template not in compilers:
        compilers[template] = fonts.make_compiler(find_template(template))
    return compilers[template]


def _make_spec(words: PosterWords, *, language: str, artwork: ScreenFormat, means: Means) -> dict[str, object]:
    entry = get_language_entry(language)
    setting, folder = fonts.get_script_fonts(language), get_folder()
    return {
        "width": artwork.width,
        "height": artwork.height,
        "paper": artwork.is_print,
        "least": artwork.least_text_size,
        "contact_scale": means.contact_scale,
        "panel": qr.get_panel_width(artwork),
        "lang": entry.tag.split("-")[0],
        "script": entry.script.lower(),
        "direction": entry.direction,
        "colours": asdict(folder.paper_poster if artwork.is_print else folder.screen_poster),
        "title": words.headline,
        "author": words.organiser,
        "words": _cut_words(words, language=language, means=means),
        **asdict(setting),
    }


def _cut_words(words: PosterWords, *, language: str, means: Means) -> dict[str, object]:
    how = {"closely": means.closely, "divides_addresses": means.divides_addresses}

    def cut_text(text: str) -> list[dict[str, object]]:
        return [asdict(piece) for piece in cut(text, language=language, **how)]

    one = {name: cut_text(getattr(words, name)) for name in ONE_LINE}
    return {**one, **{name: [cut_text(line) for line in getattr(words, name)] for name in SEVERAL_LINES}}


def _list_means(words: PosterWords) -> Iterator[tuple[PosterWords, Means]]:
    """Return the texts as they are, then what a narrow format can do by itself with those that nobody can shorten."""
    small, divided = Means(closely=True, contact_scale=LEAST_CONTACT_SCALE), Means(closely=True, divides_addresses=True)
    both = replace(divided, contact_scale=LEAST_CONTACT_SCALE)
    brief = replace(words, contact_line=words.contact_short or words.contact_line, contact_short="")
    yield from ((words, means) for means in (Means(), Means(closely=True), small, divided, both))
    if words.contact_short:
        yield from ((brief, means) for means in (Means(closely=True), small, both))
    if words.details:
        yield replace(brief, details=()), both


def _texts_of(words: PosterWords) -> Iterator[str]:
    for value in asdict(words).values():
        yield from (value,) if isinstance(value, str) else value
