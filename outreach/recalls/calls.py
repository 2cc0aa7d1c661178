"""Telephone calls about a recall: whom the desk must call, at which numbers, and that it did.

Numbers are those of the register. The ledger keeps who called whom, when and with what outcome, and no number.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cms.published import Contact, get_contacts
from cms.users.models import User
from outreach.ledger.actions import Action
from outreach.ledger.ledger import record
from outreach.organisations.members import members_of
from outreach.recalls.effectiveness import CallOutcome, RecipientEntry, list_unreached
from outreach.recalls.events import get_event_data
from outreach.recalls.models import Recall, RecallRecipient
from outreach.recalls.recall import RecallRefused

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""Beginnings of a cell that a spreadsheet would compute."""


@dataclass(frozen=True)
class CallLine:
    """An organisation to call, with its contacts in the register."""

    entry: RecipientEntry
    contacts: tuple[Contact, ...]

    @property
    def numbers(self) -> list[str]:
        return [value.text for contact in self.contacts for value in contact.values]


def list_calls(recall: Recall, *, language: str, at: datetime) -> list[CallLine]:
    """Return the desk's telephone list for the recall, with the numbers written in the language."""
    entries = list_unreached(recall, at=at)
    keys = {key for entry in entries for key in entry.recipient.organisation.contact_keys}
    contacts = {contact.id: contact for contact in get_contacts(keys, language=language)}
    return [
        CallLine(
            entry,
            tuple(contacts[key] for key in entry.recipient.organisation.contact_keys if key in contacts),
        )
        for entry in entries
    ]


def write_csv(lines: Iterable[CallLine]) -> str:
    """Return the list for a spreadsheet: one line a person, or one an organisation without members."""
    out = io.StringIO()
    writer = csv.writer(out)
    headings = (_("Organisation"), _("Country"), _("Person"), _("Mail address"), _("Numbers"), _("Calls so far"))
    writer.writerow(headings)
    for line in lines:
        organisation = line.entry.recipient.organisation
        calls = len(line.entry.calls)
        untold = [person.user for person in line.entry.people if not person.is_told]
        people = untold or [person.user for person in line.entry.people]
        for user in people or (None,):
            address = "" if user is None else user.email or _("has no mail address")
            cells = (organisation.name, organisation.country, str(user or ""), address, "; ".join(line.numbers), calls)
            writer.writerow([_make_harmless(str(cell)) for cell in cells])
    return out.getvalue()


def _make_harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(DANGEROUS) else cell


@transaction.atomic
def record_call(
    *, recipient: RecallRecipient, outcome: CallOutcome, person: User | None, by: User, at: datetime
) -> RecallRecipient:
    """Record a call to the organisation, or to one of its members; who was reached counts as notified.

    Of a lifted recall, they were told that it was lifted. Raise ``RecallRefused`` for a person who isn't a member.
    """
    found = RecallRecipient.objects.select_for_update(of=("self",)).select_related("recall", "organisation")
    recipient = found.get(pk=recipient.pk)
    if person is not None and not members_of(recipient.organisation).filter(pk=person.pk).exists():
        raise RecallRefused(_("This person isn't a member of the organisation. Choose another, or nobody."))
    is_lifted = recipient.recall.lifted_at is not None
    told = "lift_notified_at" if is_lifted else "notified_at"
    if outcome == CallOutcome.REACHED and getattr(recipient, told) is None:
        setattr(recipient, told, at)
        recipient.save(update_fields=[told])
    record(
        action=Action.RECALL_CALLED,
        at=at,
        by_key=by.key,
        organisation_key=recipient.organisation.key,
        data={
            "outcome": outcome.value,
            "person": person.key if person else "",
            **({"lifting": True} if is_lifted else {}),
            **get_event_data(recipient.recall),
        },
    )
    return recipient
