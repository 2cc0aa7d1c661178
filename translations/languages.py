"""List of the campaign's languages.

Settings, forms, artwork, catalogues and checks read it; a new language is one entry here (see ``docs/translating.md``).
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


LANGUAGES: tuple[Language, ...] = (
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

SOURCE = "vi"
CODES: tuple[str, ...] = tuple(language.code for language in LANGUAGES)
TARGETS: tuple[str, ...] = tuple(code for code in CODES if code != SOURCE)

_BY_CODE = {language.code: language for language in LANGUAGES}


class UnknownLanguage(LookupError):
    """The code isn't one of the campaign's languages."""


def get_autonym(code: str) -> str:
    """Return the language's own name; a code that isn't in the list is returned unchanged."""
    entry = _BY_CODE.get(code)
    return entry.autonym if entry else code


def get_language_entry(code: str) -> Language:
    """Return the entry of a code; raise ``UnknownLanguage`` if it isn't in the list."""
    try:
        return _BY_CODE[code]
    except KeyError as error:
        raise UnknownLanguage(f"“{code}” isn't one of the campaign's languages: {', '.join(CODES)}.") from error


def find_by_tag(tag: str) -> Language | None:
    """Return the language that a tool's tag names, or None: ``en-US`` is English, ``zh_CN`` Simplified Chinese.

    Traditional Chinese isn't the campaign's, so ``zh-TW`` is none of its languages.
    """
    parts = tag.strip().replace("_", "-").lower().split("-")
    if parts[0] == "zh":
        is_traditional = "hant" in parts or ("hans" not in parts and bool({"tw", "hk", "mo"} & set(parts)))
        return None if is_traditional else _BY_CODE.get("zh-hans")
    return _BY_CODE.get("-".join(parts)) or _BY_CODE.get(parts[0])
