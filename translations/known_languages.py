"""Catalogue of the languages that a campaign can choose from: codes, tags, names, scripts.

``translations/languages.py`` has those that this installation speaks. A new language is one entry here, in any
campaign (see ``docs/translating.md``): the database has columns, and the interface catalogues, for all of them.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Language:
    """One language of the site.

    ``code`` is Django's and Wagtail's lower-case code, as in addresses; ``tag`` the BCP 47 tag for
    ``lang`` attributes; ``locale`` Babel's name; ``script`` the ISO 15924 code.
    """

    code: str
    tag: str
    locale: str
    autonym: str
    name_en: str
    name_vi: str
    script: str
    direction: Literal["ltr", "rtl"] = "ltr"
    spaced: bool = True
    """True if words are separated by spaces."""


KNOWN_LANGUAGES: tuple[Language, ...] = (
    Language("vi", "vi", "vi", "Tiếng Việt", "Vietnamese", "Tiếng Việt", "Latn"),
    Language("en", "en", "en", "English", "English", "Tiếng Anh", "Latn"),
    Language("ko", "ko", "ko", "한국어", "Korean", "Tiếng Hàn", "Kore"),
    Language("ja", "ja", "ja", "日本語", "Japanese", "Tiếng Nhật", "Jpan", spaced=False),
    Language("th", "th", "th", "ไทย", "Thai", "Tiếng Thái", "Thai", spaced=False),
    Language("lo", "lo", "lo", "ລາວ", "Lao", "Tiếng Lào", "Laoo", spaced=False),
    Language("km", "km", "km", "ខ្មែរ", "Khmer", "Tiếng Khmer", "Khmr", spaced=False),
    Language("fr", "fr", "fr", "Français", "French", "Tiếng Pháp", "Latn"),
    Language(
        "zh-hans",
        "zh-Hans",
        "zh_Hans",
        "简体中文",
        "Simplified Chinese",
        "Tiếng Trung (giản thể)",
        "Hans",
        spaced=False,
    ),
    Language("ru", "ru", "ru", "Русский", "Russian", "Tiếng Nga", "Cyrl"),
    Language("es", "es", "es", "Español", "Spanish", "Tiếng Tây Ban Nha", "Latn"),
    Language("ar", "ar", "ar", "العربية", "Arabic", "Tiếng Ả Rập", "Arab", direction="rtl"),
)

KNOWN_BY_CODE = {language.code: language for language in KNOWN_LANGUAGES}

STAFF_LANGUAGES = ("vi", "en")
"""The languages of the desk's pages: messages for staff are translated into these only."""
