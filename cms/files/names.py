"""Names of stored files that every system can write, in every script: kits are unpacked on Windows, too."""

import re
import unicodedata
from pathlib import PurePosixPath

LONGEST_BYTES = 200
"""A file system's limit is 255 bytes, and a storage adds to a name that is taken. A Khmer letter has three."""
_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?:\..*)?", re.IGNORECASE)
_JOINERS = "\u200c\u200d"


def clean_name(name: str) -> str:
    """Return the name with letters, marks, digits and ``-_.`` alone, spaces as ``_``, and none that Windows refuses.

    Vowels and tones of Thai, Lao, Khmer and Arabic are marks: without them a name is another word, or none.
    """
    kept = unicodedata.normalize("NFC", name.strip()).replace(" ", "_")
    cleaned = "".join(character for character in kept if _is_kept(character))
    return avoid_reserved(_shorten(cleaned))


def clean_part(text: str, *, longest: int = 40) -> str:
    """Return a text as part of a file's name, in small letters with hyphens; empty if nothing of it can stay."""
    words = re.split(r"[\s_./-]+", unicodedata.normalize("NFC", text).lower())
    joined = "-".join(filter(None, ("".join(filter(_is_kept, word)) for word in words)))
    return _drop_torn_end(joined[:longest], joined[longest:]).strip("-.")


def avoid_reserved(name: str) -> str:
    """Return the name, with ``file-`` before it if Windows keeps it for a device, and without dots at its end."""
    cleaned = PurePosixPath(name.rstrip(". ")).name or "file"
    return f"file-{cleaned}" if _RESERVED.fullmatch(cleaned) else cleaned


def _is_kept(character: str) -> bool:
    return character in "-_." or character in _JOINERS or unicodedata.category(character)[0] in "LMN"


def _shorten(name: str) -> str:
    """Return the name with at most ``LONGEST_BYTES``; its extension stays."""
    path = PurePosixPath(name)
    stem, suffix = (path.stem, path.suffix) if len(path.suffix) <= 10 else (name, "")
    room = LONGEST_BYTES - len(suffix.encode())
    kept = stem.encode()[:room].decode(errors="ignore")
    return f"{_drop_torn_end(kept, stem[len(kept) :])}{suffix}"


def _drop_torn_end(kept: str, rest: str) -> str:
    """Return what is kept of a text, without a last letter whose marks are in the rest."""
    if not rest or not _is_mark(rest[0]):
        return kept
    end = len(kept)
    while end and _is_mark(kept[end - 1]):
        end -= 1
    return kept[: max(end - 1, 0)]


def _is_mark(character: str) -> bool:
    return unicodedata.category(character).startswith("M")
