"""Compile translations/locale/**/*.po to .mo with Babel, so that no gettext need be installed."""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).resolve().parent.parent / "translations" / "locale"


def compile_catalogues(*, folder: Path = LOCALE) -> list[Path]:
    """Write each catalogue that is newer than its compiled form; return those written."""
    written = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as stream:
            catalogue = read_po(stream, abort_invalid=True)
        with target.open("wb") as stream:
            write_mo(stream, catalogue)
        written.append(target)
    return written


if __name__ == "__main__":
    compile_catalogues()
