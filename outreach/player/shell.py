"""The player's own files, which its service worker keeps to start without a network.

The worker's text holds the digest of each, so a browser that asks for the worker again notices any change, and never
keeps half of one release with half of the next.
"""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders

SCRIPTS = "player"
"""The folder of static files with the player's modules and styles."""
WORKER = f"{SCRIPTS}/worker.js"
OTHERS = (
    "campaign/colours.css",
    "campaign/emblem.svg",
    "fonts/noto-sans-khmer-bold.woff2",
    "fonts/noto-sans-khmer-regular.woff2",
    "fonts/noto-sans-lao-bold.woff2",
    "fonts/noto-sans-lao-regular.woff2",
)


def write_worker(*, page: str, address: str, source: str) -> str:
    """Return the service worker's text, with the digests of the files that it keeps and of the page at ``address``.

    ``source`` is where the page is fetched in its language.
    """
    files = {get_static_address(name): get_digest(find_file(name).read_bytes()) for name in _list_names()}
    shell = {"page": address, "pageSource": source, "pageDigest": get_digest(page.encode()), "files": files}
    described = json.dumps(shell, sort_keys=True)
    version = get_digest(described.encode())[:16]
    return f"self.SHELL = {described};\nself.SHELL.version = {json.dumps(version)};\n{find_file(WORKER).read_text()}"


def get_static_address(name: str) -> str:
    """Return the address without a digest in its name: modules import each other by plain names."""
    return f"{settings.STATIC_URL}{name}"


def _list_names() -> Iterable[str]:
    folder = find_file(SCRIPTS)
    own = sorted(f"{SCRIPTS}/{path.name}" for path in folder.iterdir() if path.suffix in {".js", ".css"})
    return (*(name for name in own if name != WORKER), *OTHERS)


def find_file(name: str) -> Path:
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(f"The static file {name} is missing.")
    return Path(found)


def get_digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
