"""Folding of text for search, so that case, diacritics and spacing don't matter.

The public search has words of its own (``search_index/words.py``), which are folded with ``fold``; the fields made
here are those that the admin searches.

Words of spaced scripts become tokens without case and diacritics. Thai, Lao, Khmer, Han and Kana become pairs of
characters, because their words aren't separated by spaces. Tokens are enclosed in spaces, so that the same ``LIKE``
finds them on SQLite and PostgreSQL. Folding is idempotent.

Texts that are compared, not searched, keep their diacritics: see ``translations.terms.normalise``.
"""

import re
import unicodedata
from itertools import pairwise

_UNSPACED = (
    "\u0e00-\u0e7f"  # Thai
    "\u0e80-\u0eff"  # Lao
    "\u1780-\u17ff"  # Khmer
    "\u3040-\u30ff\u31f0-\u31ff"  # Kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # Han
)
_RUN = re.compile(rf"(?P<unspaced>[{_UNSPACED}]+)|(?P<word>[^\W{_UNSPACED}]+)")
_MARKS = re.compile(
    "[\u0300-\u036f"  # Latin, Cyrillic
    "\u064b-\u065f\u0670\u0640"  # Arabic vowels, hamza above and below, tatweel
    "\u0e48-\u0e4b\u0ec8-\u0ecb"  # Thai and Lao tones
    "\u200b-\u200f\u00ad\u2060\ufeff]"  # invisible
)
_LETTERS = str.maketrans({"đ": "d", "ø": "o", "ł": "l", "ı": "i", "ى": "ي", "ة": "ه"})


def fold(text: str) -> str:
    """Return the text without case and diacritics, in NFKC; letters of unspaced scripts are kept."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    stripped = _MARKS.sub("", unicodedata.normalize("NFKD", decomposed))
    return unicodedata.normalize("NFKC", stripped).translate(_LETTERS)


def list_tokens(text: str) -> list[str]:
    """Return the folded words and character pairs of a text, in order; a single character is a token of its own."""
    found: list[str] = []
    for match in _RUN.finditer(fold(text)):
        run = match.group()
        if match.lastgroup == "word" or len(run) == 1:
            found.append(run)
        else:
            found.extend(first + second for first, second in pairwise(run))
    return found


def make_search_field(text: str) -> str:
    """Return the text to be stored: each token once, between single spaces, with one at each end."""
    unique = dict.fromkeys(list_tokens(text))
    return f" {' '.join(unique)} " if unique else " "
