"""The table of links is written anew after a publication, a change of the register or a recall."""

import logging
from typing import Any

from django.db import transaction

from outreach.links.snapshot import close_links, write_snapshot
from outreach.links.table_version import note_change

WITHDRAWN = "withdrawn"
"""The ``change`` of ``publication_changed`` after which a code must lead nowhere at once."""
logger = logging.getLogger(__name__)


def on_publication_changed(*, kind: str, key: str, change: str, **kwargs: Any) -> None:
    """Count a change, and tell the redirectors of a withdrawal at once: the scheduler may be busy."""
    note_change()
    if change != WITHDRAWN:
        return
    try:
        close_links(item=(kind, key))
    except (OSError, ValueError):
        logger.exception("The link table can't be corrected; codes of %s follow when the scheduler writes it.", kind)


def on_emergency_changed(**kwargs: Any) -> None:
    """Tell the redirectors after commit whether everything is withdrawn; the scheduler does so if that fails."""
    transaction.on_commit(_write_all)


def _write_all() -> None:
    note_change()
    try:
        write_snapshot()
    except (OSError, ValueError):
        logger.exception("The link table can't be written; codes follow when the scheduler writes it.")


def on_register_changed(**kwargs: Any) -> None:
    """Count a change: the table's notices show the hotline."""
    note_change()


def on_item_recalled(**kwargs: Any) -> None:
    """Count a change. A recalled poster's link leads to the page as long as that is live."""
    note_change()
