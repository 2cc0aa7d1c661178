"""Which language a reader gets where the one asked for is missing."""

from collections.abc import Collection

from django.utils.translation.trans_real import parse_accept_lang_header

from translations.languages import CODES, SOURCE

BRIDGE = "en"
"""The language that most readers of an absent one can follow better than the source."""


def match_language(tag: str) -> str | None:
    """Return the site's code for a BCP 47 tag such as ``zh-CN`` or ``ko-KR``, if there is one."""
    tag = tag.lower().replace("_", "-")
    if tag.startswith("zh"):
        return "zh-hans"
    return next((code for code in (tag, tag.split("-", maxsplit=1)[0]) if code in CODES), None)


def choose_language(*, available: Collection[str], asked: str | None = None, accept_language: str = "") -> str | None:
    """Return the available language nearest to the reader: the one asked for, else by ``Accept-Language``, else
    English, else the source, else the first of the site's order; None if nothing is available."""
    accepted = [match_language(tag) for tag, _ in parse_accept_lang_header(accept_language)]
    wished = [asked, *accepted, BRIDGE, SOURCE, *CODES]
    return next((code for code in wished if code in available), None)
