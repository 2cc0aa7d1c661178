"""Names of stored files that every system can write: kits are unpacked on Windows, too."""

import re
from pathlib import PurePosixPath

_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?:\..*)?", re.IGNORECASE)


def avoid_reserved(name: str) -> str:
    """Return the name, with ``file-`` before it if Windows keeps it for a device, and without dots at its end."""
    cleaned = PurePosixPath(name.rstrip(". ")).name or "file"
    return f"file-{cleaned}" if _RESERVED.fullmatch(cleaned) else cleaned
