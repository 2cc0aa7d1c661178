"""The sources of a rebuttal: lines with a name and, at their end or anywhere, a web address."""

import re
from dataclasses import dataclass

_ADDRESS = re.compile(r"https?://[^\s<>\"“”«»）】]+")
_AFTER_ADDRESS = ".,;:!?(（。、"


@dataclass(frozen=True)
class ClaimSource:
    """A source by its name; ``url`` is "" if the line has no web address, ``name`` the address if it has no words."""

    name: str
    url: str


def read_sources(text: str) -> list[ClaimSource]:
    """Return a source for each line that isn't empty."""
    return [_read(line.strip()) for line in text.splitlines() if line.strip()]


def _read(line: str) -> ClaimSource:
    match = _ADDRESS.search(line)
    if match is None:
        return ClaimSource(line, "")
    address = _trim(match[0])
    rest = line[match.start() + len(address) :]
    words = f"{line[: match.start()].rstrip(' ,;:–—-(（<')} {rest.lstrip(' )）>')}".strip()
    return ClaimSource(words.strip(" .,;") or address, address)


def _trim(address: str) -> str:
    """Return the address without the punctuation of its sentence; a bracket stays that was opened in the address."""
    address = address.rstrip(_AFTER_ADDRESS)
    while address.endswith(")") and address.count(")") > address.count("("):
        address = address[:-1].rstrip(_AFTER_ADDRESS)
    return address
