"""Languages of this installation, which are those of its campaign, in the campaign's order.

Settings, forms, artwork, catalogues and checks read them. The catalogue that a campaign chooses from is
``translations/known_languages.py``.
"""

from translations.campaign.reading import get_folder
from translations.known_languages import KNOWN_BY_CODE, Language

__all__ = (
    "CODES",
    "LANGUAGES",
    "SOURCE",
    "TARGETS",
    "Language",
    "UnknownLanguage",
    "find_by_tag",
    "get_autonym",
    "get_column",
    "get_language_entry",
    "get_source",
    "list_choices",
)

SOURCE: str = get_folder().source
CODES: tuple[str, ...] = get_folder().languages
LANGUAGES: tuple[Language, ...] = tuple(KNOWN_BY_CODE[code] for code in CODES)
TARGETS: tuple[str, ...] = tuple(code for code in CODES if code != SOURCE)

_BY_CODE = {language.code: language for language in LANGUAGES}


class UnknownLanguage(LookupError):
    """The code isn't one of the campaign's languages."""


def list_choices() -> list[tuple[str, str]]:
    """Return the languages as choices of a model's field. Migrations name this function, not one campaign's list."""
    return [(language.code, language.autonym) for language in LANGUAGES]


def get_source() -> str:
    """Return the source language, as the default of a model's field; migrations name this function."""
    return SOURCE


def get_column(field: str, code: str = SOURCE) -> str:
    """Return the name of the column that holds a translated field in a language: ``name_zh_hans``."""
    return f"{field}_{code.replace('-', '_')}"


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
