"""Names of languages in the language of the desk's pages, which is Vietnamese or English."""

from collections.abc import Iterable

from django.utils.translation import get_language

from translations.languages import Language, get_language_entry


def name_language(entry: Language) -> str:
    """Return the language's name in Vietnamese or English."""
    return entry.name_vi if get_language() == "vi" else entry.name_en


def name_languages(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Return the languages as choices for a form field, in the given order."""
    return [(code, name_language(get_language_entry(code))) for code in codes]
