"""Codes printed on posters: six characters of Crockford's Base32 without vowels, so that no code spells a word.

Thirty characters to the sixth are 729 million codes. A code is never reused, because its row is never deleted.
"""

import secrets

ALPHABET = "0123456789BCDFGHJKMNPQRSTVWXYZ"
LENGTH = 6

_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
_ALLOWED = frozenset(ALPHABET)
_LONGEST_TYPED = 40


class MalformedCode(ValueError):
    """The typed text isn't a code, even after correcting common misreadings."""


def draw_code() -> str:
    """Return a random code; the caller makes sure that it is unused."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def read_code(typed: str) -> str:
    """Return the code that was meant: case, hyphens and spaces are ignored, O is read as 0, I and L as 1.

    Raise ``MalformedCode`` if it isn't a code.
    """
    code = typed[:_LONGEST_TYPED].upper().translate(_MISREAD)
    if len(code) != LENGTH or not _ALLOWED.issuperset(code):
        raise MalformedCode(f"A code has {LENGTH} characters of {ALPHABET}.")
    return code
