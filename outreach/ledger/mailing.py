"""Mailing of checkpoints to people who keep them where no attacker of this server can reach, and of alarms.

What is mailed comes from every place that keeps checkpoints, and when, from the journal beside the signing key: whoever
has the database can't silence the mails.
"""

import json
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

from outreach.ledger import signing
from outreach.ledger.checkpoints import Notes, prove_consistency, sort_notes
from outreach.ledger.findings import describe_finding
from outreach.ledger.inspection import Inspection, inspect_ledger
from outreach.ledger.ledger import get_head
from outreach.ledger.places import CheckpointPlace, Mail, PlaceUnreadable, note_mail, read_mails, read_notes
from outreach.ledger.signing import NoSigningKey
from translations.languages import SOURCE

PERIOD = timedelta(hours=23)
"""A little less than a day, so that the hour of the mail doesn't move on from day to day."""


def is_due(*, at: datetime, is_alarm: bool = False) -> bool:
    """Return whether a day has passed since the last mail, of alarms since the last alarm.

    Without addresses in the settings nothing is mailed, nor before the first event.
    """
    mails = _read_mails()
    if not settings.LEDGER_MAIL_TO or not (is_alarm or mails or get_head().seq or any(_read_places())):
        return False
    return not any(mail.is_alarm == is_alarm and at - PERIOD < mail.at <= at for mail in mails)


def mail_checkpoint(*, at: datetime, is_alarm: bool = False) -> bool:
    """Inspect the ledger and mail the newest checkpoint with the result; return whether it was due.

    The mail has the proof that the checkpoint continues the one mailed before it.
    """
    if not is_due(at=at, is_alarm=is_alarm):
        return False
    newest, size = _find_newest(_read_places())
    older = next((mail.note for mail in reversed(_read_mails()) if mail.note), "")
    outcome = inspect_ledger(at=at)
    with translation.override(SOURCE):
        mail = EmailMessage(_get_subject(outcome), _write(newest, outcome), to=settings.LEDGER_MAIL_TO)
    if newest:
        proof: dict[str, Any] = {"checkpoint": newest}
        if older and outcome.is_intact:
            proof |= {"older": older, "consistency": prove_consistency(older, newest)}
        mail.attach(f"checkpoint-{size}.txt", newest, "text/plain")
        mail.attach(f"proof-{size}.json", json.dumps(proof, indent=1), "application/json")
    mail.send()
    note_mail(Mail(newest, at, is_alarm))
    return True


def _read_mails() -> list[Mail]:
    """Return what was mailed. If that can't be read, nothing was: a mail too many is better than none."""
    with suppress(PlaceUnreadable):
        return read_mails()
    return []


def _read_places() -> list[list[str]]:
    """Return the checkpoints of every place that can be read; the inspection says of the others that they can't."""
    found = []
    for place in CheckpointPlace:
        with suppress(PlaceUnreadable):
            found.append(read_notes(place))
    return found


def _find_newest(places: list[list[str]]) -> tuple[str, int]:
    """Return the newest checkpoint that is truly signed, of all places, and its size; empty and 0 if there is none."""
    known: list[Notes] = []
    with suppress(NoSigningKey):
        known = [sort_notes(notes) for notes in places if notes]
    by_size = {size: note for notes in known for size, note in notes.by_size.items()}
    return (by_size[max(by_size)], max(by_size)) if by_size else ("", 0)


def _get_subject(outcome: Inspection) -> str:
    return _("Ledger: please keep this checkpoint") if outcome.is_intact else _("Ledger: something is wrong")


def _write(newest: str, outcome: Inspection) -> str:
    lines = [describe_finding(finding) for finding in outcome.findings]
    if newest:
        lines.insert(
            0, _("Please keep this mail. With it anyone can show later that no event of the ledger was changed since.")
        )
    else:
        lines.append(
            _(
                "No checkpoint is left in any place. Please keep the mails that you have: they show what the ledger "
                "was. Tell whoever runs the server, and let nothing be repaired before a copy was made."
            )
        )
    with suppress(NoSigningKey):
        lines.append(_("Public key: %(key)s") % {"key": signing.get_public_key()})
    return "\n\n".join([*lines, newest])
