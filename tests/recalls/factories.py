"""A recall of the item that ``tests.ledger.factories.record_download`` records, with those who must answer it."""

from datetime import datetime, timedelta
from typing import Any

from cms.users.models import User
from outreach.organisations.models import Organisation
from outreach.recalls.addressing import address_holders
from outreach.recalls.models import Recall, RecallRecipient
from outreach.recalls.recall import send_recall
from outreach.recalls.targets import RecallTarget
from tests.factories import UserFactory
from tests.ledger.factories import NOW, record_download
from tests.organisations.factories import MembershipFactory, OrganisationFactory

TARGET = RecallTarget(title="Call", kind="call", key="call-1", language="ko")
DEADLINE = NOW + timedelta(days=7)


def order(by: User | None = None, **values: Any) -> Recall:
    """Send a recall, whose job is still waiting."""
    asked = {"target": TARGET, "reason": "A digit is wrong.", "deadline": DEADLINE, "at": NOW, **values}
    return send_recall(by=by or UserFactory(), **asked)


def address(recall: Recall, *, at: datetime = NOW) -> Recall:
    """Do what the recall's job does before it sends mails."""
    address_holders(recall, at=at, progress=lambda done, total: None)
    recall.refresh_from_db()
    return recall


def recall(by: User | None = None, **values: Any) -> Recall:
    """Send a recall and find who must answer it."""
    return address(order(by, **values))


def make_holder(*, email: str = "a@example.org", language: str = "en", **values: Any) -> Organisation:
    """Make an organisation with one member that downloaded the item."""
    holder: Organisation = OrganisationFactory(**values)
    MembershipFactory(organisation=holder, user__email=email, user__interface_language=language)
    record_download(holder)
    return holder


def get_recipient(sent: Recall, holder: Organisation) -> RecallRecipient:
    return sent.recipients.get(organisation=holder)
