"""Events about one file of a held item, which the item's other files don't share."""

from datetime import datetime
from typing import Any

from outreach.holdings.holdings import ref_of
from outreach.holdings.models import HeldItem
from outreach.kits.models import KitFile
from outreach.ledger.actions import Action
from outreach.ledger.ledger import SYSTEM, NewEvent


def make_file_event(file: KitFile, row: HeldItem, action: Action, *, at: datetime, **data: Any) -> NewEvent:
    """Return an event that names the file by path and digest, beside what else ``data`` says of it."""
    return NewEvent(
        action=action,
        at=at,
        by_key=SYSTEM,
        organisation_key=row.organisation_key,
        item=ref_of(row),
        edition=row.edition_key,
        data={"title": file.title, "path": file.path, "sha256": file.sha256, **data},
    )
