"""The fonts of artwork, as data: `media_templates/fonts/fonts.toml`. No font of the machine is ever used."""

import functools
import importlib.resources
import tomllib
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import typst
from fontTools.ttLib import TTFont

from cms.render.formats import TEMPLATES_DIR
from translations.languages import get_language_entry

FONTS_DIR = TEMPLATES_DIR / "fonts"


class MissingGlyphs(ValueError):
    """A text holds characters that no font of its language can draw."""

    def __init__(self, *, characters: tuple[str, ...], language: str) -> None:
        self.characters = characters
        self.language = language
        named = ", ".join(f"{c} (U+{ord(c):04X} {unicodedata.name(c, 'unnamed')})" for c in characters)
        super().__init__(f"The fonts for language {language} have no glyph for: {named}.")


@dataclass(frozen=True)
class ScriptFonts:
    """How one script is set: families in order of preference; ascent, descent and leading in em."""

    families: tuple[str, ...]
    ascent: float
    descent: float
    leading: float
    breaks: str


@functools.cache
def _table() -> dict[str, dict[str, dict[str, object]]]:
    return tomllib.loads((FONTS_DIR / "fonts.toml").read_text(encoding="utf-8"))


def get_script_fonts(language: str) -> ScriptFonts:
    """How texts of a language are set, by its script."""
    row = _table()["scripts"][get_language_entry(language).script]
    return ScriptFonts(
        families=tuple(str(name) for name in _strings(row["families"])),
        ascent=float(str(row["ascent"])),
        descent=float(str(row["descent"])),
        leading=float(str(row["leading"])),
        breaks=str(row["breaks"]),
    )


@functools.cache
def load_typst_fonts() -> typst.Fonts:
    """The fonts for Typst compilers of all threads; reading them is the expensive part."""
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(folder) for folder in sorted({path.parent for path in list_font_files()})],
    )


def list_font_files() -> tuple[Path, ...]:
    """Every font file that artwork may use, and the table that says how."""
    files = {path for family in _table()["families"] for path in get_family_files(family)}
    return (FONTS_DIR / "fonts.toml", *sorted(files))


def check_glyphs(text: str, *, language: str) -> None:
    """Raise `MissingGlyphs` when a character can't be drawn; invisible formatting characters need no glyph."""
    drawable = _characters_of(get_script_fonts(language).families)
    missing = {c for c in text if ord(c) not in drawable and unicodedata.category(c) not in ("Cf", "Cc")}
    if missing:
        raise MissingGlyphs(characters=tuple(sorted(missing)), language=language)


@functools.cache
def _characters_of(families: tuple[str, ...]) -> frozenset[int]:
    return frozenset().union(*(_characters_of_family(family) for family in families))


@functools.cache
def _characters_of_family(family: str) -> frozenset[int]:
    """What every weight of the family can draw: a character that only the regular one has is missing in a headline."""
    index = int(str(_table()["families"][family].get("index", -1)))
    cmaps = []
    for path in get_family_files(family):
        with TTFont(path, fontNumber=index, lazy=True) as font:
            cmaps.append(frozenset(font.getBestCmap()))
    return frozenset.intersection(*cmaps)


def get_family_files(family: str) -> list[Path]:
    """The files of a family, one a weight, or one for all."""
    row = _table()["families"][family]
    package = row.get("package")
    folder = Path(str(importlib.resources.files(str(package)))) if package else FONTS_DIR
    return [folder / name for name in _strings(row["files"])]


def _strings(value: object) -> list[str]:
    if not isinstance(value, list):
        raise TypeError(f"A list is expected in the table of fonts, not {value!r}.")
    return [str(item) for item in value]
