"""Registry of the ledger's actions, with the fields that each of them requires."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Action(models.TextChoices):
    RELEASED = "poster.released", _("Poster released")
    LOOP_RELEASED = "loop.released", _("Loop released")
    OFFERED = "edition.offered", _("Offered")
    OPENED = "edition.opened", _("Opened in the portal")
    DOWNLOADED = "edition.downloaded", _("Downloaded")
    ACKNOWLEDGED = "edition.acknowledged", _("Acknowledged")
    USED = "item.used", _("Used")
    USE_CORRECTED = "use.corrected", _("Report of use corrected")
    SUPERSEDED = "item.superseded", _("Out of date")
    WITHDRAWN = "item.withdrawn", _("Withdrawn")
    TAKE_DOWN_NOTIFIED = "item.withdrawal_notified", _("Notified of a withdrawal")
    REGISTER_WITHDRAWAL_NOTIFIED = "register.withdrawal_notified", _("Notified of a withdrawn number or contact")
    REGISTER_REPLACEMENT_NOTIFIED = "register.replacement_notified", _("Notified of the replacement")
    RESTORED = "item.restored", _("Valid again")
    POSTER_ENDED = "poster.ended", _("Poster no longer valid")
    EXPIRED = "item.expired", _("Rights ended")
    RECALLED = "item.recalled", _("Recalled")
    NO_LONGER_RECALLED = "item.no_longer_recalled", _("No longer recalled")
    REMOVED = "item.removed", _("Removed")
    SCANNED = "link.scanned", _("Scans counted")
    LED_ELSEWHERE = "link.led_elsewhere", _("Code pointed to another item")
    RIGHTS_REQUESTED = "rights.requested", _("Rights to a film requested")
    RIGHTS_ANSWERED = "rights.answered", _("Request for rights answered")
    SCREEN_REPLACED = "screen.replaced", _("Everything on a screen replaced")
    SCREEN_RESTORED = "screen.restored", _("Replacement on a screen ended")
    RECALL_SENT = "recall.sent", _("Recall sent")
    RECALL_NOTIFIED = "recall.notified", _("Notified of a recall")
    RECALL_REMINDED = "recall.reminded", _("Reminded of a recall")
    RECALL_CONFIRMED = "recall.confirmed", _("Removal confirmed")
    RECALL_ADDRESSED = "recall.addressed", _("Must answer a recall")
    RECALL_HOLDERS_FOUND = "recall.holders_found", _("Holders of what is recalled found")
    RECALL_OPENED = "recall.opened", _("Opened a recall")
    RECALL_CALLED = "recall.called", _("Called about a recall")
    RECALL_ANSWERED_BY_DESK = "recall.answered_by_desk", _("Removal recorded by the desk")
    RECALL_ESCALATED = "recall.escalated", _("Desk told of missing answers")
    RECALL_CLOSED = "recall.closed", _("Recall closed")
    LIFTING_PROPOSED = "recall.lifting_proposed", _("Lifting of a recall proposed")
    LIFTING_REJECTED = "recall.lifting_rejected", _("Lifting of a recall rejected")
    RECALL_LIFTED = "recall.lifted", _("Recall lifted")
    LIFTING_NOTIFIED = "recall.lifting_notified", _("Notified that a recall was lifted")
    EMERGENCY_WITHDRAWN = "emergency.withdrawn", _("Everything withdrawn")
    EMERGENCY_CONFIRMED = "emergency.confirmed", _("Withdrawal of everything confirmed")
    RESTORING_PROPOSED = "emergency.restoring_proposed", _("Restoring of everything proposed")
    RESTORING_REJECTED = "emergency.restoring_rejected", _("Restoring of everything rejected")
    EMERGENCY_RESTORED = "emergency.restored", _("Everything restored")
    REPORT_ISSUED = "report.issued", _("Report issued")


@dataclass(frozen=True)
class RequiredFields:
    """Fields that an event of an action must have: at least one of ``one_of`` unless it is empty, and perhaps an
    organisation.
    """

    organisation: bool = True
    one_of: frozenset[str] = frozenset({"edition", "item"})


_EDITION = RequiredFields(one_of=frozenset({"edition"}))
_EITHER = RequiredFields()
_NONE = RequiredFields(organisation=False, one_of=frozenset())

REQUIRED_FIELDS: dict[Action, RequiredFields] = {
    Action.RELEASED: RequiredFields(organisation=False, one_of=frozenset({"item"})),
    Action.LOOP_RELEASED: RequiredFields(organisation=False, one_of=frozenset({"item"})),
    Action.OFFERED: _EDITION,
    Action.OPENED: _EDITION,
    Action.DOWNLOADED: _EITHER,
    Action.ACKNOWLEDGED: _EITHER,
    Action.USED: RequiredFields(one_of=frozenset({"edition", "item", "link"})),
    Action.USE_CORRECTED: RequiredFields(one_of=frozenset({"edition", "item", "link"})),
    Action.SUPERSEDED: _EITHER,
    Action.WITHDRAWN: _EITHER,
    Action.TAKE_DOWN_NOTIFIED: RequiredFields(one_of=frozenset({"item"})),
    Action.REGISTER_WITHDRAWAL_NOTIFIED: RequiredFields(one_of=frozenset()),
    Action.REGISTER_REPLACEMENT_NOTIFIED: RequiredFields(one_of=frozenset()),
    Action.RESTORED: RequiredFields(one_of=frozenset({"item"})),
    Action.POSTER_ENDED: RequiredFields(one_of=frozenset({"item"})),
    Action.EXPIRED: RequiredFields(one_of=frozenset({"item"})),
    Action.RECALLED: _EITHER,
    Action.NO_LONGER_RECALLED: _EITHER,
    Action.REMOVED: _EITHER,
    Action.SCANNED: RequiredFields(organisation=False, one_of=frozenset({"link"})),
    Action.LED_ELSEWHERE: RequiredFields(organisation=False, one_of=frozenset({"link"})),
    Action.RIGHTS_REQUESTED: RequiredFields(one_of=frozenset({"item"})),
    Action.RIGHTS_ANSWERED: RequiredFields(one_of=frozenset({"item"})),
    Action.SCREEN_REPLACED: RequiredFields(one_of=frozenset({"item"})),
    Action.SCREEN_RESTORED: RequiredFields(one_of=frozenset({"item"})),
    Action.RECALL_SENT: _NONE,
    Action.RECALL_NOTIFIED: RequiredFields(one_of=frozenset()),
    Action.RECALL_REMINDED: RequiredFields(one_of=frozenset()),
    Action.RECALL_CONFIRMED: RequiredFields(one_of=frozenset()),
    Action.RECALL_ADDRESSED: RequiredFields(one_of=frozenset()),
    Action.RECALL_HOLDERS_FOUND: RequiredFields(organisation=False, one_of=frozenset()),
    Action.RECALL_OPENED: RequiredFields(one_of=frozenset()),
    Action.RECALL_CALLED: RequiredFields(one_of=frozenset()),
    Action.RECALL_ANSWERED_BY_DESK: RequiredFields(one_of=frozenset()),
    Action.RECALL_ESCALATED: RequiredFields(organisation=False, one_of=frozenset()),
    Action.RECALL_CLOSED: RequiredFields(organisation=False, one_of=frozenset()),
    Action.LIFTING_PROPOSED: _NONE,
    Action.LIFTING_REJECTED: _NONE,
    Action.RECALL_LIFTED: _NONE,
    Action.LIFTING_NOTIFIED: RequiredFields(one_of=frozenset()),
    Action.EMERGENCY_WITHDRAWN: _NONE,
    Action.EMERGENCY_CONFIRMED: _NONE,
    Action.RESTORING_PROPOSED: _NONE,
    Action.RESTORING_REJECTED: _NONE,
    Action.EMERGENCY_RESTORED: _NONE,
    Action.REPORT_ISSUED: RequiredFields(organisation=False, one_of=frozenset()),
}


class IncompleteEvent(ValueError):
    """The event lacks a field that its action requires; nothing was written."""


def require_complete(action: Action, *, organisation: bool, edition: bool, item: bool, link: bool) -> None:
    """Raise ``IncompleteEvent`` unless the fields that the action requires are given."""
    required = REQUIRED_FIELDS[action]
    given = {name for name, present in (("edition", edition), ("item", item), ("link", link)) if present}
    if required.organisation and not organisation:
        raise IncompleteEvent(f"The action {action.value} needs the key of an organisation.")
    if required.one_of and not required.one_of & given:
        raise IncompleteEvent(f"The action {action.value} needs one of: {', '.join(sorted(required.one_of))}.")
