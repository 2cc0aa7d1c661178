"""The registry of what the ledger can say. Each action says which fields it needs; nothing else is written."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Action(models.TextChoices):
    RELEASED = "poster.released", _("Poster released")
    OFFERED = "edition.offered", _("Offered")
    DOWNLOADED = "edition.downloaded", _("Downloaded")
    ACKNOWLEDGED = "edition.acknowledged", _("Acknowledged")
    USED = "item.used", _("Used")
    SUPERSEDED = "item.superseded", _("Out of date")
    WITHDRAWN = "item.withdrawn", _("Withdrawn")
    RESTORED = "item.restored", _("Valid again")
    POSTER_ENDED = "poster.ended", _("Poster no longer valid")
    RECALLED = "item.recalled", _("Recalled")
    REMOVED = "item.removed", _("Removed")
    SCANNED = "link.scanned", _("Scans counted")


@dataclass(frozen=True)
class Needs:
    """``things`` names alternatives: at least one of them must be given."""

    organisation: bool = True
    things: frozenset[str] = frozenset({"edition", "item"})


_EDITION = Needs(things=frozenset({"edition"}))
_EITHER = Needs()

NEEDS: dict[Action, Needs] = {
    Action.RELEASED: Needs(organisation=False, things=frozenset({"item"})),
    Action.OFFERED: _EDITION,
    Action.DOWNLOADED: _EITHER,
    Action.ACKNOWLEDGED: _EITHER,
    Action.USED: Needs(things=frozenset({"edition", "item", "link"})),
    Action.SUPERSEDED: _EITHER,
    Action.WITHDRAWN: _EITHER,
    Action.RESTORED: Needs(things=frozenset({"item"})),
    Action.POSTER_ENDED: Needs(things=frozenset({"item"})),
    Action.RECALLED: _EITHER,
    Action.REMOVED: _EITHER,
    Action.SCANNED: Needs(organisation=False, things=frozenset({"link"})),
}


class IncompleteEvent(ValueError):
    """The event lacks what its action needs; nothing was written."""


def require_complete(action: Action, *, organisation: bool, edition: bool, item: bool, link: bool) -> None:
    """Raise ``IncompleteEvent`` unless the fields that the action needs are given."""
    needs = NEEDS[action]
    given = {name for name, present in (("edition", edition), ("item", item), ("link", link)) if present}
    if needs.organisation and not organisation:
        raise IncompleteEvent(f"The action {action.value} needs the key of an organisation.")
    if not needs.things & given:
        raise IncompleteEvent(f"The action {action.value} needs one of: {', '.join(sorted(needs.things))}.")
