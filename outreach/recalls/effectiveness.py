"""The effectiveness of a recall: who was told and who opened it, by the ledger, and who answered, by the recipients.

It also says whom the desk must still call.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from cms.users.models import User
from outreach.ledger.actions import Action
from outreach.ledger.models import LedgerEvent
from outreach.organisations.models import Membership
from outreach.recalls.derivation import REACHED, get_text_digest
from outreach.recalls.models import Recall, RecallRecipient


class CallOutcome(models.TextChoices):
    REACHED = REACHED, _("Reached: they know of the recall")
    NOT_REACHED = "not_reached", _("Not reached")


STEPS = (
    Action.RECALL_NOTIFIED,
    Action.RECALL_REMINDED,
    Action.RECALL_OPENED,
    Action.RECALL_CALLED,
)


@dataclass(frozen=True)
class Call:
    """A telephone call of the desk; ``person`` is empty if it was to the organisation as a whole."""

    at: datetime
    by: str
    person: str
    outcome: CallOutcome


@dataclass
class PersonEntry:
    """A member of an organisation, or who was one: when they were told, by mail or telephone, and opened the recall."""

    user: User
    is_member: bool = True
    mailed_at: datetime | None = None
    called_at: datetime | None = None
    opened_at: datetime | None = None

    @property
    def is_told(self) -> bool:
        return self.mailed_at is not None or self.called_at is not None


@dataclass
class RecipientEntry:
    """An organisation that must answer, its members, the calls to it and the moments at which it was reminded."""

    recipient: RecallRecipient
    people: list[PersonEntry] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    reminders: list[datetime] = field(default_factory=list)

    def find_or_add_person(self, key: str, users: Mapping[str, User]) -> PersonEntry | None:
        """Return the person's entry, a new one if they are no member now; None if the account was deleted."""
        found = next((person for person in self.people if person.user.key == key), None)
        if found is None and key in users:
            found = PersonEntry(users[key], is_member=False)
            self.people.append(found)
        return found

    @property
    def evidence_sha256(self) -> str:
        return get_text_digest(self.recipient.evidence)

    @property
    def was_reached(self) -> bool:
        return any(call.outcome == CallOutcome.REACHED for call in self.calls)

    def is_to_be_called(self, *, at: datetime) -> bool:
        """Return whether somebody must be told by telephone: no mail reached them, or there is no answer in time."""
        if self.recipient.confirmed_at is not None:
            return False
        members = [person for person in self.people if person.is_member]
        untold = not members or any(not person.is_told for person in members)
        return (untold and not self.was_reached) or self.recipient.recall.deadline <= at


@dataclass(frozen=True)
class RecallNumbers:
    """Organisations that must answer, that were told, that opened the recall, and that answered, some by the desk."""

    addressed: int
    told: int
    opened: int
    answered: int
    answered_by_desk: int

    @property
    def missing(self) -> int:
        return self.addressed - self.answered


def count_recipients(recall: Recall) -> RecallNumbers:
    numbers = recall.recipients.aggregate(
        addressed=Count("pk"),
        told=Count("pk", filter=Q(notified_at__isnull=False)),
        answered=Count("pk", filter=Q(confirmed_at__isnull=False)),
        answered_by_desk=Count("pk", filter=Q(confirmed_at__isnull=False, is_answered_by_desk=True)),
    )
    opened = _find_events(recall).filter(action=Action.RECALL_OPENED).values("organisation_key").distinct().count()
    return RecallNumbers(opened=opened, **numbers)


def read_entries(recall: Recall, recipients: Iterable[RecallRecipient]) -> list[RecipientEntry]:
    """Return the entries of these recipients of the recall, in the same order, in three queries.

    People who were told and have left since are still listed: the page for the file must name them.
    """
    entries = [RecipientEntry(recipient) for recipient in recipients]
    by_key = {entry.recipient.organisation.key: entry for entry in entries}
    members = _read_members(entries)
    for entry in entries:
        entry.people = [PersonEntry(user) for user in members[entry.recipient.organisation_id]]
    events = list(_find_events(recall).filter(organisation_key__in=by_key).order_by("seq"))
    users = _read_users(events)
    for event in events:
        if event.organisation_key in by_key:
            _apply_event(by_key[event.organisation_key], event, users=users)
    return entries


def _find_events(recall: Recall) -> models.QuerySet[LedgerEvent]:
    return LedgerEvent.objects.filter(action__in=STEPS, occurred_at__gte=recall.sent_at, data__recall=recall.pk)


def _read_members(entries: Iterable[RecipientEntry]) -> dict[int, list[User]]:
    members: dict[int, list[User]] = defaultdict(list)
    organisations = [entry.recipient.organisation_id for entry in entries]
    rows = Membership.objects.filter(organisation__in=organisations, user__is_active=True).select_related("user")
    for row in rows.order_by("pk"):
        members[row.organisation_id].append(row.user)
    return members


def _read_users(events: Iterable[LedgerEvent]) -> dict[str, User]:
    """Return those who were told, opened the recall or called, by their key in the ledger."""
    keys = {key for event in events for key in (event.by_key, event.data.get("person", ""), *_get_mailed(event))}
    pks = [int(key.partition(":")[2]) for key in keys if key.partition(":")[2].isdecimal()]
    return {user.key: user for user in User.objects.filter(pk__in=pks).order_by("pk")}


def _get_mailed(event: LedgerEvent) -> list[str]:
    return list(event.data.get("people", []))


def _apply_event(entry: RecipientEntry, event: LedgerEvent, *, users: Mapping[str, User]) -> None:
    for person in (entry.find_or_add_person(key, users) for key in _get_mailed(event)):
        if person is not None:
            person.mailed_at = person.mailed_at or event.occurred_at
    if event.action == Action.RECALL_REMINDED:
        entry.reminders.append(event.occurred_at)
    elif event.action == Action.RECALL_OPENED:
        if reader := entry.find_or_add_person(event.by_key, users):
            reader.opened_at = event.occurred_at
    elif event.action == Action.RECALL_CALLED:
        outcome, called = CallOutcome(event.data["outcome"]), entry.find_or_add_person(event.data["person"], users)
        by = str(users.get(event.by_key, event.by_key))
        entry.calls.append(Call(event.occurred_at, by, str(called.user) if called else "", outcome))
        if called and outcome == CallOutcome.REACHED:
            called.called_at = event.occurred_at


def list_unreached(recall: Recall, *, at: datetime) -> list[RecipientEntry]:
    """Return the recipients that the desk must call; of a lifted recall, those who weren't told that it was lifted."""
    recipients = recall.recipients.select_related("organisation", "recall").order_by("pk")
    if recall.lifted_at is not None:
        return read_entries(recall, recipients.filter(lift_notified_at__isnull=True))
    waiting = recipients.filter(confirmed_at__isnull=True)
    return [entry for entry in read_entries(recall, waiting) if entry.is_to_be_called(at=at)]
