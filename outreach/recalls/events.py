"""Events about a recall: how they name it, and those about one item that somebody holds."""

from datetime import datetime
from typing import Any

from outreach.holdings.holdings import ref_of
from outreach.ledger.actions import Action
from outreach.ledger.ledger import NewEvent
from outreach.recalls.holders import HeldTarget
from outreach.recalls.models import Recall


def get_event_data(recall: Recall) -> dict[str, Any]:
    """Return how the events about a recall name it, and that it was a rehearsal if it was one."""
    return {"recall": recall.pk, **({"rehearsal": True} if recall.is_rehearsal else {})}


def make_held_event(entry: HeldTarget, action: Action, *, recall: Recall, by_key: str, at: datetime) -> NewEvent:
    """Return an event about a held item, which says if only a poster or picture of it is meant."""
    part = {} if entry.is_whole else {"part": True}
    return NewEvent(
        action=action,
        at=at,
        by_key=by_key,
        organisation_key=entry.row.organisation_key,
        item=ref_of(entry.row),
        edition=entry.row.edition_key,
        data={"title": entry.row.title, **get_event_data(recall), **part},
    )
