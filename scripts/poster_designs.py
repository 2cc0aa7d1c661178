"""Preview and check of poster designs, for whoever makes one: see docs/poster-designs.md.

python scripts/poster_designs.py preview call --language ko --format print-a3
python scripts/poster_designs.py check call --languages vi,ko
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from cms.render.artwork import PosterWords, TextOverflow, make_artwork
from cms.render.design_contrast import find_contrast_faults
from cms.render.designs import Design, get_design, load_designs
from cms.render.fonts import MissingGlyphs
from cms.render.formats import ScreenFormat, get_format, load_formats
from cms.render.poster import make_base, release
from cms.render.poster_picture import wrap_photograph
from cms.render.proof import DesignDoesNotRead, prove_design
from cms.render.qr import GREATEST_VERSION, LEAST_VERSION
from cms.render.readback import DoesNotRead
from tests.render.drawn import find_faults
from tests.render.words import make_long_words, make_short_words, make_words
from translations.languages import CODES

ADDRESS = "HTTPS://DESIGN.TEST/Q/7K3M9P"
DAY = "27. 7. 2027"
LENGTHS = {"usual": make_words, "short": make_short_words, "long": make_long_words}


def main() -> int:
    """Run the command of the command line; return 1 if a check found something."""
    asked = _parse()
    designs = [get_design(name) for name in asked.designs] or list(load_designs())
    languages = asked.languages.split(",") if asked.languages else list(CODES)
    formats = [get_format(code) for code in asked.formats.split(",")] if asked.formats else list(load_formats())
    if asked.command == "preview":
        for design in designs:
            _preview(design, languages=languages, formats=formats, folder=asked.to, photograph=asked.photograph)
        return 0
    faults = 0
    for design in designs:
        for fault in check(design, languages=languages, formats=formats):
            faults += 1
            sys.stdout.write(f"{design.code}: {fault}\n")
    sys.stdout.write(f"{faults} faults.\n")
    return 1 if faults else 0


def check(design: Design, *, languages: list[str], formats: list[ScreenFormat]) -> Iterator[str]:
    """Yield what is cut, unreadable from its distance, without glyphs or too weak, in each language and format.

    Usual and short texts must fit. Long ones may be refused, because whoever writes them is told so.
    """
    for artwork in formats:
        yield from (f"{artwork.code}: {fault}" for fault in find_contrast_faults(design, artwork=artwork))
        yield from (f"{artwork.code}: {fault}" for fault in _prove(design, artwork=artwork))
        for language in languages:
            for length, make in LENGTHS.items():
                found = _find(design, words=fill(make(language)), language=language, artwork=artwork, length=length)
                yield from (f"{artwork.code}, {language}, {length} texts: {fault}" for fault in found)


def _prove(design: Design, *, artwork: ScreenFormat) -> Iterator[str]:
    """Yield the codes that don't read under the conditions of the street, whatever the length of a site's address."""
    for version in range(LEAST_VERSION, GREATEST_VERSION + 1):
        try:
            prove_design(template=design.code, format_code=artwork.code, symbol_version=version)
        except DesignDoesNotRead as refusal:
            yield str(refusal)


def fill(words: PosterWords) -> PosterWords:
    """Return the words with an event's day, which the texts of the tests lack."""
    return replace(words, occasion=DAY)


def _find(design: Design, *, words: PosterWords, language: str, artwork: ScreenFormat, length: str) -> Iterator[str]:
    how: Any = {"words": words, "language": language, "template": design.code}
    try:
        yield from find_faults(make_artwork(**how, artwork=artwork, as_pdf=True))
        if length == "usual":
            release(base=make_base(**how, format_code=artwork.code), address=ADDRESS)
    except TextOverflow as refusal:
        if length != "long":
            yield str(refusal)
    except (MissingGlyphs, DoesNotRead) as refusal:
        yield str(refusal)


def _preview(
    design: Design, *, languages: list[str], formats: list[ScreenFormat], folder: Path, photograph: Path | None
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    picture = wrap_photograph(photograph.read_bytes()) if photograph else None
    for language in languages:
        for artwork in formats:
            base = make_base(
                words=fill(make_words(language)),
                language=language,
                format_code=artwork.code,
                template=design.code,
                picture=picture,
            )
            made = release(base=base, address=ADDRESS)
            path = folder / f"{design.code}-{language}-{artwork.code}.{made.extension}"
            path.write_bytes(made.content)
            sys.stdout.write(f"{path}\n")


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Draw poster designs with sample texts, or check them.")
    parser.add_argument("command", choices=["preview", "check"])
    parser.add_argument("designs", nargs="*", help="folders in media_templates/posters; all if none is named")
    parser.add_argument("--language", "--languages", dest="languages", default="", help="such as vi,ko; else all")
    parser.add_argument("--format", "--formats", dest="formats", default="", help="such as print-a3; else all")
    parser.add_argument("--photograph", type=Path, help="a picture file in place of the drawing")
    parser.add_argument("--to", type=Path, default=Path("data/poster-previews"), help="folder of the previews")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
