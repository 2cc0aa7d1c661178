"""The name of an item by value, as apps hand it to each other instead of a page."""

from dataclasses import dataclass

from cms.core.models import BasePage


@dataclass(frozen=True)
class ItemRef:
    """An item in one language as it was approved: ``revision`` is the approval's number, ``sha256`` its digest.

    Both are empty where no approved text is meant.
    """

    kind: str
    key: str
    language: str
    revision: str = ""
    sha256: str = ""


def name_item(page: BasePage) -> ItemRef:
    """Return the page's item and language, whatever of it is approved."""
    return ItemRef(kind=page.kind, key=str(page.translation_key), language=page.locale.language_code)
