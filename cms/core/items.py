"""References to items by value, which apps pass to each other instead of pages."""

from dataclasses import dataclass

from cms.core.models import BasePage


@dataclass(frozen=True)
class ItemRef:
    """An item in one language as approved: ``revision`` is the approval's number, ``sha256`` its digest.

    Both are empty for an item whatever its text.
    """

    kind: str
    key: str
    language: str
    revision: str = ""
    sha256: str = ""


def name_item(page: BasePage) -> ItemRef:
    """Return a reference to the page's item and language, whatever its text."""
    return ItemRef(kind=page.kind, key=str(page.translation_key), language=page.locale.language_code)
