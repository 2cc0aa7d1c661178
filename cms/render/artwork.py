"""Typesetting of posters. The result is a base: the poster with a white square where each link's code is stamped."""

import functools
import json
import re
import threading
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import budoux
import typst

from cms.render import fonts, qr
from cms.render.formats import TEMPLATES_DIR, ScreenFormat
from translations.languages import get_language_entry

POSTERS_DIR = TEMPLATES_DIR / "posters"
PNG, PDF = "image/png", "application/pdf"
# A poster's bytes must depend on its texts only, never on the time.
_FIXED_TIMESTAMP = 0
_LEFT_TO_RIGHT_ISOLATE, _POP_ISOLATE = "\u2066", "\u2069"
_WORD_JOINER, _BREAK, _HARD_SPACE = "\u2060", "\u200b", "\u00a0"
# Longer phrases may break anywhere: kept whole, they would force small type in narrow columns.
_LONGEST_WHOLE_PHRASE = 8
_NUMBER = re.compile(r"\+?\d[\d .\u00a0\u2011/()-]*\d")
_ADDRESS = re.compile(r"[A-Za-z0-9@][A-Za-z0-9@:/._-]*[./@][A-Za-z0-9/._-]*[A-Za-z0-9]")
_LEFT_TO_RIGHT = re.compile(f"{_ADDRESS.pattern}|{_NUMBER.pattern}")
_HANGUL_PAIR = re.compile(r"(?<=[\uac00-\ud7a3])(?=[\uac00-\ud7a3])")
_PHRASE_PARSERS = {
    "Jpan": budoux.load_default_japanese_parser,
    "Hans": budoux.load_default_simplified_chinese_parser,
}
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
    """Approved texts of a poster, with facts in the language's conventions. Empty texts are omitted."""

    headline: str
    lines: tuple[str, ...]
    action: str
    contact_line: str
    campaign_name: str
    organiser: str
    notice: str = ""


@dataclass(frozen=True)
class CodeBox:
    """The white square for the code, from the top left: in pixels of a PNG or points of a PDF page."""

    x: float
    y: float
    width: float


@dataclass(frozen=True)
class Artwork:
    """A typeset base. Type sizes are in the page's unit; `omitted` names fields that the format doesn't carry."""

    content: bytes
    media_type: str
    box: CodeBox
    sizes: dict[str, float]
    omitted: tuple[str, ...]


def make_artwork(*, words: PosterWords, language: str, artwork: ScreenFormat, template: str) -> Artwork:
    """Typeset the texts; the same input gives the same bytes.

    Raise `MissingGlyphs`, `TextOverflow` or `UnknownTemplate`.
    """
    for text in _texts_of(words):
        fonts.check_glyphs(text, language=language)
    shown = words if artwork.carries_lines else replace(words, lines=())
    spec = _make_spec(words=shown, language=language, artwork=artwork)
    content, report = _typeset(template, spec=spec, is_print=artwork.is_print)
    for problem in report["problems"]:
        raise TextOverflow(
            field=problem["field"],
            language=language,
            format_code=artwork.code,
            direction=problem["direction"],
            percent=max(1, round(problem["excess"] * 100)),
        )
    return Artwork(
        content=content,
        media_type=PDF if artwork.is_print else PNG,
        box=CodeBox(x=report["code"]["x"], y=report["code"]["y"], width=qr.get_panel_width(artwork)),
        sizes=report["sizes"],
        omitted=("lines",) if words.lines and not shown.lines else (),
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
    """Return the file and the template's report: position of the code, type sizes, texts that don't fit."""
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
        compilers[template] = typst.Compiler(
            input=find_template(template),
            root=POSTERS_DIR,
            font_paths=fonts.load_typst_fonts(),
            ignore_system_fonts=True,
        )
    return compilers[template]


def _make_spec(*, words: PosterWords, language: str, artwork: ScreenFormat) -> dict[str, object]:
    entry = get_language_entry(language)
    setting = fonts.get_script_fonts(language)
    return {
        "width": artwork.width,
        "height": artwork.height,
        "paper": artwork.is_print,
        "least": artwork.least_text_size,
        "panel": qr.get_panel_width(artwork),
        "lang": entry.tag.split("-")[0],
        "script": entry.script.lower(),
        "direction": entry.direction,
        "words": asdict(_prepare(words, language=language)),
        **asdict(setting),
    }


def _prepare(words: PosterWords, *, language: str) -> PosterWords:
    names = ("headline", "action", "contact_line", "campaign_name", "organiser", "notice")
    kept = {name: _keep_together(getattr(words, name), language=language) for name in names}
    return replace(words, **kept, lines=tuple(_keep_together(line, language=language) for line in words.lines))


def _keep_together(text: str, *, language: str) -> str:
    """Prevent breaks in numbers, Korean words and Japanese and Chinese phrases; isolate numbers in Arabic.

    Without the isolate the groups of +84 965 001 222 would appear in reverse order (UAX #9).
    """
    entry = get_language_entry(language)
    text = _NUMBER.sub(lambda found: found[0].replace(" ", _HARD_SPACE), text)
    if entry.direction == "rtl":
        text = _LEFT_TO_RIGHT.sub(lambda found: f"{_LEFT_TO_RIGHT_ISOLATE}{found[0]}{_POP_ISOLATE}", text)
    if entry.script in _PHRASE_PARSERS:
        phrases = _get_phrase_parser(entry.script).parse(text)
        return _BREAK.join(_WORD_JOINER.join(p) if len(p) <= _LONGEST_WHOLE_PHRASE else p for p in phrases)
    return _HANGUL_PAIR.sub(_WORD_JOINER, text)


@functools.cache
def _get_phrase_parser(script: str) -> budoux.Parser:
    return _PHRASE_PARSERS[script]()


def _texts_of(words: PosterWords) -> tuple[str, ...]:
    return (
        words.headline,
        *words.lines,
        words.action,
        words.contact_line,
        words.campaign_name,
        words.organiser,
        words.notice,
    )
