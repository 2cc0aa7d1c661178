"""Slugs of pages in languages of Latin letters: short and in ASCII, on the server and while the title is typed.

Slugs in other scripts stay as Wagtail makes them.
"""

import unicodedata
from collections import defaultdict
from functools import cache

from django.utils.text import slugify
from wagtail.admin.widgets.slug import SlugInput

from cms.core.folding import fold
from translations.languages import CODES, SOURCE, get_language_entry

MAX_LENGTH = 60
LIGATURES = {"æ": "ae", "œ": "oe", "ß": "ss"}
LETTERS = [chr(number) for first, last in ((0xC0, 0x24F), (0x1E00, 0x1EFF)) for number in range(first, last + 1)]


def has_ascii_slugs(language: str) -> bool:
    """Return whether addresses in this language are in ASCII, as its letters are Latin."""
    return language in CODES and get_language_entry(language).script == get_language_entry(SOURCE).script


def write_slug(text: str) -> str:
    """Return the slug of a title: “Người lính trở về” is “nguoi-linh-tro-ve”, cut after a whole word.

    It is empty for a text without Latin letters or digits.
    """
    folded = fold(text)
    for letter, letters in LIGATURES.items():
        folded = folded.replace(letter, letters)
    slug = slugify(folded)
    if len(slug) <= MAX_LENGTH:
        return slug
    whole, _hyphen, _rest = slug[: MAX_LENGTH + 1].rpartition("-")
    return whole or slug[:MAX_LENGTH]


@cache
def get_field_attributes() -> dict[str, str]:
    """Return the attributes with which Wagtail's slug field in the browser writes the same slugs."""
    by_base: dict[str, str] = defaultdict(str)
    for letter in LETTERS:
        base = LIGATURES.get(letter.lower()) or fold(letter)
        if base.isascii() and base.isalpha():
            by_base[base] += letter
    # Letters typed decomposed lose their marks first.
    formatters = [("[\u0300-\u036f]", ""), *((f"[{letters}]", base) for base, letters in sorted(by_base.items()))]
    formatters.append((rf"^(?=.{{{MAX_LENGTH + 1}}})(.{{1,{MAX_LENGTH}}})(?=[\s-]).*$", "$1"))
    value = SlugInput(formatters=formatters).attrs["data-w-slug-formatters-value"]
    return {"data-w-slug-formatters-value": value, "data-w-slug-allow-unicode-value": "false"}


def compose(text: str) -> str:
    """Return the text in Unicode's composed form, in which it is stored."""
    return unicodedata.normalize("NFC", text)
