"""The newest checkpoint of the ledger as a report prints it: with it, the figures' events can't be changed later."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from outreach.ledger.checkpoints import find_newest


@dataclass(frozen=True)
class Seal:
    """A heading, a sentence and labelled lines, ready to print."""

    title: str
    sentence: str
    lines: tuple[tuple[str, str], ...] = ()


def make_seal(*, at: datetime) -> Seal:
    """Return the newest checkpoint that was made by then, in the active language."""
    title = _("Checkpoint of the ledger")
    found = find_newest(until=at)
    if found is None:
        return Seal(title, _("The ledger had no signed checkpoint yet when this report was issued."))
    return Seal(
        title,
        _("Keep this page: with it, anyone can show later that no event before this checkpoint was changed."),
        (
            (_("Events signed"), str(found.size)),
            (_("Root of their tree"), found.root),
            (_("Signed on"), timezone.localtime(found.made_at).strftime("%d/%m/%Y %H:%M %Z")),
            (_("Ledger and key"), f"{found.name}+{found.key_id}"),
            (_("Signature"), found.signature),
        ),
    )
