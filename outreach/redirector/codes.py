"""Codes printed on posters: six characters of Crockford's Base32 without vowels, so that no code spells a word.

Thirty characters to the sixth are 729 million codes. A code is never reused, because its row is never deleted.
"""

import secrets
import unicodedata

ALPHABET = "0123456789BCDFGHJKMNPQRSTVWXYZ"
LENGTH = 6

_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
_IGNORED = frozenset({"Cc", "Cf", "Sm"})
"""Unicode's categories of characters that aren't part of a code, such as zero-width ones, beside marks and spaces."""
_ALLOWED = frozenset(ALPHABET)
_LONGEST_TYPED = 40


class MalformedCode(ValueError):
    """The typed text isn't a code, even after correcting common misreadings."""


def draw_code() -> str:
    """Return a random code; the caller makes sure that it is unused."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def read_code(typed: str) -> str:
    """Return the code that was meant: case, punctuation and spaces are ignored, O is read as 0, I and L as 1.

    So an address still works if the end of its sentence was taken for a part of it. Raise ``MalformedCode`` if it isn't
    a code.
    """
    # NFKC reads the wide letters and digits of East Asian keyboards.
    wide = unicodedata.normalize("NFKC", typed[:_LONGEST_TYPED])
    code = "".join(character for character in wide if not _is_ignored(character)).upper().translate(_MISREAD)
    if len(code) != LENGTH or not _ALLOWED.issuperset(code):
        raise MalformedCode(f"A code has {LENGTH} characters of {ALPHABET}.")
    return code


def _is_ignored(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] in "PZ" or category in _IGNORED
