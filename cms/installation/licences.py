"""Licences of the installed parts: as each states its own, and as the libraries inside its wheel are known to have."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageMetadata, PackageNotFoundError, files, metadata

from django.conf import settings

LOCK = "requirements.lock"
_PIN = re.compile(r"^([a-z0-9][\w.-]*)(?:\[[^\]]*\])?==(\S+)", re.MULTILINE | re.IGNORECASE)
# The LGPL, which these words don't match, binds only changes of the part itself.
_BINDING = re.compile(r"(?<![a-z])(?:A?GPL|GNU (?:Affero )?General Public)", re.IGNORECASE)
_OFFERED_ALONE = re.compile(r"\bOR\b")
_GPL_LIBRARIES = re.compile(r"\.libs/lib(x264|x265|xvidcore|postproc)\b")
"""Libraries under the GPL that wheels are known to hold, whatever their own licence."""
ACCEPTED_INSIDE = {"av": "decisions/0004-video.md"}
"""Parts that may hold such libraries, with the record that says why."""
_READ_IN_FILE = {"crawler-user-agents": "MIT"}
"""Parts whose metadata states no licence; it was read in their file LICENSE."""


@dataclass(frozen=True)
class InstalledPart:
    """An installed package, its licence in its own words, the locked version, and GPL libraries inside its wheel."""

    name: str
    licence: str
    version: str = ""
    inside: tuple[str, ...] = ()

    @property
    def binds(self) -> bool:
        """True if only the GPL or AGPL is offered, or such a library is inside that no record accepts."""
        if self.inside and self.name not in ACCEPTED_INSIDE:
            return True
        return bool(_BINDING.search(self.licence)) and not _OFFERED_ALONE.search(self.licence)


def list_installed() -> Iterator[InstalledPart]:
    """Yield the parts that the lock names, developers' tools excluded; one that isn't installed has no licence."""
    text = (settings.ROOT / LOCK).read_text(encoding="utf-8")
    for name, version in _PIN.findall(text):
        try:
            licence = _read_licence(metadata(name)) or _READ_IN_FILE.get(name, "")
        except PackageNotFoundError:
            licence = ""
        yield InstalledPart(name, licence, version, find_inside(name))


def find_inside(name: str) -> tuple[str, ...]:
    """Return the GPL libraries that an installed package holds."""
    try:
        paths = [str(path) for path in files(name) or ()]
    except PackageNotFoundError:
        return ()
    return tuple(sorted({match[1] for path in paths if (match := _GPL_LIBRARIES.search(path))}))


def find_binding() -> list[InstalledPart]:
    return [part for part in list_installed() if part.binds]


def _read_licence(described: PackageMetadata) -> str:
    """Return the expression; older packages have classifiers or a text, of which the first line names the licence."""
    if expressions := described.get_all("License-Expression"):
        return str(expressions[0])
    named = [line.split(" :: ")[-1] for line in described.get_all("Classifier") or () if line.startswith("License ::")]
    text = "\n".join(described.get_all("License") or ()).strip().splitlines()
    return ", ".join(named) or (text[0] if text else "")
