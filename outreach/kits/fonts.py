"""Fonts that come with an edition: for scripts that an old computer may not be able to show."""

from pathlib import Path

from django.contrib.staticfiles import finders

FOLDER = "fonts"
_NAMES = {"km": "noto-sans-khmer", "lo": "noto-sans-lao"}
_LICENCE = "OFL.txt"


def list_fonts(languages: tuple[str, ...]) -> dict[str, bytes]:
    """Return the files of the fonts for these languages, by their place in the package, with their licence."""
    names = [f"{_NAMES[code]}-{weight}.woff2" for code in languages if code in _NAMES for weight in ("regular", "bold")]
    return {f"{FOLDER}/{name}": _read(name) for name in (*names, _LICENCE)} if names else {}


def _read(name: str) -> bytes:
    path = finders.find(f"fonts/{name}")
    if path is None:
        raise FileNotFoundError(name)
    return Path(path).read_bytes()
