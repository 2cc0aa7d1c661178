"""The six characters printed on a poster: Crockford's Base32 without vowels, so that no word can be spelled by chance.

Thirty characters to the sixth are 729 million codes. A code is never used again: its row is never deleted.
"""

import secrets

ALPHABET = "0123456789BCDFGHJKMNPQRSTVWXYZ"
LENGTH = 6

_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
_ALLOWED = frozenset(ALPHABET)
_LONGEST_TYPED = 40


class MalformedCode(ValueError):
    """What was typed can't be a code, however it is read."""


def draw_code() -> str:
    """Return a code drawn at random; the caller sees to it that it is new."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def read_code(typed: str) -> str:
    """Return the code that a person or a scanner meant: case, hyphens and spaces don't matter, O is 0, I and L are 1.

    Raise ``MalformedCode`` for anything else.
    """
    code = typed[:_LONGEST_TYPED].upper().translate(_MISREAD)
    if len(code) != LENGTH or not _ALLOWED.issuperset(code):
        raise MalformedCode(f"A code has {LENGTH} characters of {ALPHABET}.")
    return code
