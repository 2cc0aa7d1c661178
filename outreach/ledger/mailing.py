"""Mailing of checkpoints to people who keep them where no attacker of this server can reach."""

import json
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

from outreach.ledger import signing
from outreach.ledger.checkpoints import prove_consistency
from outreach.ledger.findings import describe_finding
from outreach.ledger.inspection import Inspection, inspect_ledger
from outreach.ledger.models import Checkpoint
from translations.languages import SOURCE

PERIOD = timedelta(hours=23)
"""A little less than a day, so that the hour of the mail doesn't move on from day to day."""


def is_due(*, at: datetime) -> bool:
    """Return whether a day has passed since the last mail. Without addresses in the settings nothing is mailed."""
    newest = Checkpoint.objects.order_by("-size").first()
    if not settings.LEDGER_MAIL_TO or newest is None:
        return False
    return not Checkpoint.objects.filter(mailed_at__gt=at - PERIOD, mailed_at__lte=at).exists()


def mail_checkpoint(*, at: datetime) -> bool:
    """Inspect the ledger and mail the newest checkpoint with the result; return whether it was due.

    The mail has the proof that the checkpoint continues the one mailed before it.
    """
    if not is_due(at=at):
        return False
    newest = Checkpoint.objects.latest("size")
    older = Checkpoint.objects.filter(mailed_at__isnull=False).order_by("-size").first()
    proof: dict[str, Any] = {"checkpoint": newest.note}
    outcome = inspect_ledger(at=at)
    if older is not None and outcome.is_intact:
        proof |= {"older": older.note, "consistency": prove_consistency(older.note, newest.note)}
    with translation.override(SOURCE):
        mail = EmailMessage(_get_subject(outcome), _write(newest, outcome), to=settings.LEDGER_MAIL_TO)
    mail.attach(f"checkpoint-{newest.size}.txt", newest.note, "text/plain")
    mail.attach(f"proof-{newest.size}.json", json.dumps(proof, indent=1), "application/json")
    mail.send()
    Checkpoint.objects.filter(pk=newest.pk).update(mailed_at=at)
    return True


def _get_subject(outcome: Inspection) -> str:
    return _("Ledger: please keep this checkpoint") if outcome.is_intact else _("Ledger: something is wrong")


def _write(newest: Checkpoint, outcome: Inspection) -> str:
    lines = [
        _("Please keep this mail. With it anyone can show later that no event of the ledger was changed since."),
        *(describe_finding(finding) for finding in outcome.findings),
        _("Public key: %(key)s") % {"key": signing.get_public_key()},
    ]
    return "\n\n".join([*lines, newest.note])
