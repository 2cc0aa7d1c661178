from typing import Any

from outreach.links.table_version import note_change


def on_publication_changed(**kwargs: Any) -> None:
    note_change()


def on_item_recalled(**kwargs: Any) -> None:
    """A recall alone closes no link (a recalled poster still leads to the page that is live); the door decides."""
    note_change()
