"""Share cards of public items, for those who post about them elsewhere."""

from datetime import date

from cms.core.items import ItemRef
from cms.pages.share_card import write_card
from cms.published.reading import find_live_page
from cms.render.share_card import MEDIA_TYPE

SHARE_CARD_TYPE = MEDIA_TYPE


class NoShareCard(LookupError):
    """The item isn't public any more, so it has no card."""


def write_share_card(item: ItemRef, *, on: date) -> bytes:
    """Return the item's card with a drawing, never a photograph, to which rights may end. Raise ``NoShareCard``."""
    page = find_live_page(kind=item.kind, key=item.key, language=item.language)
    if page is None:
        raise NoShareCard(f"{item.kind} {item.key} isn't public in {item.language}.")
    return write_card(page, on=on, with_photograph=False)
