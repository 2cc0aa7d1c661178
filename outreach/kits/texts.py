"""Texts of an item as self-contained HTML and plain text files."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

from cms.published import PublishedItem
from translations.languages import get_language_entry


def write_page(item: PublishedItem) -> str:
    """Return the item as one HTML file, without scripts or external resources."""
    with override(item.ref.language):
        return render_to_string("kits/item.html", _get_context(item))


def write_plain(item: PublishedItem) -> str:
    """Return the item as plain text, with a blank line between its parts."""
    with override(item.ref.language):
        return render_to_string("kits/item.txt", _get_context(item)).strip() + "\n"


def _get_context(item: PublishedItem) -> dict[str, object]:
    return {
        "item": item,
        "blocks": [block.html.replace('href="/', f'href="{settings.SITE_ADDRESS}/') for block in item.text],
        "language": get_language_entry(item.ref.language),
        "address": f"{settings.SITE_ADDRESS}{item.url}",
    }
