"""The digest of all that the proof of a design rests on: its files, the format, the fonts, and the code that draws it.

A proof holds for one digest: a design that was changed by a line is another one. Imports no typesetter and no decoder.
"""

import functools
import hashlib
import json
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from cms.render.designs import POSTERS_DIR, get_design
from cms.render.formats import TEMPLATES_DIR, get_format
from translations.campaign.reading import get_folder

_DRAWN_BY = (
    "artwork.py",
    "poster.py",
    "print_page.py",
    "proof.py",
    "qr.py",
    "readback.py",
    "stamp.py",
    "typed_address.py",
    "wording.py",
)
_LIBRARIES = ("opencv-python-headless", "typst", "zxing-cpp")


def get_proof_digest(*, template: str, format_code: str, symbol_version: int) -> str:
    """Return the SHA-256 that names this design, on this format, with codes of this version.

    Raise `UnknownTemplate` or `UnknownFormat`.
    """
    folder, artwork = get_folder(), get_format(format_code)
    parts = {
        "files": _digest_files(get_design(template).file.parent),
        "format": asdict(artwork),
        "symbol_version": symbol_version,
        "colours": [asdict(folder.paper_poster), asdict(folder.screen_poster)],
        "emblem": folder.emblem,
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@functools.cache
def _digest_files(folder: Path) -> str:
    digest = hashlib.sha256("".join(f"{name} {version(name)}\n" for name in _LIBRARIES).encode())
    code = [Path(__file__).with_name(name) for name in _DRAWN_BY]
    shared = [*POSTERS_DIR.glob("*.typ"), *(TEMPLATES_DIR / "fonts").iterdir()]
    for path in sorted([*folder.iterdir(), *shared, *code]):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
