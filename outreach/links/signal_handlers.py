"""The table of links is written anew after a publication, a change of the register or a recall."""

from typing import Any

from outreach.links.table_version import note_change


def on_publication_changed(**kwargs: Any) -> None:
    note_change()


def on_register_changed(**kwargs: Any) -> None:
    """Count a change: the table's notices show the hotline."""
    note_change()


def on_item_recalled(**kwargs: Any) -> None:
    """Count a change. A recalled poster's link leads to the page as long as that is live."""
    note_change()
