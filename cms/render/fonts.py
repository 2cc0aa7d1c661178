"""Fonts of artwork, from `media_templates/fonts/fonts.toml`. Fonts installed on the machine are never used."""

import functools
import importlib.resources
import json
import tomllib
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typst
from fontTools.ttLib import TTFont

from cms.render.formats import TEMPLATES_DIR
from translations.languages import get_language_entry

FONTS_DIR = TEMPLATES_DIR / "fonts"


class MissingGlyphs(ValueError):
    """A text contains characters for which the fonts of its language have no glyph."""

    def __init__(self, *, characters: tuple[str, ...], language: str) -> None:
        self.characters = characters
        self.language = language
        named = ", ".join(f"{c} (U+{ord(c):04X} {unicodedata.name(c, 'unnamed')})" for c in characters)
        super().__init__(f"The fonts for language {language} have no glyph for: {named}.")


@dataclass(frozen=True)
class ScriptFonts:
    """Typesetting of a script: font families in order of preference; ascent, descent and leading in em."""

    families: tuple[str, ...]
    ascent: float
    descent: float
    leading: float


@functools.cache
def _table() -> dict[str, dict[str, dict[str, object]]]:
    return tomllib.loads((FONTS_DIR / "fonts.toml").read_text(encoding="utf-8"))


def get_script_fonts(language: str) -> ScriptFonts:
    """Return the typesetting of the language's script."""
    row = _table()["scripts"][get_language_entry(language).script]
    return ScriptFonts(
        families=tuple(str(name) for name in _strings(row["families"])),
        ascent=float(str(row["ascent"])),
        descent=float(str(row["descent"])),
        leading=float(str(row["leading"])),
    )


def make_compiler(template: Path, *, root: Path | None = None) -> typst.Compiler:
    """Return a compiler for the template, with these fonts alone and no files but those in ``root``. One per thread.

    Without a root, it reads files beside the template.
    """
    return typst.Compiler(
        template, root=root or template.parent, font_paths=load_typst_fonts(), ignore_system_fonts=True
    )


def draw_png(template: Path, spec: dict[str, Any]) -> bytes:
    """Return the single page of the template as PNG, one pixel for each point."""
    inputs = {"spec": json.dumps(spec, ensure_ascii=False, sort_keys=True)}
    png = make_compiler(template).compile(format="png", ppi=72, sys_inputs=inputs)
    if not isinstance(png, bytes):
        raise TypeError(f"{template.name} makes more than one page.")
    return png


@functools.cache
def load_typst_fonts() -> typst.Fonts:
    """Return the fonts for Typst compilers, read once and shared by all threads because reading is slow."""
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(folder) for folder in sorted({path.parent for path in list_font_files()})],
    )


def list_font_files() -> tuple[Path, ...]:
    """Return every font file that artwork uses, and `fonts.toml`."""
    files = {path for family in _table()["families"] for path in get_family_files(family)}
    return (FONTS_DIR / "fonts.toml", *sorted(files))


def check_glyphs(text: str, *, language: str) -> None:
    """Raise `MissingGlyphs` if a character has no glyph; control and format characters need none."""
    drawable = _characters_of(get_script_fonts(language).families)
    missing = {c for c in text if ord(c) not in drawable and unicodedata.category(c) not in ("Cf", "Cc")}
    if missing:
        raise MissingGlyphs(characters=tuple(sorted(missing)), language=language)


def keep_drawable(text: str) -> str:
    """Return the text without characters of which no font has a glyph: an empty box says nothing."""
    drawable = _characters_of(tuple(_table()["families"]))
    return "".join(c for c in text if ord(c) in drawable or unicodedata.category(c) in ("Cf", "Cc"))


@functools.cache
def _characters_of(families: tuple[str, ...]) -> frozenset[int]:
    return frozenset().union(*(_characters_of_family(family) for family in families))


@functools.cache
def _characters_of_family(family: str) -> frozenset[int]:
    """Return the characters that all weights have, because headlines and lines use different weights."""
    index = int(str(_table()["families"][family].get("index", -1)))
    cmaps = []
    for path in get_family_files(family):
        with TTFont(path, fontNumber=index, lazy=True) as font:
            cmaps.append(frozenset(font.getBestCmap()))
    return frozenset.intersection(*cmaps)


def get_family_files(family: str) -> list[Path]:
    """Return the files of a family: one for each weight, or one for all."""
    row = _table()["families"][family]
    package = row.get("package")
    folder = Path(str(importlib.resources.files(str(package)))) if package else FONTS_DIR
    return [folder / name for name in _strings(row["files"])]


def _strings(value: object) -> list[str]:
    if not isinstance(value, list):
        raise TypeError(f"fonts.toml must have a list here, not {value!r}.")
    return [str(item) for item in value]
