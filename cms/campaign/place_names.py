"""Place names as search synonyms: witnesses remember the names from before 2025."""

from typing import Any

from cms.campaign.models import Province
from cms.core.folding import make_search_field
from cms.core.models import BasePage
from translations.languages import CODES


def find_place_names(page: BasePage, folded: str) -> list[str]:
    """Return all names, present and former, of the provinces that a page is classified under or mentions."""
    chosen = {province.pk for province in page.places.all()} if hasattr(page, "places") else set()
    names: list[str] = []
    for province in Province.objects.all():
        own_names = get_all_names(province)
        if province.pk in chosen or any(_is_mentioned(name, folded) for name in own_names):
            names.extend(own_names)
    return names


def get_all_names(province: Province) -> list[str]:
    """Return the official name, the name in each language, and the names before 2025."""
    written: list[Any] = [getattr(province, f"name_{code.replace('-', '_')}", None) for code in CODES]
    return list(dict.fromkeys([province.official_name, *filter(None, written), *province.former_names]))


def _is_mentioned(name: str, folded: str) -> bool:
    """Say whether the folded text has every word of the name; names of one word are too ambiguous."""
    words = make_search_field(name).split()
    return len(words) > 1 and all(f" {word} " in folded for word in words)
